//! The mailed code: typed in any usual form, sent and tried within limits, dead when it is over.

use http::StatusCode;
use kobling_tests::Hub;

use crate::walk::{
    arrived, email, english, in_app, say, send_code, shows, type_code, waiting, wrong,
};

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_code_may_be_typed_with_spaces_or_pasted_with_what_stands_around_it() {
    for (before, between, after) in [
        ("", "", ""),
        ("", " ", ""),
        ("  ", "", "\r\n"),
        ("", "-", ""),
        ("", "\u{a0}", ""),
        ("\u{200b}", " ", "."),
    ] {
        let hub = Hub::start().await;
        let (_, mut browser, code) = waiting(&hub, "L7").await;
        let typed = format!("{before}{}{between}{}{after}", &code[..3], &code[3..]);
        browser.press("verify", &[("code", &typed)]).await;
        in_app(&browser);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_what_is_no_code_uses_up_no_try() {
    let hub = Hub::start().await;
    let (_, mut browser, code) = waiting(&hub, "L7").await;
    for (typed, error) in [
        ("", "error_code_empty"),
        ("12345", "error_code_malformed"),
        ("1234567", "error_code_malformed"),
        ("abcdef", "error_code_malformed"),
    ] {
        for _ in 0..3 {
            browser.press("verify", &[("code", typed)]).await;
            let page = browser.page();
            assert!(page.title.starts_with("Error:"));
            assert!(
                page.text.contains(&say(error, &[])),
                "{typed}: {}",
                page.text
            );
            assert!(page.title.starts_with("Error:"), "{}", page.title);
        }
    }
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a2_five_wrong_ones_end_the_code() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    for left in (1..=4).rev() {
        browser.press("verify", &[("code", &wrong(&code))]).await;
        let page = shows(&browser, "code_heading");
        let tries = if left == 1 {
            "one try"
        } else {
            &format!("{left} tries")
        };
        assert!(page.text.contains(tries), "{}", page.text);
    }
    browser.press("verify", &[("code", &wrong(&code))]).await;
    let ended = say("error_code_ended", &[]);
    assert!(browser.page().text.contains(&ended));
    // The right one does not help any more.
    browser.press("verify", &[("code", &code)]).await;
    assert!(browser.page().text.contains(&ended));
    // A new one does.
    hub.pass(30);
    browser.press("resend", &[]).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_fifty_other_browsers_use_up_none_of_the_persons_tries() {
    let hub = Hub::start().await;
    let (_, mut browser, code) = waiting(&hub, "L7").await;
    let page = browser.page().clone();
    let form = page.form_with("action", "verify").unwrap();
    for number in 0..50 {
        let mut other = english(&hub);
        if number % 2 == 0 {
            // Half of them with a browser cookie of their own.
            other.go("/t/asnes").await;
        }
        // They know handle and form token; a wrong code, and the right one.
        let typed = if number % 5 == 0 {
            code.clone()
        } else {
            wrong(&code)
        };
        let pressed = Some(("action", "verify"));
        other
            .submit(&page, form, pressed, &[("code", &typed)])
            .await;
        assert_eq!(other.page().status, StatusCode::GONE);
        assert_eq!(other.cookie("localhost", "__Host-kobling-session"), None);
    }
    for _ in 0..4 {
        browser.press("verify", &[("code", &wrong(&code))]).await;
    }
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_code_lives_fifteen_minutes() {
    let hub = Hub::start().await;
    let (person, mut browser, code) = waiting(&hub, "L7").await;
    hub.pass(15 * 60 - 1);
    let mut in_time = browser.clone();
    hub.pass(1);
    browser.press("verify", &[("code", &code)]).await;
    let expired = say("error_code_expired", &[]);
    assert!(
        browser.page().text.contains(&expired),
        "{}",
        browser.page().text
    );
    hub.pass(-1);
    in_time.press("verify", &[("code", &code)]).await;
    in_app(&in_time);
    assert_eq!(hub.mails(email(&person)).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_a_new_code_may_be_asked_for_after_a_pause_that_grows() {
    let hub = Hub::start().await;
    let (person, mut browser, first) = waiting(&hub, "L7").await;
    let page = browser.page().clone();
    assert!(page.text.contains("in 30 seconds"), "{}", page.text);
    for (sent, pause) in [(1, 30), (2, 60), (3, 120)] {
        // Too early: nothing is sent, and the page says how long it takes.
        hub.pass(pause - 1);
        let pressed = Some(("action", "resend"));
        let form = page.form_with("action", "verify").unwrap();
        browser.submit(&page, form, pressed, &[]).await;
        shows(&browser, "code_heading");
        hub.mails_sent().await;
        assert_eq!(hub.mails(email(&person)).len(), sent);
        hub.pass(1);
        browser.press("resend", &[]).await;
        shows(&browser, "code_heading");
        let code = hub.next_code(email(&person)).await;
        assert_ne!(code, first);
    }
    // The first one is replaced by the later ones.
    browser.press("verify", &[("code", &first)]).await;
    assert!(browser.page().title.starts_with("Error:"));
    let last = hub.mails(email(&person))[0].codes().swap_remove(0);
    browser.press("verify", &[("code", &last)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_five_sends_an_hour_for_one_eid_and_then_the_page_says_when() {
    let hub = Hub::start().await;
    let person = hub.person("L13");
    for number in 0..5 {
        let mut browser = arrived(&hub, &person).await;
        let address = format!("nummer{number}@example.com");
        send_code(&mut browser, Some(&address)).await;
        shows(&browser, "code_maybe_heading");
    }
    // Another browser, another address: the same eID.
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some("nummer5@example.com")).await;
    let page = shows(&browser, "too_many_sends");
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text.contains("5 emails"), "{}", page.text);
    assert!(page.text.contains("minutes)"), "{}", page.text);
    assert!(page.has_way_on());
    hub.mails_sent().await;
    assert!(hub.mails("nummer5@example.com").is_empty());
    hub.pass(3600);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some("nummer5@example.com")).await;
    shows(&browser, "code_maybe_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_ten_mails_a_day_to_one_address_whether_or_not_anyone_knows_it() {
    let hub = Hub::start().await;
    let (stranger, other) = (hub.person("L13"), hub.person("L29"));
    let known = hub.person_at("L11", "asnes");
    for address in [email(&known), "ukjent@example.com"] {
        for number in 0..10 {
            let person = if number % 2 == 0 { &stranger } else { &other };
            let mut browser = arrived(&hub, person).await;
            send_code(&mut browser, Some(address)).await;
            shows(&browser, "code_maybe_heading");
            // A code that is no longer good is not mailed any more, so before time passes.
            hub.mails_sent().await;
            // Not more than an hour allows for one eID, nor more than a day in all.
            hub.pass(1800);
        }
        let mut browser = arrived(&hub, &stranger).await;
        send_code(&mut browser, Some(address)).await;
        let page = shows(&browser, "too_many_sends");
        assert!(page.text.contains("10 emails"), "{}", page.text);
        assert!(page.text.contains("3 March 2026"), "{}", page.text);
        hub.mails_sent().await;
        assert_eq!(hub.mails(address).len(), 10);
    }
    // Whose address it is has an eID that asked for nothing yet.
    let mut browser = arrived(&hub, &known).await;
    send_code(&mut browser, Some(email(&known))).await;
    shows(&browser, "code_maybe_heading");
    hub.mails_sent().await;
    let code = hub.mails(email(&known))[0].codes().swap_remove(0);
    browser.press("verify", &[("code", &code)]).await;
    shows(&browser, "approval_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a2_thirty_failed_tries_a_day_and_then_no_code_helps_until_the_next() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut failed = 0;
    let mut browser = arrived(&hub, &person).await;
    while failed < 30 {
        send_code(&mut browser, None).await;
        let code = hub.next_code(email(&person)).await;
        for _ in 0..5 {
            browser.press("verify", &[("code", &wrong(&code))]).await;
            failed += 1;
        }
        // A new login, later, so that only this limit is met.
        hub.pass(1800);
        browser = arrived(&hub, &person).await;
    }
    send_code(&mut browser, None).await;
    let page = shows(&browser, "too_many_tries");
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.text.contains("3 March 2026"), "{}", page.text);
    assert!(page.has_way_on());
    hub.pass(24 * 3600);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a3_a_wrong_address_can_be_changed_before_the_code() {
    let hub = Hub::start().await;
    let person = hub.person_at("L11", "kodevik");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, Some("feil@example.com")).await;
    shows(&browser, "code_maybe_heading");
    browser.press("change", &[]).await;
    shows(&browser, "address_type_heading");
    send_code(&mut browser, Some(email(&person))).await;
    type_code(&hub, &mut browser, email(&person)).await;
    shows(&browser, "activation_heading");
}
