//! Where somebody's answer is waited for: a device that is to be let in, and what an app of another
//! organisation may know.

use http::Method;
use kobling_tests::{Browser, Hub, RelyingParty, wire::encode};

use super::{FORM, form, pairs, run, value};

/// At the question what an app of another organisation may know.
pub(super) async fn asked(hub: &Hub, browser: &mut Browser) -> [String; 3] {
    let app = RelyingParty::register(hub, "union", |client| client.third_party = true).await;
    let begun = app.begin("asnes", &[]);
    browser.go(begun.url.as_str()).await;
    question(browser)
}

/// The browser's cookies, and what the form of its page names the login by.
fn question(browser: &Browser) -> [String; 3] {
    let form = browser.page().forms.first().expect("a form");
    let of = |name: &str| form.value(name).expect("a value").to_owned();
    let cookies = ["__Host-kobling-browser", "__Host-kobling-session"].map(|name| {
        let value = browser.cookie("localhost", name).expect("a cookie");
        format!("{name}={value}")
    });
    [cookies.join("; "), of("request"), of("csrf")]
}

/// A device that waits: the code for people, and the question that the login for it has led to.
pub(super) async fn device(hub: &Hub, browser: &mut Browser) -> [String; 4] {
    let asked = encode(&[("client_id", "clock"), ("tenant", "asnes")]);
    let headers = [("content-type", FORM)];
    let shown = hub.request(Method::POST, "/device_authorization", &headers, &asked);
    let shown = shown.await.json();
    let text = |name: &str| shown[name].as_str().expect("a code").to_owned();
    let page = browser.go(&text("verification_uri_complete")).await;
    let mut links = page.links.iter();
    let login = links.find(|(_, href)| href.starts_with("/authorize?"));
    let login = login.expect("a way to the login").1.clone();
    browser.follow(&login).await;
    let [cookies, handle, csrf] = question(browser);
    [text("user_code"), cookies, handle, csrf]
}

#[test]
fn devices() {
    let parts = (pairs(), value(), 0..16_usize);
    run(340, &parts, |stand, (pairs, other, right)| {
        let [user_code, cookies, handle, csrf] = &stand.device;
        let is_right = |bit: usize| right >> bit & 1 == 1;
        let or_other = |bit, own: &str| if is_right(bit) { own } else { &other }.to_owned();
        let is_header = |c: &char| (' '..='~').contains(c);
        let cookies: String = or_other(1, cookies).chars().filter(is_header).collect();
        let headers = [("content-type", FORM), ("cookie", cookies.as_str())];
        let body = form(&pairs);
        let typed = encode(&[("user_code", &or_other(0, user_code))]);
        let (handle, csrf) = (or_other(2, handle), or_other(3, csrf));
        let asked = encode(&[("request", &handle)]);
        // Neither says yes nor no for the device that waits, so that it goes on waiting.
        let answered = encode(&[("request", &other), ("csrf", &csrf), ("action", "allow")]);
        for query in [&typed, &body, &format!("{typed}&{body}")] {
            stand.check(&Method::GET, &format!("/device?{query}"), &[], "")?;
            stand.check(&Method::POST, "/device", &headers[..1], query)?;
        }
        for query in [&asked, &body, &format!("{asked}&{body}")] {
            stand.check(
                &Method::GET,
                &format!("/device/allow?{query}"),
                &headers,
                "",
            )?;
        }
        for sent in [&answered, &body, &format!("{answered}&{body}")] {
            stand.check(&Method::POST, "/device/allow", &headers, sent)?;
        }
        Ok(())
    });
}

#[test]
fn consents() {
    let parts = (pairs(), value(), 0..16_usize);
    run(340, &parts, |stand, (pairs, other, right)| {
        let [cookies, handle, csrf] = &stand.asked;
        let or_other = |bit: usize, own: &str| {
            let is_right = right >> bit & 1 == 1;
            if is_right { own } else { &other }.to_owned()
        };
        let is_header = |c: &char| (' '..='~').contains(c);
        let cookies: String = or_other(0, cookies).chars().filter(is_header).collect();
        let headers = [("content-type", FORM), ("cookie", cookies.as_str())];
        let body = form(&pairs);
        let (handle, csrf) = (or_other(1, handle), or_other(2, csrf));
        let asked = encode(&[("request", &handle)]);
        let action = or_other(3, "allow");
        let answered = encode(&[("request", &handle), ("csrf", &csrf), ("action", &action)]);
        let taken = encode(&[("csrf", &csrf), ("client", &action), ("tenant", &other)]);
        for query in [&asked, &body, &format!("{asked}&{body}")] {
            stand.check(&Method::GET, &format!("/consent?{query}"), &headers, "")?;
            stand.check(&Method::GET, &format!("/consents?{query}"), &headers, "")?;
        }
        for sent in [&answered, &body, &format!("{answered}&{body}")] {
            stand.check(&Method::POST, "/consent", &headers, sent)?;
        }
        for sent in [&taken, &body, &format!("{taken}&{body}")] {
            stand.check(&Method::POST, "/consents", &headers, sent)?;
        }
        Ok(())
    });
}
