//! /authorize and /par: what is taken, what is told to the client, and what is told to nobody else.

use http::StatusCode;

use crate::world::{Browser, Fields, ISSUER, REDIRECT, World, by_pid, fields};

async fn authorize(world: &World, request: &Fields) -> crate::world::Answer {
    Browser::new(world).authorize(request).await
}

#[tokio::test]
async fn discovery_names_endpoints_of_the_issuer_and_promises_iss() {
    let world = World::new();
    let document = world.get("/.well-known/openid-configuration").await.json();
    assert_eq!(document["issuer"], ISSUER);
    for name in [
        "authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ] {
        let address = document[name].as_str().unwrap();
        let path = address.strip_prefix(ISSUER).unwrap();
        assert_ne!(
            world.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{name}"
        );
    }
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
    assert_eq!(
        document["id_token_signing_alg_values_supported"][0],
        "RS256"
    );
    assert_eq!(document["code_challenge_methods_supported"][0], "S256");
}

#[tokio::test]
async fn a_login_answers_with_code_state_and_iss() {
    let world = World::new();
    let response = world.log_in(&World::request(), &by_pid()).await;
    assert_eq!(response["state"], "a state");
    assert_eq!(response["iss"], ISSUER);
    assert!(response["code"].len() >= 43);
    assert_eq!(response.len(), 3);
}

#[tokio::test]
async fn form_post_sends_the_same_fields_by_a_form_with_a_button() {
    let world = World::new();
    let request = World::request_but("response_mode", "form_post");
    let page = Browser::new(&world).log_in(&request, &by_pid()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attribute("form", "action"), REDIRECT);
    assert_eq!(page.attribute("form", "method"), "post");
    assert_eq!(page.attribute("input[name=state]", "value"), "a state");
    assert_eq!(page.attribute("input[name=iss]", "value"), ISSUER);
    assert!(page.has("input[name=code]") && page.has("form button"));
    let refused = World::request_but("nonce", "");
    let mut refused = refused;
    refused.insert("response_mode".to_owned(), "form_post".to_owned());
    let page = authorize(&world, &refused).await;
    assert_eq!(
        page.attribute("input[name=error]", "value"),
        "invalid_request"
    );
    assert_eq!(page.attribute("input[name=iss]", "value"), ISSUER);
}

#[tokio::test]
async fn an_unknown_client_or_address_gets_a_page_and_no_redirect() {
    let world = World::new();
    for (name, value, reason) in [
        ("client_id", "nobody", "unknown client_id"),
        ("client_id", "", "unknown client_id"),
        ("client_id", "off", "switched off"),
        ("redirect_uri", "", "redirect_uri"),
        ("redirect_uri", "http://evil.example.com/", "redirect_uri"),
        (
            "redirect_uri",
            "http://app.example.com/callback/",
            "redirect_uri",
        ),
        (
            "redirect_uri",
            "http://app.example.com/callback?a=b",
            "redirect_uri",
        ),
        (
            "redirect_uri",
            "HTTP://app.example.com/callback",
            "redirect_uri",
        ),
        (
            "redirect_uri",
            "http://app.example.com/callback/../callback",
            "redirect_uri",
        ),
    ] {
        let page = authorize(&world, &World::request_but(name, value)).await;
        page.assert_error_page(reason);
        assert!(!page.body.contains("evil"));
    }
}

#[tokio::test]
async fn a_doubled_client_or_address_gets_a_page() {
    let world = World::new();
    let query = serde_urlencoded::to_string(World::request()).unwrap();
    for (name, value) in [("client_id", "app"), ("redirect_uri", REDIRECT)] {
        let page = world
            .get(&format!("/authorize?{query}&{name}={value}"))
            .await;
        page.assert_error_page(name);
    }
}

#[tokio::test]
async fn other_faults_of_the_request_are_told_to_the_client() {
    let world = World::new();
    let padded = format!("{}=", World::request()["code_challenge"]);
    for (name, value, error, description) in [
        ("response_type", "", "invalid_request", "response_type"),
        (
            "response_type",
            "token",
            "unsupported_response_type",
            "code",
        ),
        (
            "response_type",
            "code id_token",
            "unsupported_response_type",
            "code",
        ),
        (
            "response_mode",
            "fragment",
            "invalid_request",
            "response_mode",
        ),
        ("scope", "", "invalid_scope", "openid"),
        ("scope", "profile", "invalid_scope", "openid"),
        ("nonce", "", "invalid_request", "nonce"),
        ("code_challenge", "", "invalid_request", "PKCE"),
        ("code_challenge", "too-short", "invalid_request", "43"),
        (
            "code_challenge",
            padded.as_str(),
            "invalid_request",
            "padding",
        ),
        ("code_challenge_method", "", "invalid_request", "S256"),
        ("code_challenge_method", "plain", "invalid_request", "S256"),
        ("acr_values", "Level4", "invalid_request", "acr_values"),
        ("prompt", "consent", "invalid_request", "prompt"),
        ("prompt", "none login", "invalid_request", "prompt"),
        ("max_age", "soon", "invalid_request", "max_age"),
        (
            "request",
            "eyJhbGciOiJub25lIn0.e30.",
            "request_not_supported",
            "",
        ),
    ] {
        let answer = authorize(&world, &World::request_but(name, value)).await;
        answer.assert_redirected_error(error, description);
        assert_eq!(answer.response()["state"], "a state");
    }
}

