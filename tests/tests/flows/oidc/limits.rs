//! How long a session is good for a tenant's apps is the tenant's own choice.

use http::Method;
use kobling_tests::{Browser, Hub, RelyingParty};
use serde_json::Value;

use super::{come, granted};

struct Seat<'a> {
    hub: &'a Hub,
    app: RelyingParty,
    browser: Browser,
    tenant: String,
}

impl Seat<'_> {
    async fn is_let_through(&mut self) -> bool {
        let begun = self.app.begin(&self.tenant, &[("prompt", "none")]);
        self.browser.go(begun.url.as_str()).await;
        self.app.code(&begun, self.browser.url()).is_ok()
    }

    async fn tokens(&mut self, scopes: &[&str]) -> Value {
        let person = self.hub.person("L1");
        let begun = self.app.begin_with(scopes, &[("tenant", &self.tenant)]);
        come(&mut self.browser, &person, &begun.url).await;
        let code = self.app.code(&begun, self.browser.url()).unwrap();
        let form = self.app.code_form(&begun, &code);
        granted(&self.app.token(self.hub, &form).await)
    }

    async fn is_told(&self, tokens: &Value) -> bool {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str())];
        let answer = self
            .hub
            .request(Method::GET, "/userinfo", &headers, "")
            .await;
        answer.status.is_success()
    }

    async fn renewed(&self, tokens: &Value) -> Option<Value> {
        let form = self
            .app
            .refresh_form(tokens["refresh_token"].as_str().unwrap());
        let answer = self.app.token(self.hub, &form).await;
        answer.status.is_success().then(|| answer.json())
    }
}

async fn seat(hub: &Hub, life: i64, idle: i64) -> Seat<'_> {
    let person = hub.person("L1");
    let mut tenant = hub.tenant(&person.tenant).await;
    tenant.settings.session_life = life;
    tenant.settings.session_idle_life = idle;
    hub.put(&tenant).await;
    let app = RelyingParty::register(hub, "probe", |_| {}).await;
    Seat {
        browser: app.browser(hub),
        hub,
        app,
        tenant: person.tenant,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_tenant_chooses_how_old_a_session_may_be() {
    let hub = Hub::start().await;
    let mut seat = seat(&hub, 3600, 1800).await;
    let bound = seat.tokens(&["email"]).await;
    let offline = seat.tokens(&["email", "offline_access"]).await;
    hub.pass(1700);
    assert!(seat.is_let_through().await);
    hub.pass(1700);
    assert!(seat.is_let_through().await);
    let bound = seat.renewed(&bound).await.expect("tokens");
    hub.pass(199);
    assert!(seat.is_told(&bound).await);
    hub.pass(1);
    assert!(!seat.is_let_through().await, "an hour old");
    assert!(!seat.is_told(&bound).await);
    assert_eq!(seat.renewed(&bound).await, None);
    // What was granted for longer does not hang on the session.
    assert!(seat.renewed(&offline).await.is_some());
    // And the person comes in again by the eID.
    seat.tokens(&["email"]).await;
    assert!(seat.is_let_through().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_tenant_chooses_how_long_a_session_may_rest() {
    let hub = Hub::start().await;
    let mut seat = seat(&hub, 36_000, 300).await;
    let bound = seat.tokens(&["email"]).await;
    hub.pass(299);
    assert!(seat.is_told(&bound).await);
    hub.pass(1);
    assert!(!seat.is_told(&bound).await);
    assert!(!seat.is_let_through().await);
    // Longer than a session lives is no longer.
    let mut seat = self::seat(&hub, 1_000_000, 1_000_000).await;
    seat.tokens(&["email"]).await;
    hub.pass(2 * 3600);
    assert!(!seat.is_let_through().await);
}
