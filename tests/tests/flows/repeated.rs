//! What somebody does again and again: it costs nobody else anything, and the audit, which is for
//! good, does not grow by it.

use http::StatusCode;
use kobling_base::digest::sha256;
use kobling_model::{keys, people::Proof};
use kobling_simulators::idporten::{Fault, Scope};
use kobling_store::{Condition, Update};
use kobling_tests::{Browser, Hop, Hub};
use url::Url;

use crate::walk::{SUBSTANTIAL, arrived, by_code, english, in_app, pid, refuses, say, shows};

/// How many audit events of a kind there are.
async fn noted(hub: &Hub, event: &str) -> usize {
    let items = hub.audit_items().await;
    let of_kind = items.values().filter(|item| item["event"]["S"] == event);
    of_kind.count()
}

/// Where the eID's answer led.
fn callback(browser: &Browser) -> Url {
    let is_callback = |hop: &&Hop| hop.url.path() == "/callback/idporten";
    let came = browser.history.iter().rev().find(is_callback);
    came.expect("an answer of the eID").url.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_an_answer_of_the_eid_that_gave_no_login_is_used_up() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    browser.press("cancel", &[]).await;
    shows(&browser, "cancelled");
    let address = callback(&browser);
    let events = hub.audit_items().await.len();
    for _ in 0..20 {
        browser.go(address.as_str()).await;
        let page = shows(&browser, "cancelled");
        assert!(page.has_way_on());
    }
    assert_eq!(hub.audit_items().await.len(), events, "events of nothing");
    // With a code in place of the error it is the same attempt, and the eID is not asked.
    let mut pairs = address.query_pairs();
    let state = pairs.find(|(name, _)| name == "state").unwrap().1;
    let mut forged = address.clone();
    forged
        .query_pairs_mut()
        .clear()
        .extend_pairs([("code", "x"), ("state", &state)]);
    let asked = hub.stack.idporten().counters().token;
    for _ in 0..5 {
        browser.go(forged.as_str()).await;
        assert!(shows(&browser, "cancelled").has_way_on());
    }
    assert_eq!(hub.stack.idporten().counters().token, asked);
    assert_eq!(hub.audit_items().await.len(), events);
    // The way on is a new attempt of the same login.
    let again = browser.page().button().unwrap();
    browser.follow(&again).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_a_wrong_answer_of_the_eid_is_looked_at_once() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    hub.stack
        .idporten()
        .set_fault(Fault::WrongNonce, Scope::NextLogin);
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "upstream_failed");
    let address = callback(&browser);
    let asked = hub.stack.idporten().counters().token;
    let events = hub.audit_items().await.len();
    for _ in 0..5 {
        browser.go(address.as_str()).await;
        let page = shows(&browser, "upstream_failed");
        assert_eq!(page.status, StatusCode::BAD_GATEWAY);
        assert!(page.has_way_on());
    }
    assert_eq!(hub.stack.idporten().counters().token, asked);
    assert_eq!(hub.audit_items().await.len(), events);
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_cancelling_all_day_is_an_event_an_hour() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    for _ in 0..5 {
        let mut browser = english(&hub);
        browser.go(&format!("/t/{}", person.tenant)).await;
        browser.press("cancel", &[]).await;
        shows(&browser, "cancelled");
    }
    assert_eq!(noted(&hub, "eid_refused").await, 1);
    hub.pass(3600);
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    browser.press("cancel", &[]).await;
    assert_eq!(noted(&hub, "eid_refused").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_loading_the_refusal_anew_is_an_event_an_hour() {
    let hub = Hub::start().await;
    let person = hub.person("L16");
    let mut browser = arrived(&hub, &person).await;
    assert_eq!(noted(&hub, "login_refused").await, 1);
    let heading = browser.page().heading.clone();
    for _ in 0..10 {
        browser.reload().await;
        assert_eq!(browser.page().heading, heading);
        assert_eq!(browser.page().status, StatusCode::FORBIDDEN);
    }
    assert_eq!(noted(&hub, "login_refused").await, 1);
    hub.pass(3600);
    let again = arrived(&hub, &person).await;
    assert_eq!(again.page().heading, heading);
    assert_eq!(noted(&hub, "login_refused").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn l18_loading_the_refusal_anew_is_an_event_an_hour() {
    let hub = Hub::start().await;
    let person = hub.person("L18");
    let mut browser = arrived(&hub, &person).await;
    for _ in 0..5 {
        browser.reload().await;
        refuses(&browser, "account_disabled");
    }
    assert_eq!(noted(&hub, "login_refused").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_activation_codes_past_their_limit_are_an_event_an_hour() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    let wrong = [("activation_code", "00000000")];
    for tried in 1..=5 {
        browser.press("activate", &wrong).await;
        // Each that took a try is written down.
        assert_eq!(noted(&hub, "activation_code_refused").await, tried);
    }
    for _ in 0..10 {
        browser.press("activate", &wrong).await;
        let page = browser.page();
        assert!(page.text.contains(&say("error_activation_ended", &[])));
    }
    assert_eq!(noted(&hub, "activation_code_refused").await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_without_an_activation_code_wrong_ones_are_an_event_an_hour() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    let user = hub
        .directory_user(&person.tenant, person.email.as_deref().unwrap())
        .await;
    let id = sha256(&format!("activation:{}:{}", person.tenant, user.id));
    let spent = Update::new().set("spent_at", hub.now());
    let store = hub.stack.operator().app.store().unwrap();
    let taken = store
        .update::<Proof>(&keys::proof(&id), spent, Condition::present())
        .await;
    assert!(taken.unwrap().is_some());
    for _ in 0..10 {
        browser
            .press("activate", &[("activation_code", "00000000")])
            .await;
    }
    assert_eq!(noted(&hub, "activation_code_refused").await, 1);
}
