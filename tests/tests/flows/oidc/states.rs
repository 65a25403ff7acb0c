//! Whatever is switched off, taken away or over: every road to a token or a person is closed at
//! once, and not when something runs out. Each state against each road, made up from two lists.

use http::Method;
use kobling_model::{
    ClientId, TenantId,
    apps::{Client, ClientAtTenant},
    item::{Entity, Key},
    keys,
    people::{Account, AccountState, AppLink, DirectoryUser, DirectoryUserState},
    tenants::{Tenant, TenantState},
};
use kobling_tests::{Begun, Browser, Hub, Person, RelyingParty, wire};
use serde_json::Value;

use super::{come, device, granted, joined, post};
use crate::walk::{email, english};

/// What a login and its tokens hang on.
struct Standing {
    tenant: Tenant,
    client: Client,
    permission: ClientAtTenant,
    account: Account,
    link: AppLink,
    user: DirectoryUser,
}

async fn get<E: Entity>(hub: &Hub, key: &Key) -> E {
    let app = &hub.stack.operator().app;
    let found = app.store().unwrap().get(key, app.now()).await.unwrap();
    found.expect("an item")
}

impl Standing {
    async fn of(hub: &Hub, person: &Person, client: &str) -> Self {
        let tenant = TenantId::parse(&person.tenant).unwrap();
        let client = ClientId::parse(client).unwrap();
        let user = hub.directory_user(&person.tenant, email(person)).await;
        let account = hub.account_of(&user).await;
        Self {
            link: get(hub, &keys::app_link(&account.id, &tenant)).await,
            permission: get(hub, &keys::client_at_tenant(&tenant, &client)).await,
            client: get(hub, &keys::client(&client)).await,
            tenant: hub.tenant(&person.tenant).await,
            account,
            user,
        }
    }

    /// Brings a state about.
    async fn turn(mut self, hub: &Hub, state: &str) {
        match state {
            "as it was" => {}
            "tenant suspended" => {
                self.tenant.state = TenantState::Suspended;
                hub.put(&self.tenant).await;
            }
            "tenant gone" => hub.take(&self.tenant.key()).await,
            "provider not the tenant's any more" => {
                self.tenant.providers.clear();
                hub.put(&self.tenant).await;
            }
            "app switched off" => {
                self.client.enabled = false;
                hub.put(&self.client).await;
            }
            "app gone" => hub.take(&self.client.key()).await,
            "app not the tenant's any more" => {
                self.permission.enabled = false;
                hub.put(&self.permission).await;
            }
            "permission gone" => hub.take(&self.permission.key()).await,
            "account disabled" | "account closed" => {
                self.account.state = if state == "account closed" {
                    AccountState::Closed
                } else {
                    AccountState::Disabled
                };
                hub.put(&self.account).await;
            }
            "account gone" => hub.take(&self.account.key()).await,
            "all sessions ended" => {
                self.account.session_generation += 1;
                hub.put(&self.account).await;
            }
            "link suspended" => {
                self.link.suspended = true;
                hub.put(&self.link).await;
            }
            "link gone" => hub.take(&self.link.key()).await,
            "link to another" => {
                self.user.account = None;
                hub.put(&self.user).await;
            }
            "person suspended" | "person left" => {
                self.user.state = if state == "person left" {
                    DirectoryUserState::Left
                } else {
                    DirectoryUserState::Suspended
                };
                hub.put(&self.user).await;
            }
            "person gone" => hub.take(&self.user.key()).await,
            "employment over" => {
                for employment in &mut self.user.employments {
                    employment.to = Some(hub.now() - 1);
                }
                hub.put(&self.user).await;
            }
            "employment not begun" => {
                for employment in &mut self.user.employments {
                    employment.from = Some(hub.now() + 3600);
                }
                hub.put(&self.user).await;
            }
            other => panic!("no such state: {other}"),
        }
    }
}

