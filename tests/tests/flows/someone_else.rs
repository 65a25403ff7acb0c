//! Whose login it is stands on the pages of a login, and somebody else at the same machine gets
//! out of it.

use crate::walk::{SUBSTANTIAL, arrived, by_code, email, english, in_app, pid, refuses, shows};
use http::StatusCode;
use kobling_tests::{Browser, Hub, Page, Person};

/// Where "log in as someone else" leads.
fn to_someone_else(page: &Page) -> String {
    let mut links = page.links.iter();
    let link = links.find(|(_, to)| to.contains("person=another"));
    let (_, to) = link.unwrap_or_else(|| panic!("no way for somebody else: {}", page.text));
    to.clone()
}

/// The eID asks although it remembers the browser, and somebody else answers.
async fn someone_else(browser: &mut Browser, person: &Person) {
    let to = to_someone_else(browser.page());
    browser.go(&to).await;
    assert_eq!(
        browser.host(),
        "idporten.localhost",
        "the eID was not asked"
    );
    browser.log_in_at_idporten(pid(person), SUBSTANTIAL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a5_the_next_person_at_a_machine_gets_out_of_a_login_of_somebody_else() {
    let hub = Hub::start().await;
    let (first, next) = (hub.person("L7"), hub.person("L1"));
    assert_eq!(first.tenant, next.tenant);
    let mut browser = arrived(&hub, &first).await;
    let page = shows(&browser, "address_locked_heading");
    let given = first.name.split(' ').next().unwrap();
    let family = first.name.rsplit(' ').next().unwrap();
    assert!(
        page.text.contains(&format!("logged in as {given}")),
        "{}",
        page.text
    );
    assert!(!page.text.contains(family), "the whole name: {}", page.text);
    assert_eq!(page.status, StatusCode::OK);
    let before = hub.identity_items().await;
    someone_else(&mut browser, &next).await;
    in_app(&browser);
    // Nothing became of the first one's login.
    assert!(hub.made_since(&before).await.is_empty());
    hub.mails_sent().await;
    assert!(hub.mails(email(&first)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a5_who_may_not_log_in_does_not_keep_others_from_it() {
    let hub = Hub::start().await;
    for (row, refusal) in [
        ("L5", "link_suspended"),
        ("L15", "disputed"),
        ("L16", "ended"),
        ("L18", "account_disabled"),
    ] {
        let person = hub.person(row);
        let mut browser = arrived(&hub, &person).await;
        let page = refuses(&browser, refusal);
        assert!(!page.text.contains("Start again"), "{row}: {}", page.text);
        let next = hub.person_at("L7", &person.tenant);
        someone_else(&mut browser, &next).await;
        shows(&browser, "address_locked_heading");
        assert!(
            browser.page().text.contains(email(&next)),
            "{row}: another's address"
        );
    }
}

/// Who changes their mind at the eID goes on with the login as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a5_until_the_eid_answers_nothing_changes() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let page = browser.url().clone();
    let to = to_someone_else(browser.page());
    browser.go(&to).await;
    browser.go(page.as_str()).await;
    shows(&browser, "address_locked_heading");
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
    // The address of that link, once more, asks for another login and not for this one's end.
    browser.go(&to).await;
    assert_eq!(browser.host(), "idporten.localhost");
}

/// The way out is of this browser and this login, for as long as the login lives.
#[tokio::test(flavor = "multi_thread")]
async fn a5_the_way_out_is_no_way_in_for_others() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    let to = to_someone_else(browser.page());
    let mut other = english(&hub);
    other.go(&to).await;
    assert_eq!(other.page().status, StatusCode::GONE);
    assert!(!other.page().text.contains(email(&person)));
    // A parameter that comes twice is none.
    browser.go(&format!("{to}&person=another")).await;
    shows(&browser, "address_locked_heading");
    hub.pass(3601);
    browser.go(&to).await;
    assert_eq!(browser.page().status, StatusCode::GONE);
}
