//! Requests that an app hands over itself (RFC 9126).

use http::{Method, StatusCode};
use kobling_model::apps::ClientAuthentication;
use kobling_tests::{Begun, Browser, Hub, Page, RelyingParty, wire};
use url::Url;

use super::{come, granted, joined, post, refused};
use crate::walk::{SUBSTANTIAL, english, pid, send_code, shows, type_code};

/// Pushes a request; the handle.
async fn push(hub: &Hub, app: &RelyingParty, begun: &Begun) -> wire::Answer {
    let form = joined(
        begun.url.query().unwrap(),
        &[("client_secret", app.secret.as_deref().unwrap())],
    );
    post(hub, "/par", &[], &form).await
}

fn handle(answer: &wire::Answer) -> String {
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(answer.json()["expires_in"], 60);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()["request_uri"].as_str().unwrap().to_owned()
}

/// What the browser is sent with.
fn opened(hub: &Hub, client: &str, handle: &str, further: &[(&str, &str)]) -> Url {
    let mut url = hub.url("/authorize");
    url.query_pairs_mut()
        .append_pair("client_id", client)
        .append_pair("request_uri", handle)
        .extend_pairs(further);
    url
}

async fn register(hub: &Hub, id: &str) -> RelyingParty {
    RelyingParty::register(hub, id, |client| {
        client.authentication = ClientAuthentication::ClientSecretPost;
        client.require_pushed_authorization_requests = true;
    })
    .await
}

fn is_refused_on_a_page(browser: &Browser) -> &Page {
    let page = shows(browser, "invalid_request");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    page
}

