//! Tokens that are bound to a key of the app's own (RFC 9449).

use http::{Method, StatusCode};
use kobling_model::apps::ClientAuthentication;
use kobling_tests::{AppKey, Hub, RelyingParty, wire};
use serde_json::{Value, json};

use super::{at, code_for, granted, joined, post, refused};

/// A public app, which can hold tokens by nothing but a key.
async fn public(hub: &Hub) -> RelyingParty {
    RelyingParty::register(hub, "probe", |client| {
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
    })
    .await
}

async fn token(hub: &Hub, app: &RelyingParty, form: &str, proof: &str) -> wire::Answer {
    let form = joined(form, &[("client_id", &app.client_id)]);
    post(hub, "/token", &[("dpop", proof)], &form).await
}

/// Bound tokens of a new login.
async fn bound(hub: &Hub, app: &RelyingParty, key: &AppKey) -> Value {
    let (begun, code) = code_for(hub, app, &[]).await;
    let proof = key.proof("POST", &at(hub, "/token"), None, hub.now());
    granted(&token(hub, app, &app.code_form(&begun, &code), &proof).await)
}

async fn userinfo(hub: &Hub, headers: &[(&str, &str)]) -> wire::Answer {
    hub.request(Method::GET, "/userinfo", headers, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_bound_token_opens_only_with_a_proof_of_its_key() {
    let hub = Hub::start().await;
    let app = public(&hub).await;
    let (key, other) = (AppKey::new(), AppKey::new());
    let tokens = bound(&hub, &app, &key).await;
    assert_eq!(tokens["token_type"], "DPoP");
    let token = tokens["access_token"].as_str().unwrap();
    let (url, now) = (at(&hub, "/userinfo"), hub.now());
    let dpop = format!("DPoP {token}");
    let right = || AppKey::proof_claims("GET", &url, Some(token), now);
    let signed = |claims: &Value| key.sign(&key.proof_header(), claims);
    let claim = |name: &str, value: Value| {
        let mut claims = right();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        signed(&claims)
    };
    let member = |name: &str, value: Value| {
        let mut header = key.proof_header();
        if value.is_null() {
            header.as_object_mut().unwrap().remove(name);
        } else {
            header[name] = value;
        }
        key.sign(&header, &right())
    };
    let private = {
        let mut jwk = key.jwk.clone();
        jwk["d"] = "AAAA".into();
        member("jwk", jwk)
    };
    let torn = {
        let mut proof = signed(&right());
        proof.truncate(proof.len() - 8);
        proof
    };
    for (what, proof) in [
        ("none", String::new()),
        ("no token at all", "a.b".to_owned()),
        ("another's key", other.proof("GET", &url, Some(token), now)),
        ("torn", torn),
        ("private key", private),
        ("no key", member("jwk", json!(null))),
        (
            "another key in the header",
            member("jwk", other.jwk.clone()),
        ),
        ("typ", member("typ", json!("JWT"))),
        ("no typ", member("typ", json!(null))),
        ("alg none", member("alg", json!("none"))),
        ("alg HS256", member("alg", json!("HS256"))),
        ("critical", member("crit", json!(["exp"]))),
        ("method", claim("htm", json!("POST"))),
        ("method in small letters", claim("htm", json!("get"))),
        ("no method", claim("htm", json!(null))),
        ("address", claim("htu", json!(at(&hub, "/token")))),
        (
            "host",
            claim("htu", json!("https://elsewhere.example/userinfo")),
        ),
        ("no address", claim("htu", json!(null))),
        ("no time", claim("iat", json!(null))),
        ("time as text", claim("iat", json!(now.to_string()))),
        ("an hour old", claim("iat", json!(now - 3600))),
        ("an hour ahead", claim("iat", json!(now + 3600))),
        ("no jti", claim("jti", json!(null))),
        ("empty jti", claim("jti", json!(""))),
        ("no ath", claim("ath", json!(null))),
        ("another token's ath", claim("ath", json!("AAAA"))),
        ("RS256", AppKey::rsa().proof("GET", &url, Some(token), now)),
    ] {
        let headers = [("authorization", dpop.as_str()), ("dpop", proof.as_str())];
        let answer = userinfo(&hub, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("DPoP "), "{what}: {challenge}");
        assert!(
            challenge.contains("invalid_dpop_proof"),
            "{what}: {challenge}"
        );
    }
    let good = signed(&right());
    for headers in [
        vec![("authorization", dpop.as_str())],
        vec![
            ("authorization", dpop.as_str()),
            ("dpop", &good),
            ("dpop", &good),
        ],
    ] {
        let answer = userinfo(&hub, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    // As a plain bearer token it is worth nothing, with a proof or without, in the form neither.
    let bearer = format!("Bearer {token}");
    for headers in [
        vec![("authorization", bearer.as_str())],
        vec![("authorization", bearer.as_str()), ("dpop", &good)],
    ] {
        let answer = userinfo(&hub, &headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let form = wire::encode(&[("access_token", token)]);
    let answer = post(&hub, "/userinfo", &[], &form).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    // What the standard lets vary: scheme in any case, query and port said otherwise, more claims.
    for proof in [
        good.clone(),
        claim("htu", json!(format!("{url}?a=b#c"))),
        claim(
            "htu",
            json!(url.replace("http://localhost", "HTTP://LOCALHOST")),
        ),
        claim("iat", json!(now - 10)),
        claim("iat", json!(now + 10)),
        claim("more", json!({"a": 1})),
    ] {
        let dpop = format!("dPoP {token}");
        let headers = [("authorization", dpop.as_str()), ("dpop", &proof)];
        granted(&userinfo(&hub, &headers).await);
        // Each is taken once.
        let again = userinfo(&hub, &headers).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_proof_is_taken_once_also_by_several_at_once() {
    let hub = Hub::two_in_turn().await;
    let app = public(&hub).await;
    let key = AppKey::new();
    let tokens = bound(&hub, &app, &key).await;
    let token = tokens["access_token"].as_str().unwrap();
    let dpop = format!("DPoP {token}");
    let proof = key.proof("GET", &at(&hub, "/userinfo"), Some(token), hub.now());
    let headers = [("authorization", dpop.as_str()), ("dpop", &proof)];
    let (a, b, c, d) = tokio::join!(
        userinfo(&hub, &headers),
        userinfo(&hub, &headers),
        userinfo(&hub, &headers),
        userinfo(&hub, &headers)
    );
    let taken = [a, b, c, d].map(|answer| answer.status.is_success());
    assert_eq!(taken.iter().filter(|is_taken| **is_taken).count(), 1);
    // It is forgotten only when it would be refused for its age.
    hub.pass(60);
    let again = userinfo(&hub, &headers).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    hub.pass(2);
    let again = userinfo(&hub, &headers).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_public_apps_refresh_tokens_are_held_by_its_key() {
    let hub = Hub::start().await;
    let app = public(&hub).await;
    let (key, other) = (AppKey::new(), AppKey::new());
    let tokens = bound(&hub, &app, &key).await;
    let form = app.refresh_form(tokens["refresh_token"].as_str().unwrap());
    let url = at(&hub, "/token");
    let stolen = token(
        &hub,
        &app,
        &form,
        &other.proof("POST", &url, None, hub.now()),
    )
    .await;
    refused(&stolen, StatusCode::BAD_REQUEST, "invalid_grant");
    let bare = joined(&form, &[("client_id", &app.client_id)]);
    let without = post(&hub, "/token", &[], &bare).await;
    refused(&without, StatusCode::BAD_REQUEST, "invalid_grant");
    let broken = token(&hub, &app, &form, "a.b.c").await;
    refused(&broken, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
    let proof = key.proof("POST", &url, None, hub.now());
    let renewed = granted(&token(&hub, &app, &form, &proof).await);
    assert_eq!(renewed["token_type"], "DPoP");
    assert_ne!(renewed["refresh_token"], tokens["refresh_token"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_code_that_names_a_key_is_redeemed_with_it() {
    let hub = Hub::start().await;
    let app = public(&hub).await;
    let (key, other) = (AppKey::new(), AppKey::new());
    let url = at(&hub, "/token");
    let further = [("dpop_jkt", key.thumbprint.as_str())];
    let (begun, code) = code_for(&hub, &app, &further).await;
    let form = app.code_form(&begun, &code);
    let bare = joined(&form, &[("client_id", &app.client_id)]);
    let without = post(&hub, "/token", &[], &bare).await;
    refused(&without, StatusCode::BAD_REQUEST, "invalid_grant");
    let stolen = token(
        &hub,
        &app,
        &form,
        &other.proof("POST", &url, None, hub.now()),
    )
    .await;
    refused(&stolen, StatusCode::BAD_REQUEST, "invalid_grant");
    let proof = key.proof("POST", &url, None, hub.now());
    granted(&token(&hub, &app, &form, &proof).await);
    let begun = app.begin("asnes", &[("dpop_jkt", "short")]);
    let mut browser = app.browser(&hub);
    browser.go(begun.url.as_str()).await;
    assert!(app.code(&begun, browser.url()).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_whose_tokens_must_be_bound_gets_none_without() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.dpop_bound_access_tokens = true;
    })
    .await;
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let form = app.code_form(&begun, &code);
    let answer = app.token(&hub, &form).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
}
