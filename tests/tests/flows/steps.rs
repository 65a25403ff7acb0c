//! What the pages of a login say and offer beside their questions: nothing untrue about what was
//! sent, a way out, no way that leads in a circle.

use http::{Method, StatusCode};
use kobling_pages::texts::{Language, Words};
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{Browser, Hub, Page};

use crate::walk::{
    HIGH, NOTHING, arrived, by_code, desk_gets, email, english, help_desk, in_app, log_in, pid,
    say, send_code, shows, tenant_name, type_code, waiting, wrong,
};

fn day(at: i64) -> String {
    Words::in_language(Language::En).day(at)
}

/// How many of a text's words before its first value stand on a page.
fn has(page: &Page, id: &str, values: &[(&str, &str)]) -> bool {
    page.text.contains(&say(id, values))
}

/// The page's only button leads to the app, which hears that the person did not want to log in.
async fn ends_at_the_app(browser: &mut Browser) {
    let page = browser.page().clone();
    assert!(page.forms.is_empty(), "{}", page.text);
    let ways: Vec<_> = page
        .links
        .iter()
        .filter(|(_, href)| !href.starts_with('#') && !href.contains("lang="))
        // Whoever else is at the machine has a way of their own.
        .filter(|(_, href)| !href.contains("person=another"))
        .filter(|(_, href)| !href.starts_with("mailto:") && !href.starts_with("tel:"))
        .filter(|(text, _)| !text.contains("hjelp"))
        .collect();
    let [(words, href)] = ways.as_slice() else {
        panic!("more ways than one: {ways:?}");
    };
    assert_eq!(words, &say("back_to_app", &[("app", "HRM")]));
    let href = href.clone();
    browser.follow(&href).await;
    assert_eq!(browser.host(), "hrm.localhost");
    assert!(href.contains("error=access_denied"), "{href}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_mail_that_was_not_sent_is_not_spoken_of_and_the_codes_end_stays_told() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    for _ in 0..5 {
        browser.press("verify", &[("code", &wrong(&code))]).await;
    }
    let ended = say("error_code_ended", &[]);
    assert!(browser.page().text.contains(&ended));
    // What helps now comes first.
    let form = browser.page().form_with("action", "resend").unwrap();
    assert_eq!(form.buttons[0].1, "resend");
    assert!(
        browser
            .page()
            .html
            .contains("class=\"primary\" id=\"resend\"")
    );
    hub.pass(3);
    browser.press("resend", &[]).await;
    for _ in 0..2 {
        let page = browser.page();
        assert!(page.title.starts_with("Error:"), "{}", page.title);
        assert!(
            page.text.contains("not sent a new email yet"),
            "{}",
            page.text
        );
        assert!(page.text.contains("in 27 seconds"), "{}", page.text);
        assert!(page.text.contains(&ended), "{}", page.text);
        assert!(!has(page, "code_sent", &[]), "{}", page.text);
        browser.reload().await;
    }
    hub.mails_sent().await;
    assert_eq!(hub.mails(email(&person)).len(), 1);
    // With the wait its error is over; the code stays dead.
    hub.pass(27);
    browser.reload().await;
    let page = browser.page();
    assert!(!page.text.contains("not sent a new"), "{}", page.text);
    assert!(page.text.contains(&ended), "{}", page.text);
    browser.press("resend", &[]).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_code_that_is_too_old_is_not_shown_as_good() {
    let hub = Hub::start().await;
    let (_, mut browser, _) = waiting(&hub, "L7").await;
    hub.pass(15 * 60);
    browser.reload().await;
    let page = browser.page();
    assert!(has(page, "error_code_expired", &[]), "{}", page.text);
    assert!(!has(page, "code_sent", &[]), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_mail_sent_again_has_a_receipt_and_long_waits_are_told_in_minutes() {
    let hub = Hub::start().await;
    let (person, mut browser, _) = waiting(&hub, "L7").await;
    let again = |at: i64| {
        let time = Words::in_language(Language::En).time_of_day(at);
        say("code_sent_again", &[("time", &time)])
    };
    assert!(!browser.page().text.contains(&again(hub.now())));
    for (pause, next) in [
        (30, "in 60 seconds"),
        (60, "in 2 minutes"),
        (120, "in 4 minutes"),
    ] {
        hub.pass(pause);
        browser.press("resend", &[]).await;
        let page = browser.page();
        assert!(page.text.contains(&again(hub.now())), "{}", page.text);
        assert!(page.text.contains(next), "{next}: {}", page.text);
        hub.next_code(email(&person)).await;
    }
    browser.press("resend", &[]).await;
    let page = browser.page();
    assert!(
        page.text.contains("You can get one in 4 minutes"),
        "{}",
        page.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_hrs_only_address_can_be_said_to_be_wrong_and_not_be_changed() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    let page = browser.page().clone();
    assert!(!page.has_action("change"));
    let before = hub.identity_items().await;
    browser.press("wrong", &[]).await;
    let asks = shows(&browser, "confirm_wrong_heading").clone();
    assert!(asks.text.contains(email(&person)), "{}", asks.text);
    // Nothing was said yet; the way back is to the code.
    hub.mails_sent().await;
    assert!(hub.mails(&help_desk(&person.tenant)).is_empty());
    assert_eq!(hub.changed_since(&before).await, NOTHING);
    let back = say("back_button", &[]);
    let (_, back) = asks.links.iter().find(|(text, _)| *text == back).unwrap();
    browser.follow(back).await;
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_the_code_that_is_out_outlives_a_look_at_the_address_and_no_second_is_sent() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &person).await;
    assert!(!browser.page().has_action("have_code"));
    send_code(&mut browser, Some(email(&person))).await;
    let code = hub.next_code(email(&person)).await;
    browser.press("change", &[]).await;
    shows(&browser, "address_type_heading");
    browser.press("have_code", &[]).await;
    shows(&browser, "code_maybe_heading");
    // Back and forth within the pause sends nothing, however often.
    for _ in 0..6 {
        browser.press("change", &[]).await;
        send_code(&mut browser, Some(email(&person))).await;
        let page = shows(&browser, "code_maybe_heading");
        assert!(page.text.contains("in 30 seconds"), "{}", page.text);
    }
    hub.mails_sent().await;
    assert_eq!(hub.mails(email(&person)).len(), 1);
    // After it, the next pause is the longer one.
    hub.pass(30);
    browser.press("change", &[]).await;
    send_code(&mut browser, Some(email(&person))).await;
    assert!(browser.page().text.contains("in 60 seconds"));
    let second = hub.next_code(email(&person)).await;
    assert_ne!(second, code);
    browser.press("verify", &[("code", &second)]).await;
    shows(&browser, "approval_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_page_after_an_error_is_loaded_anew_without_the_form() {
    let hub = Hub::start().await;
    let (_, mut browser, code) = waiting(&hub, "L7").await;
    let mut tab = browser.clone();
    browser.press("verify", &[("code", &wrong(&code))]).await;
    for _ in 0..6 {
        assert_eq!(browser.history.last().unwrap().method, Method::GET);
        assert_eq!(browser.page().status, StatusCode::OK);
        assert!(
            browser.page().text.contains("4 tries"),
            "{}",
            browser.page().text
        );
        browser.reload().await;
    }
    // Where another tab has finished the login, this one is in the app, too.
    tab.press("verify", &[("code", &code)]).await;
    in_app(&tab);
    let here = browser.page().url.clone();
    tab.go(here.as_str()).await;
    in_app(&tab);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_tab_that_was_left_waiting_is_in_the_app_once_another_has_logged_in() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    browser.press("verify", &[("code", &wrong(&code))]).await;
    let first = browser.page().url.clone();
    // The second tab begins a login of its own; ID-porten still knows who it is.
    browser.go(&format!("/t/{}", person.tenant)).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
    browser.go(first.as_str()).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_a_typed_address_with_an_error_outlives_reload_and_another_language() {
    let hub = Hub::start().await;
    let person = hub.person("L10");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some("not an address")).await;
    let url = browser.page().url.clone();
    assert!(!url.as_str().contains("not"), "{url}");
    browser.reload().await;
    browser.go(&format!("{url}&lang=nn")).await;
    let page = browser.page();
    assert_eq!(page.language, "nn");
    let form = page.form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some("not an address"));
    // The next form is about itself.
    browser.go(&format!("{url}&lang=en")).await;
    send_code(&mut browser, Some("uten.hr@example.com")).await;
    browser.press("change", &[]).await;
    let form = browser.page().form_with("action", "send").unwrap();
    assert_eq!(form.value("address"), Some(""));
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_a_login_that_was_stopped_from_the_mail_says_so_and_stays_the_tenants() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    let mail = hub.mails(email(&person)).swap_remove(0);
    let link = crate::rows::mail_link(&mail.links());
    let mut phone = english(&hub);
    phone.go(&link).await;
    phone.press("not_me", &[]).await;
    let page = shows(&phone, "stopped_by_you");
    assert!(page.html.contains(&help_desk(&person.tenant)));
    assert!(page.html.contains(&tenant_name(&hub, &person.tenant)));
    assert!(!page.has_way_on(), "{}", page.text);
    browser.press("verify", &[("code", &code)]).await;
    let page = browser.page();
    assert!(has(page, "error_code_stopped", &[]), "{}", page.text);
    assert!(!has(page, "error_code_ended", &[]), "{}", page.text);
    assert_eq!(page.button(), Some(format!("/t/{}", person.tenant)));
    // Long after, the link still says whose it was.
    hub.pass(48 * 3600);
    phone.go(&link).await;
    let page = shows(&phone, "link_expired_heading");
    assert!(page.html.contains(&tenant_name(&hub, &person.tenant)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a5_pages_that_end_something_lead_back_to_the_app_and_nowhere_else() {
    let hub = Hub::start().await;
    let pressed: [(&str, &[(&str, &str)], &[&str], &str); 5] = [
        ("L7", &[], &["wrong", "wrong_yes"], "address_reported"),
        ("L6", &[], &["ask"], "access_asked"),
        ("L24", &[], &["unreachable", "detach_yes"], "detach_asked"),
        ("L2", &[], &["other"], "account_not_mine"),
        (
            "L3",
            &[("account", "other")],
            &["continue"],
            "other_account_asked",
        ),
    ];
    for (row, fields, actions, heading) in pressed {
        let person = hub.person(row);
        let mut browser = arrived(&hub, &person).await;
        for action in actions {
            browser.press(action, fields).await;
        }
        shows(&browser, heading);
        ends_at_the_app(&mut browser).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_past_the_limit_the_last_code_can_still_be_typed() {
    let hub = Hub::start().await;
    // Within one hour of the clock.
    hub.pass(3600 - hub.now().rem_euclid(3600));
    let (person, mut browser, _) = waiting(&hub, "L7").await;
    let mut code = String::new();
    for pause in [30, 60, 120, 240] {
        hub.pass(pause);
        browser.press("resend", &[]).await;
        code = hub.next_code(email(&person)).await;
    }
    hub.pass(480);
    browser.press("resend", &[]).await;
    let page = shows(&browser, "too_many_sends").clone();
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    // 930 seconds of the hour are gone.
    assert!(page.text.contains("(in 45 minutes)"), "{}", page.text);
    assert!(!page.text.contains("2026"), "{}", page.text);
    let words = say("type_your_code", &[]);
    let (_, way) = page.links.iter().find(|(text, _)| *text == words).unwrap();
    browser.follow(way).await;
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn l14_nothing_is_unlinked_before_the_person_has_seen_what() {
    let hub = Hub::start().await;
    for action in ["not_mine", "unreachable"] {
        let person = hub.person("L14");
        let mut browser = arrived(&hub, &person).await;
        let before = hub.identity_items().await;
        browser.press(action, &[]).await;
        let page = shows(&browser, "confirm_detach_heading").clone();
        // HR's address is the account's: who may see it sees it here.
        assert!(page.text.contains(email(&person)), "{}", page.text);
        browser.reload().await;
        assert_eq!(hub.changed_since(&before).await, NOTHING);
        let back = say("back_button", &[]);
        let (_, back) = page.links.iter().find(|(text, _)| *text == back).unwrap();
        browser.follow(back).await;
        shows(&browser, "existing_heading");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a5_what_was_asked_is_told_with_its_day_and_can_be_asked_again_once_a_day() {
    let hub = Hub::start().await;
    let person = hub.person("L6");
    let desk = help_desk(&person.tenant);
    let first = hub.now();
    let asked = |page: &Page, at: i64| has(page, "asked_before", &[("date", &day(at))]);
    let mut browser = arrived(&hub, &person).await;
    assert!(!asked(browser.page(), first));
    browser.press("ask", &[]).await;
    desk_gets(&hub, &person.tenant, "admin_access").await;
    let browser = arrived(&hub, &person).await;
    assert!(asked(browser.page(), first), "{}", browser.page().text);
    assert!(!browser.page().has_action("ask"), "asked today");
    hub.pass(24 * 3600);
    let mut browser = arrived(&hub, &person).await;
    assert!(asked(browser.page(), first), "{}", browser.page().text);
    assert!(browser.page().html.contains(&say("ask_again", &[])));
    browser.press("ask", &[]).await;
    hub.mails_sent().await;
    assert_eq!(hub.mails(&desk).len(), 2);
    let browser = arrived(&hub, &person).await;
    assert!(asked(browser.page(), hub.now()), "{}", browser.page().text);
    // Someone else's asking is theirs.
    let other = arrived(&hub, &hub.person("L29")).await;
    assert!(!asked(other.page(), hub.now()));
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_what_was_asked_instead_of_a_code_or_an_approval_is_told_with_its_day() {
    let hub = Hub::start().await;
    let first = hub.now();
    let coded = hub.person_at("L11", "kodevik");
    let mut browser = arrived(&hub, &coded).await;
    by_code(&hub, &mut browser, &coded, true).await;
    browser.press("ask", &[]).await;
    shows(&browser, "access_asked");
    let approved = hub.person_at("L11", "asnes");
    let mut browser = arrived(&hub, &approved).await;
    by_code(&hub, &mut browser, &approved, true).await;
    shows(&browser, "approval_pending");
    desk_gets(&hub, "asnes", "admin_approval").await;
    hub.pass(24 * 3600);

    let mut browser = arrived(&hub, &coded).await;
    by_code(&hub, &mut browser, &coded, true).await;
    let page = shows(&browser, "activation_heading");
    assert!(
        has(page, "asked_before", &[("date", &day(first))]),
        "{}",
        page.text
    );
    assert!(page.has_action("ask"));

    let mut browser = arrived(&hub, &approved).await;
    by_code(&hub, &mut browser, &approved, true).await;
    let page = shows(&browser, "approval_waiting").clone();
    assert!(page.text.contains(&day(first)), "{}", page.text);
    let words = say("ask_again", &[]);
    let (_, again) = page.links.iter().find(|(text, _)| *text == words).unwrap();
    browser.follow(again).await;
    shows(&browser, "confirm_approval_heading");
    for _ in 0..2 {
        let page = browser.page().clone();
        let form = page.form_with("action", "again_yes").unwrap();
        let yes = Some(("action", "again_yes"));
        browser.clone().submit(&page, form, yes, &[]).await;
    }
    hub.mails_sent().await;
    assert_eq!(hub.mails(&help_desk("asnes")).len(), 2, "once a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn l17_after_a_level_that_was_too_low_one_can_try_again_and_is_told_how() {
    let hub = Hub::start().await;
    let person = hub.person("L17");
    let mut browser = english(&hub);
    let idporten = hub.stack.idporten();
    idporten.set_fault(Fault::LowerAcr, Scope::UntilCleared);
    log_in(&mut browser, &person).await;
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    let page = shows(&browser, "level_too_low").clone();
    assert!(page.text.contains("BankID, Buypass"), "{}", page.text);
    assert!(!page.text.contains("substantial"), "{}", page.text);
    idporten.clear_faults();
    let again = page.button().unwrap();
    browser.follow(&again).await;
    assert_eq!(
        browser.host(),
        "idporten.localhost",
        "{}",
        browser.page().text
    );
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    assert_ne!(browser.page().heading, page.heading);
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_it_is_asked_where_the_code_goes_and_said_what_apps_use() {
    let hub = Hub::start().await;
    let person = hub.person("L22");
    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_choose_heading");
    assert_eq!(page.heading, "Where shall we send the code?");
    assert!(has(page, "address_choose_apps", &[]));
    // And so they are.
    let label = |index: &str| {
        let labels = page.html.split("<label for=\"choice-").skip(1);
        let mut labels = labels.filter(|label| label.starts_with(index));
        let label = labels.next().expect("a choice");
        let text = label.split_once('>').expect("a label").1;
        let text = text.split("</label>").next().unwrap_or_default();
        text.replace("<wbr>", "")
    };
    let second = label("1");
    browser.press("send", &[("choice", "1")]).await;
    type_code(&hub, &mut browser, &second).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(second.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_the_pages_that_all_see_have_help_their_step_and_a_way_out() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    for step in ["1", "2"] {
        let mut browser = arrived(&hub, &person).await;
        if step == "2" {
            send_code(&mut browser, None).await;
        }
        let page = browser.page().clone();
        assert!(
            has(&page, "step_of", &[("step", step), ("steps", "2")]),
            "{}",
            page.text
        );
        assert!(page.html.contains("<details"), "closed help");
        assert!(page.html.contains(&help_desk(&person.tenant)));
        browser.press("cancel", &[]).await;
        assert_eq!(browser.host(), "hrm.localhost");
        let answer = browser.history.iter().rev();
        let told = answer
            .clone()
            .any(|hop| hop.url.as_str().contains("error=access_denied"));
        assert!(told, "the app was not told");
    }
    // Whoever needs the tenant's own code has a step more, known or not.
    let person = hub.person_at("L11", "kodevik");
    let browser = arrived(&hub, &person).await;
    let page = browser.page();
    assert!(
        has(page, "step_of", &[("step", "1"), ("steps", "3")]),
        "{}",
        page.text
    );
}
