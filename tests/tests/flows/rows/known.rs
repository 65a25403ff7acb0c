//! People whom HR knows by their number and who have no link yet.

use kobling_model::people::{DirectoryUserState, EmailAddress};
use kobling_tests::Hub;

use crate::walk::{
    NOTHING, SUBSTANTIAL, account, arrived, by_code, desk_gets, email, english, in_app,
    no_birth_date, pid, refuses, say, say_in, send_code, shows, tenant_name, type_code,
};

#[tokio::test(flavor = "multi_thread")]
async fn l7_the_code_makes_account_eid_link_and_app_link_at_once() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_locked_heading");
    assert!(page.text.contains(email(&person)), "{}", page.text);
    let before = hub.identity_items().await;
    send_code(&mut browser, None).await;
    shows(&browser, "code_heading");
    assert_eq!(
        hub.changed_since(&before).await,
        NOTHING,
        "nothing before the code"
    );
    type_code(&hub, &mut browser, email(&person)).await;
    let made = account(&browser);
    let kinds: Vec<String> = hub.made_since(&before).await;
    assert_eq!(kinds, ["account", "address", "app_link", "eid_link"]);
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), made);
    assert_eq!(again.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn l8_an_account_that_nobody_can_sign_in_to_gains_the_eid_by_the_code() {
    let hub = Hub::start().await;
    let person = hub.person("L8");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_locked_heading");
    by_code(&hub, &mut browser, &person, false).await;
    let gained = account(&browser);
    // No second account: the one that owned the address has it all.
    assert_eq!(hub.made_since(&before).await, ["app_link", "eid_link"]);
    assert!(before.keys().any(|key| key.contains(&gained)), "{gained}");
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), gained);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l8_an_account_with_a_sign_in_of_its_own_gains_the_eid_by_code_and_sign_in() {
    let hub = Hub::start().await;
    // An account with a foreign eID, in use at another municipality.
    let elsewhere = hub.person_at("L11", "kodevik");
    no_birth_date(&hub, &elsewhere).await;
    let foreigner = "SE/NO/197001011234";
    let mut browser = english(&hub);
    browser.go("/t/kodevik").await;
    browser
        .log_in_by_eidas(foreigner, "Granit", "Flisberg")
        .await;
    by_code(&hub, &mut browser, &elsewhere, true).await;
    let code = elsewhere.activation_code.as_deref().unwrap();
    browser
        .press("activate", &[("activation_code", code)])
        .await;
    let owner = account(&browser);
    // HR has that account's address for someone with a Norwegian number.
    let person = hub.person("L7");
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    user.employments[0].email = EmailAddress::parse(email(&elsewhere));
    hub.put(&user).await;
    let before = hub.identity_items().await;

    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_locked_heading");
    by_code(&hub, &mut browser, &elsewhere, false).await;
    // The mailbox is not enough: the account can be signed in to.
    shows(&browser, "sign_in_as_heading");
    // By someone else's eID it is refused, and nothing is made.
    let provider = ("provider", "idporten");
    browser.press_button(provider, &[]).await;
    let stranger = hub.person("L4");
    browser
        .log_in_at_idporten(pid(&stranger), SUBSTANTIAL)
        .await;
    refuses(&browser, "account_not_mine");
    assert_eq!(hub.changed_since(&before).await, NOTHING);
    let back = browser.page().button().unwrap();
    browser.follow(&back).await;
    shows(&browser, "sign_in_as_heading");
    browser.press_button(provider, &[]).await;
    browser
        .log_in_by_eidas(foreigner, "Granit", "Flisberg")
        .await;
    assert_eq!(account(&browser), owner);
    assert_eq!(hub.made_since(&before).await, ["app_link", "eid_link"]);
    assert_eq!(account(&arrived(&hub, &person).await), owner);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l9_an_address_that_someone_else_uses_is_never_theirs_to_share() {
    let hub = Hub::start().await;
    let person = hub.person("L9");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_taken_heading");
    assert!(page.text.contains(email(&person)), "{}", page.text);
    desk_gets(&hub, &person.tenant, "admin_address_taken").await;
    assert!(
        hub.mails(email(&person)).is_empty(),
        "no code to the other's mailbox"
    );
    // The same address typed again is refused again.
    send_code(&mut browser, Some(email(&person))).await;
    shows(&browser, "address_taken_heading");
    send_code(&mut browser, Some("eigen.adresse@example.com")).await;
    type_code(&hub, &mut browser, "eigen.adresse@example.com").await;
    in_app(&browser);
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), account(&browser));
}

