//! The first-login table, a walk for each row under its id.

use http::{Method, StatusCode};
use kobling_shared::accounts::{AccountState, Level};
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{Browser, Hub, Person, RelyingParty, RelyingPartyError, wire};

use crate::walk::{
    HIGH, LOW, SUBSTANTIAL, account, arrived, by_code, desk_gets, email, english, help_desk,
    in_app, log_in, pid, refuses, say, say_in, send_code, shows, tenant_name, type_code,
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
async fn l2_an_account_from_elsewhere_is_used_here_by_one_press() {
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

#[tokio::test(flavor = "multi_thread")]
async fn l2_not_my_account_leads_to_help_and_links_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L2");
    let mut browser = arrived(&hub, &person).await;
    let before = hub.identity_items().await;
    browser.press("other", &[]).await;
    assert!(shows(&browser, "account_not_mine").has_way_on());
    assert_eq!(hub.identity_items().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn l3_the_app_link_moves_to_the_account_of_the_eid() {
    let hub = Hub::start().await;
    let person = hub.person("L3");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "choose_account_heading");
    browser.press("continue", &[]).await;
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
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
    browser.press("continue", &[("account", "other")]).await;
    // The account at work has no eID, so it has no sign-in of its own: nothing moves.
    assert_eq!(browser.host(), "localhost");
    assert!(browser.page().has_way_on());
    assert_eq!(hub.identity_items().await, before);
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
async fn l5_a_number_that_hr_learned_later_and_that_differs_stops_the_link() {
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
    browser.press("ask", &[]).await;
    assert!(shows(&browser, "access_asked").has_way_on());
    desk_gets(&hub, &person.tenant, "admin_access").await;
    // Another eID: back at ID-porten, which asks anew.
    let way_on = browser.page().button().unwrap();
    browser.follow(&way_on).await;
    browser.press("switch", &[]).await;
    assert_eq!(browser.host(), "idporten.localhost");
    let linked = hub.person("L1");
    browser.log_in_at_idporten(pid(&linked), SUBSTANTIAL).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&linked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn l6_the_typed_work_address_is_linked_to_the_account_one_has() {
    let hub = Hub::start().await;
    let person = hub.person("L6");
    let work = hub.person_at("L11", &person.tenant);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some(email(&work))).await;
    type_code(&hub, &mut browser, email(&work)).await;
    shows(&browser, "approval_pending");
    approve(&hub, &person.tenant, &work.name, "approve").await;
    let browser = arrived_then_linked(&hub, &person, email(&work)).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&work)));
    assert_eq!(in_app(&browser).by_id("name"), Some(work.name.as_str()));
}

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
        hub.identity_items().await,
        before,
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
async fn l9_an_address_that_someone_else_uses_is_never_theirs_to_share() {
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
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    send_code(&mut browser, Some("uten.hr@example.com")).await;
    type_code(&hub, &mut browser, "uten.hr@example.com").await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn l10_someone_without_any_address_gets_an_account_without_one() {
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
async fn l11_where_an_admin_approves_the_first_use() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_type_heading");
    by_code(&hub, &mut browser, &person, true).await;
    let page = shows(&browser, "approval_pending");
    assert!(page.has_way_on());
    desk_gets(&hub, "asnes", "admin_approval").await;
    // Pressing on changes nothing until someone has said yes.
    let before = hub.identity_items().await;
    let way_on = browser.page().button().unwrap();
    browser.follow(&way_on).await;
    shows(&browser, "approval_pending");
    assert_eq!(hub.identity_items().await, before);
    approve(&hub, "asnes", &person.name, "approve").await;
    let told = hub.next_mail(email(&person)).await;
    assert!(told.codes().is_empty(), "{}", told.subject);
    let browser = arrived_then_linked(&hub, &person, email(&person)).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    let again = arrived(&hub, &person).await;
    assert_eq!(again.hub_pages_since(0), 0);
    in_app(&again);
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_an_admin_who_refuses_is_believed() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    let before = hub.identity_items().await;
    approve(&hub, "asnes", &person.name, "refuse").await;
    let told = hub.next_mail(email(&person)).await;
    let no = say_in("nb", "mail_approval_refused", &[]);
    assert_eq!(told.subject, no);
    let way_on = browser.page().button().unwrap();
    browser.follow(&way_on).await;
    assert_eq!(browser.host(), "localhost");
    assert!(hub.made_since(&before).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_where_the_tenant_hands_out_activation_codes() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let code = person.activation_code.clone().unwrap();
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    shows(&browser, "activation_heading");
    browser.press("activate", &[("activation_code", "")]).await;
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    browser
        .press("activate", &[("activation_code", "00000000")])
        .await;
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    browser
        .press("activate", &[("activation_code", &spaced)])
        .await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    let again = arrived(&hub, &person).await;
    in_app(&again);
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_five_wrong_activation_codes_end_the_right_one_too() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let code = person.activation_code.clone().unwrap();
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    for _ in 0..5 {
        browser
            .press("activate", &[("activation_code", "00000000")])
            .await;
    }
    browser
        .press("activate", &[("activation_code", &code)])
        .await;
    assert_eq!(browser.host(), "localhost");
    assert!(
        browser
            .page()
            .text
            .contains(&say("error_activation_ended", &[]))
    );
    // The way on: ask the tenant for another.
    browser.press("ask", &[]).await;
    assert!(browser.page().has_way_on());
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_where_the_mailbox_is_enough_the_level_is_low() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "postvik");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    // Whoever holds the mailbox is let in, but never above level low.
    let low = "http://eidas.europa.eu/LoA/low";
    assert_eq!(in_app(&browser).by_id("acr"), Some(low));
    let app = RelyingParty::register(&hub, "payroll", |app| {
        app.minimum_acr = Some(Level::Substantial);
    })
    .await;
    let begun = app.begin(&person.tenant, &[]);
    browser.intercept(&app.host);
    browser.go(begun.url.as_str()).await;
    refuses(&browser, "level_too_low");
    let back = browser.page().button().unwrap();
    browser.follow(&back).await;
    let refused = app.code(&begun, browser.url());
    let unmet = "unmet_authentication_requirements".to_owned();
    assert_eq!(refused, Err(RelyingPartyError::Refused(unmet)));
}

#[tokio::test(flavor = "multi_thread")]
async fn l12_the_address_of_another_person_gets_a_mail_without_a_code() {
    let hub = Hub::start().await;
    let person = hub.person("L12");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some(email(&person))).await;
    shows(&browser, "code_maybe_heading");
    let mail = hub.next_mail(email(&person)).await;
    assert!(mail.codes().is_empty(), "{}", mail.text);
    let tenant = tenant_name(&hub, &person.tenant);
    let told = say("mail_address_in_use.what", &[("tenant", &tenant)]);
    assert!(mail.text.contains(&told), "{}", mail.text);
    assert!(
        mail.text.contains(&help_desk(&person.tenant)),
        "whom to ask"
    );
    // "This was not me" tells the tenant's admin, from any browser.
    let link = mail_link(&mail.links());
    let mut owner = english(&hub);
    owner.go(&link).await;
    shows(&owner, "link_report_heading");
    owner.press("not_me", &[]).await;
    shows(&owner, "stopped_by_you");
    desk_gets(&hub, &person.tenant, "admin_not_me").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l13_an_address_that_the_tenant_does_not_know_is_told_so_by_mail() {
    let hub = Hub::start().await;
    let person = hub.person("L13");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some(email(&person))).await;
    shows(&browser, "code_maybe_heading");
    let mail = hub.next_mail(email(&person)).await;
    assert!(mail.codes().is_empty());
    let tenant = tenant_name(&hub, &person.tenant);
    let told = say("mail_address_unknown.what", &[("tenant", &tenant)]);
    assert!(mail.text.contains(&told), "{}", mail.text);
    assert!(mail.text.contains(&help_desk(&person.tenant)));
    // No code exists, whatever is typed.
    let before = hub.identity_items().await;
    browser.press("verify", &[("code", "123456")]).await;
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hub.identity_items().await, before);
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
async fn l14_an_account_that_is_not_mine_is_detached_told_and_then_l7() {
    for action in ["not_mine", "unreachable"] {
        let hub = Hub::start().await;
        let person = hub.person("L14");
        let mut browser = arrived(&hub, &person).await;
        browser.press(action, &[]).await;
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
async fn l15_where_hr_and_an_earlier_login_disagree_nothing_is_changed() {
    let hub = Hub::start().await;
    let person = hub.person("L15");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    let page = refuses(&browser, "disputed");
    assert!(
        page.html.contains(&help_desk(&person.tenant)),
        "whom to ask"
    );
    desk_gets(&hub, &person.tenant, "admin_disputed").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
    // The same matter again is one item.
    let again = arrived(&hub, &person).await;
    refuses(&again, "disputed");
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_who_is_not_employed_now_is_refused_with_the_date_and_whom_to_ask() {
    let hub = Hub::start().await;
    for (hint, heading) in [
        ("has ended", "ended"),
        ("not begun", "not_begun"),
        ("suspended", "suspended"),
    ] {
        let people = hub.people("L16");
        let person = people.iter().find(|p| p.hint.contains(hint)).unwrap();
        let before = hub.identity_items().await;
        let browser = arrived(&hub, person).await;
        let page = refuses(&browser, heading);
        assert!(page.html.contains(&help_desk(&person.tenant)));
        // The test begins on 2 March 2026; the seed goes ten days either way.
        match heading {
            "ended" => assert!(page.text.contains("20 February 2026"), "{}", page.text),
            "not_begun" => assert!(page.text.contains("12 March 2026"), "{}", page.text),
            _ => {}
        }
        assert!(hub.made_since(&before).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_l18_a_typed_address_is_answered_alike_and_only_the_mail_tells() {
    let hub = Hub::start().await;
    let stranger = hub.person("L13");
    let ended = hub.people("L16").swap_remove(0);
    // Whoever reaches these by a typed address has an eID that HR does not know.
    let gone = hub.person("L20");
    let mut user = hub.directory_user(&gone.tenant, email(&gone)).await;
    user.employments[0].to = Some(hub.now() - 3600);
    hub.put(&user).await;
    let barred = hub.person("L26");
    let user = hub.directory_user(&barred.tenant, email(&barred)).await;
    let mut disabled = hub.account_of(&user).await;
    disabled.state = AccountState::Disabled;
    hub.put(&disabled).await;
    let mut pages = Vec::new();
    for (address, letter) in [
        ("nobody@example.com".to_owned(), "mail_address_unknown"),
        (email(&ended).to_owned(), "mail_address_in_use"),
        (email(&gone).to_owned(), "mail_refused"),
        (email(&barred).to_owned(), "mail_refused"),
        (
            email(&hub.person_at("L11", "asnes")).to_owned(),
            "mail_code",
        ),
    ] {
        let mut browser = arrived(&hub, &stranger).await;
        send_code(&mut browser, Some(&address)).await;
        let page = shows(&browser, "code_maybe_heading");
        pages.push(
            page.without_secrets()
                .replace(&masked_out(&address), "ADDRESS"),
        );
        let mail = hub.next_mail(&address).await;
        let tenant = tenant_name(&hub, &stranger.tenant);
        assert_eq!(
            mail.subject,
            say(letter, &[("tenant", &tenant)]),
            "{address}"
        );
        // An hour later, so that the limits of this eID do not come into it.
        hub.pass(3600);
    }
    for page in &pages[1..] {
        assert_eq!(page, &pages[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l17_a_level_below_the_tenants_minimum_is_asked_for_again_and_then_refused() {
    let hub = Hub::start().await;
    let person = hub.person("L17");
    let before = hub.identity_items().await;
    let mut browser = english(&hub);
    // ID-porten is asked for the level, so it takes a careless one to answer below.
    let idporten = hub.stack.idporten();
    idporten.set_fault(Fault::LowerAcr, Scope::UntilCleared);
    log_in(&mut browser, &person).await;
    assert_eq!(browser.host(), "idporten.localhost", "asked again");
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    refuses(&browser, "level_too_low");
    idporten.clear_faults();
    assert_eq!(hub.identity_items().await, before, "nothing is made");
    // The simulator itself offers no level below what was asked for.
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    assert!(!browser.page().html.contains(LOW));
}

#[tokio::test(flavor = "multi_thread")]
async fn l18_a_disabled_account_is_refused_with_a_way_to_the_help_desk() {
    let hub = Hub::start().await;
    let person = hub.person("L18");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    let page = refuses(&browser, "account_disabled");
    assert!(page.html.contains(&help_desk(&person.tenant)));
    assert_eq!(hub.identity_items().await, before);
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
async fn l20_a14_a_foreign_eid_without_a_number_goes_by_the_typed_address() {
    let hub = Hub::start().await;
    let person = hub.person("L20");
    let mut browser = english(&hub);
    let foreigner = "SE/NO/197001011234";
    let log_in = async |browser: &mut Browser| {
        browser.go(&format!("/t/{}", person.tenant)).await;
        if browser.host() == "idporten.localhost" {
            browser
                .log_in_by_eidas(foreigner, "Granit", "Flisberg")
                .await;
        }
    };
    log_in(&mut browser).await;
    shows(&browser, "address_type_heading");
    by_code(&hub, &mut browser, &person, true).await;
    shows(&browser, "approval_pending");
    approve(&hub, &person.tenant, &person.name, "approve").await;
    let _told = hub.next_mail(email(&person)).await;
    let mut browser = english(&hub);
    log_in(&mut browser).await;
    if browser.host() == "localhost" {
        by_code(&hub, &mut browser, &person, true).await;
    }
    let made = account(&browser);
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    // From now on straight through, by the same foreign identity and no other.
    let mut browser = english(&hub);
    log_in(&mut browser).await;
    assert_eq!(account(&browser), made);
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    browser
        .log_in_by_eidas("SE/NO/197001015678", "Granit", "Flisberg")
        .await;
    shows(&browser, "address_type_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn l21_a3_abandoned_at_any_step_nothing_is_left_and_the_start_address_begins_anew() {
    let hub = Hub::start().await;
    let person = hub.person("L21");
    let before = hub.identity_items().await;
    for steps in 0..4 {
        let mut browser = english(&hub);
        browser.go(&format!("/t/{}", person.tenant)).await;
        if steps > 0 {
            browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        }
        if steps > 1 {
            send_code(&mut browser, None).await;
            let _never_typed = hub.next_code(email(&person)).await;
        }
        if steps > 2 {
            browser.press("verify", &[("code", "000000")]).await;
        }
        let here = browser.page().url.clone();
        assert_eq!(hub.identity_items().await, before, "after {steps} steps");
        assert!(hub.transient_items_all_expire().await);
        if here.host_str() == Some("localhost") {
            // Cookie gone, and another browser: neither goes on, both are told where to begin.
            browser.close();
            for mut later in [browser, english(&hub)] {
                later.plant_cookie("localhost", "__Host-kobling-language", "en");
                later.go(here.as_str()).await;
                let page = shows(&later, "request_gone");
                assert_eq!(page.status, StatusCode::GONE);
                assert!(!page.html.contains(email(&person)));
                let start = page.button().unwrap();
                assert_eq!(start, format!("/t/{}", person.tenant));
                later.follow(&start).await;
                assert_eq!(later.host(), "idporten.localhost");
            }
        }
    }
    hub.pass(24 * 3600);
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
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
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    browser
        .press("send", &[("choice", "other"), ("address", free)])
        .await;
    type_code(&hub, &mut browser, free).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn l24_a_replaced_number_moves_the_eid_link_by_a_code_to_the_accounts_address() {
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
    assert!(shows(&browser, "detach_asked").has_way_on());
    desk_gets(&hub, &person.tenant, "admin_account_detached").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_the_app_link_moves_to_the_record_that_hr_ties_to_the_number() {
    let hub = Hub::start().await;
    let person = hub.person("L25");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "record_moved_heading");
    browser.press("continue", &[]).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
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

#[tokio::test(flavor = "multi_thread")]
async fn l26_a_typed_address_of_someone_linked_without_eid() {
    let hub = Hub::start().await;
    let person = hub.person("L26");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    shows(&browser, "approval_pending");
    approve(&hub, &person.tenant, &person.name, "approve").await;
    let _told = hub.next_mail(email(&person)).await;
    let browser = arrived_then_linked(&hub, &person, email(&person)).await;
    let gained = account(&browser);
    assert!(
        before.keys().any(|key| key.contains(&gained)),
        "the account that was linked"
    );
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), gained);
}

#[tokio::test(flavor = "multi_thread")]
async fn l26_with_an_account_already_the_person_says_which_one_stays() {
    for keep in ["this", "other"] {
        let hub = Hub::start().await;
        let work = hub.person("L26");
        // The eID of someone who has an account, but no access here.
        let person = hub.person("L6");
        assert_eq!(person.tenant, work.tenant);
        let mut browser = arrived(&hub, &person).await;
        by_code(&hub, &mut browser, &work, true).await;
        shows(&browser, "approval_pending");
        approve(&hub, &work.tenant, &work.name, "approve").await;
        let _told = hub.next_mail(email(&work)).await;
        let mut browser = arrived(&hub, &person).await;
        by_code(&hub, &mut browser, &work, true).await;
        shows(&browser, "keep_account_heading");
        browser.press("continue", &[]).await;
        assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.press("continue", &[("account", keep)]).await;
        assert_eq!(in_app(&browser).by_id("name"), Some(work.name.as_str()));
        let kept = account(&browser);
        let again = arrived(&hub, &person).await;
        assert_eq!(account(&again), kept);
        assert_eq!(again.hub_pages_since(0), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l27_of_several_who_share_a_typed_address_the_activation_code_says_who_it_is() {
    let hub = Hub::start().await;
    let people = hub.people("L27");
    let [first, second] = people.as_slice() else {
        panic!("two share an address");
    };
    // The second one's code, with the second one's eID.
    let mut browser = arrived(&hub, second).await;
    by_code(&hub, &mut browser, second, true).await;
    shows(&browser, "activation_heading");
    let code = second.activation_code.as_deref().unwrap();
    browser
        .press("activate", &[("activation_code", code)])
        .await;
    assert_eq!(in_app(&browser).by_id("name"), Some(second.name.as_str()));
    let again = arrived(&hub, second).await;
    assert_eq!(account(&again), account(&browser));
    // The first one has no code at hand: the tenant's admin gets the item.
    let mut browser = arrived(&hub, first).await;
    by_code(&hub, &mut browser, first, true).await;
    assert_eq!(browser.host(), "localhost");
    browser.press("ask", &[]).await;
    assert!(browser.page().has_way_on());
    desk_gets(&hub, &first.tenant, "admin_shared_address").await;
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
async fn l28_where_an_admin_must_activate_first_a_page_says_so() {
    let hub = Hub::start().await;
    let person = hub.person_at("L28", "postvik");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    refuses(&browser, "activation_required");
    desk_gets(&hub, "postvik", "admin_activation").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn l29_without_account_and_entry_the_page_asks_for_the_work_address() {
    let hub = Hub::start().await;
    let person = hub.person("L29");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_type_heading");
    let form = page.form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some(""), "nothing is prefilled");
    send_code(&mut browser, Some("not an address")).await;
    assert_eq!(browser.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    // What was typed is still there to be mended.
    let form = browser.page().form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some("not an address"));
    send_code(&mut browser, Some(email(&person))).await;
    shows(&browser, "code_maybe_heading");
}

/// What an operator decides until there is a console for it.
async fn approve(hub: &Hub, tenant: &str, name: &str, decision: &str) {
    let waiting = hub
        .request(Method::GET, "/_local/approvals.json", &[], "")
        .await;
    let waiting = waiting.json();
    let eid = waiting
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["tenant"] == tenant && one["name"] == name)
        .unwrap_or_else(|| panic!("{name} does not wait: {waiting}"))["eid"]
        .clone();
    let form = wire::encode(&[
        ("tenant", tenant),
        ("eid", eid.as_str().unwrap()),
        ("decision", decision),
    ]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = hub
        .request(Method::POST, "/_local/approve", &headers, &form)
        .await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
}

/// A new login after an approval: the address is typed and proved once more where it is asked for.
async fn arrived_then_linked(hub: &Hub, person: &Person, address: &str) -> Browser {
    let mut browser = arrived(hub, person).await;
    if browser.host() == "localhost" {
        send_code(&mut browser, Some(address)).await;
        type_code(hub, &mut browser, address).await;
    }
    browser
}

/// An address as the code page shows it, where the part behind the @ may break.
fn masked_out(address: &str) -> String {
    address.replace('@', "@<wbr>")
}

pub fn mail_link(links: &[String]) -> String {
    let mut links = links.iter();
    links
        .find(|link| link.contains("/verify-code?"))
        .unwrap_or_else(|| panic!("no link to press"))
        .clone()
}
