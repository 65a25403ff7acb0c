//! Many at once: what may happen once happens once, and nobody meets an error of ours.

use std::sync::Arc;

use http::{Method, StatusCode};
use kobling_tests::{Hub, RelyingParty, wire::Answer};
use tokio::task::JoinSet;

use crate::walk::{SUBSTANTIAL, account, arrived, email, in_app, pid, send_code};

const MANY: usize = 100;

/// Runs a request many times side by side.
async fn many<F, Fut>(request: F) -> Vec<Answer>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Answer> + Send + 'static,
{
    let mut running = JoinSet::new();
    for _ in 0..MANY {
        running.spawn(request());
    }
    running.join_all().await
}

#[track_caller]
fn one_succeeds_and_the_rest_are_invalid_grants(answers: &[Answer]) {
    let successes = answers
        .iter()
        .filter(|a| a.status == StatusCode::OK)
        .count();
    assert_eq!(successes, 1);
    for answer in answers.iter().filter(|a| a.status != StatusCode::OK) {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
        assert_eq!(answer.json()["error"], "invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_hundred_redemptions_of_one_code_succeed_once() {
    for two in [false, true] {
        let hub = Arc::new(if two {
            Hub::two_in_turn().await
        } else {
            Hub::start().await
        });
        let app = RelyingParty::register(&hub, "probe", |_| {}).await;
        let person = hub.person("L1");
        let mut browser = app.browser(&hub);
        let begun = app.begin(&person.tenant, &[]);
        browser.go(begun.url.as_str()).await;
        browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        let code = app.code(&begun, browser.url()).unwrap();
        let form = app.code_form(&begun, &code);
        let answers = many(|| {
            let (hub, app, form) = (hub.clone(), app.clone(), form.clone());
            async move { app.token(&hub, &form).await }
        })
        .await;
        one_succeeds_and_the_rest_are_invalid_grants(&answers);
        // A code that came twice ends what it gave (RFC 6749 section 4.1.2).
        let given = answers
            .iter()
            .find(|a| a.status == StatusCode::OK)
            .unwrap()
            .json();
        let refresh = app.refresh_form(given["refresh_token"].as_str().unwrap());
        assert_eq!(
            app.token(&hub, &refresh).await.status,
            StatusCode::BAD_REQUEST
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_hundred_uses_of_one_refresh_token_succeed_once_and_end_the_grant() {
    let hub = Arc::new(Hub::two_in_turn().await);
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let form = app.refresh_form(&login.refresh_token);
    let answers = many(|| {
        let (hub, app, form) = (hub.clone(), app.clone(), form.clone());
        async move { app.token(&hub, &form).await }
    })
    .await;
    one_succeeds_and_the_rest_are_invalid_grants(&answers);
    // One of the two was not the app (RFC 9700 section 4.14.2): the newest token ends, too.
    let given = answers
        .iter()
        .find(|a| a.status == StatusCode::OK)
        .unwrap()
        .json();
    let newest = app.refresh_form(given["refresh_token"].as_str().unwrap());
    assert_eq!(
        app.token(&hub, &newest).await.json()["error"],
        "invalid_grant"
    );
    let sub = login.claims["sub"].as_str().unwrap();
    assert!(app.userinfo(&login.access_token, sub).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn l7_the_right_code_a_hundred_times_links_once_and_the_rest_see_the_present_step() {
    for two in [false, true] {
        let hub = Arc::new(if two {
            Hub::two_in_turn().await
        } else {
            Hub::start().await
        });
        let person = hub.person("L7");
        let mut browser = arrived(&hub, &person).await;
        send_code(&mut browser, None).await;
        let code = hub.next_code(email(&person)).await;
        let before = hub.identity_items().await;
        let page = browser.page().clone();
        let form = page.form_with("action", "verify").unwrap();
        let filled = form.filled(Some(("action", "verify")), &[("code", &code)]);
        let pairs: Vec<(&str, &str)> = filled
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let body = kobling_tests::wire::encode(&pairs);
        let target = page.url.join(form.action.as_deref().unwrap()).unwrap();
        let answers = many(|| {
            let (browser, body, target) = (browser.clone(), body.clone(), target.clone());
            async move {
                browser
                    .fetch_aside(Method::POST, target.as_str(), &body)
                    .await
            }
        })
        .await;
        let is_to_app = |answer: &&Answer| {
            let location = answer.header("location").unwrap_or_default();
            location.starts_with("http://hrm.localhost")
        };
        assert_eq!(answers.iter().filter(is_to_app).count(), 1);
        for answer in answers.iter().filter(|answer| !is_to_app(answer)) {
            // The present step: a redirect to where the login is.
            let location = answer.header("location").unwrap_or_default();
            let is_step = answer.status == StatusCode::SEE_OTHER
                && ["/link?", "/verify-code?", "/authorize/resume?"]
                    .iter()
                    .any(|step| location.starts_with(step));
            let is_page = answer.status == StatusCode::CONFLICT;
            assert!(
                is_step || is_page,
                "{} {location} {}",
                answer.status,
                answer.body
            );
        }
        assert_eq!(
            hub.made_since(&before).await,
            ["account", "address", "app_link", "eid_link"]
        );
        // Whoever was too late goes on to the app from where it stands.
        browser.reload().await;
        if browser.host() == "idporten.localhost" {
            browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        }
        in_app(&browser);
        let again = arrived(&hub, &person).await;
        assert_eq!(account(&again), account(&browser));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l7_two_browsers_of_one_person_make_one_account() {
    let hub = Arc::new(Hub::two_in_turn().await);
    let person = hub.person("L7");
    let mut browsers = Vec::new();
    for _ in 0..3 {
        let mut browser = arrived(&hub, &person).await;
        send_code(&mut browser, None).await;
        let code = hub.next_code(email(&person)).await;
        browsers.push((browser, code));
    }
    let mut running = JoinSet::new();
    for (mut browser, code) in browsers {
        running.spawn(async move {
            browser.press("verify", &[("code", &code)]).await;
            browser
        });
    }
    let mut accounts = Vec::new();
    for browser in running.join_all().await {
        accounts.push(account(&browser));
    }
    accounts.dedup();
    assert_eq!(
        accounts.len(),
        1,
        "all three end in the app, as one account"
    );
}
