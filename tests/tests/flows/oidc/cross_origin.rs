//! An app that lives in a browser calls from its own origin.

use http::{Method, StatusCode};
use kobling_model::apps::{ClientAuthentication, ClientType};
use kobling_tests::{Hub, RelyingParty};

use super::{code_for, joined, post};

const ORIGIN: (&str, &str) = ("origin", "https://app.example.com");

#[tokio::test(flavor = "multi_thread")]
async fn g_a_single_page_app_reads_its_tokens_from_its_own_origin() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.client_type = ClientType::SinglePage;
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
    })
    .await;
    for path in ["/token", "/par", "/revoke", "/userinfo"] {
        let asked = [
            ORIGIN,
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization, dpop"),
        ];
        let answer = hub.request(Method::OPTIONS, path, &asked, "").await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let headers = answer.header("access-control-allow-headers").unwrap();
        for header in ["authorization", "content-type", "dpop"] {
            assert!(headers.contains(header), "{path}: {headers}");
        }
    }
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let form = joined(&app.code_form(&begun, &code), &[("client_id", "probe")]);
    let answer = post(&hub, "/token", &[ORIGIN], &form).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let again = post(&hub, "/token", &[ORIGIN], &form).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.header("access-control-allow-origin"), Some("*"));
    let headers = [ORIGIN, ("authorization", "Bearer nothing")];
    let refused = hub.request(Method::GET, "/userinfo", &headers, "").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        refused.header("access-control-expose-headers"),
        Some("WWW-Authenticate, DPoP-Nonce")
    );
    // With cookies nothing is open: pages and forms are for this origin alone.
    for path in ["/authorize", "/link", "/verify-code", "/logout", "/t/asnes"] {
        let answer = hub.request(Method::GET, path, &[ORIGIN], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
        let asked = [ORIGIN, ("access-control-request-method", "POST")];
        let answer = hub.request(Method::OPTIONS, path, &asked, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
    for (_, value) in &answer.headers {
        assert!(!value.to_str().unwrap_or_default().contains("credentials"));
    }
}
