//! Logout that an app begins: where it leads, and what of it stands in addresses.

use http::StatusCode;
use kobling_tests::{Browser, Hub, Login, RelyingParty, wire};

use super::{come, post};
use crate::walk::{say, shows};

struct Leaving {
    hub: Hub,
    app: RelyingParty,
    browser: Browser,
    login: Login,
    back: String,
    tenant: String,
}

impl Leaving {
    async fn logged_in() -> Self {
        let hub = Hub::start().await;
        let app = RelyingParty::register(&hub, "probe", |_| {}).await;
        let person = hub.person("L1");
        let mut browser = app.browser(&hub);
        browser.plant_cookie("localhost", "__Host-kobling-language", "en");
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let login = app.finish(&begun, browser.url()).await.unwrap();
        // Longer ago than the eID's provider remembers.
        hub.pass(1800);
        let back = app.redirect_uri.replace("/callback", "/logged-out");
        Self {
            hub,
            app,
            browser,
            login,
            back,
            tenant: person.tenant,
        }
    }

    fn asked(&self, back: &str) -> [(&'static str, String); 3] {
        [
            ("id_token_hint", self.login.id_token.clone()),
            ("post_logout_redirect_uri", back.to_owned()),
            ("state", "the-state".to_owned()),
        ]
    }

    /// Where the browser is sent by the app's form.
    async fn sent(&self, form: &[(&str, String)]) -> String {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = post(&self.hub, "/logout", &[], &wire::encode(&form)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let location = answer.header("location").unwrap().to_owned();
        self.says_nothing(&location);
        location
    }

    /// No part of the token, nor anything else that was posted.
    fn says_nothing(&self, text: &str) {
        for part in self.login.id_token.split('.').skip(1) {
            assert!(!text.contains(part), "{text}");
        }
        assert!(!text.contains("the-state"), "{text}");
    }

    async fn is_in(&self) -> bool {
        let begun = self.app.begin(&self.tenant, &[("prompt", "none")]);
        let mut browser = self.browser.clone();
        browser.go(begun.url.as_str()).await;
        self.app.code(&begun, browser.url()).is_ok()
    }

    fn is_back(&self) {
        let expected = format!("{}?state=the-state", self.back);
        assert_eq!(self.browser.url().as_str(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_hint_with_a_way_back_that_is_not_registered_asks_the_person() {
    let mut leaving = Leaving::logged_in().await;
    let elsewhere = [
        "https://evil.example/".to_owned(),
        format!("{}?a=b", leaving.back),
        format!("{}/", leaving.back),
        leaving.app.redirect_uri.clone(),
        "x".to_owned(),
    ];
    for address in &elsewhere {
        let asked = leaving.asked(address);
        let asked: Vec<(&str, &str)> = asked.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let url = format!("/logout?{}", wire::encode(&asked));
        leaving.browser.go(&url).await;
        let page = shows(&leaving.browser, "logout_heading");
        let back = say("logout_back", &[]);
        assert!(page.links.contains(&(back, "/t/asnes".to_owned())));
        assert!(leaving.is_in().await, "{address}");
    }
    // With a yes, out, and not there.
    leaving.browser.press("logout", &[]).await;
    shows(&leaving.browser, "logged_out");
    assert!(!leaving.is_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_hint_that_is_posted_stands_in_no_address_and_leads_out_all_the_same() {
    let mut leaving = Leaving::logged_in().await;
    let asked = leaving.asked(&leaving.back);
    let location = leaving.sent(&asked).await;
    leaving.browser.go(&location).await;
    leaving.is_back();
    assert!(!leaving.is_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_the_page_that_asks_has_a_posted_hint_in_no_link_and_still_leads_back() {
    let mut leaving = Leaving::logged_in().await;
    // Somebody else's session by now, so that the person is asked.
    let stale = leaving.asked(&leaving.back);
    let location = leaving.sent(&stale).await;
    leaving.browser.go("/logout").await;
    leaving.browser.press("logout", &[]).await;
    let person = leaving.hub.person("L1");
    let begun = leaving.app.begin(&person.tenant, &[]);
    come(&mut leaving.browser, &person, &begun.url).await;
    leaving.app.code(&begun, leaving.browser.url()).unwrap();
    leaving.hub.pass(1800);
    leaving.browser.go(&location).await;
    let page = shows(&leaving.browser, "logout_heading").clone();
    leaving.says_nothing(&page.html);
    // In another language, and by a form of another site's that brings the same: still none.
    let (_, link) = page
        .links
        .iter()
        .find(|(_, href)| href.contains("lang=sv"))
        .unwrap();
    leaving.browser.follow(link).await;
    let page = leaving.browser.page().clone();
    leaving.says_nothing(page.url.as_str());
    leaving.says_nothing(&page.html);
    let request = page.forms[0].value("request").unwrap().to_owned();
    let form = [("action", "logout"), ("request", request.as_str())];
    let from = "http://evil.example.com/";
    leaving.browser.post_from(from, "/logout", &form).await;
    leaving.says_nothing(leaving.browser.url().as_str());
    assert!(leaving.is_in().await);
    leaving.browser.press("logout", &[]).await;
    leaving.is_back();
    assert!(!leaving.is_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_what_a_logout_carries_ends_and_cannot_be_made_up() {
    let mut leaving = Leaving::logged_in().await;
    let asked = leaving.asked(&leaving.back);
    let location = leaving.sent(&asked).await;
    for address in [
        "/logout?request=x".to_owned(),
        format!("{location}x"),
        location.replace("request=", "request=A"),
    ] {
        leaving.browser.go(&address).await;
        shows(&leaving.browser, "logout_heading");
    }
    leaving.hub.pass(3601);
    leaving.browser.go(&location).await;
    shows(&leaving.browser, "logout_heading");
    assert!(leaving.is_in().await);
    // What no address holds is left behind: the person is asked, and says yes.
    let mut long = leaving.asked(&leaving.back);
    long[2].1 = "the-state".repeat(1000);
    let location = leaving.sent(&long).await;
    assert_eq!(location, "/logout");
    leaving.browser.go(&location).await;
    leaving.browser.press("logout", &[]).await;
    shows(&leaving.browser, "logged_out");
}
