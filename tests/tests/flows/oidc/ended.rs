//! Apps hear that a session ended (OpenID Connect Back-Channel Logout 1.0).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use jsonwebtoken::{DecodingKey, Validation, jwk::JwkSet};
use kobling_model::Algorithm;
use kobling_tests::{Browser, Hub, Listener, Login, RelyingParty, plain, wire};
use serde_json::{Value, json};

use super::come;

const QUEUE: &str = "logout-dead-letters";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

async fn listening(hub: &Hub, id: &str, listener: &Listener) -> RelyingParty {
    RelyingParty::register(hub, id, |client| {
        client.backchannel_logout_uri = Some(listener.url());
        client.id_token_algorithm = Algorithm::RS256;
    })
    .await
}

/// Logs in at the app, by the browser's session where there is one.
async fn log_in(hub: &Hub, browser: &mut Browser, app: &RelyingParty) -> Login {
    browser.intercept(&app.host);
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    come(browser, &person, &begun.url).await;
    app.finish(&begun, browser.url()).await.unwrap()
}

async fn log_out(browser: &mut Browser, login: &Login) {
    let hint = wire::encode(&[("id_token_hint", &login.id_token)]);
    browser.go(&format!("/logout?{hint}")).await;
    assert_eq!(browser.page().status, StatusCode::OK);
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
}

