//! The same flows as they must also go where nothing is kept between two requests, where two
//! instances answer in turn, and where the services have a bad day.

use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_tests::{Hub, RelyingParty};

use crate::{
    main_job::main_job,
    walk::{SUBSTANTIAL, account, arrived, by_code, email, in_app, pid, shows},
};

/// The main job, L8, L11 with an activation code, refresh and userinfo; nothing doubled.
async fn flows(hub: &Hub) {
    let before = hub.identity_items().await;
    main_job(hub).await;
    assert_eq!(
        hub.made_since(&before).await,
        ["account", "address", "app_link", "eid_link"]
    );

    let before = hub.identity_items().await;
    let person = hub.person("L8");
    let mut browser = arrived(hub, &person).await;
    by_code(hub, &mut browser, &person, false).await;
    let gained = account(&browser);
    assert_eq!(hub.made_since(&before).await, ["app_link", "eid_link"]);
    assert_eq!(account(&arrived(hub, &person).await), gained);

    let before = hub.identity_items().await;
    let person = hub.person_at("L11", "kodevik");
    let mut browser = arrived(hub, &person).await;
    by_code(hub, &mut browser, &person, true).await;
    shows(&browser, "activation_heading");
    let code = person.activation_code.as_deref().unwrap();
    browser
        .press("activate", &[("activation_code", code)])
        .await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    assert_eq!(
        hub.made_since(&before).await,
        ["account", "address", "app_link", "eid_link"]
    );

    let app = RelyingParty::register(hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let sub = login.claims["sub"].as_str().unwrap();
    let mut refresh_token = login.refresh_token;
    for _ in 0..3 {
        let renewed = app.refresh(&refresh_token, sub).await.unwrap();
        let info = app.userinfo(&renewed.access_token, sub).await.unwrap();
        assert_eq!(info["email"], email(&person));
        refresh_token = renewed.refresh_token;
    }

    // Each code was mailed once.
    hub.mails_sent().await;
    for person in [
        hub.person("L7"),
        hub.person("L8"),
        hub.person_at("L11", "kodevik"),
    ] {
        let mails = hub.mails(email(&person));
        let with_code = mails.iter().filter(|mail| !mail.codes().is_empty()).count();
        assert_eq!(with_code, 1, "{}", person.row);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_nothing_is_kept_between_two_requests() {
    flows(&Hub::fresh_per_request().await).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn modes_two_instances_in_turn() {
    flows(&Hub::two_in_turn().await).await;
}

/// The flows with a fault that strikes again and again.
async fn through(fault: Fault, every: u32) {
    let hub = Hub::two_in_turn().await;
    hub.shim().add(Rule::new(fault, Occasion::Every(every)));
    flows(&hub).await;
    let strikes = hub.shim().strikes();
    assert!(strikes[0] > 0, "{fault:?} never struck");
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_through_transaction_conflicts() {
    through(Fault::TransactionConflict, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_through_throttling() {
    through(Fault::StoreThrottled, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_through_unprocessed_keys() {
    through(Fault::UnprocessedKeys, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_through_stale_reads() {
    through(Fault::StaleRead, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_through_a_throttled_mail_service() {
    through(Fault::MailThrottled, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_a_store_that_stays_busy_ends_on_a_page_and_the_login_goes_on_later() {
    for fault in [Fault::StoreThrottled, Fault::TransactionConflict] {
        let hub = Hub::start().await;
        let person = hub.person("L7");
        let mut browser = arrived(&hub, &person).await;
        let step = browser.page().clone();
        hub.shim().add(Rule::new(fault, Occasion::Every(1)));
        browser.press("send", &[]).await;
        let page = shows(&browser, "busy").clone();
        assert_eq!(page.status, http::StatusCode::SERVICE_UNAVAILABLE);
        hub.shim().clear();
        // The address of that answer leads back to the step, and so does its button.
        let again = page.button().expect("a way on");
        browser.reload().await;
        assert_eq!(browser.page().heading, step.heading);
        browser.follow(&again).await;
        assert_eq!(browser.page().heading, step.heading);
        by_code(&hub, &mut browser, &person, false).await;
        in_app(&browser);
    }
}
