//! A Swedish municipality: another eID, another registry, the same table.

use kobling_model::Level;
use kobling_tests::{Browser, Hub};

use crate::walk::{LOA3, account, arrived, by_code, email, english, in_app, pid, send_code, shows};

const TENANT: &str = "lingonbygden";
const LOA2: &str = "http://id.elegnamnden.se/loa/1.0/loa2";
const LOA4: &str = "http://id.elegnamnden.se/loa/1.0/loa4";

#[tokio::test(flavor = "multi_thread")]
async fn sweden_first_login_links_and_the_next_goes_straight_through() {
    let hub = Hub::start().await;
    let before = hub.identity_items().await;
    let person = hub.person_at("L7", TENANT);
    let mut browser = arrived(&hub, &person).await;
    assert_eq!(
        hub.made_since(&before).await,
        Vec::<String>::new(),
        "nothing is made before the code"
    );
    by_code(&hub, &mut browser, &person, false).await;
    let first = account(&browser);
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    assert_eq!(
        hub.made_since(&before).await,
        ["account", "address", "app_link", "eid_link"]
    );
    let user = hub.directory_user(TENANT, email(&person)).await;
    let held = hub.account_of(&user).await;
    assert_eq!(held.eids.len(), 1);
    assert_eq!(held.eids[0].namespace, "se.pnr");
    assert_eq!(held.eids[0].provider, "se-eid");
    // The number is nowhere in clear.
    for item in [hub.identity_items().await, hub.transient_items().await] {
        let text = format!("{item:?}");
        assert!(!text.contains(pid(&person)));
    }

    // Another browser, later: eID, then app.
    let mut later = arrived(&hub, &person).await;
    assert_eq!(account(&later), first);
    // With the session: the app at once, without the eID.
    later.go(&format!("/t/{TENANT}")).await;
    assert_eq!(account(&later), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn sweden_pages_are_swedish_and_name_the_eid() {
    let hub = Hub::start().await;
    let person = hub.person_at("L7", TENANT);
    let mut browser = Browser::new(&hub);
    "fi".clone_into(&mut browser.language);
    browser.go(&format!("/t/{TENANT}")).await;
    browser.log_in_at_broker(pid(&person), LOA3).await;
    assert!(browser.page().html.contains("<html lang=\"sv\""));
    assert!(browser.page().text.contains("Lingonbygdens övningskommun"));
    send_code(&mut browser, None).await;
    let mail = hub.next_mail(email(&person)).await;
    assert!(mail.text.contains("Lingonbygdens övningskommun"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sweden_levels_are_the_providers_own() {
    let hub = Hub::start().await;
    let mut tenant = hub.tenant(TENANT).await;
    tenant.settings.minimum_acr = Level::High;
    hub.put(&tenant).await;
    let person = hub.person_at("L1", TENANT);
    let mut browser = english(&hub);
    browser.go(&format!("/t/{TENANT}")).await;
    let page = browser.page();
    for (level, is_offered) in [(LOA2, false), (LOA3, false), (LOA4, true)] {
        assert_eq!(page.html.contains(level), is_offered, "{level}");
    }
    browser.log_in_at_broker(pid(&person), LOA4).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn sweden_eid_opens_nothing_in_norway_and_the_other_way_round() {
    let hub = Hub::start().await;
    let swede = hub.person_at("L1", TENANT);
    let mut browser = arrived(&hub, &swede).await;
    in_app(&browser);
    // The session is no way into a Norwegian tenant: there its own eID is asked for.
    browser.go("/t/asnes").await;
    assert_eq!(browser.host(), "idporten.localhost");

    let norwegian = hub.person("L1");
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", norwegian.tenant)).await;
    browser
        .log_in_at_idporten(pid(&norwegian), crate::walk::SUBSTANTIAL)
        .await;
    in_app(&browser);
    browser.go(&format!("/t/{TENANT}")).await;
    assert_eq!(browser.host(), "se-eid.localhost");
}

#[tokio::test(flavor = "multi_thread")]
async fn sweden_a_cancelled_login_leads_to_a_page_that_goes_on() {
    let hub = Hub::start().await;
    let person = hub.person_at("L1", TENANT);
    let mut browser = english(&hub);
    browser.go(&format!("/t/{TENANT}")).await;
    browser.press("cancel", &[]).await;
    let again = shows(&browser, "cancelled").button().expect("a way on");
    browser.follow(&again).await;
    browser.log_in_at_broker(pid(&person), LOA3).await;
    in_app(&browser);
}
