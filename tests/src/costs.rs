//! What each flow costs: calls of the store counted at the wire, with a fresh start of the
//! function for every request, every read consistent, nothing cached. `docs/costs.md` shows it.

use http::Method;
use kobling_local::{Instances, shim::Counters};

use crate::{Browser, Hub, RelyingParty, wire};

/// Where the table stands, in this repository.
pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/costs.md");

const HEAD: &str = "| flow | reads | writes | capacity units | signatures | mails |";
const RULE: &str = "|---|---|---|---|---|---|";

/// One line of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Cost {
    pub flow: &'static str,
    /// Calls that read: a batch is one.
    pub reads: u64,
    /// Calls that write: a transaction is one, audit included.
    pub writes: u64,
    /// Capacity units of both, as the store says them.
    pub units: f64,
    /// Asymmetric signatures made.
    pub signatures: u64,
    pub mails: u64,
    /// Reads of the deployment's keys at the cold starts; not in `reads`.
    pub cold_reads: u64,
}

impl Cost {
    fn of(flow: &'static str, counted: &Counters, functions: &[&str]) -> Self {
        let of = |one: &dyn Fn(&str) -> u64| functions.iter().map(|name| one(name)).sum();
        Self {
            flow,
            reads: of(&|name| counted.reads(Some(name))),
            writes: of(&|name| counted.writes(Some(name))),
            units: functions.iter().map(|name| counted.units(Some(name))).sum(),
            signatures: 0,
            mails: 0,
            cold_reads: counted.cold_reads(),
        }
    }

    fn line(&self) -> String {
        format!(
            "| {} | {} | {} | {} | {} | {} |",
            self.flow, self.reads, self.writes, self.units, self.signatures, self.mails
        )
    }
}

/// The table in Markdown.
pub fn table(costs: &[Cost]) -> String {
    let lines: Vec<String> = costs.iter().map(Cost::line).collect();
    format!("{HEAD}\n{RULE}\n{}\n", lines.join("\n"))
}

/// The table as it stands in a file's text.
pub fn table_in(text: &str) -> Option<&str> {
    let start = text.find(HEAD)?;
    let rest = &text[start..];
    let length = rest.find("\n\n").map_or(rest.len(), |end| end + 1);
    Some(&rest[..length])
}

/// The text with its table renewed; `None` where there is none.
pub fn renewed(text: &str, costs: &[Cost]) -> Option<String> {
    Some(text.replace(table_in(text)?, &table(costs)))
}