#[tokio::test(flavor = "multi_thread")]
async fn l10_someone_for_whom_hr_has_no_address_types_one() {
    let hub = Hub::start().await;
    let person = hub.person("L10");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_none_heading");
    for wrong in ["", "not an address", "a@b"] {
        send_code(&mut browser, Some(wrong)).await;
        let page = shows(&browser, "address_none_heading");
        assert!(page.title.starts_with("Error:"), "{wrong}");
    }
    send_code(&mut browser, Some("uten.hr@example.com")).await;
    type_code(&hub, &mut browser, "uten.hr@example.com").await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l10_someone_without_any_address_gets_an_account_without_one() {
    let hub = Hub::start().await;
    let person = hub.person("L10");
    let mut browser = arrived(&hub, &person).await;
    let before = hub.identity_items().await;
    browser.press("without", &[]).await;
    assert_eq!(in_app(&browser).by_id("email"), Some("none"));
    desk_gets(&hub, &person.tenant, "admin_no_address").await;
    let kinds = hub.made_since(&before).await;
    assert_eq!(kinds, ["account", "app_link", "conflict", "eid_link"]);
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), account(&browser));
}

#[tokio::test(flavor = "multi_thread")]
async fn l9_l10_l22_a_tenants_settings_bound_the_free_choice_of_an_address() {
    let hub = Hub::start().await;
    let mut tenant = hub.tenant("asnes").await;
    tenant.settings.allowed_domains = vec!["asnes.example.com".to_owned()];
    tenant.settings.free_address = false;
    tenant.settings.account_without_address = false;
    hub.put(&tenant).await;
    for row in ["L9", "L10"] {
        let person = hub.person(row);
        let mut browser = arrived(&hub, &person).await;
        assert!(!browser.page().has_action("without"), "{row}");
        assert!(browser.page().text.contains("asnes.example.com"), "{row}");
        for foreign in [
            "a@example.com",
            "a@xasnes.example.com",
            "a@b.asnes.example.com",
        ] {
            send_code(&mut browser, Some(foreign)).await;
            let page = browser.page();
            assert!(page.title.starts_with("Error:"), "{foreign}");
        }
        let own = format!("{}@asnes.example.com", row.to_lowercase());
        send_code(&mut browser, Some(&own)).await;
        type_code(&hub, &mut browser, &own).await;
        in_app(&browser);
    }
    // Only HR's own may be chosen.
    let person = hub.person("L22");
    let browser = arrived(&hub, &person).await;
    let form = browser.page().form_with("action", "send").unwrap();
    let has_free = |field: &kobling_tests::Field| field.value == "other";
    assert!(!form.fields.iter().any(has_free));
}

