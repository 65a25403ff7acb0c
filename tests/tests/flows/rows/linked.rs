//! People whose eID has an account already: straight through, used here too, moved, or stopped.

use kobling_model::people::EmailAddress;
use kobling_tests::{Hub, RelyingParty};

use super::approve;
use crate::walk::{
    NOTHING, SUBSTANTIAL, account, arrived, desk_gets, email, english, in_app, log_in,
    no_birth_date, pid, refuses, say, send_code, shows, tenant_name, type_code,
};

#[tokio::test(flavor = "multi_thread")]
async fn l1_someone_linked_goes_straight_through() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let browser = arrived(&hub, &person).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    assert_eq!(browser.hub_pages_since(0), 0);
    hub.mails_sent().await;
    assert!(hub.mails(email(&person)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l2_an_account_from_elsewhere_is_used_here_by_one_press() {
    let hub = Hub::start().await;
    let here = hub.person("L2");
    assert_eq!(here.tenant, "fjellvik");
    // The same person at the municipality where the account came from.
    let mut there = here.clone();
    there.tenant = "asnes".to_owned();
    let mut browser = english(&hub);
    log_in(&mut browser, &there).await;
    let before = account(&browser);

    let mut browser = arrived(&hub, &here).await;
    let page = shows(&browser, "use_account_heading");
    let own = hub.stack.inbox().to(None).len();
    assert_eq!(own, 0, "no code: the eID proves both");
    assert!(page.text.contains(email(&here)), "{}", page.text);
    browser.press("use", &[]).await;
    assert_eq!(account(&browser), before, "no second account");
    assert_eq!(in_app(&browser).by_id("tenant"), Some("fjellvik"));
    let told = hub.next_mail(email(&here)).await;
    let tenant = tenant_name(&hub, "fjellvik");
    assert_eq!(
        told.subject,
        say("mail_app_link_made", &[("tenant", &tenant)])
    );
    // From now on straight through, and still at the other one.
    let browser = arrived(&hub, &here).await;
    assert_eq!(account(&browser), before);
    let browser = arrived(&hub, &there).await;
    assert_eq!(account(&browser), before);
}

/// HR may name anybody's address. The app hears the person's own, which they have proved: else it
/// would take them for somebody else, here or at another employer.
#[tokio::test(flavor = "multi_thread")]
async fn l2_an_address_of_somebody_else_in_hr_is_not_told_of_who_has_proved_their_own() {
    let hub = Hub::start().await;
    let person = hub.person("L2");
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    let stranger = hub.person("L1");
    user.employments[0].email = EmailAddress::parse(email(&stranger));
    hub.put(&user).await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    shows(&browser, "use_account_heading");
    browser.press("use", &[]).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let linked = hub.directory_user(&person.tenant, email(&person)).await;
    let mut account = hub.account_of(&linked).await;
    let own = account.addresses[0].address.clone();
    assert_ne!(own.as_str(), email(&stranger));
    assert_eq!(login.userinfo["email"], own.as_str());
    assert_eq!(login.userinfo["email_verified"], true);
    // Once it is proved, it is HR's that apps of that employer hear.
    let work = EmailAddress::parse("work@fjellvik.example.com").unwrap();
    let mut added = account.addresses[0].clone();
    added.address = work.clone();
    account.addresses.push(added);
    hub.put(&account).await;
    let mut user = linked;
    user.employments[0].email = Some(work);
    hub.put(&user).await;
    let subject = login.claims["sub"].as_str().unwrap();
    let told = app.userinfo(&login.access_token, subject).await.unwrap();
    assert_eq!(told["email"], "work@fjellvik.example.com");
    assert_eq!(told["email_verified"], true);
    // Of who has proved none, what HR says is told, and that nobody proved it.
    account.addresses.clear();
    hub.put(&account).await;
    let told = app.userinfo(&login.access_token, subject).await.unwrap();
    assert_eq!(told["email"], "work@fjellvik.example.com");
    assert_eq!(told["email_verified"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn l2_not_my_account_leads_to_help_and_links_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L2");
    let mut browser = arrived(&hub, &person).await;
    let before = hub.identity_items().await;
    browser.press("other", &[]).await;
    assert!(shows(&browser, "account_not_mine").has_way_on());
    assert_eq!(hub.changed_since(&before).await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l2_a4_hrs_address_is_added_to_the_account_by_a_code_if_wanted() {
    let hub = Hub::start().await;
    let person = hub.person("L2");
    // HR here knows another address than the account has.
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    let work = "ny.jobb@example.com";
    user.employments[0].email = EmailAddress::parse(work);
    hub.put(&user).await;
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "use_account_heading");
    browser.press("use", &[("add_address", "1")]).await;
    shows(&browser, "code_heading");
    assert_eq!(hub.changed_since(&before).await, NOTHING);
    type_code(&hub, &mut browser, work).await;
    in_app(&browser);
    assert_eq!(hub.made_since(&before).await, ["address", "app_link"]);
    // The account's earlier address is told, and the new one is its own from now on.
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let addresses = hub.account_of(&user).await.addresses;
    let addresses: Vec<&str> = addresses.iter().map(|own| own.address.as_str()).collect();
    let [earlier, added] = addresses.as_slice() else {
        panic!("two addresses: {addresses:?}");
    };
    assert_eq!(*added, work);
    let told = say("mail_address_added", &[]);
    hub.next_mail_with(earlier, &told).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l3_the_app_link_moves_to_the_account_of_the_eid() {
    let hub = Hub::start().await;
    let person = hub.person("L3");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "choose_account_heading");
    browser.press("continue", &[]).await;
    assert!(browser.page().title.starts_with("Error:"));
    browser.press("continue", &[("account", "this")]).await;
    let this = account(&browser);
    let tenant = tenant_name(&hub, &person.tenant);
    let moved = say("mail_app_link_moved", &[("tenant", &tenant)]);
    hub.next_mail_with(email(&person), &moved).await;
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), this);
    assert_eq!(again.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn l3_the_other_account_needs_its_own_sign_in_and_without_one_there_is_no_way_to_it() {
    let hub = Hub::start().await;
    let person = hub.person("L3");
    let mut browser = arrived(&hub, &person).await;
    let before = hub.identity_items().await;
    assert!(
        browser
            .page()
            .text
            .contains(&say("choose_account_other_stuck", &[]))
    );
    browser.press("continue", &[("account", "other")]).await;
    // The account at work has no eID, so it has no sign-in of its own: nothing moves, and the
    // tenant is asked instead.
    assert!(shows(&browser, "other_account_asked").has_way_on());
    desk_gets(&hub, &person.tenant, "admin_other_account").await;
    assert_eq!(hub.changed_since(&before).await, ["conflict"]);
    // The choice can be made anew.
    browser.go(&format!("/t/{}", person.tenant)).await;
    log_in(&mut browser, &person).await;
    browser.press("continue", &[("account", "this")]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn l4_a_link_to_someone_whose_number_hr_does_not_know_goes_straight_through() {
    let hub = Hub::start().await;
    let person = hub.person("L4");
    let browser = arrived(&hub, &person).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    assert_eq!(browser.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l5_a_number_that_hr_learned_later_and_that_differs_stops_the_link() {
    let hub = Hub::start().await;
    let person = hub.person("L5");
    let browser = arrived(&hub, &person).await;
    refuses(&browser, "link_suspended");
    desk_gets(&hub, &person.tenant, "admin_disputed").await;
    let again = arrived(&hub, &person).await;
    refuses(&again, "link_suspended");
}

#[tokio::test(flavor = "multi_thread")]
async fn l6_a5_an_account_without_access_here_names_its_address_and_the_ways_on() {
    let hub = Hub::start().await;
    let person = hub.person("L6");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "no_access_heading");
    // The account is from the other municipality.
    assert!(page.text.contains("@fjellvik.example.com"), "{}", page.text);
    for action in ["send", "switch", "ask"] {
        assert!(page.has_action(action), "{action}");
    }
    let here = page.url.clone();
    browser.press("ask", &[]).await;
    assert!(shows(&browser, "access_asked").has_way_on());
    desk_gets(&hub, &person.tenant, "admin_access").await;
    // Another eID: back at ID-porten, which asks anew.
    browser.go(here.as_str()).await;
    browser.press("switch", &[]).await;
    assert_eq!(browser.host(), "idporten.localhost");
    let linked = hub.person("L1");
    browser.log_in_at_idporten(pid(&linked), SUBSTANTIAL).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&linked)));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l6_the_typed_work_address_is_linked_to_the_account_one_has() {
    let hub = Hub::start().await;
    let person = hub.person("L6");
    let work = hub.person_at("L11", &person.tenant);
    no_birth_date(&hub, &work).await;
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some(email(&work))).await;
    type_code(&hub, &mut browser, email(&work)).await;
    shows(&browser, "approval_pending");
    approve(&hub, &person.tenant, &work.name, "approve").await;
    let browser = arrived(&hub, &person).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&work)));
    assert_eq!(in_app(&browser).by_id("name"), Some(work.name.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l25_the_app_link_moves_to_the_record_that_hr_ties_to_the_number() {
    let hub = Hub::start().await;
    let person = hub.person("L25");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "record_moved_heading");
    browser.press("continue", &[]).await;
    // The account goes on with the address that it has proved, until the new record's is.
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let own = hub.account_of(&user).await.addresses[0].address.clone();
    assert_ne!(own.as_str(), email(&person));
    assert_eq!(in_app(&browser).by_id("email"), Some(own.as_str()));
    desk_gets(&hub, &person.tenant, "admin_two_records").await;
    assert_eq!(
        hub.made_since(&before).await,
        ["conflict"],
        "moved, not doubled"
    );
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), account(&browser));
    assert_eq!(again.hub_pages_since(0), 0);
}
