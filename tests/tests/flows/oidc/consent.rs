//! An app of another organisation is told nothing of a person who has not said yes, and nothing
//! more once they took it back.

use http::{Method, StatusCode};
use kobling_keys::SEEN_BY_ALL;
use kobling_model::{ClientId, apps::Client, keys};
use kobling_tests::{Begun, Browser, Hub, Person, RelyingParty, wire};
use serde_json::{Value, json};

use super::{granted, refused};
use crate::walk::{SUBSTANTIAL, by_code, email, english, pid, say, shows};

struct Union {
    hub: Hub,
    app: RelyingParty,
    person: Person,
    browser: Browser,
}

impl Union {
    async fn at(row: &str) -> Self {
        let hub = Hub::start().await;
        let app = RelyingParty::register(&hub, "union", |client| client.third_party = true).await;
        let person = hub.person(row);
        let mut browser = english(&hub);
        browser.intercept(&app.host);
        Self {
            hub,
            app,
            person,
            browser,
        }
    }

    /// To where the request leads: the question, or the app.
    async fn begin(&mut self, scopes: &[&str], further: &[(&str, &str)]) -> Begun {
        let tenant = [("tenant", self.person.tenant.as_str())];
        let begun = self.app.begin_with(scopes, &[&tenant, further].concat());
        self.browser.go(begun.url.as_str()).await;
        if self.browser.host() == "idporten.localhost" {
            let number = pid(&self.person).to_owned();
            self.browser.log_in_at_idporten(&number, SUBSTANTIAL).await;
        }
        begun
    }

    fn is_asked(&self) -> bool {
        self.browser.host() == "localhost" && self.browser.url().path() == "/consent"
    }

    async fn redeem(&self, begun: &Begun) -> Value {
        let code = self.app.code(begun, self.browser.url()).expect("a code");
        let form = self.app.code_form(begun, &code);
        granted(&self.app.token(&self.hub, &form).await)
    }

    async fn say_yes(&mut self, scopes: &[&str]) -> Value {
        let begun = self.begin(scopes, &[]).await;
        assert!(self.is_asked(), "{}", self.browser.url());
        self.browser.press("allow", &[]).await;
        self.redeem(&begun).await
    }

    fn error(&self, begun: &Begun) -> String {
        format!("{:?}", self.app.code(begun, self.browser.url()))
    }

