//! /token and /userinfo: claims and lifetimes of what is given, and every refusal.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde_json::json;

use crate::world::{
    Browser, Fields, ISSUER, OTHER_PID, PID, REDIRECT, VERIFIER, World, by_pid, fields,
};

#[tokio::test]
async fn the_id_token_says_what_id_porten_says_and_no_more() {
    let world = World::new();
    let mut request = World::request_but("acr_values", "idporten-loa-high");
    request.insert("ui_locales".to_owned(), "en nb".to_owned());
    let response = world.log_in(&request, &by_pid()).await;
    world.pass(7);
    let answer = world.redeem(&response["code"]).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let tokens = answer.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 120);
    assert_eq!(tokens["scope"], "openid");
    let access_token = tokens["access_token"].as_str().unwrap();

    let id_token = tokens["id_token"].as_str().unwrap();
    let claims = world.claims(id_token).await.unwrap();
    let now = world.now();
    let at_hash = URL_SAFE_NO_PAD.encode(&digest(&SHA256, access_token.as_bytes()).as_ref()[..16]);
    let is_id = |name: &str| claims[name].as_str().unwrap().len() >= 20;
    assert!(is_id("sub") && is_id("jti") && is_id("sid"));
    let expected = json!({
        "iss": ISSUER, "aud": "app", "sub": claims["sub"], "pid": PID,
        "acr": "idporten-loa-high", "amr": ["BankID"], "auth_time": now - 7, "iat": now,
        "exp": now + 120, "jti": claims["jti"], "locale": "en", "nonce": "a-nonce",
        "sid": claims["sid"], "at_hash": at_hash,
    });
    assert_eq!(claims, expected);
    let header = jsonwebtoken::decode_header(id_token).unwrap();
    assert_eq!(header.typ, None);

    let userinfo = world.userinfo(access_token).await.json();
    assert_eq!(
        userinfo,
        json!({"sub": claims["sub"], "pid": PID, "locale": "en"})
    );
}

#[tokio::test]
async fn amr_follows_the_level() {
    let world = World::new();
    for (level, amr) in [
        ("idporten-loa-low", "TestID"),
        ("idporten-loa-substantial", "Minid-PIN"),
        ("idporten-loa-high", "BankID"),
    ] {
        let form = fields([("pid", PID), ("level", level), ("action", "login")]);
        let claims = world.claims_of_login(&World::request(), &form).await;
        assert_eq!(claims["acr"], level);
        assert_eq!(claims["amr"], json!([amr]));
    }
}

#[tokio::test]
async fn sub_is_pairwise_and_stable() {
    let world = World::new();
    let first = world.claims_of_login(&World::request(), &by_pid()).await;
    let again = world.claims_of_login(&World::request(), &by_pid()).await;
    assert_eq!(first["sub"], again["sub"]);
    assert_ne!(first["jti"], again["jti"]);
    assert_ne!(first["sid"], again["sid"]);
    let elsewhere = World::new();
    let restarted = elsewhere
        .claims_of_login(&World::request(), &by_pid())
        .await;
    assert_eq!(first["sub"], restarted["sub"]);

    let request = World::request_but("client_id", "other");
    let response = world.log_in(&request, &by_pid()).await;
    let mut form = world.authenticated(world.other);
    form.extend(redemption(&response["code"]));
    let tokens = world.post("/token", &form).await.json();
    let claims = world
        .claims(tokens["id_token"].as_str().unwrap())
        .await
        .unwrap();
    assert_ne!(first["sub"], claims["sub"]);
    assert_eq!(claims.get("sid"), None, "no front-channel logout, no sid");
}

fn redemption(code: &str) -> Fields {
    fields([
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ])
}

