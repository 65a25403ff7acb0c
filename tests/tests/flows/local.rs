//! The laptop's own pages: what decides there is not for other sites' pages.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
};

use http::{Method, StatusCode};
use kobling_tests::{Hub, plain};

/// Everything under `/_local` that changes something.
const CHANGES: &[(Method, &str)] = &[
    (Method::POST, "/_local/approve"),
    (Method::POST, "/_local/activation-code"),
    (Method::POST, "/_local/activate"),
    (Method::POST, "/_local/mailbox"),
    (Method::POST, "/_local/mailbox/resume"),
    (Method::POST, "/_local/hr-decision"),
    (Method::POST, "/_local/dead-letters"),
    (Method::POST, "/_local/keys/rotate-now"),
    (Method::POST, "/_local/keys/left"),
    (Method::PUT, "/_local/hr/asnes/changes/people-1.csv"),
];

#[tokio::test(flavor = "multi_thread")]
async fn local_pages_of_other_sites_decide_nothing() {
    let hub = Hub::start().await;
    for (method, path) in CHANGES {
        for site in ["cross-site", "same-site"] {
            let headers = [("sec-fetch-site", site)];
            let answer = hub.request(method.clone(), path, &headers, "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} from {site}");
        }
        let headers = [("sec-fetch-site", "same-origin")];
        let answer = hub.request(method.clone(), path, &headers, "").await;
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{path} from here");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn local_a_name_that_is_none_is_answered_too() {
    let hub = Hub::start().await;
    for host in [
        "localhost:x",
        "localhost:99999",
        "localhost:8080:",
        "[",
        "",
        "a b",
    ] {
        let port = hub.port();
        let asked = move || {
            let mut connection = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let line = "GET /jwks HTTP/1.1\r\nConnection: close\r\n";
            write!(connection, "{line}Host: {host}\r\n\r\n").unwrap();
            let mut answer = String::new();
            connection.read_to_string(&mut answer).unwrap();
            answer
        };
        let answer = tokio::task::spawn_blocking(asked).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "421"].contains(&status), "{host:?}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn local_everybody_of_the_demo_has_a_user_name_of_their_own() {
    let hub = Hub::start().await;
    let items = hub.identity_items().await;
    let mut seen = BTreeSet::new();
    for item in items
        .values()
        .filter(|item| item["type"]["S"] == "directory_user")
    {
        let user = serde_json::Value::Object(plain(item.as_object().unwrap()));
        let name = user["details"]["preferred_username"].as_str();
        let name = name.unwrap_or_else(|| panic!("no user name: {user}"));
        let tenant = user["tenant"].as_str().unwrap();
        assert!(seen.insert(format!("{tenant} {name}")), "{tenant} {name}");
    }
    assert!(seen.len() > 40, "{}", seen.len());
}
