//! Requests of apps that keep much in `state` and `nonce`: both come back whole, by whichever way
//! the request came, and `state` with every error too.

use http::{Method, StatusCode};
use kobling_model::apps::ClientAuthentication;
use kobling_tests::{AppKey, Begun, Browser, Hub, Person, RelyingParty, wire};
use url::Url;

use super::{ASSERTION_TYPE, come, joined, post, refused};
use crate::walk::{SUBSTANTIAL, english, pid, shows};

const LONGEST: usize = 8192;

/// A request whose state and nonce are so long.
fn long(app: &RelyingParty, tenant: Option<&str>, state: usize, nonce: usize) -> Begun {
    let mut begun = match tenant {
        Some(tenant) => app.begin(tenant, &[]),
        None => app.begin_with(&[], &[]),
    };
    begun.state = "s".repeat(state);
    begun.nonce = "n".repeat(nonce);
    with(&mut begun.url, "state", &"s".repeat(state));
    with(&mut begun.url, "nonce", &"n".repeat(nonce));
    begun
}

fn with(url: &mut Url, name: &str, value: &str) {
    *url = super::without(url, &[name]);
    url.query_pairs_mut().append_pair(name, value);
}

fn pairs(url: &Url) -> Vec<(String, String)> {
    url.query_pairs().into_owned().collect()
}

/// The request as a form of the app's page.
async fn posted(browser: &mut Browser, url: &Url) {
    let pairs = pairs(url);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (&**n, &**v)).collect();
    browser
        .post_from("http://probe.localhost/", "/authorize", &pairs)
        .await;
}

async fn log_in(browser: &mut Browser, person: &Person) {
    if browser.host() == "idporten.localhost" {
        browser.log_in_at_idporten(pid(person), SUBSTANTIAL).await;
    }
}

