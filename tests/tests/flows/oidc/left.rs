//! Whoever logs out is logged out at the eID's provider, too, while it remembers them.

use http::StatusCode;
use kobling_model::{keys, tenants::ID_PORTEN};
use kobling_tests::{Browser, Hub, Listener, Person, RelyingParty};
use url::Url;

use super::{come, granted};
use crate::walk::{SUBSTANTIAL, english, shows};

struct Left {
    hub: Hub,
    app: RelyingParty,
    person: Person,
    browser: Browser,
    id_token: String,
}

impl Left {
    /// Someone who has just logged in.
    async fn logged_in() -> Self {
        let hub = Hub::start().await;
        let app = RelyingParty::register(&hub, "probe", |_| {}).await;
        let person = hub.person("L1");
        let mut browser = english(&hub);
        browser.intercept(&app.host);
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let code = app.code(&begun, browser.url()).unwrap();
        let tokens = granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
        let id_token = tokens["id_token"].as_str().unwrap().to_owned();
        Self {
            hub,
            app,
            person,
            browser,
            id_token,
        }
    }

    /// Where the app sends the browser to log out.
    fn out(&self) -> Url {
        let back = self.app.redirect_uri.replace("/callback", "/logged-out");
        let mut url = self.hub.url("/logout");
        url.query_pairs_mut()
            .append_pair("id_token_hint", &self.id_token)
            .append_pair("post_logout_redirect_uri", &back)
            .append_pair("state", "the-state");
        url
    }

    fn visits_upstream(&self) -> u64 {
        self.hub.stack.idporten().counters().logout
    }

    fn is_back_at_the_app(&self) {
        assert!(self.browser.is_intercepted(), "{}", self.browser.url());
        assert_eq!(self.browser.url().path(), "/logged-out");
        let state = self.browser.parameter("state");
        assert_eq!(state.as_deref(), Some("the-state"));
    }

    /// Whether the eID's provider asks who it is, at the next login.
    async fn is_asked(&mut self) -> bool {
        let begun = self.app.begin(&self.person.tenant, &[]);
        self.browser.go(begun.url.as_str()).await;
        self.browser.host() == "idporten.localhost"
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_logging_out_ends_the_session_at_the_eids_provider_too() {
    let mut left = Left::logged_in().await;
    let out = left.out();
    left.browser.go(out.as_str()).await;
    left.is_back_at_the_app();
    assert_eq!(left.visits_upstream(), 1);
    assert!(left.is_asked().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_who_logs_out_on_our_page_comes_back_to_it() {
    let mut left = Left::logged_in().await;
    left.browser.go("/logout").await;
    left.browser.press("logout", &[]).await;
    let page = shows(&left.browser, "logged_out");
    assert_eq!(page.status, StatusCode::OK);
    let tenant = left.hub.tenant(&left.person.tenant).await;
    assert!(page.title.contains(&tenant.name), "{}", page.title);
    assert_eq!(left.visits_upstream(), 1);
    assert!(left.is_asked().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_provider_that_has_forgotten_the_browser_is_not_visited() {
    let mut left = Left::logged_in().await;
    left.hub.pass(30 * 60);
    let out = left.out();
    left.browser.go(out.as_str()).await;
    left.is_back_at_the_app();
    assert_eq!(left.visits_upstream(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_where_the_provider_cannot_be_had_one_is_logged_out_here() {
    for what in ["gone", "nowhere"] {
        let mut left = Left::logged_in().await;
        let operator = &left.hub.stack.operator().app;
        let key = keys::provider(ID_PORTEN);
        let store = operator.store().unwrap();
        let mut provider: kobling_model::tenants::Provider =
            store.get(&key, operator.now()).await.unwrap().unwrap();
        if what == "nowhere" {
            provider.issuer = "http://nowhere.localhost:9/".to_owned();
            left.hub.put(&provider).await;
        } else {
            left.hub.take(&key).await;
        }
        let out = left.out();
        left.browser.go(out.as_str()).await;
        left.is_back_at_the_app();
        assert_eq!(left.visits_upstream(), 0, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_another_sites_form_logs_nobody_out() {
    let mut left = Left::logged_in().await;
    let back = left.app.redirect_uri.replace("/callback", "/logged-out");
    let request =
        kobling_tests::wire::encode(&[("client_id", "probe"), ("post_logout_redirect_uri", &back)]);
    for request in ["", &request] {
        let form = [("action", "logout"), ("request", request)];
        let from = "http://evil.example.com/";
        left.browser.post_from(from, "/logout", &form).await;
        shows(&left.browser, "logout_heading");
        // Where a browser does not say that it was another site's: it sends no cookies either.
        let form = kobling_tests::wire::encode(&form);
        let answer = super::post(&left.hub, "/logout", &[], &form).await;
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.header("location"), None);
    }
    assert!(!left.is_asked().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_logging_out_ends_what_the_browser_was_logged_in_by_before() {
    let mut left = Left::logged_in().await;
    let listener = Listener::start().await;
    let address = listener.url();
    let first = RelyingParty::register(&left.hub, "first", move |client| {
        client.backchannel_logout_uri = Some(address);
    })
    .await;
    left.browser.intercept(&first.host);
    let begun = first.begin(&left.person.tenant, &[]);
    come(&mut left.browser, &left.person, &begun.url).await;
    let code = first.code(&begun, left.browser.url()).unwrap();
    let form = first.code_form(&begun, &code);
    let tokens = granted(&first.token(&left.hub, &form).await);
    // Twice again, by logins of their own.
    for _ in 0..2 {
        left.hub.pass(120);
        let begun = left.app.begin(&left.person.tenant, &[("prompt", "login")]);
        left.browser.go(begun.url.as_str()).await;
        let number = left.person.national_id.clone().unwrap();
        left.browser.log_in_at_idporten(&number, SUBSTANTIAL).await;
        left.app.code(&begun, left.browser.url()).unwrap();
    }
    let refresh = |tokens: &serde_json::Value| {
        let token = tokens["refresh_token"].as_str().unwrap().to_owned();
        first.refresh_form(&token)
    };
    let form = refresh(&tokens);
    let tokens = granted(&first.token(&left.hub, &form).await);
    assert!(listener.forms().is_empty());
    left.browser.go("/logout").await;
    left.browser.press("logout", &[]).await;
    shows(&left.browser, "logged_out");
    assert_eq!(listener.forms().len(), 1);
    let form = refresh(&tokens);
    let refused = first.token(&left.hub, &form).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_nobody_else_says_where_it_goes_on_after_the_provider() {
    let left = Left::logged_in().await;
    let mut caught = left.browser.clone();
    caught.intercept("idporten.localhost");
    caught.go(left.out().as_str()).await;
    let sealed = caught.parameter("state").unwrap();
    assert!(!sealed.contains("logged-out"));
    let mut changed = sealed.clone().into_bytes();
    changed[20] ^= 1;
    let changed = String::from_utf8(changed).unwrap();
    let mut browser = english(&left.hub);
    for state in ["", "https://else.example.com/", &changed, "x"] {
        let mut done = left.hub.url("/logout/done");
        done.query_pairs_mut().append_pair("state", state);
        browser.go(done.as_str()).await;
        assert_eq!(browser.url().host_str(), Some("localhost"), "{state}");
        shows(&browser, "logged_out");
    }
    // It is good for an hour.
    left.hub.pass(3600);
    let mut done = left.hub.url("/logout/done");
    done.query_pairs_mut().append_pair("state", &sealed);
    browser.intercept(&left.app.host);
    browser.go(done.as_str()).await;
    shows(&browser, "logged_out");
}
