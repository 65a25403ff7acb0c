//! Single sign-on and its limits, re-authentication, and logout with its front-channel calls.

use http::StatusCode;
use kobling_simulators::idporten::{Fault, Scope};
use serde_json::Value;
use url::Url;

use crate::world::{Browser, Fields, ISSUER, LOGGED_OUT, OTHER_PID, PID, World, by_pid, fields};

const MINUTE: i64 = 60;

async fn tokens(world: &World, response: &Fields) -> (String, Value) {
    let tokens = world.redeem(&response["code"]).await.json();
    let id_token = tokens["id_token"].as_str().unwrap().to_owned();
    let claims = world.claims(&id_token).await.unwrap();
    (id_token, claims)
}

/// Whether a request is answered from the session, without a page.
async fn is_signed_on(browser: &mut Browser<'_>, request: &Fields) -> bool {
    let location = browser.authorize(request).await.location();
    location.path() != "/login"
}

#[tokio::test]
async fn a_second_request_is_answered_from_the_session() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    world.pass(10 * MINUTE);
    let second = browser.authorize(&World::request()).await.response();
    let (_, claims) = tokens(&world, &second).await;
    assert_eq!(claims["pid"], PID);
    assert_eq!(claims["auth_time"], world.now() - 10 * MINUTE);
    assert!(!is_signed_on(&mut Browser::new(&world), &World::request()).await);
}

#[tokio::test]
async fn the_session_ends_after_30_minutes_without_use() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    world.pass(30 * MINUTE - 1);
    assert!(is_signed_on(&mut browser, &World::request()).await);
    world.pass(30 * MINUTE);
    assert!(!is_signed_on(&mut browser, &World::request()).await);
}

#[tokio::test]
async fn the_session_ends_after_120_minutes_in_all() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    for _ in 0..5 {
        world.pass(20 * MINUTE);
        assert!(is_signed_on(&mut browser, &World::request()).await);
    }
    world.pass(20 * MINUTE);
    assert!(!is_signed_on(&mut browser, &World::request()).await);
}

#[tokio::test]
async fn prompt_login_asks_again_and_the_same_person_keeps_the_sid() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let first = browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let (_, first) = tokens(&world, &first).await;
    let cookie = browser.cookies.clone();
    world.pass(MINUTE);
    let again = World::request_but("prompt", "login");
    let second = browser.log_in(&again, &by_pid()).await.response();
    let (_, second) = tokens(&world, &second).await;
    assert_eq!(second["auth_time"], world.now());
    assert_eq!(second["sid"], first["sid"]);
    assert_ne!(browser.cookies, cookie, "a login gets a new cookie");
    let other = fields([("pid", OTHER_PID), ("action", "login")]);
    let third = browser.log_in(&again, &other).await.response();
    let (_, third) = tokens(&world, &third).await;
    assert_ne!(third["sid"], first["sid"]);
}

#[tokio::test]
async fn a_higher_level_or_a_younger_login_asks_again() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let high = World::request_but("acr_values", "idporten-loa-high");
    assert!(!is_signed_on(&mut browser, &high).await);
    let email = World::request_but("acr_values", "selfregistered-email");
    assert!(!is_signed_on(&mut browser, &email).await);
    world.pass(MINUTE);
    assert!(is_signed_on(&mut browser, &World::request_but("max_age", "60")).await);
    assert!(!is_signed_on(&mut browser, &World::request_but("max_age", "59")).await);
}

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let silent = World::request_but("prompt", "none");
    let refused = browser.authorize(&silent).await;
    refused.assert_redirected_error("login_required", "");
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let answer = browser.authorize(&silent).await.response();
    assert!(answer.contains_key("code"));
}

