//! Whatever happens on the way, the person lands on a page that continues the login or begins it
//! anew: reload, back button, two tabs, cancelled, and an eID that answers wrongly.

use http::{Method, StatusCode};
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{Browser, Hub};

use crate::walk::{
    NOTHING, SUBSTANTIAL, account, arrived, by_code, email, english, in_app, log_in, pid,
    send_code, shows, type_code,
};

#[tokio::test(flavor = "multi_thread")]
pub async fn d5_two_tabs_keep_apart_and_both_come_to_the_app() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let first_tab = browser.page().clone();
    log_in(&mut browser, &person).await;
    let second_tab = browser.page().clone();
    assert_ne!(first_tab.url, second_tab.url);
    let pressed = Some(("action", "send"));
    browser
        .submit(&first_tab, &first_tab.forms[0], pressed, &[])
        .await;
    type_code(&hub, &mut browser, email(&person)).await;
    let sub = account(&browser);
    // The second tab asks for what has happened meanwhile.
    browser
        .submit(&second_tab, &second_tab.forms[0], pressed, &[])
        .await;
    if browser.host() == "localhost" {
        type_code(&hub, &mut browser, email(&person)).await;
    }
    assert_eq!(account(&browser), sub, "no second account");
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_the_back_button_shows_the_present_step() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let address_page = browser.page().clone();
    let caching = address_page.headers["cache-control"].to_str().unwrap();
    assert!(caching.contains("no-store"), "{caching}");
    send_code(&mut browser, None).await;
    let code_page = browser.page().clone();
    // Back: the page before leads to the code.
    browser.go(address_page.url.as_str()).await;
    shows(&browser, "code_heading");
    // Its form, sent again, sends no second mail before the pause is over.
    let pressed = Some(("action", "send"));
    browser
        .submit(&address_page, &address_page.forms[0], pressed, &[])
        .await;
    shows(&browser, "code_heading");
    hub.mails_sent().await;
    assert_eq!(hub.mails(email(&person)).len(), 1, "one mail");
    type_code(&hub, &mut browser, email(&person)).await;
    let sub = account(&browser);
    // Back from the app: the login is done, so the app is where it leads.
    for old in [&address_page, &code_page] {
        browser.go(old.url.as_str()).await;
        assert_eq!(account(&browser), sub);
    }
    let pressed = Some(("action", "verify"));
    browser
        .submit(
            &code_page,
            &code_page.forms[0],
            pressed,
            &[("code", "123456")],
        )
        .await;
    assert_eq!(account(&browser), sub);
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_the_callback_loaded_anew_continues() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let is_callback = |hop: &&kobling_tests::Hop| hop.url.path() == "/callback/idporten";
    let callback = browser
        .history
        .iter()
        .find(is_callback)
        .unwrap()
        .url
        .clone();
    browser.go(callback.as_str()).await;
    shows(&browser, "address_locked_heading");
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
    browser.go(callback.as_str()).await;
    in_app(&browser);
    // In another browser it is nothing.
    let mut other = english(&hub);
    other.go(callback.as_str()).await;
    let page = shows(&other, "request_gone");
    assert_eq!(page.button().unwrap(), format!("/t/{}", person.tenant));
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_every_page_of_the_walk_may_be_loaded_anew() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    browser.reload().await;
    shows(&browser, "address_locked_heading");
    send_code(&mut browser, None).await;
    browser.reload().await;
    shows(&browser, "code_heading");
    browser.press("verify", &[("code", "000000")]).await;
    // The answer to a form, by the address in the address line.
    browser.reload().await;
    shows(&browser, "code_heading");
    type_code(&hub, &mut browser, email(&person)).await;
    browser.reload().await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a12_cancelled_at_the_eid_is_no_failure_and_can_be_tried_again() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    browser.press("cancel", &[]).await;
    let page = shows(&browser, "cancelled");
    let again = page.button().unwrap();
    browser.follow(&again).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_each_wrong_answer_of_the_eid_ends_on_a_page_with_a_way_on() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    // So that there is an earlier code to replay.
    in_app(&arrived(&hub, &person).await);
    for (fault, heading, status) in [
        (Fault::WrongSignature, "upstream_failed", 502),
        (Fault::WrongNonce, "upstream_failed", 502),
        (Fault::WrongIssuerInResponse, "upstream_failed", 502),
        (Fault::WrongIssuerInToken, "upstream_failed", 502),
        (Fault::WrongAudience, "upstream_failed", 502),
        (Fault::ExpiredIdToken, "upstream_failed", 502),
        (Fault::ReplayedCode, "upstream_failed", 502),
        (Fault::TokenEndpointDown, "upstream", 503),
        (Fault::Slow, "upstream", 503),
    ] {
        let before = hub.identity_items().await;
        hub.stack.idporten().set_fault(fault, Scope::NextLogin);
        let browser = arrived(&hub, &person).await;
        let page = browser.page();
        assert_eq!(browser.host(), "localhost", "{fault:?}: {}", browser.url());
        assert_eq!(page.status.as_u16(), status, "{fault:?}: {}", page.text);
        if heading == "upstream_failed" {
            shows(&browser, heading);
        } else {
            assert!(
                page.heading.contains("ID\u{2011}porten"),
                "{}",
                page.heading
            );
        }
        assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
        assert_eq!(hub.changed_since(&before).await, NOTHING, "{fault:?}");
        // The way on: the same login once more, which goes well.
        hub.stack.idporten().clear_faults();
        let mut browser = browser;
        let again = browser.page().button().expect("a way on");
        browser.follow(&again).await;
        if browser.host() == "idporten.localhost" {
            browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        }
        in_app(&browser);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_an_answer_without_a_number_finds_nobody() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    hub.stack
        .idporten()
        .set_fault(Fault::MissingPid, Scope::NextLogin);
    let browser = arrived(&hub, &person).await;
    assert_eq!(browser.host(), "localhost");
    assert!(browser.page().has_way_on());
    assert_eq!(browser.cookie("localhost", "__Host-kobling-session"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a12_key_rotation_at_the_eid_stops_nobody() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    in_app(&arrived(&hub, &person).await);
    hub.stack.idporten().rotate_key();
    in_app(&arrived(&hub, &person).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_what_is_no_page_says_so_and_never_redirects() {
    let hub = Hub::start().await;
    for path in [
        "/t/nosuch",
        "/t/-",
        "/link",
        "/link?request=x",
        "/verify-code",
        "/verify-code?request=asnes.hrm.x",
        "/authorize/resume",
        "/authorize/resume?request=%00",
        "/callback/idporten",
        "/callback/nosuch?state=a.b",
        "/callback/idporten?code=a&state=asnes.hrm.0123456789abcdefghijklmnopqrstuv.x",
    ] {
        let browser = Browser::new(&hub);
        let answer = browser.fetch_aside(Method::GET, path, "").await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert_eq!(answer.media_type(), "text/html", "{path}");
        assert!(answer.header("location").is_none());
        assert!(answer.body.contains("class=\"reference\""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_another_sites_form_changes_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let before = browser.page().clone();
    let form = before.forms[0].filled(Some(("action", "send")), &[]);
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    // From another site's page, with everything right but the place.
    let mut victim = browser.clone();
    victim
        .post_from("http://evil.localhost/", before.url.as_str(), &pairs)
        .await;
    assert!(victim.page().status.is_client_error());
    // On the same site without the form's token, and with that of another login.
    let without: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| if *n == "csrf" { (*n, "x") } else { (*n, *v) })
        .collect();
    let mut forged = browser.clone();
    forged
        .post_from(before.url.as_str(), before.url.as_str(), &without)
        .await;
    assert_eq!(forged.page().status, StatusCode::FORBIDDEN);
    assert!(forged.page().has_way_on());
    hub.mails_sent().await;
    assert!(hub.mails(email(&person)).is_empty());
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
}