#[tokio::test(flavor = "multi_thread")]
async fn l14_a_linked_account_gains_its_first_eid_by_a_code_to_its_own_address() {
    let hub = Hub::start().await;
    let person = hub.person("L14");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "existing_heading");
    assert!(!page.html.contains(email(&person)), "the address is masked");
    by_code(&hub, &mut browser, &person, false).await;
    let gained = account(&browser);
    assert_eq!(hub.made_since(&before).await, ["eid_link"]);
    assert!(before.keys().any(|key| key.contains(&gained)));
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), gained);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l14_an_account_that_is_not_mine_is_detached_told_and_then_l7() {
    for action in ["not_mine", "unreachable"] {
        let hub = Hub::start().await;
        let person = hub.person("L14");
        let mut browser = arrived(&hub, &person).await;
        browser.press(action, &[]).await;
        browser.press("detach_yes", &[]).await;
        let told = hub.next_mail(email(&person)).await;
        assert!(told.codes().is_empty());
        let tenant = tenant_name(&hub, &person.tenant);
        let subject = say_in("nb", "mail_account_detached", &[("tenant", &tenant)]);
        assert_eq!(told.subject, subject);
        desk_gets(&hub, &person.tenant, "admin_account_detached").await;
        // HR's address is owned by the detached account, which has neither eID nor credential.
        shows(&browser, "address_locked_heading");
        by_code(&hub, &mut browser, &person, false).await;
        in_app(&browser);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l19_two_who_share_a_mailbox_get_an_account_each() {
    let hub = Hub::start().await;
    let people = hub.people("L19");
    let [first, second] = people.as_slice() else {
        panic!("two share a mailbox");
    };
    assert_eq!(first.email, second.email);
    let mut browser = arrived(&hub, first).await;
    by_code(&hub, &mut browser, first, false).await;
    let one = account(&browser);
    let mut browser = arrived(&hub, second).await;
    shows(&browser, "address_taken_heading");
    send_code(&mut browser, Some("andre.egen@example.com")).await;
    type_code(&hub, &mut browser, "andre.egen@example.com").await;
    let other = account(&browser);
    assert_ne!(one, other);
    assert_eq!(account(&arrived(&hub, first).await), one);
    assert_eq!(account(&arrived(&hub, second).await), other);
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_of_several_addresses_the_newest_is_offered_first_and_any_may_be_chosen() {
    let hub = Hub::start().await;
    let person = hub.person("L22");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_choose_heading").clone();
    let form = page.form_with("action", "send").unwrap();
    assert_eq!(form.value("choice"), Some("0"));
    let older = page
        .text
        .find(email(&person))
        .expect("the older one is offered");
    let newest = page.text.find('@').unwrap();
    assert!(newest < older, "the newest comes first: {}", page.text);
    // The older one.
    browser.press("send", &[("choice", "1")]).await;
    shows(&browser, "code_heading");
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_a_free_address_may_be_typed_where_the_tenant_allows_it() {
    let hub = Hub::start().await;
    let person = hub.person("L22");
    let mut browser = arrived(&hub, &person).await;
    let free = "fri.adresse@example.com";
    browser
        .press("send", &[("choice", "other"), ("address", "")])
        .await;
    assert!(browser.page().title.starts_with("Error:"));
    browser
        .press("send", &[("choice", "other"), ("address", free)])
        .await;
    type_code(&hub, &mut browser, free).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l24_a_replaced_number_moves_the_eid_link_by_a_code_to_the_accounts_address() {
    let hub = Hub::start().await;
    let person = hub.person("L24");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "existing_heading");
    assert!(!page.html.contains(email(&person)), "masked");
    by_code(&hub, &mut browser, &person, false).await;
    let moved = account(&browser);
    assert_eq!(hub.made_since(&before).await, ["eid_link"]);
    assert_eq!(hub.gone_since(&before).await, ["eid_link"]);
    let told = hub.next_mail(email(&person)).await;
    assert_eq!(told.subject, say("mail_eid_replaced", &[]));
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), moved);
    assert_eq!(again.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn l24_someone_who_cannot_read_the_mail_there_is_told_whom_to_ask() {
    let hub = Hub::start().await;
    let person = hub.person("L24");
    let mut browser = arrived(&hub, &person).await;
    browser.press("unreachable", &[]).await;
    shows(&browser, "confirm_detached_heading");
    browser.press("detach_yes", &[]).await;
    assert!(shows(&browser, "detach_asked").has_way_on());
    desk_gets(&hub, &person.tenant, "admin_account_detached").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l28_the_first_login_activates_whom_hr_has_imported() {
    let hub = Hub::start().await;
    let person = hub.person_at("L28", "asnes");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
    let again = arrived(&hub, &person).await;
    in_app(&again);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l28_where_an_admin_must_activate_first_a_page_says_so() {
    let hub = Hub::start().await;
    let person = hub.person_at("L28", "postvik");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    refuses(&browser, "activation_required");
    desk_gets(&hub, "postvik", "admin_activation").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
    // An admin activates; now it is L7.
    let mut user = hub.directory_user("postvik", email(&person)).await;
    user.state = DirectoryUserState::Active;
    hub.put(&user).await;
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
}
