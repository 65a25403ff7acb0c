//! Keys that an app publishes at an address of its own (`jwks_uri`).

use http::StatusCode;
use kobling_model::apps::ClientAuthentication;
use kobling_tests::{AppKey, Hub, Listener, RelyingParty, wire};
use serde_json::{Value, json};

use super::{ASSERTION_TYPE, come, joined, post, refused};

struct App {
    hub: Hub,
    party: RelyingParty,
    server: Listener,
}

impl App {
    async fn start() -> Self {
        let hub = Hub::start().await;
        let server = Listener::start().await;
        let address = server.url();
        let party = RelyingParty::register(&hub, "probe", move |client| {
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.secret_digest = None;
            client.jwks_uri = Some(address);
        })
        .await;
        Self { hub, party, server }
    }

    /// Pushes a request, as whoever has this key; `kid` names it.
    async fn push(&self, key: &AppKey, kid: Option<&str>) -> wire::Answer {
        let mut header = key.header();
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let claims = AppKey::claims("probe", &self.hub.stack.issuer(), self.hub.now());
        let begun = self.party.begin("asnes", &[]);
        let form = joined(
            begun.url.query().unwrap(),
            &[
                ("client_assertion", &key.sign(&header, &claims)),
                ("client_assertion_type", ASSERTION_TYPE),
            ],
        );
        post(&self.hub, "/par", &[], &form).await
    }

    fn fetched(&self) -> usize {
        self.server.forms().len()
    }
}

fn named(key: &AppKey, kid: &str) -> Value {
    let mut jwk = key.jwk.clone();
    jwk["kid"] = kid.into();
    jwk
}

#[tokio::test(flavor = "multi_thread")]
async fn g_keys_are_fetched_once_and_again_when_a_new_one_signs() {
    let app = App::start().await;
    let (old, new) = (AppKey::new(), AppKey::new());
    // Keys for other ends may stand beside.
    let other = json!({"kty": "oct", "k": "AAAA"});
    let encrypting = json!({"kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"});
    let set = |keys: Vec<Value>| json!({ "keys": keys }).to_string();
    app.server
        .say(&set(vec![other, encrypting, named(&old, "old")]));
    for kid in [Some("old"), None, Some("old")] {
        let pushed = app.push(&old, kid).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    }
    assert_eq!(app.fetched(), 1);
    // A new one is found as soon as the app's server may be asked again.
    app.server
        .say(&set(vec![named(&old, "old"), named(&new, "new")]));
    let early = app.push(&new, Some("new")).await;
    refused(&early, StatusCode::UNAUTHORIZED, "invalid_client");
    assert_eq!(app.fetched(), 1);
    app.hub.pass(60);
    let pushed = app.push(&new, Some("new")).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    assert_eq!(app.fetched(), 2);
    // One that was taken back is good for ten minutes at most.
    app.server.say(&set(vec![named(&new, "new")]));
    app.hub.pass(599);
    assert_eq!(
        app.push(&old, Some("old")).await.status,
        StatusCode::CREATED
    );
    app.hub.pass(1);
    let late = app.push(&old, Some("old")).await;
    refused(&late, StatusCode::UNAUTHORIZED, "invalid_client");
    assert_eq!(app.fetched(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_keys_that_cannot_be_had_verify_nothing() {
    let app = App::start().await;
    let key = AppKey::new();
    let refuses = async |what: &str| {
        let answer = app.push(&key, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        app.hub.pass(60);
    };
    for text in [
        "",
        "{}",
        r#"{"keys": []}"#,
        r#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#,
        "<html>",
    ] {
        app.server.say(text);
        refuses(text).await;
    }
    let large = json!({"keys": [key.jwk], "x": "x".repeat(17 * 1024)});
    app.server.say(&large.to_string());
    refuses("too large").await;
    app.server.say(&key.jwks());
    for status in [404, 500, 302, 204] {
        app.server.answer(status);
        refuses(&status.to_string()).await;
    }
    app.server.answer(200);
    assert_eq!(app.push(&key, None).await.status, StatusCode::CREATED);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_invented_key_takes_no_apps_own_away_while_its_server_fails() {
    let app = App::start().await;
    let (key, invented) = (AppKey::new(), AppKey::new());
    let set = json!({"keys": [named(&key, "own")]});
    app.server.say(&set.to_string());
    assert_eq!(
        app.push(&key, Some("own")).await.status,
        StatusCode::CREATED
    );
    app.server.answer(500);
    for _ in 0..3 {
        app.hub.pass(60);
        let answer = app.push(&invented, Some("invented")).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
        let answer = app.push(&key, Some("own")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    }
    assert_eq!(app.fetched(), 4);
    app.hub.pass(600 - 180);
    let answer = app.push(&key, Some("own")).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_signed_request_is_held_against_keys_at_an_address_too() {
    let app = App::start().await;
    let (hub, key) = (&app.hub, AppKey::new());
    app.server.say(&key.jwks());
    let person = hub.person("L1");
    let begun = app.party.begin(&person.tenant, &[]);
    let mut claims = json!({
        "iss": "probe",
        "aud": hub.stack.issuer(),
        "exp": hub.now() + 300,
    });
    for (name, value) in begun.url.query_pairs() {
        claims[name.as_ref()] = value.as_ref().into();
    }
    let opened = |key: &AppKey| {
        let mut url = hub.url("/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", "probe")
            .append_pair("request", &key.sign(&key.header(), &claims));
        url
    };
    let mut browser = app.party.browser(hub);
    come(&mut browser, &person, &opened(&key)).await;
    app.party.code(&begun, browser.url()).expect("a code");
    browser.go(opened(&AppKey::new()).as_str()).await;
    assert!(!browser.is_intercepted());
}
