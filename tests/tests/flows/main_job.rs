//! The main job: start address, eID, HR's address, mailed code, app; log out; and then straight
//! through. With the demo app, and with a relying party on another library.

use kobling_model::{Algorithm, apps::ClientAuthentication};
use kobling_tests::{Browser, Hub, RelyingParty};

use crate::walk::{
    SUBSTANTIAL, account, arrived, by_code, desk_gets, email, in_app, log_in, pid, send_code,
    shows, type_code,
};

#[tokio::test(flavor = "multi_thread")]
pub async fn a1_a2_a6_from_the_start_address_to_the_app_and_then_straight_through() {
    let hub = Hub::start().await;
    main_job(&hub).await;
}

/// The whole of it; also walked in other modes.
pub async fn main_job(hub: &Hub) {
    let person = hub.person("L7");
    let mut browser = Browser::new(hub);

    // A1: no page of the hub before the eID.
    browser.go(&format!("/t/{}", person.tenant)).await;
    assert_eq!(
        browser.host(),
        "idporten.localhost",
        "{}",
        browser.page().text
    );
    assert_eq!(browser.hub_pages_since(0), 0);

    // A2: HR's address, shown and locked; one press sends the code.
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    assert!(browser.page().text.contains(email(&person)));
    let form = browser.page().form_with("action", "send").unwrap();
    assert!(form.value("address").is_none());
    send_code(&mut browser, None).await;
    type_code(hub, &mut browser, email(&person)).await;

    // The app knows name, address and level.
    let page = in_app(&browser);
    assert_eq!(page.by_id("name"), Some(person.name.as_str()));
    assert_eq!(page.by_id("email"), Some(email(&person)));
    assert_eq!(page.by_id("tenant"), Some(person.tenant.as_str()));
    let substantial = "http://eidas.europa.eu/LoA/substantial";
    assert_eq!(page.by_id("acr"), Some(substantial));
    let first = account(&browser);

    // Out of the app and out of the hub: the app's own start page, and no session left.
    let form = browser
        .page()
        .forms
        .iter()
        .find(|form| form.action.as_deref() == Some("/logout"));
    let (page, form) = (browser.page().clone(), form.unwrap().clone());
    browser.submit(&page, &form, None, &[]).await;
    assert_eq!(browser.host(), "hrm.localhost", "{}", browser.page().text);
    assert!(browser.page().by_id("state-checked").is_some());
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);

    // A6: in again, with no page of the hub between eID and app.
    let mark = browser.mark();
    log_in(&mut browser, &person).await;
    assert_eq!(account(&browser), first);
    assert_eq!(browser.hub_pages_since(mark), 0);
    let was_at_the_eid = browser.history[mark..]
        .iter()
        .any(|hop| hop.host() == "idporten.localhost");
    assert!(was_at_the_eid, "the logout ended the session");
    assert!(
        browser.refused_cookies.is_empty(),
        "{:?}",
        browser.refused_cookies
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a6_with_a_session_the_next_app_opens_without_the_eid() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = arrived(&hub, &person).await;
    let sub = account(&browser);
    let mark = browser.mark();
    let roster = format!("http://roster.localhost:{}/login?tenant=asnes", hub.port());
    browser.go(&roster).await;
    assert_eq!(browser.page().by_id("sub"), Some(sub.as_str()));
    let hops = &browser.history[mark..];
    assert!(hops.iter().all(|hop| hop.host() != "idporten.localhost"));
    assert_eq!(browser.hub_pages_since(mark), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a6_a_later_change_of_address_in_hr_breaks_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    let sub = account(&browser);
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    user.employments[0].email = None;
    user.version += 1;
    hub.put(&user).await;
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), sub);
    assert_eq!(again.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a2_a_wrong_address_is_reported_to_who_can_correct_it() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let here = browser.page().url.clone();
    browser.press("wrong", &[]).await;
    shows(&browser, "confirm_wrong_heading");
    browser.press("wrong_yes", &[]).await;
    let page = shows(&browser, "address_reported").clone();
    assert!(page.html.contains(&crate::walk::help_desk(&person.tenant)));
    desk_gets(&hub, &person.tenant, "admin_address_wrong").await;
    // Pressing again tells nobody twice.
    browser.go(here.as_str()).await;
    browser.press("wrong", &[]).await;
    assert!(!browser.page().has_action("wrong_yes"), "told today");
    assert!(browser.page().forms.is_empty(), "a form without a button");
    assert!(browser.page().has_way_on());
    hub.mails_sent().await;
    assert_eq!(hub.mails(&crate::walk::help_desk(&person.tenant)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a9_an_account_born_at_the_first_login_has_the_name_that_hr_gives() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L10");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    browser.press("without", &[]).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.userinfo["name"], person.name.as_str());
    assert!(
        login
            .userinfo
            .get("email")
            .is_none_or(serde_json::Value::is_null)
    );
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a12_a_relying_party_on_another_library_verifies_everything() {
    let hub = Hub::start().await;
    for (id, algorithm, authentication) in [
        (
            "probe-es",
            Algorithm::ES256,
            ClientAuthentication::ClientSecretBasic,
        ),
        (
            "probe-rs",
            Algorithm::RS256,
            ClientAuthentication::ClientSecretBasic,
        ),
        ("probe-public", Algorithm::ES256, ClientAuthentication::None),
    ] {
        let app = RelyingParty::register(&hub, id, |registration| {
            registration.id_token_algorithm = algorithm;
            registration.authentication = authentication;
        })
        .await;
        let person = hub.person("L1");
        let mut browser = app.browser(&hub);
        let begun = app.begin(&person.tenant, &[]);
        browser.go(begun.url.as_str()).await;
        browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        let login = app.finish(&begun, browser.url()).await.unwrap();
        assert_eq!(login.userinfo["name"], person.name.as_str());
        assert_eq!(login.userinfo["email"], email(&person));
        assert_eq!(login.userinfo["tenant"], person.tenant.as_str());
        assert_eq!(login.claims["tenant"], person.tenant.as_str());
        let sub = login.claims["sub"].as_str().unwrap();
        hub.pass(60);
        let renewed = app.refresh(&login.refresh_token, sub).await.unwrap();
        assert_ne!(renewed.refresh_token, login.refresh_token);
        assert_ne!(renewed.access_token, login.access_token);
        app.userinfo(&renewed.access_token, sub).await.unwrap();
        // The login was at the eID: a refresh does not make it younger.
        assert_eq!(renewed.claims["auth_time"], login.claims["auth_time"]);
    }
}
