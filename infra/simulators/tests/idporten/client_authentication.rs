//! private_key_jwt: each rule broken alone, at the pushed-request endpoint.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Request, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::world::{Answer, Fields, ISSUER, Signer, World, fields};

async fn push(world: &World, header: &Header, claims: &Map<String, Value>) -> Answer {
    let assertion = jsonwebtoken::encode(header, claims, &world.app.key).unwrap();
    push_text(world, &assertion).await
}

async fn push_text(world: &World, assertion: &str) -> Answer {
    let mut form = World::authentication("app", assertion);
    form.extend(World::request());
    world.post("/par", &form).await
}

/// Pushes with one claim changed, or left out where the value is null.
async fn push_with(world: &World, name: &str, value: Value) -> Answer {
    let mut claims = world.assertion_claims(&world.app);
    if value.is_null() {
        claims.remove(name);
    } else {
        claims.insert(name.to_owned(), value);
    }
    push(world, &World::assertion_header(&world.app), &claims).await
}

#[tokio::test]
async fn es256_and_rs256_are_taken_with_either_audience() {
    let world = World::new();
    for aud in [
        json!(ISSUER),
        json!(format!("{ISSUER}/token")),
        json!(format!("{ISSUER}/par")),
        json!([ISSUER]),
    ] {
        let answer = push_with(&world, "aud", aud).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    }
    let mut request = World::request();
    request.insert("client_id".to_owned(), "other".to_owned());
    let answer = world.par(world.other, request).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
}

#[tokio::test]
async fn each_wrong_claim_is_refused() {
    let world = World::new();
    let now = world.now();
    for (name, value, description) in [
        ("iss", json!("other"), "iss and sub"),
        ("sub", json!("other"), "iss and sub"),
        ("aud", json!("https://elsewhere.example.com"), "aud"),
        ("aud", json!(format!("{ISSUER}/")), "aud"),
        (
            "aud",
            json!([ISSUER, "https://elsewhere.example.com"]),
            "aud",
        ),
        ("aud", json!([]), "aud"),
        ("exp", json!(now - 11), "expired"),
        ("exp", json!(now + 121), "120 seconds"),
        ("iat", json!(now - 61), "120 seconds"),
        ("iat", json!(now + 11), "not valid yet"),
        ("nbf", json!(now + 11), "not valid yet"),
        ("jti", json!(""), "jti"),
        ("iss", Value::Null, "needs"),
        ("sub", Value::Null, "needs"),
        ("aud", Value::Null, "needs"),
        ("exp", Value::Null, "needs"),
        ("iat", Value::Null, "needs"),
        ("jti", Value::Null, "needs"),
    ] {
        let answer = push_with(&world, name, value).await;
        answer.assert_oauth_error(401, "invalid_client", description);
    }
}

#[tokio::test]
async fn exactly_120_seconds_are_taken() {
    let world = World::new();
    let answer = push_with(&world, "exp", json!(world.now() + 120)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_jti_is_good_once_at_all_endpoints_together() {
    let world = World::new();
    let mut form = world.authenticated(&world.app);
    form.extend(World::request());
    assert_eq!(world.post("/par", &form).await.status, StatusCode::CREATED);
    let again = world.post("/par", &form).await;
    again.assert_oauth_error(401, "invalid_client", "jti was used before");
    form.insert("grant_type".to_owned(), "authorization_code".to_owned());
    let elsewhere = world.post("/token", &form).await;
    elsewhere.assert_oauth_error(401, "invalid_client", "jti was used before");
    // Still remembered in the last second in which the assertion itself would be good.
    world.pass(60 + 9);
    let late = world.post("/par", &form).await;
    late.assert_oauth_error(401, "invalid_client", "jti was used before");
}

#[tokio::test]
async fn two_clients_may_use_the_same_jti() {
    let world = World::new();
    for signer in [&world.app, world.other] {
        let mut claims = world.assertion_claims(signer);
        claims.insert("jti".to_owned(), json!("the same"));
        let header = World::assertion_header(signer);
        let assertion = jsonwebtoken::encode(&header, &claims, &signer.key).unwrap();
        let mut form = World::request();
        form.extend(World::authentication(signer.client_id, &assertion));
        let answer = world.post("/par", &form).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    }
}

#[tokio::test]
async fn the_header_must_name_a_registered_key_by_kid() {
    let world = World::new();
    let claims = world.assertion_claims(&world.app);
    let mut header = World::assertion_header(&world.app);
    header.kid = None;
    push(&world, &header, &claims).await.assert_oauth_error(
        401,
        "invalid_client",
        "kid is missing",
    );
    header.kid = Some("other-1".to_owned());
    push(&world, &header, &claims).await.assert_oauth_error(
        401,
        "invalid_client",
        "kid names no registered key",
    );
}

#[tokio::test]
async fn a_foreign_signature_and_changed_claims_are_refused() {
    let world = World::new();
    let claims = world.assertion_claims(&world.app);
    let header = World::assertion_header(&world.app);
    let stranger = Signer::es256("app", "app-1");
    let forged = jsonwebtoken::encode(&header, &claims, &stranger.key).unwrap();
    push_text(&world, &forged)
        .await
        .assert_oauth_error(401, "invalid_client", "signature");

    let right = jsonwebtoken::encode(&header, &claims, &world.app.key).unwrap();
    let parts: Vec<&str> = right.split('.').collect();
    let mut longer = claims.clone();
    longer.insert("exp".to_owned(), json!(world.now() + 119));
    let longer = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&longer).unwrap());
    push_text(&world, &format!("{}.{longer}.{}", parts[0], parts[2]))
        .await
        .assert_oauth_error(401, "invalid_client", "signature");
}

