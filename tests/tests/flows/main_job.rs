//! The main job: start address, eID, HR's address, mailed code, app; and then straight through.

use kobling_tests::{Browser, Hub, RelyingParty};

const SUBSTANTIAL: &str = "idporten-loa-substantial";

#[tokio::test(flavor = "multi_thread")]
async fn a1_a2_a6_from_the_start_address_to_the_app_and_then_straight_through() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let (pid, email) = (person.national_id.unwrap(), person.email.unwrap());
    let mut browser = Browser::new(&hub);

    // A1: no page of the hub before the eID.
    browser.go(&format!("/t/{}", person.tenant)).await;
    assert_eq!(browser.host(), "idporten.localhost");
    assert_eq!(browser.hub_pages_since(0), 0);

    // A2: HR's address, shown and locked; one press sends the code.
    browser.log_in_at_idporten(&pid, SUBSTANTIAL).await;
    assert!(browser.page().text.contains(&email));
    assert!(
        browser
            .page()
            .form_with("action", "send")
            .unwrap()
            .value("address")
            .is_none()
    );
    browser.press("send", &[]).await;
    let code = hub.next_code(&email).await;
    browser.press("verify", &[("code", &code)]).await;

    // The app knows name, address and level.
    assert_eq!(browser.host(), "hrm.localhost", "{}", browser.page().text);
    let page = browser.page();
    assert_eq!(page.by_id("name"), Some(person.name.as_str()));
    assert_eq!(page.by_id("email"), Some(email.as_str()));
    assert_eq!(page.by_id("tenant"), Some(person.tenant.as_str()));
    assert_eq!(
        page.by_id("acr"),
        Some("http://eidas.europa.eu/LoA/substantial")
    );
    assert!(
        browser.refused_cookies.is_empty(),
        "{:?}",
        browser.refused_cookies
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_app_verifies_everything() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser
        .log_in_at_idporten(&person.national_id.unwrap(), SUBSTANTIAL)
        .await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.userinfo["name"], person.name.as_str());
    let renewed = app
        .refresh(&login.refresh_token, login.claims["sub"].as_str().unwrap())
        .await
        .unwrap();
    assert_ne!(renewed.refresh_token, login.refresh_token);
}
