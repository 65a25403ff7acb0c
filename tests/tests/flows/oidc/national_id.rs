//! A national id goes to an app that is registered for it and that the tenant granted it, at
//! userinfo, while the session lasts. Nobody else leaves a number anywhere.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use kobling_model::{ClientId, TenantId, apps::ClientAtTenant, keys, sessions::Session};
use kobling_tests::{Begun, Browser, Hub, Person, RelyingParty, wire};
use serde_json::Value;

use super::{come, granted};
use crate::walk::{email, pid};

const SCOPE: &str = "national_id";

struct Payroll {
    hub: Hub,
    app: RelyingParty,
    person: Person,
    browser: Browser,
}

impl Payroll {
    /// An app that is registered for the scope; no tenant has granted it yet.
    async fn at(row: &str) -> Self {
        let hub = Hub::start().await;
        let app = RelyingParty::register(&hub, "payroll-probe", |client| {
            client.scopes.push(SCOPE.to_owned());
            // No registration that is read says so; and if one did, it would be in vain.
            client.id_token_claims = vec![SCOPE.to_owned(), "national_id_type".to_owned()];
        })
        .await;
        let person = hub.person(row);
        let browser = app.browser(&hub);
        Self {
            hub,
            app,
            person,
            browser,
        }
    }

    async fn grant(&self, scopes: &[&str]) {
        let permission = ClientAtTenant {
            tenant: TenantId::parse(&self.person.tenant).unwrap(),
            client: ClientId::parse("payroll-probe").unwrap(),
            enabled: true,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        self.hub.put(&permission).await;
    }

    async fn begin(&mut self, scopes: &[&str], further: &[(&str, &str)]) -> Begun {
        let tenant = [("tenant", self.person.tenant.as_str())];
        let begun = self.app.begin_with(scopes, &[&tenant, further].concat());
        self.browser.go(begun.url.as_str()).await;
        begun
    }

    async fn redeem(&self, begun: &Begun) -> Value {
        let code = self.app.code(begun, self.browser.url()).expect("a code");
        let form = self.app.code_form(begun, &code);
        granted(&self.app.token(&self.hub, &form).await)
    }

    async fn log_in(&mut self, scopes: &[&str], further: &[(&str, &str)]) -> Value {
        let begun = self.begin(scopes, further).await;
        if self.browser.host() == "idporten.localhost" {
            come(&mut self.browser, &self.person, &begun.url).await;
        }
        self.redeem(&begun).await
    }

    async fn ask_userinfo(&self, tokens: &Value) -> wire::Answer {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str())];
        self.hub
            .request(Method::GET, "/userinfo", &headers, "")
            .await
    }

    async fn userinfo(&self, tokens: &Value) -> Value {
        granted(&self.ask_userinfo(tokens).await)
    }

    async fn given(&self) -> usize {
        let noted = self.hub.audit_items().await;
        let is = |item: &&Value| item["event"]["S"] == "national_id_given";
        noted.values().filter(is).count()
    }

    /// How many sessions keep a number.
    async fn keeping(&self) -> usize {
        let items = self.hub.transient_items().await;
        let keeps =
            |item: &&Value| item["type"]["S"] == "session" && !item["sealed_number"].is_null();
        items.values().filter(keeps).count()
    }
}

