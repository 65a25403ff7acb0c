//! What an app that asks for the person anew gets for one answer of the eID: one code, whatever the
//! browser's history leads back to.

use kobling_tests::{Begun, Browser, Hub, Person, RelyingParty};
use url::Url;

use super::come;
use crate::walk::{SUBSTANTIAL, pid};

struct Asked {
    app: RelyingParty,
    browser: Browser,
    person: Person,
    begun: Begun,
    resume: String,
}

/// Logged in, once anew, by an app; and where the history leads.
async fn asked(hub: &Hub, id: &str, third_party: bool, further: &[(&str, &str)]) -> Asked {
    let app = RelyingParty::register(hub, id, |client| client.third_party = third_party).await;
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, further);
    come(&mut browser, &person, &begun.url).await;
    let is_callback = |url: &&Url| url.path() == "/callback/idporten";
    let visited = browser.history.iter().map(|hop| &hop.url);
    let back = visited.rev().find(is_callback).expect("an answer").clone();
    let mut pairs = back.query_pairs();
    let state = pairs.find(|(name, _)| name == "state").unwrap().1;
    let (handle, _) = state.rsplit_once('.').unwrap();
    let resume = format!("/authorize/resume?request={handle}");
    Asked {
        app,
        browser,
        person,
        begun,
        resume,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_answer_of_the_eid_that_was_asked_anew_gives_one_code() {
    let hub = Hub::start().await;
    for (id, further) in [("login", ("prompt", "login")), ("age", ("max_age", "0"))] {
        let mut asked = asked(&hub, id, false, &[further]).await;
        assert!(asked.app.code(&asked.begun, asked.browser.url()).is_ok());
        for _ in 0..2 {
            asked.browser.go(&asked.resume).await;
            assert!(!asked.browser.is_intercepted(), "{id}: a second code");
            assert_eq!(asked.browser.host(), "idporten.localhost", "{id}");
        }
        // By another answer it gives another.
        let number = pid(&asked.person).to_owned();
        asked.browser.log_in_at_idporten(&number, SUBSTANTIAL).await;
        assert!(asked.app.code(&asked.begun, asked.browser.url()).is_ok());
        asked.browser.close();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_consent_to_an_app_that_asked_anew_gives_one_code() {
    let hub = Hub::start().await;
    let mut asked = asked(&hub, "union", true, &[("prompt", "login")]).await;
    assert_eq!(asked.browser.url().path(), "/consent");
    let shown = asked.browser.page().clone();
    // Until then the history leads back to the question.
    asked.browser.go(&asked.resume).await;
    assert_eq!(asked.browser.url().path(), "/consent");
    asked.browser.press("allow", &[]).await;
    assert!(asked.app.code(&asked.begun, asked.browser.url()).is_ok());
    let form = shown.form_with("action", "allow").unwrap().clone();
    let pressed = Some(("action", "allow"));
    asked.browser.submit(&shown, &form, pressed, &[]).await;
    assert!(!asked.browser.is_intercepted(), "a second code");
    asked.browser.go(&asked.resume).await;
    assert_eq!(asked.browser.host(), "idporten.localhost");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_without_that_wish_the_session_answers_the_history() {
    let hub = Hub::start().await;
    let mut asked = asked(&hub, "probe", false, &[]).await;
    for _ in 0..2 {
        asked.browser.go(&asked.resume).await;
        assert!(asked.app.code(&asked.begun, asked.browser.url()).is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_login_for_another_app_is_no_answer_to_one_that_asks_anew() {
    let hub = Hub::start().await;
    let first = RelyingParty::register(&hub, "first", |_| {}).await;
    let second = RelyingParty::register(&hub, "second", |_| {}).await;
    let person = hub.person("L1");
    for further in [("prompt", "login"), ("max_age", "0")] {
        for is_before in [true, false] {
            let mut browser = second.browser(&hub);
            let other_host = Url::parse(&first.redirect_uri).unwrap();
            browser.intercept(other_host.host_str().unwrap());
            let begun = second.begin(&person.tenant, &[further]);
            let other = first.begin(&person.tenant, &[]);
            if !is_before {
                come(&mut browser, &person, &other.url).await;
                hub.pass(5);
            }
            // Begun, and left at the eID; the page has a button that tries it again.
            browser.go(begun.url.as_str()).await;
            browser.press("cancel", &[]).await;
            let page = browser.page();
            let is_resume = |href: &&str| href.starts_with("/authorize/resume");
            let mut links = page.links.iter().map(|(_, href)| href.as_str());
            let resume = links.find(is_resume).expect("a way on").to_owned();
            if is_before {
                // Somebody logs in to something else meanwhile, and walks away.
                hub.pass(600);
                come(&mut browser, &person, &other.url).await;
                hub.pass(5);
            }
            browser.go(&resume).await;
            assert!(
                !browser.is_intercepted(),
                "{further:?}: a code without the eID"
            );
            assert_eq!(browser.host(), "idporten.localhost", "{further:?}");
            browser.close();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_request_that_waited_gives_one_code_however_often_it_is_resumed_at_once() {
    let hub = Hub::start().await;
    let first = RelyingParty::register(&hub, "first", |_| {}).await;
    let second = RelyingParty::register(&hub, "second", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = second.browser(&hub);
    let other_host = Url::parse(&first.redirect_uri).unwrap();
    browser.intercept(other_host.host_str().unwrap());
    let begun = second.begin(&person.tenant, &[("max_age", "3600")]);
    browser.go(begun.url.as_str()).await;
    browser.press("cancel", &[]).await;
    let page = browser.page();
    let is_resume = |href: &&str| href.starts_with("/authorize/resume");
    let mut links = page.links.iter().map(|(_, href)| href.as_str());
    let resume = links.find(is_resume).expect("a way on").to_owned();
    let other = first.begin(&person.tenant, &[]);
    come(&mut browser, &person, &other.url).await;
    // Young enough for the app: the session answers, once.
    let (mut one, mut two) = (browser.clone(), browser.clone());
    tokio::join!(one.go(&resume), two.go(&resume));
    let given = [&one, &two].into_iter().filter(|tab| tab.is_intercepted());
    assert_eq!(given.count(), 1, "{} and {}", one.url(), two.url());
    browser.go(&resume).await;
    assert!(!browser.is_intercepted(), "a second code");
    for mut tab in [browser, one, two] {
        tab.close();
    }
}
