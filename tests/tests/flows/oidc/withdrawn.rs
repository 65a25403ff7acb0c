//! What is taken from an app is gone from what it holds already, at once.

use http::{Method, StatusCode};
use kobling_model::{ClientId, apps::Client, keys};
use kobling_tests::{Begun, Browser, Hub, Person, RelyingParty, wire};
use serde_json::Value;

use super::{come, granted, refused};

const API: &str = "https://api.example.com/roster";

struct Held {
    hub: Hub,
    app: RelyingParty,
    person: Person,
    browser: Browser,
}

impl Held {
    async fn start() -> Self {
        let hub = Hub::start().await;
        let app = RelyingParty::register(&hub, "probe", |client| {
            client.scopes.push("rights".to_owned());
            client.resources = vec![API.to_owned()];
        })
        .await;
        let person = hub.person("L1");
        let browser = app.browser(&hub);
        Self {
            hub,
            app,
            person,
            browser,
        }
    }

    async fn code(&mut self, scopes: &[&str], further: &[(&str, &str)]) -> (Begun, String) {
        let tenant = [("tenant", self.person.tenant.as_str())];
        let begun = self.app.begin_with(scopes, &[&tenant, further].concat());
        come(&mut self.browser, &self.person, &begun.url).await;
        let code = self.app.code(&begun, self.browser.url()).unwrap();
        (begun, code)
    }

    async fn tokens(&mut self, scopes: &[&str], further: &[(&str, &str)]) -> Value {
        let (begun, code) = self.code(scopes, further).await;
        let form = self.app.code_form(&begun, &code);
        granted(&self.app.token(&self.hub, &form).await)
    }

    async fn renew(&self, tokens: &Value, further: &[(&str, &str)]) -> wire::Answer {
        let form = self.app.refresh_form(text(tokens, "refresh_token"));
        self.app
            .token(&self.hub, &super::joined(&form, further))
            .await
    }

    async fn userinfo(&self, tokens: &Value) -> Value {
        let bearer = format!("Bearer {}", text(tokens, "access_token"));
        let headers = [("authorization", bearer.as_str())];
        granted(
            &self
                .hub
                .request(Method::GET, "/userinfo", &headers, "")
                .await,
        )
    }