fn claims_of(tokens: &Value) -> String {
    let token = tokens["id_token"].as_str().expect("an ID token");
    let payload = token.split('.').nth(1).expect("a token");
    String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_a_national_id_takes_the_registration_and_the_tenants_word() {
    let mut payroll = Payroll::at("L1").await;
    let tokens = payroll.log_in(&[SCOPE], &[]).await;
    assert_eq!(tokens["scope"], "openid");
    assert!(payroll.userinfo(&tokens).await[SCOPE].is_null());
    assert_eq!((payroll.keeping().await, payroll.given().await), (0, 0));

    // The session was begun without keeping the number: the eID shows it once more.
    payroll.grant(&[SCOPE]).await;
    let begun = payroll.begin(&[SCOPE], &[("prompt", "none")]).await;
    let refused = payroll.app.code(&begun, payroll.browser.url());
    assert!(
        format!("{refused:?}").contains("login_required"),
        "{refused:?}"
    );
    let tokens = payroll.log_in(&[SCOPE], &[]).await;
    assert_eq!(tokens["scope"], "openid national_id");
    let told = payroll.userinfo(&tokens).await;
    assert_eq!(told[SCOPE], pid(&payroll.person));
    assert_eq!(told["national_id_type"], "no.fnr");
    assert_eq!((payroll.keeping().await, payroll.given().await), (1, 1));
    assert!(!claims_of(&tokens).contains(pid(&payroll.person)));

    // Straight through from now on, by the session.
    let tokens = payroll.log_in(&[SCOPE], &[("prompt", "none")]).await;
    assert_eq!(payroll.userinfo(&tokens).await[SCOPE], pid(&payroll.person));

    // Taken back by the tenant: at once, for tokens that are out too.
    payroll.grant(&[]).await;
    assert!(payroll.userinfo(&tokens).await[SCOPE].is_null());
    assert_eq!(payroll.given().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_national_id_is_had_by_its_claims_and_by_no_id_token() {
    let mut payroll = Payroll::at("L1").await;
    payroll.grant(&[SCOPE]).await;
    let single = r#"{"userinfo":{"national_id":null},"id_token":{"national_id":null}}"#;
    let tokens = payroll.log_in(&[], &[("claims", single)]).await;
    let told = payroll.userinfo(&tokens).await;
    assert_eq!(told[SCOPE], pid(&payroll.person));
    assert!(told["national_id_type"].is_null(), "{told}");
    assert!(!claims_of(&tokens).contains(pid(&payroll.person)));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_a_national_id_is_kept_through_a_first_login_of_several_steps() {
    let mut payroll = Payroll::at("L7").await;
    payroll.grant(&[SCOPE]).await;
    let begun = payroll.begin(&[SCOPE], &[]).await;
    let number = pid(&payroll.person).to_owned();
    payroll
        .browser
        .log_in_at_idporten(&number, crate::walk::SUBSTANTIAL)
        .await;
    payroll.browser.press("send", &[]).await;
    let code = payroll.hub.next_code(email(&payroll.person)).await;
    payroll.browser.press("verify", &[("code", &code)]).await;
    let tokens = payroll.redeem(&begun).await;
    assert_eq!(payroll.userinfo(&tokens).await[SCOPE], number.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_national_id_dies_with_the_session() {
    let mut payroll = Payroll::at("L1").await;
    payroll.grant(&[SCOPE]).await;
    // What outlives the session has none.
    let offline = payroll.log_in(&[SCOPE, "offline_access"], &[]).await;
    assert!(payroll.userinfo(&offline).await[SCOPE].is_null());
    assert_eq!(payroll.keeping().await, 0);
    let tokens = payroll.log_in(&[SCOPE], &[]).await;
    assert_eq!(payroll.keeping().await, 1);
    let mut url = payroll.hub.url("/logout");
    let hint = tokens["id_token"].as_str().unwrap();
    url.query_pairs_mut().append_pair("id_token_hint", hint);
    payroll.browser.go(url.as_str()).await;
    assert_eq!(payroll.keeping().await, 0);
    let answer = payroll.ask_userinfo(&tokens).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_national_id_opens_in_no_other_session() {
    let mut payroll = Payroll::at("L1").await;
    payroll.grant(&[SCOPE]).await;
    let tokens = payroll.log_in(&[SCOPE], &[]).await;
    let app = &payroll.hub.stack.operator().app;
    let store = app.store().unwrap();
    let items = payroll.hub.transient_items().await;
    let mut sessions = items.values().filter(|item| item["type"]["S"] == "session");
    let of = sessions.next().unwrap()["id_digest"]["S"].as_str().unwrap();
    let own: Session = store
        .get(&keys::session(of), app.now())
        .await
        .unwrap()
        .unwrap();
    // Someone who can write the table puts another person's number into their own session.
    let sealed = app
        .key_service()
        .unwrap()
        .seal(
            kobling_keyring::Purpose::SessionNumber,
            "another-session",
            b"01915000084",
        )
        .await;
    let session = Session {
        sealed_number: Some(sealed.unwrap()),
        ..own
    };
    payroll.hub.put(&session).await;
    let answer = payroll.ask_userinfo(&tokens).await;
    assert!(answer.status.is_server_error(), "{}", answer.body);
    assert!(!answer.body.contains("01915000084"));
}
