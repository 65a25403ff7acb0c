//! The link beside the code in a mail (F2): looked at by anyone, pressed in one browser.

use http::{Method, StatusCode};
use kobling_tests::{Browser, Hub, Person};

use crate::walk::{
    arrived, desk_gets, email, english, in_app, log_in, send_code, shows, type_code,
};

/// Someone who waits for a code, and the link that was mailed.
async fn waiting(hub: &Hub) -> (Person, Browser, String) {
    let person = hub.person("L7");
    let mut browser = arrived(hub, &person).await;
    send_code(&mut browser, None).await;
    let mail = hub.next_mail(email(&person)).await;
    let link = crate::rows::mail_link(&mail.links());
    (person, browser, link)
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_scanners_that_open_the_link_consume_nothing() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    // The sender notes that it has sent after the mail has come.
    hub.mails_sent().await;
    let scanner = Browser::new(&hub);
    let before = hub.transient_items().await;
    for _ in 0..50 {
        let seen = scanner.fetch_aside(Method::GET, &link, "").await;
        assert_eq!(seen.status, StatusCode::OK);
        let head = scanner.fetch_aside(Method::HEAD, &link, "").await;
        assert!(!head.status.is_server_error());
        // The person's own browser may look ahead as well.
        let ahead = browser.fetch_aside(Method::GET, &link, "").await;
        assert_eq!(ahead.status, StatusCode::OK);
    }
    assert!(
        hub.transient_items().await == before,
        "something was consumed"
    );
    let mails = hub.mails(email(&person));
    let code = mails[0].codes().swap_remove(0);
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn f2_in_the_browser_that_asked_one_press_finishes() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    browser.go(&link).await;
    let page = shows(&browser, "link_here_heading");
    assert!(page.has_action("finish") && page.forms.len() == 1);
    browser.press("finish", &[]).await;
    assert_eq!(in_app(&browser).by_id("email"), Some(email(&person)));
    // Once only.
    browser.go(&link).await;
    let page = shows(&browser, "link_spent_heading");
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.has_way_on());
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_another_browser_shows_the_code_and_who_asks_and_never_finishes() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    let mut phone = english(&hub);
    phone.go(&link).await;
    let page = shows(&phone, "link_elsewhere_heading").clone();
    let code = hub.mails(email(&person))[0].codes().swap_remove(0);
    assert!(page.text.contains(&code), "{}", page.text);
    assert!(
        page.text.contains("Firefox, Windows"),
        "who asks: {}",
        page.text
    );
    assert!(page.text.contains("127.0.0.1"), "from where: {}", page.text);
    assert!(!page.has_action("finish"));
    // A press that the page does not offer does not finish either.
    let mut form = page.form_with("action", "not_me").unwrap().clone();
    form.buttons
        .push(("action".to_owned(), "finish".to_owned()));
    phone
        .submit(&page, &form, Some(("action", "finish")), &[])
        .await;
    shows(&phone, "link_elsewhere_heading");
    assert_eq!(phone.cookie("localhost", "__Host-kobling-session"), None);
    // Nor did it use anything up.
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn f2_who_did_not_ask_kills_code_and_link() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    let mut phone = english(&hub);
    phone.go(&link).await;
    phone.press("not_me", &[]).await;
    assert_eq!(shows(&phone, "stopped_by_you").status, StatusCode::OK);
    desk_gets(&hub, &person.tenant, "admin_not_me").await;
    for browser in [&mut phone, &mut browser.clone()] {
        browser.go(&link).await;
        let page = shows(browser, "link_stopped_heading");
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.has_way_on());
        assert!(!page.html.contains("<dl class=\"shown code\">"));
    }
    let code = hub.mails(email(&person))[0].codes().swap_remove(0);
    browser.press("verify", &[("code", &code)]).await;
    assert_eq!(browser.host(), "localhost");
    assert!(browser.page().title.starts_with("Error:"));
    // The way on for someone who did ask: a new code.
    hub.pass(30);
    browser.press("resend", &[]).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_an_expired_link_leads_to_a_new_one() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    hub.pass(15 * 60);
    for mut later in [browser.clone(), english(&hub)] {
        later.go(&link).await;
        let page = shows(&later, "link_expired_heading");
        assert_eq!(page.status, StatusCode::GONE);
        let start = page.button().expect("a way on");
        later.follow(&start).await;
        // ID-porten still knows the first browser and lets it through by itself.
        if later.host() != "idporten.localhost" {
            shows(&later, "address_locked_heading");
        }
    }
    // The browser that asked need not even begin anew.
    browser.press("resend", &[]).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_an_earlier_link_ends_with_a_new_code() {
    let hub = Hub::start().await;
    let (person, mut browser, first) = waiting(&hub).await;
    hub.pass(30);
    browser.press("resend", &[]).await;
    let mail = hub.next_mail(email(&person)).await;
    let second = crate::rows::mail_link(&mail.links());
    let page = browser.go(&first).await;
    assert_eq!(page.status, StatusCode::GONE);
    browser.go(&second).await;
    browser.press("finish", &[]).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_a_link_whose_code_was_tried_wrongly_five_times_finishes_nothing() {
    let hub = Hub::start().await;
    let (_, mut browser, link) = waiting(&hub).await;
    let mut other_tab = browser.clone();
    other_tab.go(&link).await;
    for _ in 0..5 {
        browser.press("verify", &[("code", "000000")]).await;
    }
    other_tab.press("finish", &[]).await;
    shows(&other_tab, "link_spent_heading");
    assert_eq!(
        other_tab.cookie("localhost", "__Host-kobling-session"),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_a_link_that_was_cut_or_changed_shows_a_page() {
    let hub = Hub::start().await;
    let (_, _, link) = waiting(&hub).await;
    let mut browser = english(&hub);
    let cut = &link[..link.len() - 30];
    let changed = link.replace("mail=", "mail=x");
    for link in [
        cut,
        changed.as_str(),
        "/verify-code?mail=",
        "/verify-code?mail=a.b",
    ] {
        let page = browser.go(link).await;
        assert_eq!(page.status, StatusCode::GONE, "{link}");
        assert!(!page.heading.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f2_the_link_after_a_finished_login_of_the_same_browser_leads_on() {
    let hub = Hub::start().await;
    let (person, mut browser, link) = waiting(&hub).await;
    let code = hub.mails(email(&person))[0].codes().swap_remove(0);
    let mut tab = browser.clone();
    tab.go(&link).await;
    browser.press("verify", &[("code", &code)]).await;
    in_app(&browser);
    // The tab still shows the button; the code is spent by now.
    tab.press("finish", &[]).await;
    let page = shows(&tab, "link_spent_heading");
    assert!(page.has_way_on());
    log_in(&mut tab, &person).await;
    in_app(&tab);
}