    async fn change(&self, change: impl FnOnce(&mut Client)) {
        let operator = &self.hub.stack.operator().app;
        let key = keys::client(&ClientId::parse("probe").unwrap());
        let found = operator.store().unwrap().get(&key, operator.now()).await;
        let mut client: Client = found.unwrap().unwrap();
        change(&mut client);
        self.hub.put(&client).await;
    }
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

fn without(scope: &str) -> impl FnOnce(&mut Client) {
    move |client| client.scopes.retain(|own| own != scope)
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_scope_that_an_app_lost_opens_nothing_any_more() {
    let mut held = Held::start().await;
    let single = [("claims", r#"{"userinfo":{"rights":null}}"#)];
    let tokens = held.tokens(&["email", "profile"], &single).await;
    let told = held.userinfo(&tokens).await;
    assert!(
        told["email"].is_string() && told["rights"].is_array(),
        "{told}"
    );
    held.change(without("email")).await;
    held.change(without("rights")).await;
    let told = held.userinfo(&tokens).await;
    assert!(told["name"].is_string(), "{told}");
    assert!(
        told["email"].is_null() && told["rights"].is_null(),
        "{told}"
    );
    let basic = held.app.basic().unwrap();
    let basic = [("authorization", basic.as_str())];
    let form = wire::encode(&[("token", text(&tokens, "access_token"))]);
    let looked_up = granted(&super::post(&held.hub, "/introspect", &basic, &form).await);
    assert_eq!(looked_up["scope"], "openid profile");
    let renewed = granted(&held.renew(&tokens, &[]).await);
    assert_eq!(renewed["scope"], "openid profile");
    held.change(without("openid")).await;
    let answer = held.renew(&renewed, &[]).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_code_opens_nothing_that_its_app_lost_since() {
    let mut held = Held::start().await;
    let (begun, code) = held.code(&["email", "profile"], &[]).await;
    held.change(without("email")).await;
    let form = held.app.code_form(&begun, &code);
    let tokens = granted(&held.app.token(&held.hub, &form).await);
    assert_eq!(tokens["scope"], "openid profile");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_what_an_app_may_not_keep_any_more_it_cannot_renew() {
    let mut held = Held::start().await;
    let offline = held.tokens(&["offline_access"], &[]).await;
    let bound = held.tokens(&["email"], &[]).await;
    let for_api = held.tokens(&["email"], &[("resource", API)]).await;
    held.change(without("offline_access")).await;
    held.change(|client| client.resources.clear()).await;
    for gone in [&offline, &for_api] {
        let answer = held.renew(gone, &[]).await;
        refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
    }
    granted(&held.renew(&bound, &[]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_api_that_an_app_lost_hears_of_no_token() {
    let mut held = Held::start().await;
    let other = "https://api.example.com/pay";
    held.change(|client| client.resources.push(other.to_owned()))
        .await;
    let guard = RelyingParty::register(&held.hub, "guard", |client| {
        super::service(client, other);
    })
    .await;
    let asked = [("resource", API), ("resource", other)];
    let tokens = held.tokens(&["email"], &asked).await;
    let basic = guard.basic().unwrap();
    let basic = [("authorization", basic.as_str())];
    let form = wire::encode(&[("token", text(&tokens, "access_token"))]);
    let ask = async || granted(&super::post(&held.hub, "/introspect", &basic, &form).await);
    assert_eq!(ask().await["active"], true);
    held.change(|client| client.resources.retain(|own| own != other))
        .await;
    assert_eq!(ask().await["active"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_narrowed_token_opens_single_claims_no_further_than_it_goes() {
    let mut held = Held::start().await;
    let single = [("claims", r#"{"userinfo":{"rights":null,"email":null}}"#)];
    let tokens = held.tokens(&["profile"], &single).await;
    assert!(held.userinfo(&tokens).await["rights"].is_array());
    let narrowed = granted(&held.renew(&tokens, &[("scope", "openid")]).await);
    let told = held.userinfo(&narrowed).await;
    assert!(
        told["rights"].is_null() && told["email"].is_null(),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_no_apps_api_passes_for_the_hub() {
    let mut held = Held::start().await;
    let issuer = held.hub.stack.issuer();
    for resource in [issuer.clone(), format!("{issuer}/api")] {
        held.change(|client| client.resources = vec![resource.clone()])
            .await;
        let (begun, code) = held.code(&["email"], &[("resource", &resource)]).await;
        let answer = held
            .app
            .token(&held.hub, &held.app.code_form(&begun, &code))
            .await;
        refused(&answer, StatusCode::BAD_REQUEST, "invalid_target");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_code_that_comes_again_much_later_still_ends_what_it_gave() {
    let mut held = Held::start().await;
    let (begun, code) = held.code(&["email"], &[]).await;
    let form = held.app.code_form(&begun, &code);
    let tokens = granted(&held.app.token(&held.hub, &form).await);
    held.hub.pass(600);
    let again = held.app.token(&held.hub, &form).await;
    refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    let answer = held.renew(&tokens, &[]).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_of_nobodys_learns_not_whether_somebody_is_logged_in() {
    let mut held = Held::start().await;
    held.tokens(&["email"], &[]).await;
    let other = RelyingParty::register(&held.hub, "other", |_| {}).await;
    let tenant = kobling_model::TenantId::parse(&held.person.tenant).unwrap();
    let id = ClientId::parse("other").unwrap();
    held.hub.take(&keys::client_at_tenant(&tenant, &id)).await;
    let mut stranger = other.browser(&held.hub);
    held.browser.intercept(&other.host);
    let begun = other.begin(&held.person.tenant, &[("prompt", "none")]);
    for browser in [&mut stranger, &mut held.browser] {
        browser.go(begun.url.as_str()).await;
        let error = browser.parameter("error");
        assert_eq!(error.as_deref(), Some("access_denied"));
    }
}
