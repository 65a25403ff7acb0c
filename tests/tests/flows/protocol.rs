//! What apps see: `prompt`, `max_age`, `acr_values`, `ui_locales`, which employer, errors that go
//! back to the app and errors that must not, and logout.

use http::{Method, StatusCode};
use kobling_tests::{Browser, Hub, Login, Person, RelyingParty, RelyingPartyError};
use url::Url;

use crate::walk::{HIGH, SUBSTANTIAL, account, arrived, email, english, pid, say_in, shows};

fn refused(error: &str) -> Result<String, RelyingPartyError> {
    Err(RelyingPartyError::Refused(error.to_owned()))
}

/// Someone who is logged in to an app.
async fn logged_in(hub: &Hub, app: &RelyingParty, person: &Person) -> (Browser, Login) {
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    (browser, login)
}

#[tokio::test(flavor = "multi_thread")]
async fn g_prompt_none_shows_no_page_whatever_happens() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    // Nobody is logged in; no employer is named.
    for begun in [
        app.begin(&person.tenant, &[("prompt", "none")]),
        app.begin_with(&[], &[("prompt", "none")]),
    ] {
        let mut browser = app.browser(&hub);
        browser.go(begun.url.as_str()).await;
        assert_eq!(app.code(&begun, browser.url()), refused("login_required"));
        assert_eq!(browser.hub_pages_since(0), 0);
    }
    let (mut browser, login) = logged_in(&hub, &app, &person).await;
    let begun = app.begin(&person.tenant, &[("prompt", "none")]);
    let mark = browser.mark();
    browser.go(begun.url.as_str()).await;
    let silent = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(silent.claims["sub"], login.claims["sub"]);
    assert_eq!(silent.claims["auth_time"], login.claims["auth_time"]);
    assert_eq!(browser.mark() - mark, 2, "one redirect, and no page");
    // With a hint of someone else it is another login.
    let other = {
        let (_, other) = logged_in(&hub, &app, &hub.person("L4")).await;
        other.id_token
    };
    for (hint, is_same) in [(&login.id_token, true), (&other, false)] {
        let further = [("prompt", "none"), ("id_token_hint", hint.as_str())];
        let begun = app.begin(&person.tenant, &further);
        browser.go(begun.url.as_str()).await;
        match app.code(&begun, browser.url()) {
            Ok(_) => assert!(is_same),
            other => {
                assert_eq!(other, refused("login_required"));
                assert!(!is_same);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_prompt_login_and_max_age_go_to_the_eid_again() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let (mut browser, login) = logged_in(&hub, &app, &person).await;
    hub.pass(100);
    // Young enough: straight through.
    let begun = app.begin(&person.tenant, &[("max_age", "200")]);
    browser.go(begun.url.as_str()).await;
    app.finish(&begun, browser.url()).await.unwrap();
    for further in [("prompt", "login"), ("max_age", "50"), ("max_age", "0")] {
        hub.pass(100);
        let begun = app.begin(&person.tenant, &[further]);
        browser.go(begun.url.as_str()).await;
        assert_eq!(browser.host(), "idporten.localhost", "{further:?}");
        browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        let anew = app.finish(&begun, browser.url()).await.unwrap();
        assert_eq!(anew.claims["auth_time"], hub.now(), "{further:?}");
        assert_eq!(anew.claims["sub"], login.claims["sub"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_higher_level_is_asked_for_at_the_eid_and_unknown_values_are_ignored() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let (mut browser, login) = logged_in(&hub, &app, &person).await;
    assert_eq!(
        login.claims["acr"],
        "http://eidas.europa.eu/LoA/substantial"
    );
    let unknown = app.begin(
        &person.tenant,
        &[("acr_values", "urn:example:unknown Level4")],
    );
    browser.go(unknown.url.as_str()).await;
    app.finish(&unknown, browser.url()).await.unwrap();
    for value in ["http://eidas.europa.eu/LoA/high", "idporten-loa-high"] {
        let mut browser = browser.clone();
        let begun = app.begin(&person.tenant, &[("acr_values", value)]);
        browser.go(begun.url.as_str()).await;
        assert_eq!(browser.host(), "idporten.localhost");
        assert!(
            !browser.page().html.contains(SUBSTANTIAL),
            "offered too little"
        );
        browser.log_in_at_idporten(pid(&person), HIGH).await;
        let high = app.finish(&begun, browser.url()).await.unwrap();
        assert_eq!(high.claims["acr"], "http://eidas.europa.eu/LoA/high");
    }
    // Silently it is not to be had.
    let silent = [("acr_values", "idporten-loa-high"), ("prompt", "none")];
    let begun = app.begin(&person.tenant, &silent);
    browser.go(begun.url.as_str()).await;
    assert_eq!(app.code(&begun, browser.url()), refused("login_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_pages_speak_five_languages_by_choice_wish_tenant_and_browser() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L7");
    for language in ["nb", "nn", "sv", "da", "en"] {
        let mut browser = app.browser(&hub);
        let begun = app.begin(&person.tenant, &[("ui_locales", language)]);
        browser.go(begun.url.as_str()).await;
        browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        let page = browser.page();
        assert_eq!(page.language, language);
        assert_eq!(
            page.heading,
            say_in(language, "address_locked_heading", &[])
        );
        // A link at the top changes the language and stays on the page.
        let other = if language == "sv" { "da" } else { "sv" };
        let mark = format!("lang={other}");
        let (_, href) = page
            .links
            .iter()
            .find(|(_, href)| href.contains(&mark))
            .unwrap();
        let href = href.clone();
        browser.follow(&href).await;
        assert_eq!(browser.page().language, other);
        browser.press("send", &[]).await;
        assert_eq!(browser.page().heading, say_in(other, "code_heading", &[]));
        let mail = hub.next_mail(email(&person)).await;
        let tenant = crate::walk::tenant_name(&hub, &person.tenant);
        let subject = say_in(other, "mail_code", &[("tenant", &tenant), ("time", "")]);
        assert!(mail.subject.starts_with(&subject), "{}", mail.subject);
        hub.pass(3600);
    }
    // The browser's, but the tenant says how Norwegian is written, and what stands for a language
    // that is none of ours.
    let fjellvik = hub.person("L2");
    for (accept, language) in [
        ("en-GB,en;q=0.9,nb;q=0.8", "en"),
        ("pl,en;q=0.5", "en"),
        ("sv-SE,sv;q=0.9", "sv"),
        ("nb-NO,nb;q=0.9,nn;q=0.8,en;q=0.7", "nn"),
        ("pl,de;q=0.5", "nn"),
    ] {
        let mut browser = Browser::new(&hub);
        accept.clone_into(&mut browser.language);
        browser.go("/t/fjellvik").await;
        browser
            .log_in_at_idporten(pid(&fjellvik), SUBSTANTIAL)
            .await;
        assert_eq!(browser.page().language, language, "{accept}");
    }
    for (accept, language) in [("da, en;q=0.5", "da"), ("fi, sv;q=0.1", "sv"), ("fr", "nb")] {
        let mut browser = Browser::new(&hub);
        accept.clone_into(&mut browser.language);
        browser.go("/t/nosuch").await;
        assert_eq!(browser.page().language, language);
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a13_without_a_tenant_the_person_chooses_the_employer_and_it_is_remembered() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    browser.plant_cookie("localhost", "__Host-kobling-language", "en");
    let begun = app.begin_with(&["email"], &[]);
    browser.go(begun.url.as_str()).await;
    let page = shows(&browser, "choose_tenant_heading").clone();
    let name = crate::walk::tenant_name(&hub, &person.tenant);
    let (_, href) = page.links.iter().find(|(text, _)| *text == name).unwrap();
    assert_eq!(hub.stack.registered().tenants.len(), 5);
    browser.follow(href).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], person.tenant.as_str());
    // The session knows.
    let begun = app.begin_with(&["email"], &[]);
    let mark = browser.mark();
    browser.go(begun.url.as_str()).await;
    let again = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(again.claims["tenant"], person.tenant.as_str());
    assert_eq!(browser.hub_pages_since(mark), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_request_of_an_unknown_app_or_to_an_unregistered_place_never_redirects() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let good = app.begin("asnes", &[]).url;
    let with = |name: &str, value: Option<&str>| {
        let mut url = good.clone();
        let pairs: Vec<(String, String)> = good
            .query_pairs()
            .filter(|(known, _)| known != name)
            .map(|(known, value)| (known.into_owned(), value.into_owned()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        if let Some(value) = value {
            url.query_pairs_mut().append_pair(name, value);
        }
        url
    };
    let twice = {
        let mut url = good.clone();
        url.query_pairs_mut()
            .append_pair("redirect_uri", "https://evil.example/");
        url
    };
    let registered = app.redirect_uri.as_str();
    for (url, heading) in [
        (with("client_id", Some("nosuch")), "unknown_client"),
        (with("client_id", None), "invalid_request"),
        (with("redirect_uri", None), "invalid_request"),
        (twice, "invalid_request"),
        (
            with("redirect_uri", Some("https://evil.example/")),
            "unregistered_redirect",
        ),
        (
            with("redirect_uri", Some(&format!("{registered}/"))),
            "unregistered_redirect",
        ),
        (
            with("redirect_uri", Some(&format!("{registered}?a=b"))),
            "unregistered_redirect",
        ),
        (
            with("redirect_uri", Some(&registered.replace("probe", "PROBE"))),
            "unregistered_redirect",
        ),
    ] {
        let mut browser = english(&hub);
        browser.go(url.as_str()).await;
        assert_eq!(browser.mark(), 1, "a redirect: {url}");
        let page = shows(&browser, heading);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_other_errors_go_back_to_the_app_with_state_and_issuer() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let change = |url: &Url, name: &str, value: &str| {
        let mut changed = url.clone();
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(known, _)| known != name)
            .map(|(known, value)| (known.into_owned(), value.into_owned()))
            .collect();
        changed.query_pairs_mut().clear().extend_pairs(pairs);
        if !value.is_empty() {
            changed.query_pairs_mut().append_pair(name, value);
        }
        changed
    };
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("scope", "email", "invalid_scope"),
        ("request", "x", "request_not_supported"),
        ("max_age", "-1", "invalid_request"),
    ] {
        let mut begun = app.begin("asnes", &[]);
        begun.url = change(&begun.url, name, value);
        let mut browser = app.browser(&hub);
        browser.go(begun.url.as_str()).await;
        assert_eq!(
            app.code(&begun, browser.url()),
            refused(error),
            "{name}={value}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_posted_authorization_request_is_the_same_request() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    let pairs: Vec<(String, String)> = begun
        .url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser
        .post_from("http://probe.localhost/", "/authorize", &pairs)
        .await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    app.finish(&begun, browser.url()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_logout_by_the_app_ends_session_and_tokens_and_leads_back() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let (mut browser, login) = logged_in(&hub, &app, &person).await;
    let sub = login.claims["sub"].as_str().unwrap();
    let back = format!("http://probe.localhost:{}/logged-out", hub.port());
    let logout = |to: &str| {
        let query = kobling_tests::wire::encode(&[
            ("id_token_hint", &login.id_token),
            ("post_logout_redirect_uri", to),
            ("state", "s1"),
        ]);
        format!("/logout?{query}")
    };
    // Another place than registered is not led to, and the person is asked.
    let mut elsewhere = browser.clone();
    elsewhere.go(&logout("https://evil.example/")).await;
    assert_eq!(elsewhere.host(), "localhost");
    browser.go(&logout(&back)).await;
    assert_eq!(browser.url().as_str(), format!("{back}?state=s1"));
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
    assert!(app.userinfo(&login.access_token, sub).await.is_err());
    let renewed = app.refresh(&login.refresh_token, sub).await;
    assert_eq!(
        renewed.map(|_| ()),
        Err(RelyingPartyError::Refused("invalid_grant".to_owned()))
    );
    // A cookie that was kept helps nobody.
    let begun = app.begin(&person.tenant, &[("prompt", "none")]);
    browser.go(begun.url.as_str()).await;
    assert_eq!(app.code(&begun, browser.url()), refused("login_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_logout_without_a_hint_asks_the_person_first() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = arrived(&hub, &person).await;
    account(&browser);
    browser.go("/logout").await;
    shows(&browser, "logout_heading");
    assert!(
        browser
            .cookie("localhost", "__Host-kobling-session")
            .is_some()
    );
    browser.press("logout", &[]).await;
    shows(&browser, "logged_out");
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_session_ends_by_idleness_and_by_age() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let silent = async |browser: &mut Browser| {
        let begun = app.begin(&person.tenant, &[("prompt", "none")]);
        browser.go(begun.url.as_str()).await;
        app.code(&begun, browser.url()).is_ok()
    };
    let (mut browser, _) = logged_in(&hub, &app, &person).await;
    hub.pass(2 * 3600 - 1);
    assert!(silent(&mut browser).await);
    hub.pass(2 * 3600 + 1);
    assert!(!silent(&mut browser).await, "idle for two hours");
    let (mut browser, _) = logged_in(&hub, &app, &person).await;
    for _ in 0..9 {
        hub.pass(3600);
        assert!(silent(&mut browser).await);
    }
    hub.pass(3600 + 1);
    assert!(!silent(&mut browser).await, "ten hours old");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_who_is_suspended_after_the_login_is_nobody_at_once() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let (mut browser, login) = logged_in(&hub, &app, &person).await;
    let sub = login.claims["sub"].as_str().unwrap();
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    user.employments[0].to = Some(hub.now() - 1);
    hub.put(&user).await;
    assert!(app.userinfo(&login.access_token, sub).await.is_err());
    assert!(app.refresh(&login.refresh_token, sub).await.is_err());
    let begun = app.begin(&person.tenant, &[("prompt", "none")]);
    browser.go(begun.url.as_str()).await;
    assert!(app.code(&begun, browser.url()).is_err());
    let answer = browser.fetch(Method::GET, "/t/asnes", "").await;
    assert!(answer.status.is_redirection());
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_pages_show_the_tenants_own_logo() {
    let hub = Hub::start().await;
    let person = hub.person_at("L7", "asnes");
    let browser = arrived(&hub, &person).await;
    let page = browser.page();
    let (_, rest) = page.html.split_once("/assets/logo/").expect("a logo");
    let (name, _) = rest.split_once('"').expect("its end");
    let path = format!("/assets/logo/{name}");
    let logo = hub.request(Method::GET, &path, &[], "").await;
    assert_eq!(logo.status, StatusCode::OK);
    assert_eq!(logo.headers["content-type"], "image/png");
    let other = path.replace("asnes", "fjellvik");
    let missing = hub.request(Method::GET, &other, &[], "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