#[tokio::test]
async fn logout_calls_each_client_in_a_frame_and_goes_on_with_state() {
    let world = World::new();
    for by_post in [false, true] {
        let mut browser = Browser::new(&world);
        let response = browser
            .log_in(&World::request(), &by_pid())
            .await
            .response();
        let (id_token, claims) = tokens(&world, &response).await;
        browser
            .authorize(&World::request_but("client_id", "other"))
            .await
            .response();
        // The hint is an old token as a rule.
        world.pass(20 * MINUTE);
        let request = fields([
            ("id_token_hint", &id_token),
            ("post_logout_redirect_uri", LOGGED_OUT),
            ("state", "see you"),
        ]);
        let page = if by_post {
            browser.post("/logout", &request).await
        } else {
            let query = serde_urlencoded::to_string(&request).unwrap();
            browser.get(&format!("/logout?{query}")).await
        };
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let frame = Url::parse(&page.attribute("iframe", "src")).unwrap();
        assert_eq!(frame.path(), "/frontchannel");
        let called: Fields = frame.query_pairs().into_owned().collect();
        let sid = claims["sid"].as_str().unwrap();
        assert_eq!(called, fields([("iss", ISSUER), ("sid", sid)]));
        assert_eq!(page.body.matches("<iframe").count(), 1);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-src http://app.example.com"));
        let next = page.attribute("#continue", "href");
        assert_eq!(next, format!("{LOGGED_OUT}?state=see+you"));
        assert!(
            page.attribute("meta[http-equiv]", "content")
                .ends_with(&next)
        );
        assert!(browser.cookies.is_empty());
        assert!(!is_signed_on(&mut browser, &World::request()).await);
    }
}

#[tokio::test]
async fn the_old_cookie_is_worth_nothing_after_logout() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let kept = browser.cookies.clone();
    browser.get("/logout").await;
    browser.cookies = kept;
    assert!(!is_signed_on(&mut browser, &World::request()).await);
}

#[tokio::test]
async fn without_a_client_to_call_logout_goes_straight_on() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let request = World::request_but("client_id", "other");
    browser.log_in(&request, &by_pid()).await.response();
    let logout = fields([
        ("client_id", "other"),
        ("post_logout_redirect_uri", LOGGED_OUT),
    ]);
    let answer = browser.post("/logout", &logout).await;
    assert_eq!(answer.location().as_str(), LOGGED_OUT);
}

#[tokio::test]
async fn logout_without_an_address_ends_on_its_own_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let page = browser.get("/logout").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has("iframe") && !page.has("#continue"));
}

#[tokio::test]
async fn a_wrong_logout_gets_a_page_and_leaves_the_session() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let response = browser
        .log_in(&World::request(), &by_pid())
        .await
        .response();
    let (id_token, _) = tokens(&world, &response).await;
    let foreign = World::new();
    let elsewhere = foreign.log_in(&World::request(), &by_pid()).await;
    let (foreign_token, _) = tokens(&foreign, &elsewhere).await;
    let evil = "http://evil.example.com/";
    let slash = "http://app.example.com/logged-out/";
    for (request, reason) in [
        (
            fields([("post_logout_redirect_uri", LOGGED_OUT)]),
            "needs an id_token_hint",
        ),
        (
            fields([("client_id", "app"), ("post_logout_redirect_uri", evil)]),
            "not registered",
        ),
        (
            fields([
                ("id_token_hint", &id_token),
                ("post_logout_redirect_uri", slash),
            ]),
            "not registered",
        ),
        (fields([("id_token_hint", "no.to.ken")]), "not signed here"),
        (
            fields([("id_token_hint", &foreign_token)]),
            "not signed here",
        ),
        (
            fields([("id_token_hint", &id_token), ("client_id", "other")]),
            "another client",
        ),
        (fields([("client_id", "nobody")]), "unknown client"),
        (
            fields([
                ("client_id", "app"),
                ("post_logout_redirect_uri", LOGGED_OUT),
                ("state", "ø"),
            ]),
            "printable ASCII",
        ),
    ] {
        browser
            .post("/logout", &request)
            .await
            .assert_error_page(reason);
    }
    let doubled = "/logout?client_id=app&client_id=app";
    browser
        .get(doubled)
        .await
        .assert_error_page("more than once");
    assert!(is_signed_on(&mut browser, &World::request()).await);
}

#[tokio::test]
async fn logout_without_the_own_cookie_ends_on_an_error_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let logout = fields([
        ("client_id", "app"),
        ("post_logout_redirect_uri", LOGGED_OUT),
    ]);
    browser
        .post("/logout", &logout)
        .await
        .assert_error_page("no session");
}

#[tokio::test]
async fn a_hint_with_another_issuer_or_client_is_refused_though_signed_here() {
    let world = World::new();
    for (fault, reason) in [
        (Fault::WrongIssuerInToken, "another issuer"),
        (Fault::WrongAudience, "unknown client"),
    ] {
        world.idporten.set_fault(fault, Scope::NextLogin);
        let mut browser = Browser::new(&world);
        let response = browser
            .log_in(&World::request(), &by_pid())
            .await
            .response();
        let (id_token, _) = tokens(&world, &response).await;
        let hint = fields([("id_token_hint", &id_token)]);
        browser
            .post("/logout", &hint)
            .await
            .assert_error_page(reason);
    }
}
