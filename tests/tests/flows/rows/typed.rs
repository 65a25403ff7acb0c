//! People whom HR does not know by their number: a typed address leads on, or only the mail tells.

use kobling_model::{
    Level,
    people::{AccountState, DirectoryAddress, EmailAddress},
};
use kobling_tests::{Browser, Hub, RelyingParty, RelyingPartyError};

use super::{approve, mail_link, masked_out};
use crate::walk::{
    NOTHING, SUBSTANTIAL, account, arrived, by_code, desk_gets, email, english, help_desk, in_app,
    no_birth_date, pid, refuses, say, say_in, send_code, shows, tenant_name,
};

#[tokio::test(flavor = "multi_thread")]
pub async fn l11_where_an_admin_approves_the_first_use() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_type_heading");
    by_code(&hub, &mut browser, &person, true).await;
    let page = shows(&browser, "approval_pending");
    assert!(page.has_way_on());
    desk_gets(&hub, "asnes", "admin_approval").await;
    // Loading it anew changes nothing until someone has said yes.
    let before = hub.identity_items().await;
    browser.reload().await;
    shows(&browser, "approval_pending");
    assert_eq!(hub.changed_since(&before).await, NOTHING);
    approve(&hub, "asnes", &person.name, "approve").await;
    let told = hub.next_mail(email(&person)).await;
    assert!(told.codes().is_empty(), "{}", told.subject);
    let browser = arrived(&hub, &person).await;
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
    browser.reload().await;
    shows(&browser, "approval_refused");
    assert!(hub.made_since(&before).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l11_where_the_tenant_hands_out_activation_codes() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let code = person.activation_code.clone().unwrap();
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    shows(&browser, "activation_heading");
    browser.press("activate", &[("activation_code", "")]).await;
    assert!(browser.page().title.starts_with("Error:"));
    browser
        .press("activate", &[("activation_code", "00000000")])
        .await;
    assert!(browser.page().title.starts_with("Error:"));
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

/// Its holder is known by the same number at another municipality, which only a digest made for
/// that one can tell.
#[tokio::test(flavor = "multi_thread")]
pub async fn l11_an_account_without_eid_that_is_linked_elsewhere_by_the_same_number_is_used() {
    let hub = Hub::start().await;
    let person = hub.person("L14");
    let linked = hub.directory_user(&person.tenant, email(&person)).await;
    let namesake = hub.person_at("L11", "postvik");
    let mut here = hub.directory_user("postvik", email(&namesake)).await;
    here.employments[0].email = EmailAddress::parse(email(&person));
    here.birth_date = None;
    here.version += 1;
    hub.put(&here).await;
    let index = hub.stack.operator().app.index().await.unwrap();
    hub.put(&DirectoryAddress {
        tenant: here.tenant.clone(),
        digest: index.digest("address", email(&person)),
        directory_user: here.id,
    })
    .await;

    let mut browser = english(&hub);
    browser.go("/t/postvik").await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    by_code(&hub, &mut browser, &person, true).await;
    assert_eq!(account(&browser), linked.account.unwrap().to_string());
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
async fn l12_the_address_of_someone_linked_with_another_eid_gets_a_mail_without_a_code() {
    let hub = Hub::start().await;
    // HR knows no number of theirs; their account came by an eID of their own.
    let owner = hub.person("L4");
    let mut browser = arrived(&hub, &hub.person("L13")).await;
    send_code(&mut browser, Some(email(&owner))).await;
    shows(&browser, "code_maybe_heading");
    let mail = hub.next_mail(email(&owner)).await;
    assert!(mail.codes().is_empty(), "{}", mail.text);
    let tenant = tenant_name(&hub, &owner.tenant);
    let told = say("mail_address_in_use.what", &[("tenant", &tenant)]);
    assert!(mail.text.contains(&told), "{}", mail.text);
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
    assert!(browser.page().title.starts_with("Error:"));
    assert_eq!(hub.changed_since(&before).await, NOTHING);
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
        let subject = say(letter, &[("tenant", &tenant), ("time", "")]);
        assert!(
            mail.subject.starts_with(&subject),
            "{address}: {}",
            mail.subject
        );
        // An hour later, so that the limits of this eID do not come into it.
        hub.pass(3600);
    }
    for page in &pages[1..] {
        assert_eq!(page, &pages[0]);
    }
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
async fn l26_a_typed_address_of_someone_linked_without_eid() {
    let hub = Hub::start().await;
    let person = hub.person("L26");
    let before = hub.identity_items().await;
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, true).await;
    shows(&browser, "approval_pending");
    approve(&hub, &person.tenant, &person.name, "approve").await;
    let _told = hub.next_mail(email(&person)).await;
    let browser = arrived(&hub, &person).await;
    let gained = account(&browser);
    assert!(
        before.keys().any(|key| key.contains(&gained)),
        "the account that was linked"
    );
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), gained);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l26_with_an_account_already_the_person_says_which_one_stays() {
    for keep in ["this", "other"] {
        let hub = Hub::start().await;
        let work = hub.person("L26");
        // The eID of someone who has an account, but no access here.
        let person = hub.person("L6");
        assert_eq!(person.tenant, work.tenant);
        // Who they are by HR is who they are by the eID.
        no_birth_date(&hub, &work).await;
        let mut browser = arrived(&hub, &person).await;
        by_code(&hub, &mut browser, &work, true).await;
        shows(&browser, "approval_pending");
        approve(&hub, &work.tenant, &work.name, "approve").await;
        let _told = hub.next_mail(email(&work)).await;
        // What was proved before the approval need not be proved again.
        let mut browser = arrived(&hub, &person).await;
        shows(&browser, "keep_account_heading");
        browser.press("continue", &[]).await;
        assert!(browser.page().title.starts_with("Error:"));
        browser.press("continue", &[("account", keep)]).await;
        assert_eq!(in_app(&browser).by_id("name"), Some(work.name.as_str()));
        let kept = account(&browser);
        let again = arrived(&hub, &person).await;
        assert_eq!(account(&again), kept);
        assert_eq!(again.hub_pages_since(0), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l27_of_several_who_share_a_typed_address_the_activation_code_says_who_it_is() {
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
async fn l29_without_account_and_entry_the_page_asks_for_the_work_address() {
    let hub = Hub::start().await;
    let person = hub.person("L29");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_type_heading");
    let form = page.form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some(""), "nothing is prefilled");
    send_code(&mut browser, Some("not an address")).await;
    assert!(browser.page().title.starts_with("Error:"));
    // What was typed is still there to be mended.
    let form = browser.page().form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some("not an address"));
    send_code(&mut browser, Some(email(&person))).await;
    shows(&browser, "code_maybe_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_an_address_with_letters_that_none_has_is_told_so() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &person).await;
    for (typed, error) in [
        ("øla@asnes.example.com", "error_address_letters"),
        ("ola nordmann@asnes.example.com", "error_address_letters"),
        ("ola", "error_address_malformed"),
    ] {
        send_code(&mut browser, Some(typed)).await;
        let page = browser.page();
        assert!(
            page.text.contains(&say(error, &[])),
            "{typed}: {}",
            page.text
        );
        assert!(page.html.contains(typed), "what was typed is gone");
    }
}