const STATES: &[&str] = &[
    "tenant suspended",
    "tenant gone",
    "provider not the tenant's any more",
    "app switched off",
    "app gone",
    "app not the tenant's any more",
    "permission gone",
    "account disabled",
    "account closed",
    "account gone",
    "all sessions ended",
    "link suspended",
    "link gone",
    "link to another",
    "person suspended",
    "person left",
    "person gone",
    "employment over",
    "employment not begun",
];

/// What someone who is logged in, and an app that logged them in, hold.
struct Held {
    app: RelyingParty,
    browser: Browser,
    tokens: Value,
    offline: Value,
    unspent: (Begun, String),
}

impl Held {
    async fn of(hub: &Hub, person: &Person) -> Self {
        let app = RelyingParty::register(hub, "probe", |_| {}).await;
        let mut browser = app.browser(hub);
        let tenant = [("tenant", person.tenant.as_str())];
        let mut got = Vec::new();
        for scopes in [&["email"][..], &["email", "offline_access"]] {
            let begun = app.begin_with(scopes, &tenant);
            come(&mut browser, person, &begun.url).await;
            let code = app.code(&begun, browser.url()).unwrap();
            got.push(granted(
                &app.token(hub, &app.code_form(&begun, &code)).await,
            ));
        }
        let begun = app.begin_with(&["email"], &tenant);
        come(&mut browser, person, &begun.url).await;
        let code = app.code(&begun, browser.url()).unwrap();
        let (offline, tokens) = (got.remove(1), got.remove(0));
        Self {
            app,
            browser,
            tokens,
            offline,
            unspent: (begun, code),
        }
    }