    async fn ask_userinfo(&self, tokens: &Value) -> wire::Answer {
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str())];
        let asked = self.hub.request(Method::GET, "/userinfo", &headers, "");
        asked.await
    }

    async fn noted(&self, event: &str) -> usize {
        let items = self.hub.audit_items().await;
        items
            .values()
            .filter(|item| item["event"]["S"] == event)
            .count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_of_others_is_told_what_the_person_said_yes_to_and_asks_once() {
    let mut union = Union::at("L1").await;
    let begun = union.begin(&["email"], &[]).await;
    assert!(union.is_asked());
    let page = union.browser.page().clone();
    for said in ["consent_sub", "consent_email"] {
        assert!(page.text.contains(&say(said, &[])), "{}", page.text);
    }
    assert!(!page.text.contains(&say("consent_phone", &[])));
    // What the app will be told, beside.
    let address = email(&union.person).to_owned();
    let line = format!("{}: {address}", say("consent_email", &[]));
    assert!(page.text.contains(&line), "{}", page.text);
    assert_eq!(union.noted("consent_given").await, 0);
    union.browser.press("allow", &[]).await;
    let tokens = union.redeem(&begun).await;
    assert_eq!(
        granted(&union.ask_userinfo(&tokens).await)["email"],
        address
    );
    assert_eq!(union.noted("consent_given").await, 1);

    // Straight through, also where less is asked; more, and a wish to be asked, ask again.
    union.begin(&["email"], &[("prompt", "none")]).await;
    assert!(!union.is_asked());
    union.begin(&[], &[]).await;
    assert!(!union.is_asked());
    union.begin(&["email"], &[("prompt", "consent")]).await;
    assert!(union.is_asked());
    let silent = union.begin(&["phone"], &[("prompt", "none")]).await;
    assert!(union.error(&silent).contains("interaction_required"));
    let single = [("claims", r#"{"userinfo":{"phone_number":null}}"#)];
    union.begin(&["email"], &single).await;
    assert!(union.is_asked());
    union.say_yes(&["phone"]).await;
    // What was said yes to before stays.
    union
        .begin(&["email", "phone"], &[("prompt", "none")])
        .await;
    assert!(!union.is_asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_whoever_says_no_goes_back_to_the_app_and_is_asked_again() {
    let mut union = Union::at("L1").await;
    let begun = union.begin(&["email"], &[]).await;
    union.browser.press("deny", &[]).await;
    assert!(union.error(&begun).contains("access_denied"));
    assert_eq!(union.noted("consent_refused").await, 1);
    union.begin(&["email"], &[]).await;
    assert!(union.is_asked());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_first_login_leads_to_the_question_and_from_there_to_the_app() {
    let mut union = Union::at("L7").await;
    let begun = union.begin(&["email"], &[]).await;
    union.browser.press("send", &[]).await;
    let code = union.hub.next_code(email(&union.person)).await;
    union.browser.press("verify", &[("code", &code)]).await;
    assert!(union.is_asked(), "{}", union.browser.url());
    // The login itself is over: an app of the employer's goes straight through.
    let other = RelyingParty::register(&union.hub, "own", |_| {}).await;
    union.browser.intercept(&other.host);
    let own = other.begin(&union.person.tenant, &[("prompt", "none")]);
    let asked = union.browser.url().clone();
    union.browser.go(own.url.as_str()).await;
    assert!(other.code(&own, union.browser.url()).is_ok());
    union.browser.go(asked.as_str()).await;
    union.browser.press("allow", &[]).await;
    union.redeem(&begun).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g_consent_that_is_taken_back_ends_what_the_app_holds_at_once() {
    let mut union = Union::at("L1").await;
    // Beyond the session, and the least that there is.
    for scopes in [&["email", "offline_access"][..], &[]] {
        let tokens = union.say_yes(scopes).await;
        granted(&union.ask_userinfo(&tokens).await);
        union.browser.go("/consents").await;
        shows(&union.browser, "consents_heading");
        assert_eq!(union.browser.page().forms.len(), 1);
        union.browser.press("take_back", &[]).await;
        let page = union.browser.page();
        assert!(
            page.text.contains(&say("consents_none", &[])),
            "{}",
            page.text
        );
        let answer = union.ask_userinfo(&tokens).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let shown = tokens["refresh_token"].as_str().unwrap();
        let form = union.app.refresh_form(shown);
        let answer = union.app.token(&union.hub, &form).await;
        refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
        union.begin(scopes, &[]).await;
        assert!(union.is_asked());
    }
    assert_eq!(union.noted("consent_taken_back").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_later_yes_revives_nothing_of_what_was_taken_back() {
    let mut union = Union::at("L1").await;
    let scopes = ["email", "offline_access"];
    let old = union.say_yes(&scopes).await;
    union.hub.pass(60);
    // A no where they are asked anew takes back what they said yes to.
    let begun = union.begin(&scopes, &[("prompt", "consent")]).await;
    union.browser.press("deny", &[]).await;
    assert!(union.error(&begun).contains("access_denied"));
    assert_eq!(union.noted("consent_taken_back").await, 1);
    union.hub.pass(60);
    let new = union.say_yes(&scopes).await;
    for (tokens, is_good) in [(&old, false), (&new, true)] {
        let shown = tokens["refresh_token"].as_str().unwrap();
        let form = union.app.refresh_form(shown);
        let answer = union.app.token(&union.hub, &form).await;
        assert_eq!(answer.status.is_success(), is_good, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_yes_in_the_same_second_as_the_no_revives_nothing_either() {
    let mut union = Union::at("L1").await;
    let scopes = ["email", "offline_access"];
    let old = union.say_yes(&scopes).await;
    let begun = union.begin(&scopes, &[("prompt", "consent")]).await;
    union.browser.press("deny", &[]).await;
    assert!(union.error(&begun).contains("access_denied"));
    let new = union.say_yes(&scopes).await;
    // A wider yes does not end what the narrower one gave.
    let wider = union.say_yes(&["email", "phone", "offline_access"]).await;
    for (tokens, is_good) in [(&old, false), (&new, true), (&wider, true)] {
        let told = union.ask_userinfo(tokens).await;
        assert_eq!(told.status.is_success(), is_good, "{}", told.body);
        let shown = tokens["refresh_token"].as_str().unwrap();
        let form = union.app.refresh_form(shown);
        let answer = union.app.token(&union.hub, &form).await;
        assert_eq!(answer.status.is_success(), is_good, "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_page_that_one_person_was_shown_takes_no_answer_of_another() {
    let mut union = Union::at("L1").await;
    let tenant = union.person.tenant.clone();
    let other = union.hub.person_at("L7", &tenant);
    let begun = union.begin(&["email"], &[]).await;
    assert!(union.is_asked());
    let shown = union.browser.page().clone();
    // Meanwhile somebody else logs in, in another tab of the same browser.
    let mut tab = union.browser.clone();
    let own = RelyingParty::register(&union.hub, "own", |_| {}).await;
    tab.intercept(&own.host);
    let request = own.begin(&tenant, &[("prompt", "login")]);
    tab.go(request.url.as_str()).await;
    tab.log_in_at_idporten(pid(&other), SUBSTANTIAL).await;
    by_code(&union.hub, &mut tab, &other, false).await;
    assert!(own.code(&request, tab.url()).is_ok());
    for action in ["allow", "deny"] {
        let form = shown.form_with("action", action).unwrap().clone();
        tab.submit(&shown, &form, Some(("action", action)), &[])
            .await;
        assert_eq!(tab.url().path(), "/consent", "{action}: {}", tab.url());
        for event in ["consent_given", "consent_refused"] {
            assert_eq!(union.noted(event).await, 0, "{action}");
        }
    }
    // The page names who would say yes now.
    let user = union
        .hub
        .directory_user(&tenant, other.email.as_deref().unwrap())
        .await;
    assert!(tab.page().text.contains(&user.family_name));
    let initial = &user.family_name[..user.family_name.chars().next().unwrap().len_utf8()];
    let short = format!("{} {initial}.", user.given_name);
    assert!(tab.page().text.contains(&short), "{}", tab.page().text);
    tab.press("allow", &[]).await;
    assert!(union.app.code(&begun, tab.url()).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_saying_no_all_day_is_an_event_an_hour() {
    let mut union = Union::at("L1").await;
    for _ in 0..3 {
        let begun = union.begin(&["email"], &[]).await;
        union.browser.press("deny", &[]).await;
        assert!(union.error(&begun).contains("access_denied"));
    }
    assert_eq!(union.noted("consent_refused").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_silent_request_of_others_hears_one_word_whoever_is_there() {
    let mut union = Union::at("L1").await;
    let silent = [("prompt", "none")];
    let begun = union.begin(&["email"], &silent).await;
    let nobody = union.error(&begun);
    union.begin(&["email"], &[]).await;
    assert!(union.is_asked());
    let begun = union.begin(&["email"], &silent).await;
    let somebody = union.error(&begun);
    for error in [nobody, somebody] {
        assert!(error.contains("interaction_required"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_yes_is_to_what_the_page_showed() {
    let mut union = Union::at("L1").await;
    let begun = union.begin(&["email", "phone"], &[]).await;
    let app = &union.hub.stack.operator().app;
    let key = keys::client(&ClientId::parse("union").unwrap());
    let found = app.store().unwrap().get(&key, app.now()).await;
    let mut client: Client = found.unwrap().unwrap();
    client.name = "Another".to_owned();
    union.hub.put(&client).await;
    union.browser.press("allow", &[]).await;
    assert!(union.is_asked());
    assert_eq!(union.noted("consent_given").await, 0);
    assert!(union.browser.page().heading.contains("Another"));
    union.browser.press("allow", &[]).await;
    union.redeem(&begun).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g_two_presses_at_once_are_one_consent_and_a_late_one_is_none() {
    let mut union = Union::at("L1").await;
    let begun = union.begin(&["email"], &[]).await;
    let (mut one, mut other) = (union.browser.clone(), union.browser.clone());
    tokio::join!(one.press("allow", &[]), other.press("allow", &[]));
    let came = [&one, &other].map(|browser| union.app.code(&begun, browser.url()).is_ok());
    assert!(came.contains(&true), "{} {}", one.url(), other.url());
    for browser in [&one, &other] {
        assert!(!browser.page().status.is_server_error());
    }
    union.browser = one;
    union.browser.go("/consents").await;
    assert_eq!(union.browser.page().forms.len(), 1);

    // Longer than a login may take.
    union.begin(&["phone"], &[]).await;
    assert!(union.is_asked());
    union.hub.pass(3601);
    union.browser.press("allow", &[]).await;
    assert_eq!(union.browser.page().status, StatusCode::GONE);
    union.browser.go("/consents").await;
    assert!(
        !union
            .browser
            .page()
            .text
            .contains(&say("consent_phone", &[]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_list_of_consents_from_before_an_emergency_is_shown_again() {
    let mut union = Union::at("L1").await;
    union.say_yes(&["email"]).await;
    union.browser.go("/consents").await;
    let task = json!({ "task": "rotate-now" });
    let done = union.hub.stack.task("housekeeping", task).await;
    assert!(done.is_some());
    union.hub.pass(SEEN_BY_ALL);
    union.browser.press("take_back", &[]).await;
    let page = shows(&union.browser, "bad_form");
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.links.iter().any(|(_, href)| href == "/consents"));
    union.browser.go("/consents").await;
    union.browser.press("take_back", &[]).await;
    let page = shows(&union.browser, "consents_heading");
    assert!(page.text.contains(&say("consents_none", &[])));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_the_list_of_consents_is_for_who_is_logged_in() {
    let hub = Hub::start().await;
    let mut browser = english(&hub);
    browser.go("/consents").await;
    assert_eq!(browser.page().status, StatusCode::UNAUTHORIZED);
    assert!(
        browser
            .page()
            .text
            .contains(&say("consents_logged_out", &[]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_the_question_links_the_apps_privacy_policy_and_the_logout_page_what_was_said_yes_to() {
    let mut union = Union::at("L1").await;
    let policy = "https://union.example/privacy";
    let registered = RelyingParty::register(&union.hub, "union", |client| {
        client.third_party = true;
        client.policy_uri = Some(policy.to_owned());
    });
    union.app = registered.await;
    let listed = |browser: &Browser| {
        let links = &browser.page().links;
        links.iter().any(|(_, href)| href == "/consents")
    };
    union.begin(&["email"], &[]).await;
    let page = union.browser.page().clone();
    assert!(page.links.iter().any(|(_, href)| href == policy));
    union.browser.go("/logout").await;
    assert!(!listed(&union.browser));
    union.say_yes(&["email"]).await;
    union.browser.go("/logout").await;
    assert!(listed(&union.browser));
}
