//! ID-porten out of order, at each of the hub's calls to it: the person gets a page in time, with a
//! button that goes on with the same login, and nothing is half-made.

use std::time::Duration;

use http::StatusCode;
use kobling_local::Instances;
use kobling_model::{
    keys,
    tenants::{ID_PORTEN, Provider},
};
use kobling_outbound::Limits;
use kobling_simulators::idporten::{Endpoint, Outage};
use kobling_tests::{Browser, Hub};
use tokio::time::Instant;

use crate::walk::{NOTHING, SUBSTANTIAL, arrived, english, in_app, pid, say};

/// The bounds of real calls, a tenth of them.
const LIMITS: Limits = Limits {
    connect: Duration::from_millis(200),
    whole: Duration::from_millis(800),
    body: 256 * 1024,
};

/// A hub that knows nothing of the provider when a call begins, so that each of them is made.
async fn hub() -> Hub {
    Hub::with(|options| {
        options.instances = Instances::FreshPerRequest;
        options.upstream = LIMITS;
    })
    .await
}

async fn log_in_if_asked(browser: &mut Browser, number: &str) {
    if browser.host() == "idporten.localhost" {
        browser.log_in_at_idporten(number, SUBSTANTIAL).await;
    }
}

/// The page of an upstream that is out of order, in time.
#[track_caller]
fn is_out_of_order(browser: &Browser, since: Instant, what: &str) {
    let page = browser.page();
    assert_eq!(browser.host(), "localhost", "{what}: {}", page.text);
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{what}");
    assert!(
        page.heading.contains("ID\u{2011}porten"),
        "{what}: {}",
        page.heading
    );
    assert!(page.has_way_on(), "{what}: a dead end");
    assert!(page.html.contains("class=\"reference\""), "{what}");
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
    // Far below the half minute at which the front door gives up.
    assert!(since.elapsed() < Duration::from_secs(10), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_an_eid_out_of_order_at_any_call_ends_on_a_page_that_goes_on() {
    let hub = hub().await;
    let idporten = hub.stack.idporten();
    let person = hub.person("L1");
    let before = hub.identity_items().await;
    for endpoint in Endpoint::ALL {
        for outage in Outage::ALL {
            let what = format!("{} {}", endpoint.name(), outage.name());
            let mut browser = english(&hub);
            let begins = matches!(endpoint, Endpoint::Discovery | Endpoint::Par);
            let since = Instant::now();
            if begins {
                idporten.set_outage(endpoint, outage);
                browser.go(&format!("/t/{}", person.tenant)).await;
            } else {
                browser.go(&format!("/t/{}", person.tenant)).await;
                idporten.set_outage(endpoint, outage);
                browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
            }
            is_out_of_order(&browser, since, &what);
            assert_eq!(hub.changed_since(&before).await, NOTHING, "{what}");
            // Still out of order: the same page again.
            if begins {
                let again = browser.page().button().expect("a way on");
                browser.follow(&again).await;
                is_out_of_order(&browser, Instant::now(), &what);
            }
            idporten.clear_faults();
            let again = browser.page().button().expect("a way on");
            browser.follow(&again).await;
            log_in_if_asked(&mut browser, pid(&person)).await;
            in_app(&browser);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_an_eid_that_nobody_listens_at_ends_on_a_page_that_goes_on() {
    let hub = hub().await;
    let person = hub.person("L1");
    let app = &hub.stack.operator().app;
    let store = app.store().unwrap();
    let key = keys::provider(ID_PORTEN);
    let real: Provider = store.get(&key, app.now()).await.unwrap().unwrap();
    // A port that was free a moment ago refuses connections.
    let port = {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        taken.local_addr().unwrap().port()
    };
    let mut gone = real.clone();
    gone.issuer = format!("http://idporten.localhost:{port}");
    hub.put(&gone).await;
    let mut browser = english(&hub);
    let since = Instant::now();
    browser.go(&format!("/t/{}", person.tenant)).await;
    is_out_of_order(&browser, since, "refused");
    hub.put(&real).await;
    let again = browser.page().button().expect("a way on");
    browser.follow(&again).await;
    log_in_if_asked(&mut browser, pid(&person)).await;
    in_app(&browser);
}

async fn switch(hub: &Hub, is_on: bool) {
    let app = &hub.stack.operator().app;
    let key = keys::provider(ID_PORTEN);
    let store = app.store().unwrap();
    let found: Option<Provider> = store.get(&key, app.now()).await.unwrap();
    let provider = found.expect("the provider");
    hub.put(&Provider {
        enabled: is_on,
        ..provider
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_a_provider_that_is_switched_off_says_so_and_leads_back_to_the_app() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let is_off = |browser: &Browser, when: &str| {
        let page = browser.page();
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{when}: {}", page.text);
        let heading = say("provider_off", &[("provider", "ID\u{2011}porten")]);
        assert_eq!(page.heading, heading, "{when}");
        let way = page.button().expect("a way on");
        assert!(way.contains("temporarily_unavailable"), "{when}: {way}");
    };
    switch(&hub, false).await;
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    is_off(&browser, "before the eID");
    switch(&hub, true).await;
    browser.go(&format!("/t/{}", person.tenant)).await;
    switch(&hub, false).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    is_off(&browser, "at the eID's answer");
    switch(&hub, true).await;
    let mut browser = arrived(&hub, &person).await;
    in_app(&browser);
    switch(&hub, false).await;
    browser.go(&format!("/t/{}", person.tenant)).await;
    is_off(&browser, "with a session by it");
    switch(&hub, true).await;
    browser.go(&format!("/t/{}", person.tenant)).await;
    in_app(&browser);
}