/// Walks each flow once and counts.
///
/// # Panics
/// Where a flow does not come to its end.
pub async fn measure() -> Vec<Cost> {
    let hub = Hub::with(|options| {
        options.instances = Instances::FreshPerRequest;
        options.schedules = false;
    })
    .await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L7");
    let pid = person.national_id.clone().expect("a number");
    let email = person.email.clone().expect("an address");
    let mut browser = app.browser(&hub);
    let assertions = || {
        let counters = hub.stack.idporten().counters();
        counters.par + counters.token
    };
    let reset = || hub.shim().reset_counters();
    let counted = || hub.shim().counters();

    // From the app to the eID.
    let (before, begun) = (assertions(), app.begin(&person.tenant, &[]));
    reset();
    browser.go(begun.url.as_str()).await;
    let mut to_eid = Cost::of("to the eID", &counted(), &["authorize"]);
    to_eid.signatures = assertions() - before;

    // From the eID's answer by the code to the app.
    let before = assertions();
    reset();
    browser
        .log_in_at_idporten(&pid, "idporten-loa-substantial")
        .await;
    browser.press("send", &[]).await;
    let code = hub.next_code(&email).await;
    hub.mails_sent().await;
    browser.press("verify", &[("code", &code)]).await;
    let counters = counted();
    let steps = ["authorize", "callback", "link", "verify-code"];
    let mut first_link = Cost::of("first link", &counters, &steps);
    first_link.signatures = assertions() - before;
    first_link.mails = hub.stack.inbox().to(None).len() as u64;
    let mail = Cost::of("each mail", &counters, &["mail"]);
    let login = app.finish(&begun, browser.url()).await;
    login.expect("a login after the first link");

    // With the session.
    let begun = app.begin(&person.tenant, &[]);
    reset();
    browser.go(begun.url.as_str()).await;
    let sso = Cost::of("sso", &counted(), &["authorize"]);
    let code = app.code(&begun, browser.url()).expect("a code");

    reset();
    let tokens = app.token(&hub, &app.code_form(&begun, &code)).await.json();
    let mut token = Cost::of("token", &counted(), &["token"]);
    token.signatures = signed(&tokens);

    reset();
    let bearer = format!(
        "Bearer {}",
        tokens["access_token"].as_str().unwrap_or_default()
    );
    let headers = [("authorization", bearer.as_str())];
    let info = hub.request(Method::GET, "/userinfo", &headers, "").await;
    assert!(info.status.is_success(), "userinfo: {}", info.body);
    let userinfo = Cost::of("userinfo", &counted(), &["token"]);

    // By the eID once more, with no page of the hub.
    browser.close();
    let begun = app.begin(&person.tenant, &[]);
    let before = assertions();
    reset();
    browser.go(begun.url.as_str()).await;
    browser
        .log_in_at_idporten(&pid, "idporten-loa-substantial")
        .await;
    let mut next_login = Cost::of("next login", &counted(), &steps);
    next_login.signatures = assertions() - before;
    app.code(&begun, browser.url()).expect("a code");

    reset();
    let shown = tokens["refresh_token"].as_str().unwrap_or_default();
    let renewed = app.token(&hub, &app.refresh_form(shown)).await.json();
    let mut refresh = Cost::of("refresh", &counted(), &["token"]);
    refresh.signatures = signed(&renewed);

    // A device: its codes, a question in vain, the yes of someone with a session, its tokens.
    let device = device(&hub, &mut browser, &person.tenant).await;

    // An HR system: a token, and a file.
    reset();
    let bearer = hub.service_token(&person.tenant, "hr.import").await;
    let mut service_token = Cost::of("service token", &counted(), &["token"]);
    service_token.signatures = u64::from(bearer.split('.').count() == 3);
    reset();
    let bearer = format!("Bearer {bearer}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "text/csv"),
    ];
    let (path, rows) = (
        "/api/hr/feeds/changes/files/people-1.csv",
        "employment_number\n",
    );
    let sent = hub.request(Method::PUT, path, &headers, rows).await;
    assert!(sent.status.is_success(), "a file: {}", sent.body);
    let file = Cost::of("file by the API", &counted(), &["admin"]);

    vec![
        first_link,
        next_login,
        sso,
        refresh,
        userinfo,
        to_eid,
        token,
        mail,
        service_token,
        file,
        device,
    ]
}

/// From the codes of a device to its tokens, by a browser that is logged in.
async fn device(hub: &Hub, browser: &mut Browser, tenant: &str) -> Cost {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let asks = async |path: &str, form: &[(&str, &str)]| {
        let form = wire::encode(form);
        hub.request(Method::POST, path, &headers, &form)
            .await
            .json()
    };
    hub.shim().reset_counters();
    let shown = asks(
        "/device_authorization",
        &[("client_id", "clock"), ("tenant", tenant)],
    )
    .await;
    let text = |name: &str| shown[name].as_str().expect("a code").to_owned();
    let code = text("device_code");
    let polls = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", "clock"),
        ("device_code", &code),
    ];
    asks("/token", &polls).await;
    let page = browser.go(&text("verification_uri_complete")).await;
    let mut links = page.links.iter();
    let login = links.find(|(_, href)| href.starts_with("/authorize?"));
    let login = login.expect("a way to the login").1.clone();
    browser.follow(&login).await;
    browser.press("allow", &[]).await;
    let tokens = asks("/token", &polls).await;
    let functions = ["token", "device", "authorize"];
    let mut cost = Cost::of("device", &hub.shim().counters(), &functions);
    cost.signatures = signed(&tokens);
    assert!(cost.signatures > 0, "no tokens: {tokens}");
    cost
}

/// The JWTs in a token answer; each was signed for it.
fn signed(answer: &serde_json::Value) -> u64 {
    let is_jwt = |name: &&str| {
        let token = answer[*name].as_str().unwrap_or_default();
        token.split('.').count() == 3
    };
    ["access_token", "id_token"]
        .iter()
        .filter(|name| is_jwt(name))
        .count() as u64
}