#[tokio::test]
async fn the_registered_key_decides_the_algorithm() {
    let world = World::new();
    let claims = world.assertion_claims(&world.app);
    // HS256 under the public key, the old confusion; RS256 by another key; and no signature at all.
    let public = serde_json::to_vec(&world.app.public).unwrap();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("app-1".to_owned());
    let confused =
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&public)).unwrap();
    push_text(&world, &confused).await.assert_oauth_error(
        401,
        "invalid_client",
        "alg does not fit",
    );

    let mut header = World::assertion_header(world.other);
    header.kid = Some("app-1".to_owned());
    let rs256 = jsonwebtoken::encode(&header, &claims, &world.other.key).unwrap();
    push_text(&world, &rs256)
        .await
        .assert_oauth_error(401, "invalid_client", "alg does not fit");

    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"app-1"}"#);
    let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap());
    push_text(&world, &format!("{header}.{body}."))
        .await
        .assert_oauth_error(401, "invalid_client", "not a signed JWT");
}

#[tokio::test]
async fn an_alg_in_the_registered_key_narrows_to_that_one() {
    let world = World::new();
    let mut header = World::assertion_header(world.other);
    header.alg = Algorithm::RS512;
    let claims = world.assertion_claims(world.other);
    let assertion = jsonwebtoken::encode(&header, &claims, &world.other.key).unwrap();
    let mut form = World::request();
    form.extend(World::authentication("other", &assertion));
    let answer = world.post("/par", &form).await;
    answer.assert_oauth_error(401, "invalid_client", "alg does not fit");
}

#[tokio::test]
async fn the_form_must_carry_client_id_and_the_right_type() {
    let world = World::new();
    let broken: [(&str, Option<&str>, &str); 5] = [
        ("client_id", None, "client_id is missing"),
        ("client_id", Some("nobody"), "unknown client"),
        ("client_id", Some("off"), "unknown client"),
        ("client_assertion", None, "client_assertion is missing"),
        (
            "client_assertion_type",
            Some("urn:other"),
            "client_assertion_type",
        ),
    ];
    for (name, value, description) in broken {
        let mut form: Fields = World::request();
        form.extend(world.authenticated(&world.app));
        match value {
            Some(value) => form.insert(name.to_owned(), value.to_owned()),
            None => form.remove(name),
        };
        let answer = world.post("/par", &form).await;
        answer.assert_oauth_error(401, "invalid_client", description);
    }
}

#[tokio::test]
async fn secrets_are_no_way_in() {
    let world = World::new();
    let mut form = World::request();
    form.insert("client_secret".to_owned(), "guess".to_owned());
    let answer = world.post("/par", &form).await;
    answer.assert_oauth_error(401, "invalid_client", "private_key_jwt");

    let mut form = world.authenticated(&world.app);
    form.extend(World::request());
    let request = Request::post("/par")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(AUTHORIZATION, "Basic YXBwOmd1ZXNz")
        .body(Body::from(serde_urlencoded::to_string(&form).unwrap()))
        .unwrap();
    let answer = world.send(request).await;
    answer.assert_oauth_error(401, "invalid_client", "private_key_jwt");
}

#[tokio::test]
async fn a_doubled_parameter_is_refused_before_anything_is_used_up() {
    let world = World::new();
    let mut form = world.authenticated(&world.app);
    form.extend(World::request());
    let text = serde_urlencoded::to_string(&form).unwrap();
    let answer = world.post_text("/par", &format!("{text}&nonce=2")).await;
    answer.assert_oauth_error(400, "invalid_request", "more than once");
    assert_eq!(world.post("/par", &form).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn another_content_type_is_refused() {
    let world = World::new();
    let request = Request::post("/par")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::to_vec(&fields([])).unwrap()))
        .unwrap();
    let answer = world.send(request).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