fn opened(hub: &Hub, pushed: &wire::Answer) -> Url {
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    let mut url = hub.url("/authorize");
    url.query_pairs_mut()
        .append_pair("client_id", "probe")
        .append_pair(
            "request_uri",
            pushed.json()["request_uri"].as_str().unwrap(),
        );
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_long_state_and_nonce_come_back_whole_by_every_way() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    // By GET: as much as an address holds.
    for (state, nonce) in [(2049, 513), (7000, 200), (200, 7000), (LONGEST, 40)] {
        let begun = long(&app, Some(&person.tenant), state, nonce);
        let mut browser = app.browser(&hub);
        come(&mut browser, &person, &begun.url).await;
        app.finish(&begun, browser.url()).await.unwrap();
        // And by the session that is there now.
        let begun = long(&app, Some(&person.tenant), state, nonce);
        browser.go(begun.url.as_str()).await;
        app.finish(&begun, browser.url()).await.unwrap();
    }
    // By POST, with an employer and without.
    for tenant in [Some(person.tenant.as_str()), None] {
        let begun = long(&app, tenant, LONGEST, LONGEST);
        let mut browser = app.browser(&hub);
        browser.plant_cookie("localhost", "__Host-kobling-language", "en");
        posted(&mut browser, &begun.url).await;
        assert!(browser.url().as_str().len() < 4096);
        if tenant.is_none() {
            let name = crate::walk::tenant_name(&hub, &person.tenant);
            let page = shows(&browser, "choose_tenant_heading");
            assert!(page.html.len() < 20_000, "{}", page.html.len());
            let (_, href) = page.links.iter().find(|(text, _)| *text == name).unwrap();
            let href = href.clone();
            browser.follow(&href).await;
        }
        log_in(&mut browser, &person).await;
        app.finish(&begun, browser.url()).await.unwrap();
    }
    // Pushed.
    let begun = long(&app, Some(&person.tenant), LONGEST, LONGEST);
    let basic = app.basic().unwrap();
    let basic = [("authorization", basic.as_str())];
    let pushed = post(&hub, "/par", &basic, begun.url.query().unwrap()).await;
    let mut browser = app.browser(&hub);
    come(&mut browser, &person, &opened(&hub, &pushed)).await;
    app.finish(&begun, browser.url()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_signed_request_may_be_as_long_pushed_or_posted() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    let jwks = key.jwks();
    let app = RelyingParty::register(&hub, "probe", move |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.secret_digest = None;
        client.jwks = Some(jwks);
    })
    .await;
    let person = hub.person("L1");
    for is_pushed in [true, false] {
        let begun = long(&app, Some(&person.tenant), LONGEST, LONGEST);
        let mut said = serde_json::json!({
            "iss": "probe",
            "aud": hub.stack.issuer(),
            "nbf": hub.now(),
            "exp": hub.now() + 300,
        });
        for (name, value) in begun.url.query_pairs() {
            said[name.as_ref()] = value.as_ref().into();
        }
        let object = key.sign(&key.header(), &said);
        let mut browser = app.browser(&hub);
        if is_pushed {
            let assertion = key.assertion("probe", &hub.stack.issuer(), hub.now());
            let form = wire::encode(&[
                ("request", &object),
                ("client_assertion", &assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ]);
            let pushed = post(&hub, "/par", &[], &form).await;
            browser.go(opened(&hub, &pushed).as_str()).await;
        } else {
            let pairs = [("client_id", "probe"), ("request", object.as_str())];
            let from = "http://probe.localhost/";
            browser.post_from(from, "/authorize", &pairs).await;
        }
        log_in(&mut browser, &person).await;
        app.code(&begun, browser.url()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_state_comes_back_with_the_error_whatever_is_too_long() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    for (name, length) in [
        ("state", LONGEST + 1),
        ("nonce", LONGEST + 1),
        ("scope", 1025),
        ("acr_values", 1025),
        ("ui_locales", 513),
        ("claims", 4097),
        ("prompt", 129),
    ] {
        let mut begun = app.begin("asnes", &[]);
        with(&mut begun.url, name, &"x".repeat(length));
        if name == "state" {
            begun.state = "x".repeat(length);
        }
        let mut by_get = app.browser(&hub);
        by_get.go(begun.url.as_str()).await;
        let mut by_post = app.browser(&hub);
        posted(&mut by_post, &begun.url).await;
        for browser in [by_get, by_post] {
            let told = app.code(&begun, browser.url());
            let expected = kobling_tests::RelyingPartyError::Refused("invalid_request".to_owned());
            assert_eq!(told, Err(expected), "{name}");
        }
        let basic = app.basic().unwrap();
        let basic = [("authorization", basic.as_str())];
        let pushed = post(&hub, "/par", &basic, begun.url.query().unwrap()).await;
        refused(&pushed, StatusCode::BAD_REQUEST, "invalid_request");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_long_request_that_is_posted_is_checked_as_any_other() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let strict = RelyingParty::register(&hub, "strict", |client| {
        client.require_pushed_authorization_requests = true;
    })
    .await;
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    browser.intercept(&strict.host);
    // Its cookies do not come with another site's form.
    "en".clone_into(&mut browser.language);
    for (name, value, heading) in [
        ("client_id", "nosuch", "unknown_client"),
        ("client_id", "No Such", "invalid_request"),
        (
            "redirect_uri",
            "https://evil.example/",
            "unregistered_redirect",
        ),
    ] {
        let mut begun = long(&app, Some("asnes"), LONGEST, LONGEST);
        with(&mut begun.url, name, value);
        posted(&mut browser, &begun.url).await;
        let page = shows(&browser, heading);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
    }
    // To post is not to push.
    let begun = long(&strict, Some("asnes"), LONGEST, LONGEST);
    posted(&mut browser, &begun.url).await;
    assert!(strict.code(&begun, browser.url()).is_err());
    assert_eq!(
        browser.parameter("error").as_deref(),
        Some("invalid_request")
    );
    // Another app's name does not open it, and it ends.
    let begun = long(&app, Some("asnes"), LONGEST, LONGEST);
    let headers = [super::FORM];
    let form = joined(begun.url.query().unwrap(), &[]);
    let kept = hub
        .request(Method::POST, "/authorize", &headers, &form)
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let address = kept.header("location").unwrap().to_owned();
    let of_another = address.replace("client_id=probe", "client_id=strict");
    for _ in 0..2 {
        browser.go(&address).await;
        assert_eq!(browser.host(), "idporten.localhost");
    }
    browser.go(&of_another).await;
    shows(&browser, "invalid_request");
    hub.pass(3600);
    browser.go(&address).await;
    shows(&browser, "invalid_request");
}