#[tokio::test]
async fn a_missing_state_is_refused_without_one() {
    let world = World::new();
    let answer = authorize(&world, &World::request_but("state", "")).await;
    answer.assert_redirected_error("invalid_request", "state");
    assert_eq!(answer.response().get("state"), None);
}

#[tokio::test]
async fn a_doubled_parameter_is_refused() {
    let world = World::new();
    let query = serde_urlencoded::to_string(World::request()).unwrap();
    let answer = world.get(&format!("/authorize?{query}&nonce=other")).await;
    answer.assert_redirected_error("invalid_request", "nonce came more than once");
}

#[tokio::test]
async fn a_pushed_request_leads_to_a_login_once() {
    let world = World::new();
    let pushed = world.par(&world.app, World::request()).await;
    assert_eq!(pushed.status, StatusCode::CREATED);
    assert_eq!(pushed.json()["expires_in"], 120);
    let request_uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    assert!(request_uri.starts_with("urn:idporten:"));

    let short = fields([("client_id", "app"), ("request_uri", &request_uri)]);
    let response = world.log_in(&short, &by_pid()).await;
    assert_eq!(response["state"], "a state");
    let tokens = world.redeem(&response["code"]).await;
    assert_eq!(tokens.status, StatusCode::OK);

    let again = authorize(&world, &short).await;
    again.assert_error_page("request_uri is unknown");
}

#[tokio::test]
async fn a_pushed_request_runs_out_after_120_seconds() {
    let world = World::new();
    for (wait, is_alive) in [(119, true), (120, false)] {
        let pushed = world.par(&world.app, World::request()).await.json();
        world.pass(wait);
        let request_uri = pushed["request_uri"].as_str().unwrap();
        let short = fields([("client_id", "app"), ("request_uri", request_uri)]);
        let answer = authorize(&world, &short).await;
        assert_eq!(answer.status == StatusCode::SEE_OTHER, is_alive);
    }
}

#[tokio::test]
async fn a_pushed_request_belongs_to_its_client() {
    let world = World::new();
    let pushed = world.par(&world.app, World::request()).await.json();
    let request_uri = pushed["request_uri"].as_str().unwrap();
    let stolen = fields([("client_id", "other"), ("request_uri", request_uri)]);
    authorize(&world, &stolen)
        .await
        .assert_error_page("another client's");
    let nameless = fields([("request_uri", request_uri)]);
    authorize(&world, &nameless)
        .await
        .assert_error_page("client_id is missing");
    let own = fields([("client_id", "app"), ("request_uri", request_uri)]);
    assert_eq!(authorize(&world, &own).await.location().path(), "/login");
}

#[tokio::test]
async fn what_stands_beside_a_request_uri_counts_for_nothing() {
    let world = World::new();
    let pushed = world.par(&world.app, World::request()).await.json();
    let request_uri = pushed["request_uri"].as_str().unwrap();
    let mut mixed = World::request_but("redirect_uri", "http://evil.example.com/");
    mixed.insert("request_uri".to_owned(), request_uri.to_owned());
    mixed.insert("state".to_owned(), "another".to_owned());
    let response = world.log_in(&mixed, &by_pid()).await;
    assert_eq!(response["state"], "a state");
}

#[tokio::test]
async fn a_request_uri_from_elsewhere_gets_a_page() {
    let world = World::new();
    let request = World::request_but("request_uri", "https://evil.example.com/request.jwt");
    authorize(&world, &request)
        .await
        .assert_error_page("request_uri is unknown");
}

#[tokio::test]
async fn a_pushed_request_is_checked_like_any_other() {
    let world = World::new();
    for (name, value, error) in [
        (
            "redirect_uri",
            "http://evil.example.com/",
            "invalid_request",
        ),
        ("nonce", "", "invalid_request"),
        ("state", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "profile", "invalid_scope"),
        ("request_uri", "urn:idporten:another", "invalid_request"),
    ] {
        let answer = world.par(&world.app, World::request_but(name, value)).await;
        answer.assert_oauth_error(400, error, "");
    }
}

#[tokio::test]
async fn a_push_needs_client_authentication() {
    let world = World::new();
    let answer = world.post("/par", &World::request()).await;
    answer.assert_oauth_error(401, "invalid_client", "client_assertion_type");
    let mut mixed = world.authenticated(world.other);
    mixed.extend(World::request());
    let answer = world.post("/par", &mixed).await;
    answer.assert_oauth_error(401, "invalid_client", "");
}
