//! Logging out at ID-porten: its page calls the hub in a frame, and what began there ends.

use http::{Method, StatusCode};
use kobling_tests::{Browser, Hub};
use url::Url;

use crate::walk::{arrived, in_app, log_in, pid};

/// The frames of ID-porten's logout page, called as a browser that keeps third-party cookies away
/// would.
async fn log_out_at_idporten(hub: &Hub, browser: &mut Browser) -> Vec<kobling_tests::wire::Answer> {
    let address = format!("http://idporten.localhost:{}/logout", hub.port());
    let html = browser.go(&address).await.html.clone();
    let mut answers = Vec::new();
    for part in html.split("<iframe").skip(1) {
        let (_, src) = part.split_once("src=\"").unwrap();
        let (src, _) = src.split_once('"').unwrap();
        let src: Url = src
            .replace("&#38;", "&")
            .replace("&amp;", "&")
            .parse()
            .unwrap();
        let path = &src[url::Position::BeforePath..];
        answers.push(hub.request(Method::GET, path, &[], "").await);
    }
    answers
}

/// Whether the hub still knows this browser: it is not sent to the eID.
async fn is_known(browser: &mut Browser, tenant: &str) -> bool {
    browser.go(&format!("/t/{tenant}")).await;
    browser.host() == "hrm.localhost"
}

#[tokio::test(flavor = "multi_thread")]
pub async fn front_channel_logout_ends_what_began_by_that_session() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = arrived(&hub, &person).await;
    in_app(&browser);
    // The same person elsewhere has a session of their own at ID-porten.
    let mut elsewhere = arrived(&hub, &person).await;
    in_app(&elsewhere);

    let answers = log_out_at_idporten(&hub, &mut browser).await;
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].status, StatusCode::OK);
    let policy = answers[0].header("content-security-policy").unwrap();
    let origin = format!("http://idporten.localhost:{}", hub.port());
    assert!(
        policy.contains(&format!("frame-ancestors {origin}")),
        "{policy}"
    );
    assert!(!policy.contains('*'), "{policy}");

    assert!(!is_known(&mut browser, &person.tenant).await);
    assert!(is_known(&mut elsewhere, &person.tenant).await);
    // Nothing is left that leads to a session.
    let left = hub.transient_items().await;
    let count = left
        .values()
        .filter(|item| item["type"]["S"] == "upstream_session")
        .count();
    assert_eq!(count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn front_channel_logout_ends_nothing_for_another_issuer_or_sid() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = arrived(&hub, &person).await;
    in_app(&browser);
    let html = {
        let address = format!("http://idporten.localhost:{}/logout", hub.port());
        browser.go(&address).await.html.clone()
    };
    let (_, sid) = html.split_once("sid=").unwrap();
    let sid: String = sid.chars().take_while(|c| *c != '"').collect();
    let issuer = format!("http%3A%2F%2Fidporten.localhost%3A{}", hub.port());
    let broker = format!("http%3A%2F%2Fse-eid.localhost%3A{}", hub.port());
    let at = |idp: &str, query: &str| format!("/logout/front-channel/{idp}?{query}");
    let wrong = [
        at(
            "idporten",
            &format!("iss=https%3A%2F%2Fexample.com&sid={sid}"),
        ),
        at("idporten", &format!("iss={issuer}%2F&sid={sid}")),
        at("idporten", &format!("iss={broker}&sid={sid}")),
        at("idporten", &format!("sid={sid}")),
        at("idporten", &format!("iss={issuer}")),
        at("idporten", &format!("iss={issuer}&sid={sid}x")),
        at("idporten", &format!("iss={issuer}&sid={sid}&sid={sid}")),
        at("idporten", &format!("iss={issuer}&iss={issuer}&sid={sid}")),
        at("se-eid", &format!("iss={broker}&sid={sid}")),
        at("se-eid", &format!("iss={issuer}&sid={sid}")),
        at("idporten", ""),
    ];
    let right = at("idporten", &format!("iss={issuer}&sid={sid}"));
    let mut bodies = Vec::new();
    for path in &wrong {
        let answer = hub.request(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        bodies.push(answer.body);
        assert!(
            is_known(&mut browser, &person.tenant).await,
            "{path} ended it"
        );
    }
    let unknown = at("nobody", &format!("iss={issuer}&sid={sid}"));
    let answer = hub.request(Method::GET, &unknown, &[], "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(is_known(&mut browser, &person.tenant).await);

    // The right call answers the same, and ends it. A second time it changes nothing.
    for _ in 0..2 {
        bodies.push(hub.request(Method::GET, &right, &[], "").await.body);
        assert!(!is_known(&mut browser, &person.tenant).await);
    }
    assert!(bodies.windows(2).all(|two| two[0] == two[1]));
    log_in(&mut browser, &person).await;
    if browser.host() == "idporten.localhost" {
        browser
            .log_in_at_idporten(pid(&person), crate::walk::SUBSTANTIAL)
            .await;
    }
    in_app(&browser);
}