/// Header and claims of a logout token, if the hub's published keys say that it is one.
async fn verified(hub: &Hub, form: &str) -> (Value, Value) {
    let token = form.strip_prefix("logout_token=").expect("only the token");
    let keys = hub.request(Method::GET, "/jwks", &[], "").await.json();
    let keys: JwkSet = serde_json::from_value(keys).unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = keys.find(header.kid.as_deref().unwrap()).unwrap();
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_jwk(key).unwrap();
    let claims = jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
    let first = token.split('.').next().unwrap();
    let header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(first).unwrap()).unwrap();
    (header, claims.claims)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_every_app_of_a_session_hears_that_it_ended() {
    let hub = Hub::start().await;
    let (first, second) = (Listener::start().await, Listener::start().await);
    let app = listening(&hub, "probe", &first).await;
    let other = listening(&hub, "other", &second).await;
    let deaf = RelyingParty::register(&hub, "deaf", |_| {}).await;
    let elsewhere = listening(&hub, "elsewhere", &first).await;
    let mut browser = app.browser(&hub);
    let login = log_in(&hub, &mut browser, &app).await;
    let theirs = log_in(&hub, &mut browser, &other).await;
    log_in(&hub, &mut browser, &deaf).await;
    // Again at the same app: one word is enough.
    log_in(&hub, &mut browser, &app).await;
    // The same person in another browser stays logged in.
    let mut another = app.browser(&hub);
    let stays = log_in(&hub, &mut another, &elsewhere).await;
    assert_ne!(login.claims["sid"], stays.claims["sid"]);
    assert_eq!((first.forms().len(), second.forms().len()), (0, 0));

    log_out(&mut browser, &login).await;
    for (listener, app, login) in [(&first, &app, &login), (&second, &other, &theirs)] {
        let forms = listener.forms();
        assert_eq!(forms.len(), 1, "{}", app.client_id);
        let (header, claims) = verified(&hub, &forms[0]).await;
        assert_eq!(header["typ"], "logout+jwt");
        assert_eq!(header["alg"], "RS256");
        assert_eq!(claims["iss"], hub.stack.issuer());
        assert_eq!(claims["aud"], app.client_id.as_str());
        assert_eq!(claims["sub"], login.claims["sub"]);
        assert_eq!(claims["sid"], login.claims["sid"]);
        assert_eq!(claims["events"], json!({ EVENT: {} }));
        assert_eq!(claims["iat"], hub.now());
        assert!(claims["exp"].as_i64().unwrap() <= hub.now() + 120);
        assert!(claims["jti"].as_str().unwrap().len() >= 16);
        // It must not pass for an ID token (section 2.4).
        assert!(claims.get("nonce").is_none());
        let hint = wire::encode(&[("id_token_hint", &forms[0]["logout_token=".len()..])]);
        another.go(&format!("/logout?{hint}")).await;
        assert!(
            another
                .cookie("localhost", "__Host-kobling-session")
                .is_some()
        );
    }
    hub.pass(3600);
    hub.stack.tick("logout").await;
    assert_eq!((first.forms().len(), second.forms().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_logout_at_the_eid_is_told_to_the_apps_too() {
    let hub = Hub::start().await;
    let listener = Listener::start().await;
    let app = listening(&hub, "probe", &listener).await;
    let mut browser = app.browser(&hub);
    let login = log_in(&hub, &mut browser, &app).await;
    let sid = {
        let items = hub.transient_items().await;
        let mut sessions = items.values().filter(|item| item["type"]["S"] == "session");
        let session = sessions.next().unwrap();
        let session = plain(session.as_object().unwrap());
        let sid = session["authentication"]["upstream_sid"].as_str();
        sid.unwrap().to_owned()
    };
    let issuer = hub.stack.base().idporten();
    let query = wire::encode(&[("iss", &issuer), ("sid", &sid)]);
    let path = format!("/logout/front-channel/idporten?{query}");
    hub.request(Method::GET, &path, &[], "").await;
    let forms = listener.forms();
    assert_eq!(forms.len(), 1);
    let (_, claims) = verified(&hub, &forms[0]).await;
    assert_eq!(claims["sid"], login.claims["sid"]);
    // Twice is told once.
    hub.request(Method::GET, &path, &[], "").await;
    assert_eq!(listener.forms().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_who_does_not_listen_now_hears_later_and_once() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let listener = Listener::start().await;
    let app = listening(&hub, "probe", &listener).await;
    let mut heard = 0;
    for status in [500, 400, 404, 302, 307] {
        let mut browser = app.browser(&hub);
        let login = log_in(&hub, &mut browser, &app).await;
        listener.answer(status);
        log_out(&mut browser, &login).await;
        heard += 1;
        // No redirect is followed, and nothing comes before its time.
        hub.stack.tick("logout").await;
        assert_eq!(listener.forms().len(), heard, "{status}");
        hub.pass(61);
        listener.answer(204);
        tokio::join!(hub.stack.tick("logout"), hub.stack.tick("logout"));
        heard += 1;
        assert_eq!(listener.forms().len(), heard, "{status}");
        hub.pass(24 * 3600 - 100);
        hub.stack.tick("logout").await;
        assert_eq!(listener.forms().len(), heard, "{status}: told already");
    }
    // Each try is a token of its own.
    let forms = listener.forms();
    let (_, one) = verified(&hub, &forms[0]).await;
    let (_, other) = verified(&hub, &forms[1]).await;
    assert_eq!(one["sid"], other["sid"]);
    assert_ne!(one["jti"], other["jti"]);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_who_never_listens_lies_in_the_dead_letters_with_the_reason() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let listener = Listener::start().await;
    let app = listening(&hub, "probe", &listener).await;
    let mut browser = app.browser(&hub);
    let login = log_in(&hub, &mut browser, &app).await;
    listener.answer(503);
    log_out(&mut browser, &login).await;
    let letters = || hub.stack.services().sqs.letters_of(QUEUE);
    for _ in 0..6 {
        hub.pass(3 * 3600);
        hub.stack.tick("logout").await;
        assert!(letters().is_empty());
    }
    hub.pass(3 * 3600);
    hub.stack.tick("logout").await;
    assert_eq!(listener.forms().len(), 8);
    let put_aside = letters();
    assert_eq!(put_aside.len(), 1);
    let reason = &put_aside[0].attributes["reason"];
    let cause = "the app's address cannot be called: the answer has status 503 Service Unavailable";
    assert_eq!(reason, cause);
    hub.pass(3 * 3600);
    hub.stack.tick("logout").await;
    assert_eq!(listener.forms().len(), 8, "nobody tries any more");
    // Mended, and sent back.
    listener.answer(200);
    let form = wire::encode(&[("queue", QUEUE)]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let path = "/_local/dead-letters";
    let answer = hub.request(Method::POST, path, &headers, &form).await;
    assert_eq!(answer.json()["count"], 1);
    hub.mails_sent().await;
    assert_eq!(listener.forms().len(), 9);
    assert!(letters().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_nobody_is_called_inside_and_an_app_that_is_gone_keeps_nobody_logged_in() {
    let hub = Hub::with(|options| options.schedules = false).await;
    for (id, url) in [
        ("inside", "http://169.254.169.254/latest/meta-data/"),
        ("private", "https://10.0.0.1/ended"),
        ("plain", "http://app.example.com/ended"),
        ("file", "file:///etc/passwd"),
        ("none", "no address at all"),
        ("nobody", "http://127.0.0.1:1/ended"),
    ] {
        let app = RelyingParty::register(&hub, id, |client| {
            client.backchannel_logout_uri = Some(url.to_owned());
        })
        .await;
        let mut browser = app.browser(&hub);
        let login = log_in(&hub, &mut browser, &app).await;
        log_out(&mut browser, &login).await;
        let begun = app.begin("asnes", &[("prompt", "none")]);
        browser.go(begun.url.as_str()).await;
        assert!(app.code(&begun, browser.url()).is_err(), "{id}");
    }
}