#[tokio::test]
async fn eidas_and_email_logins_have_no_pid() {
    let world = World::new();
    let request = World::request_but("acr_values", "eidas-loa-substantial");
    let claims = world
        .claims_of_login(&request, &fields([("action", "eidas")]))
        .await;
    assert_eq!(claims["acr"], "eidas-loa-substantial");
    assert_eq!(claims["amr"], json!(["eIDAS"]));
    assert!(
        claims["eidas_identifier"]
            .as_str()
            .unwrap()
            .contains("/NO/")
    );
    for name in ["eidas_firstname", "eidas_lastname", "eidas_date_of_birth"] {
        assert!(claims[name].is_string(), "{name}");
    }
    assert_eq!(claims.get("pid"), None);

    let request = World::request_but("acr_values", "selfregistered-email");
    let form = fields([("action", "email"), ("email", "granitt@example.com")]);
    let response = world.log_in(&request, &form).await;
    let tokens = world.redeem(&response["code"]).await.json();
    let claims = world
        .claims(tokens["id_token"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(claims["acr"], "selfregistered-email");
    assert_eq!(claims["amr"], json!(["Selfregistered-email"]));
    assert_eq!(claims["email"], "granitt@example.com");
    assert_eq!(claims.get("pid"), None);
    let userinfo = world
        .userinfo(tokens["access_token"].as_str().unwrap())
        .await
        .json();
    assert_eq!(userinfo, json!({"sub": claims["sub"], "locale": "nb"}));
}

#[tokio::test]
async fn a_code_is_good_once_and_its_replay_revokes_what_it_gave() {
    let world = World::new();
    let response = world.log_in(&World::request(), &by_pid()).await;
    let tokens = world.redeem(&response["code"]).await.json();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(world.userinfo(access_token).await.status, StatusCode::OK);
    let again = world.redeem(&response["code"]).await;
    again.assert_oauth_error(400, "invalid_grant", "used before");
    let refused = world.userinfo(access_token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_code_runs_out_after_120_seconds() {
    let world = World::new();
    let response = world.log_in(&World::request(), &by_pid()).await;
    world.pass(119);
    assert_eq!(world.redeem(&response["code"]).await.status, StatusCode::OK);
    let response = world.log_in(&World::request(), &by_pid()).await;
    world.pass(120);
    let late = world.redeem(&response["code"]).await;
    late.assert_oauth_error(400, "invalid_grant", "expired");
}

#[tokio::test]
async fn a_wrong_redemption_is_refused_and_uses_the_code_up() {
    let world = World::new();
    let long = "a".repeat(129);
    for (name, value, error, description) in [
        ("redirect_uri", "", "invalid_grant", "redirect_uri"),
        (
            "redirect_uri",
            "http://app.example.com/callback/",
            "invalid_grant",
            "redirect_uri",
        ),
        (
            "code_verifier",
            "",
            "invalid_grant",
            "code_verifier is missing",
        ),
        (
            "code_verifier",
            "another-verifier-of-forty-three-characters-long",
            "invalid_grant",
            "fit",
        ),
        ("code_verifier", "short", "invalid_grant", "fit"),
        ("code_verifier", long.as_str(), "invalid_grant", "fit"),
    ] {
        let response = world.log_in(&World::request(), &by_pid()).await;
        let code = &response["code"];
        let answer = world.redeem_with(code, fields([(name, value)])).await;
        answer.assert_oauth_error(400, error, description);
        let right = world.redeem(code).await;
        right.assert_oauth_error(400, "invalid_grant", "used before");
    }
}

#[tokio::test]
async fn other_faults_of_a_redemption_are_refused_and_cost_nothing() {
    let world = World::new();
    let response = world.log_in(&World::request(), &by_pid()).await;
    let code = &response["code"];
    for (name, value, status, error) in [
        ("grant_type", "", 400, "invalid_request"),
        ("grant_type", "refresh_token", 400, "unsupported_grant_type"),
        ("grant_type", "password", 400, "unsupported_grant_type"),
        ("code", "", 400, "invalid_request"),
        ("code", "no-such-code", 400, "invalid_grant"),
        ("client_id", "", 401, "invalid_client"),
        ("client_assertion", "", 401, "invalid_client"),
    ] {
        let answer = world.redeem_with(code, fields([(name, value)])).await;
        answer.assert_oauth_error(status, error, "");
    }
    let mut stolen = world.authenticated(world.other);
    stolen.extend(redemption(code));
    let answer = world.post("/token", &stolen).await;
    answer.assert_oauth_error(400, "invalid_grant", "unknown code");
    assert_eq!(world.redeem(code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn userinfo_wants_a_living_access_token() {
    let world = World::new();
    let response = world.log_in(&World::request(), &by_pid()).await;
    let tokens = world.redeem(&response["code"]).await.json();
    let access_token = tokens["access_token"].as_str().unwrap();
    let without = world.get("/userinfo").await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.headers[WWW_AUTHENTICATE], "Bearer");
    let wrong = world.userinfo("no-such-token").await;
    assert_eq!(
        wrong.headers[WWW_AUTHENTICATE],
        "Bearer error=\"invalid_token\""
    );
    world.pass(119);
    assert_eq!(world.userinfo(access_token).await.status, StatusCode::OK);
    world.pass(1);
    let late = world.userinfo(access_token).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn after_a_rotation_new_tokens_have_the_new_key_and_old_ones_still_verify() {
    let world = World::new();
    let login = async || {
        let response = world.log_in(&World::request(), &by_pid()).await;
        let tokens = world.redeem(&response["code"]).await.json();
        tokens["id_token"].as_str().unwrap().to_owned()
    };
    let before = login().await;
    let kid = world.idporten.rotate_key();
    let after = login().await;
    assert_eq!(jsonwebtoken::decode_header(&after).unwrap().kid, Some(kid));
    assert!(world.claims(&before).await.is_some());
    assert!(world.claims(&after).await.is_some());
    let keys = world.get("/jwks").await.json();
    let keys = keys["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert_eq!(key["alg"], "RS256");
        assert_eq!(key.get("d"), None);
    }
}

#[tokio::test]
async fn two_people_in_two_browsers_keep_apart() {
    let world = World::new();
    let mut one = Browser::new(&world);
    let mut two = Browser::new(&world);
    let page_one = one.login_page(&World::request()).await;
    let page_two = two
        .login_page(&World::request_but("nonce", "b-nonce"))
        .await;
    let other = fields([("pid", OTHER_PID), ("action", "login")]);
    let response_two = two.answer(&page_two, &other).await.response();
    let response_one = one.answer(&page_one, &by_pid()).await.response();
    for (response, pid, nonce) in [
        (response_one, PID, "a-nonce"),
        (response_two, OTHER_PID, "b-nonce"),
    ] {
        let tokens = world.redeem(&response["code"]).await.json();
        let claims = world
            .claims(tokens["id_token"].as_str().unwrap())
            .await
            .unwrap();
        assert_eq!(claims["pid"], pid);
        assert_eq!(claims["nonce"], nonce);
    }
}