    /// Which roads are open.
    async fn open(mut self, hub: &Hub, person: &Person) -> Vec<&'static str> {
        let mut open = Vec::new();
        let mut note = |road, is_open: bool| open.extend(is_open.then_some(road));
        let text = |tokens: &Value, name: &str| tokens[name].as_str().unwrap().to_owned();
        for (road, tokens) in [
            ("userinfo", &self.tokens),
            ("userinfo, offline", &self.offline),
        ] {
            let bearer = format!("Bearer {}", text(tokens, "access_token"));
            let headers = [("authorization", bearer.as_str())];
            let answer = hub.request(Method::GET, "/userinfo", &headers, "").await;
            note(road, answer.status.is_success());
        }
        let basic = self.app.basic().unwrap();
        let basic = [("authorization", basic.as_str())];
        for (road, tokens) in [
            ("introspection", &self.tokens),
            ("introspection, offline", &self.offline),
        ] {
            let form = wire::encode(&[("token", &text(tokens, "access_token"))]);
            let answer = post(hub, "/introspect", &basic, &form).await;
            let is_active = answer.status.is_success() && answer.json()["active"] == true;
            note(road, is_active);
        }
        let (begun, code) = &self.unspent;
        let answer = self.app.token(hub, &self.app.code_form(begun, code)).await;
        note("code", answer.status.is_success());
        for (road, tokens) in [
            ("refresh", &self.tokens),
            ("refresh, offline", &self.offline),
        ] {
            let form = self.app.refresh_form(&text(tokens, "refresh_token"));
            let answer = self.app.token(hub, &form).await;
            note(road, answer.status.is_success());
        }
        for (road, mode) in [
            ("silent login", "query"),
            ("silent login by form", "form_post"),
        ] {
            let further = [("prompt", "none"), ("response_mode", mode)];
            let begun = self.app.begin(&person.tenant, &further);
            self.browser.go(begun.url.as_str()).await;
            let is_by_form = !self.browser.is_intercepted()
                && self
                    .browser
                    .page()
                    .forms
                    .iter()
                    .any(|form| form.value("code").is_some());
            let is_by_query =
                self.browser.is_intercepted() && self.app.code(&begun, self.browser.url()).is_ok();
            note(road, is_by_form || is_by_query);
        }
        let pushed = self.app.begin(&person.tenant, &[("prompt", "none")]);
        let form = joined(pushed.url.query().unwrap(), &[]);
        let answer = post(hub, "/par", &basic, &form).await;
        if answer.status.is_success() {
            let mut url = hub.url("/authorize");
            url.query_pairs_mut()
                .append_pair("client_id", &self.app.client_id)
                .append_pair(
                    "request_uri",
                    answer.json()["request_uri"].as_str().unwrap(),
                );
            self.browser.go(url.as_str()).await;
            let is_open =
                self.browser.is_intercepted() && self.app.code(&pushed, self.browser.url()).is_ok();
            note("silent login, pushed", is_open);
        }
        open
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_every_state_closes_every_road_at_once() {
    let mut wrong = Vec::new();
    for state in STATES {
        let hub = Hub::with(|options| options.schedules = false).await;
        let person = hub.person("L1");
        let held = Held::of(&hub, &person).await;
        let standing = Standing::of(&hub, &person, "probe").await;
        standing.turn(&hub, state).await;
        let open = held.open(&hub, &person).await;
        if !open.is_empty() {
            wrong.push(format!("{state}: {open:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Else all of them are open: what closed them was the state.
    let hub = Hub::with(|options| options.schedules = false).await;
    let person = hub.person("L1");
    let held = Held::of(&hub, &person).await;
    let standing = Standing::of(&hub, &person, "probe").await;
    standing.turn(&hub, "as it was").await;
    assert_eq!(
        held.open(&hub, &person).await,
        [
            "userinfo",
            "userinfo, offline",
            "introspection",
            "introspection, offline",
            "code",
            "refresh",
            "refresh, offline",
            "silent login",
            "silent login by form",
            "silent login, pushed",
        ]
    );
}

/// The roads that are a device's own: one that was allowed and has not fetched its tokens yet, and
/// what another got before.
async fn open_to_devices(hub: &Hub, person: &Person, state: &str) -> Vec<&'static str> {
    RelyingParty::register(hub, "clock", device::clock).await;
    let asked = [
        ("tenant", person.tenant.as_str()),
        ("scope", "openid offline_access"),
    ];
    let mut codes = Vec::new();
    for _ in 0..2 {
        let shown = device::asked(hub, "clock", &asked).await;
        let mut browser = english(hub);
        device::typed(&mut browser, person, &shown).await;
        browser.press("allow", &[]).await;
        codes.push(device::text(&shown, "device_code").to_owned());
    }
    let tokens = granted(&device::polled(hub, "clock", &codes[0]).await);
    let mut browser = english(hub);
    let waiting = device::asked(hub, "clock", &asked).await;
    device::typed(&mut browser, person, &waiting).await;
    Standing::of(hub, person, "clock")
        .await
        .turn(hub, state)
        .await;

    let mut open = Vec::new();
    let mut note = |road, is_open: bool| open.extend(is_open.then_some(road));
    let bearer = format!("Bearer {}", device::text(&tokens, "access_token"));
    let headers = [("authorization", bearer.as_str())];
    let answer = hub.request(Method::GET, "/userinfo", &headers, "").await;
    note("userinfo", answer.status.is_success());
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", "clock"),
        ("refresh_token", device::text(&tokens, "refresh_token")),
    ];
    let answer = post(hub, "/token", &[], &wire::encode(&form)).await;
    note("refresh", answer.status.is_success());
    let answer = device::polled(hub, "clock", &codes[1]).await;
    note("allowed before", answer.status.is_success());
    let form = browser.page().forms.first().cloned();
    if let Some(form) = form {
        let page = browser.page().clone();
        browser
            .submit(&page, &form, Some(("action", "allow")), &[])
            .await;
    }
    let code = device::text(&waiting, "device_code");
    let answer = device::polled(hub, "clock", code).await;
    note("allowed after", answer.status.is_success());
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn g_every_state_closes_a_devices_roads_at_once() {
    let mut wrong = Vec::new();
    for state in STATES {
        let hub = Hub::with(|options| options.schedules = false).await;
        let open = open_to_devices(&hub, &hub.person("L1"), state).await;
        if !open.is_empty() {
            wrong.push(format!("{state}: {open:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let hub = Hub::with(|options| options.schedules = false).await;
    let open = open_to_devices(&hub, &hub.person("L1"), "as it was").await;
    assert_eq!(
        open,
        ["userinfo", "refresh", "allowed before", "allowed after"]
    );
}
