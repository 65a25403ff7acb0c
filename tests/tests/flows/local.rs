//! The laptop's own pages: what decides there is not for other sites' pages.

use http::{Method, StatusCode};
use kobling_tests::Hub;

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
