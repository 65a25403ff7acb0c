//! How answers reach an app: in the query, or by a form that works without scripts.

use http::{Method, StatusCode};
use kobling_model::apps::ClientType;
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{Browser, Hub, RelyingParty, RelyingPartyError};

use super::{come, granted};
use crate::walk::{HIGH, english, pid, say_in, send_code, shows, type_code};

/// What the form on the page would post.
fn posted(browser: &Browser, name: &str) -> Option<String> {
    let form = browser.page().forms.first().expect("a form");
    form.value(name).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_form_brings_the_answer_without_scripts_in_five_languages() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    for language in ["nb", "nn", "sv", "da", "en"] {
        let mut browser = app.browser(&hub);
        let begun = app.begin(
            &person.tenant,
            &[("response_mode", "form_post"), ("ui_locales", language)],
        );
        come(&mut browser, &person, &begun.url).await;
        let page = browser.page();
        assert_eq!(page.language, language);
        assert_eq!(page.heading, say_in(language, "to_app_heading", &[]));
        let form = page.forms.first().unwrap();
        assert!(form.is_post);
        assert_eq!(form.action.as_deref(), Some(app.redirect_uri.as_str()));
        // Neither code nor state is in an address.
        assert!(!page.url.as_str().contains(&begun.state));
        assert_eq!(posted(&browser, "state").as_ref(), Some(&begun.state));
        assert_eq!(posted(&browser, "iss"), Some(hub.stack.issuer()));
        let code = posted(&browser, "code").unwrap();
        // The browser's own rules let the button lead there (CSP `form-action`).
        browser.press_button(("", ""), &[]).await;
        assert!(browser.is_intercepted());
        granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_errors_come_by_form_too_and_other_modes_are_refused() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.client_type = ClientType::Native;
        client
            .redirect_uris
            .push("com.example.vakt:/signed-in".to_owned());
    })
    .await;
    let silent = [("prompt", "none"), ("response_mode", "form_post")];
    let begun = app.begin("asnes", &silent);
    let mut browser = app.browser(&hub);
    browser.go(begun.url.as_str()).await;
    assert_eq!(posted(&browser, "error").as_deref(), Some("login_required"));
    assert_eq!(posted(&browser, "state"), Some(begun.state));
    for mode in ["fragment", "query.jwt", "web_message"] {
        let begun = app.begin("asnes", &[("response_mode", mode)]);
        let mut browser = app.browser(&hub);
        browser.go(begun.url.as_str()).await;
        let refused = app.code(&begun, browser.url());
        assert!(refused.is_err() && browser.is_intercepted(), "{mode:?}");
    }
    // A scheme of an app's own takes no forms.
    let begun = app.begin("asnes", &silent);
    let mut url = super::without(&begun.url, &["redirect_uri"]);
    url.query_pairs_mut()
        .append_pair("redirect_uri", "com.example.vakt:/signed-in");
    let path = format!("{}?{}", url.path(), url.query().unwrap());
    let answer = hub.request(Method::GET, &path, &[], "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let location = answer.header("location").unwrap();
    assert!(
        location.starts_with("com.example.vakt:/signed-in?error=invalid_request"),
        "{location}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_first_login_ends_in_the_form_that_was_asked_for() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L7");
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    let begun = app.begin(&person.tenant, &[("response_mode", "form_post")]);
    come(&mut browser, &person, &begun.url).await;
    send_code(&mut browser, None).await;
    type_code(&hub, &mut browser, person.email.as_deref().unwrap()).await;
    let page = shows(&browser, "to_app_heading");
    assert_eq!(page.status, StatusCode::OK);
    let code = posted(&browser, "code").unwrap();
    granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_who_cancels_may_go_back_to_the_app_by_the_way_that_it_wants() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let denied = RelyingPartyError::Refused("access_denied".to_owned());
    for mode in ["query", "form_post"] {
        let mut browser = english(&hub);
        browser.intercept(&app.host);
        let begun = app.begin(&person.tenant, &[("response_mode", mode)]);
        browser.go(begun.url.as_str()).await;
        browser.press("cancel", &[]).await;
        let page = shows(&browser, "cancelled").clone();
        if mode == "query" {
            let words = say_in("en", "back_to_app", &[("app", "probe")]);
            let (_, href) = page.links.iter().find(|(text, _)| *text == words).unwrap();
            browser.follow(href).await;
            assert_eq!(app.code(&begun, browser.url()), Err(denied.clone()));
        } else {
            assert_eq!(posted(&browser, "error").as_deref(), Some("access_denied"));
            assert_eq!(posted(&browser, "state").as_ref(), Some(&begun.state));
            assert_eq!(posted(&browser, "iss"), Some(hub.stack.issuer()));
            assert_eq!(posted(&browser, "code"), None);
            browser.press_button(("", ""), &[]).await;
            assert!(browser.is_intercepted());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_level_that_is_out_of_reach_leads_back_by_a_form_too() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    let further = [
        ("response_mode", "form_post"),
        ("acr_values", "idporten-loa-high"),
    ];
    let begun = app.begin(&person.tenant, &further);
    browser.go(begun.url.as_str()).await;
    let simulator = hub.stack.idporten();
    simulator.set_fault(Fault::LowerAcr, Scope::UntilCleared);
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    assert_eq!(browser.host(), "idporten.localhost", "asked again");
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    let error = posted(&browser, "error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"));
    assert_eq!(posted(&browser, "state").as_ref(), Some(&begun.state));
    browser.press_button(("", ""), &[]).await;
    assert!(browser.is_intercepted());
}