fn redeemed(app: &RelyingParty, begun: &Begun, code: &str) -> String {
    joined(
        &app.code_form(begun, code),
        &[
            ("client_id", &app.client_id),
            ("client_secret", app.secret.as_deref().unwrap()),
        ],
    )
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_what_was_pushed_is_the_request_and_gives_one_code() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let handle = handle(&push(&hub, &app, &begun).await);
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    // What the browser adds counts for nothing, and opening twice before the login is no use.
    let added = [
        ("state", "another"),
        ("nonce", "another"),
        ("scope", "email"),
        ("tenant", "fjellvik"),
    ];
    let url = opened(&hub, "probe", &handle, &added);
    browser.go(url.as_str()).await;
    browser.go(url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let code = app.code(&begun, browser.url()).expect("the pushed state");
    let tokens = granted(&post(&hub, "/token", &[], &redeemed(&app, &begun, &code)).await);
    assert!(tokens["scope"].as_str().unwrap().contains("openid"));
    // It gave its code.
    browser.go(url.as_str()).await;
    is_refused_on_a_page(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_pushed_request_is_its_apps_alone_and_lives_a_minute() {
    let hub = Hub::start().await;
    let (app, other) = (register(&hub, "probe").await, register(&hub, "other").await);
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let handle = handle(&push(&hub, &app, &begun).await);
    let mut browser = english(&hub);
    for url in [
        opened(&hub, "other", &handle, &[]),
        opened(
            &hub,
            "probe",
            "urn:ietf:params:oauth:request_uri:unknown",
            &[],
        ),
        opened(&hub, "probe", &format!("{handle}x"), &[]),
    ] {
        browser.go(url.as_str()).await;
        is_refused_on_a_page(&browser);
    }
    hub.pass(59);
    let url = opened(&hub, "probe", &handle, &[]);
    browser.go(url.as_str()).await;
    assert_eq!(browser.host(), "idporten.localhost");
    hub.pass(1);
    browser.go(url.as_str()).await;
    is_refused_on_a_page(&browser);
    // Not ours at all: it would have to be fetched, which is never done.
    browser.intercept(&app.host);
    let elsewhere = begun.url.clone();
    let mut elsewhere = super::without(&elsewhere, &[]);
    elsewhere
        .query_pairs_mut()
        .append_pair("request_uri", "https://elsewhere.example/request");
    browser.go(elsewhere.as_str()).await;
    assert!(app.code(&begun, browser.url()).is_err());
    let _ = other;
}

#[tokio::test(flavor = "multi_thread")]
async fn g_who_must_push_gets_nothing_by_an_open_request() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let mut browser = app.browser(&hub);
    browser.go(begun.url.as_str()).await;
    assert_eq!(
        app.code(&begun, browser.url()),
        Err(kobling_tests::RelyingPartyError::Refused(
            "invalid_request".to_owned()
        ))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_pushing_is_checked_as_the_request_would_be() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let begun = app.begin("asnes", &[]);
    let secret = [("client_secret", app.secret.as_deref().unwrap())];
    let changed = |name: &str, value: &str| {
        let url = super::without(&begun.url, &[name]);
        let query = joined(url.query().unwrap(), &secret);
        if value.is_empty() {
            query
        } else {
            joined(&query, &[(name, value)])
        }
    };
    for (name, value, error) in [
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        (
            "response_type",
            "code id_token",
            "unsupported_response_type",
        ),
        ("redirect_uri", "", "invalid_request"),
        ("redirect_uri", "https://evil.example/", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("scope", "email", "invalid_scope"),
        (
            "request_uri",
            "urn:ietf:params:oauth:request_uri:x",
            "invalid_request",
        ),
        ("request", "x", "request_not_supported"),
        ("state", &"s".repeat(17_000), "invalid_request"),
    ] {
        let answer = post(&hub, "/par", &[], &changed(name, value)).await;
        refused(&answer, StatusCode::BAD_REQUEST, error);
    }
    let twice = joined(&changed("state", "a"), &[("state", "b")]);
    let answer = post(&hub, "/par", &[], &twice).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_request");
    let stranger = super::without(&begun.url, &[]);
    let stranger = joined(stranger.query().unwrap(), &[("client_secret", "wrong")]);
    let answer = post(&hub, "/par", &[], &stranger).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    let path = format!("/par?{}", begun.url.query().unwrap());
    let got = hub.request(Method::GET, &path, &[], "").await;
    assert!(got.status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_two_first_logins_by_one_pushed_request_end_in_one_code() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let person = hub.person("L7");
    let begun = app.begin(&person.tenant, &[]);
    let handle = handle(&push(&hub, &app, &begun).await);
    let url = opened(&hub, "probe", &handle, &[]);
    let mut slow = english(&hub);
    slow.intercept(&app.host);
    let mut quick = slow.clone();
    for browser in [&mut slow, &mut quick] {
        come(browser, &person, &url).await;
        hub.pass(31);
    }
    // Longer than the handle lives: a login that was begun may take its time.
    hub.pass(300);
    send_code(&mut quick, None).await;
    type_code(&hub, &mut quick, person.email.as_deref().unwrap()).await;
    app.code(&begun, quick.url()).unwrap();
    // The other one is by now someone who is linked, and yet gets no second code by that request.
    send_code(&mut slow, None).await;
    if slow.page().has_action("verify") {
        type_code(&hub, &mut slow, person.email.as_deref().unwrap()).await;
    }
    is_refused_on_a_page(&slow);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_without_a_tenant_the_person_chooses_and_someone_else_may_log_in() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let (first, second) = (hub.person("L1"), hub.person("L7"));
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    let name = crate::walk::tenant_name(&hub, &first.tenant);
    let link = |browser: &Browser, wanted: &str| {
        let links = &browser.page().links;
        let found = links.iter().find(|(text, _)| text == wanted);
        found.expect("a link").1.clone()
    };

    let begun = app.begin_with(&["email"], &[]);
    let pushed = handle(&push(&hub, &app, &begun).await);
    let url = opened(&hub, "probe", &pushed, &[]);
    browser.go(url.as_str()).await;
    shows(&browser, "choose_tenant_heading");
    browser.follow(&link(&browser, &name)).await;
    browser.log_in_at_idporten(pid(&first), SUBSTANTIAL).await;
    let code = app.code(&begun, browser.url()).unwrap();
    granted(&post(&hub, "/token", &[], &redeemed(&app, &begun, &code)).await);

    // The app wants the account chosen: their own employers are offered, and somebody else is too.
    let begun = app.begin_with(&["email"], &[("prompt", "select_account")]);
    let pushed = handle(&push(&hub, &app, &begun).await);
    let url = opened(&hub, "probe", &pushed, &[]);
    browser.go(url.as_str()).await;
    shows(&browser, "choose_tenant_heading");
    let other = crate::walk::say("choose_tenant_someone_else", &[]);
    browser.follow(&link(&browser, &other)).await;
    shows(&browser, "choose_tenant_heading");
    browser.follow(&link(&browser, &name)).await;
    assert_eq!(
        browser.host(),
        "idporten.localhost",
        "the eID is asked anew"
    );
    browser.log_in_at_idporten(pid(&second), SUBSTANTIAL).await;
    shows(&browser, "address_locked_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_pushed_request_used_many_times_at_once_gives_one_code() {
    let hub = Hub::two_in_turn().await;
    let app = register(&hub, "probe").await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    let url = opened(&hub, "probe", &handle(&push(&hub, &app, &begun).await), &[]);
    come(&mut browser, &person, &url).await;
    app.code(&begun, browser.url()).unwrap();
    let begun = app.begin(&person.tenant, &[]);
    let url = opened(&hub, "probe", &handle(&push(&hub, &app, &begun).await), &[]);
    let fetch = || browser.fetch_aside(Method::GET, url.as_str(), "");
    let (a, b, c, d) = tokio::join!(fetch(), fetch(), fetch(), fetch());
    let given = [a, b, c, d].map(|answer| {
        let location = answer.header("location").unwrap_or_default().to_owned();
        location.contains("code=")
    });
    assert_eq!(given.iter().filter(|is_given| **is_given).count(), 1);
}
