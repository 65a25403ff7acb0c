//! Providers that answer badly, slowly, or not at all; and what is kept of those that do.

use std::time::Duration;

use kobling_base::random::Random;
use kobling_outbound::{HttpClient, HttpError, Limits, Reach};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fixture::{
    FakeProvider, Forge, NOW, Reply, assert_nothing_leaks, checked, finish, settings, upstream,
};
use crate::{Ask, Flaw, Outage, Upstream, UpstreamError};

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Runs a whole login, and gives the error of the step that fails.
async fn failure(fake: &FakeProvider) -> UpstreamError {
    let (upstream, provider) = (upstream(), checked(settings(&fake.issuer)));
    let begun = upstream
        .begin(&provider, &Ask::default(), "s", &Random::system(), NOW)
        .await;
    let error = match begun {
        Err(error) => error,
        Ok(_) => finish(&upstream, &provider, NOW).await.err().unwrap(),
    };
    assert_nothing_leaks(&error);
    error
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for path in [DISCOVERY, "/jwks", "/par", "/token"] {
        for status in [301, 302, 303, 307, 308] {
            let fake = FakeProvider::start().await;
            fake.set_token(&Forge::new(&fake.issuer).signed());
            fake.set("/elsewhere", Reply::Json(200, fake.metadata()));
            fake.set(
                path,
                Reply::Raw(status, &[("location", "/elsewhere")], String::new()),
            );
            let error = failure(&fake).await;
            assert!(
                matches!(error, UpstreamError::Untrusted(Flaw::Redirected)),
                "{path} {error:?}"
            );
            assert!(fake.received_at("/elsewhere").is_empty());
        }
    }
}

#[tokio::test]
async fn large_answers_are_refused_and_large_enough_ones_are_not() {
    for path in [DISCOVERY, "/jwks", "/par", "/token"] {
        let fake = FakeProvider::start().await;
        fake.set_token(&Forge::new(&fake.issuer).signed());
        let filler = " ".repeat(256 * 1024 + 1);
        fake.set(
            path,
            Reply::Raw(200, &[("content-type", "application/json")], filler),
        );
        let error = failure(&fake).await;
        assert!(
            matches!(error, UpstreamError::Untrusted(Flaw::AnswerTooLarge)),
            "{path} {error:?}"
        );
    }
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    let mut body = fake.metadata().to_string();
    body.push_str(&" ".repeat(256 * 1024 - body.len()));
    fake.set(DISCOVERY, Reply::Raw(200, &[], body));
    assert!(
        finish(&upstream(), &checked(settings(&fake.issuer)), NOW)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn slow_answers_end_in_time() {
    for path in [DISCOVERY, "/jwks", "/par", "/token"] {
        let fake = FakeProvider::start().await;
        fake.set_token(&Forge::new(&fake.issuer).signed());
        fake.set(path, Reply::Stall);
        let limits = Limits {
            whole: Duration::from_millis(300),
            ..Limits::default()
        };
        let upstream = Upstream::new(HttpClient::new(Reach::PublicAndLoopback, limits, None));
        let provider = checked(settings(&fake.issuer));
        let step = async {
            upstream
                .begin(&provider, &Ask::default(), "s", &Random::system(), NOW)
                .await?;
            finish(&upstream, &provider, NOW).await
        };
        // Were there no limit of ours, this one would fail the test.
        let answer = tokio::time::timeout(Duration::from_secs(5), step)
            .await
            .unwrap();
        let error = answer.err().unwrap();
        let late = matches!(
            error,
            UpstreamError::Unavailable(Outage::Http(HttpError::TimedOut))
        );
        assert!(late, "{path}: {error:?}");
    }
}

#[tokio::test]
async fn a_single_call_ends_in_time() {
    let fake = FakeProvider::start().await;
    fake.set("/jwks", Reply::Stall);
    let limits = Limits {
        whole: Duration::from_millis(100),
        ..Limits::default()
    };
    let client = HttpClient::new(Reach::PublicAndLoopback, limits, None);
    let request = ::http::Request::get(format!("{}/jwks", fake.issuer))
        .body(Vec::new())
        .unwrap();
    let call = tokio::time::timeout(Duration::from_secs(5), client.call(request));
    assert!(matches!(call.await.unwrap(), Err(HttpError::TimedOut)));
}

#[tokio::test]
async fn the_calls_of_one_step_share_its_time() {
    let fake = FakeProvider::start().await;
    let wait = Duration::from_millis(300);
    fake.set(DISCOVERY, Reply::Late(wait, fake.metadata()));
    let pushed = json!({ "request_uri": "urn:x", "expires_in": 60 });
    fake.set("/par", Reply::Late(wait, pushed));
    let provider = checked(settings(&fake.issuer));
    // Each call alone is in time with 450 ms, both together are not.
    for (whole, accepted) in [(450, false), (2000, true)] {
        let limits = Limits {
            whole: Duration::from_millis(whole),
            ..Limits::default()
        };
        let upstream = Upstream::new(HttpClient::new(Reach::PublicAndLoopback, limits, None));
        let begun = upstream
            .begin(&provider, &Ask::default(), "s", &Random::system(), NOW)
            .await;
        match begun {
            Ok(_) => assert!(accepted),
            Err(UpstreamError::Unavailable(Outage::Http(HttpError::TimedOut))) => {
                assert!(!accepted);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_call_that_was_sent_is_not_sent_again() {
    let fake = FakeProvider::start().await;
    fake.set("/token", Reply::HangUp);
    let error = failure(&fake).await;
    assert!(matches!(
        error,
        UpstreamError::Unavailable(Outage::Http(HttpError::Broken(_)))
    ));
    assert_eq!(fake.received_at("/token").len(), 1);
}

#[tokio::test]
async fn nobody_there_means_unavailable() {
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let provider = checked(settings(&format!("http://127.0.0.1:{port}")));
    let error = finish(&upstream(), &provider, NOW).await.err().unwrap();
    assert!(matches!(
        error,
        UpstreamError::Unavailable(Outage::Http(HttpError::Connect(_)))
    ));
}

#[tokio::test]
async fn server_errors_and_missing_pages_mean_unavailable() {
    for path in [DISCOVERY, "/jwks", "/par", "/token"] {
        for status in [404, 500, 502, 503] {
            let fake = FakeProvider::start().await;
            fake.set_token(&Forge::new(&fake.issuer).signed());
            fake.set(path, Reply::Raw(status, &[], "<h1>Sorry</h1>".to_owned()));
            let error = failure(&fake).await;
            let found = match &error {
                UpstreamError::Unavailable(Outage::Http(HttpError::Status(status))) => {
                    status.as_u16()
                }
                other => panic!("{path} {status}: {other:?}"),
            };
            assert_eq!(found, status);
        }
    }
}

#[tokio::test]
async fn answers_that_cannot_be_read_are_refused() {
    let table: &[(&str, u16, Value, Flaw)] = &[
        (DISCOVERY, 200, json!([]), Flaw::MetadataMalformed),
        (
            DISCOVERY,
            200,
            json!({ "issuer": "http://x.localhost" }),
            Flaw::MetadataMalformed,
        ),
        ("/jwks", 200, json!({}), Flaw::KeysMalformed),
        ("/jwks", 200, json!({ "keys": {} }), Flaw::KeysMalformed),
        ("/par", 201, json!({}), Flaw::PushedAnswerMalformed),
        (
            "/par",
            201,
            json!({ "request_uri": "", "expires_in": 60 }),
            Flaw::PushedAnswerMalformed,
        ),
        (
            "/par",
            201,
            json!({ "request_uri": "urn:x", "expires_in": "60" }),
            Flaw::PushedAnswerMalformed,
        ),
        ("/token", 200, json!({}), Flaw::TokenResponseMalformed),
        (
            "/token",
            200,
            json!({ "access_token": "a", "token_type": "Bearer" }),
            Flaw::TokenResponseMalformed,
        ),
        (
            "/token",
            200,
            json!({ "access_token": "a", "id_token": "b" }),
            Flaw::TokenResponseMalformed,
        ),
        (
            "/token",
            200,
            json!({ "access_token": "a", "id_token": "b", "token_type": "mac" }),
            Flaw::TokenResponseMalformed,
        ),
        (
            "/token",
            200,
            json!({ "access_token": "a", "id_token": null, "token_type": "Bearer" }),
            Flaw::TokenResponseMalformed,
        ),
        (
            "/token",
            200,
            json!({ "access_token": 1, "id_token": "b", "token_type": "Bearer" }),
            Flaw::TokenResponseMalformed,
        ),
    ];
    for (path, status, body, flaw) in table {
        let fake = FakeProvider::start().await;
        fake.set_token(&Forge::new(&fake.issuer).signed());
        fake.set(path, Reply::Json(*status, body.clone()));
        let error = failure(&fake).await;
        let matches = matches!(&error, UpstreamError::Untrusted(found) if found == flaw);
        assert!(matches, "{path} {body}: {error:?}");
    }
}

#[tokio::test]
async fn metadata_of_another_issuer_is_refused() {
    let fake = FakeProvider::start().await;
    for issuer in [
        format!("{}/", fake.issuer),
        "https://idporten.no".to_owned(),
    ] {
        fake.set_metadata("issuer", json!(issuer));
        let error = failure(&fake).await;
        assert!(matches!(
            error,
            UpstreamError::Untrusted(Flaw::MetadataIssuerMismatch)
        ));
    }
}

#[tokio::test]
async fn endpoints_inside_the_cloud_are_not_called() {
    for member in [
        "token_endpoint",
        "jwks_uri",
        "pushed_authorization_request_endpoint",
    ] {
        for place in [
            "http://169.254.169.254/latest/meta-data/",
            "https://169.254.169.254/",
            "http://idporten.no/token",
            "file:///etc/passwd",
        ] {
            let fake = FakeProvider::start().await;
            fake.set_token(&Forge::new(&fake.issuer).signed());
            fake.set_metadata(member, json!(place));
            let error = failure(&fake).await;
            let refused = matches!(error, UpstreamError::Untrusted(Flaw::ForbiddenAddress));
            assert!(refused, "{member} {place}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_deployed_client_does_not_call_its_own_machine() {
    let fake = FakeProvider::start().await;
    let deployed = Upstream::new(HttpClient::new(Reach::Public, Limits::default(), None));
    let error = finish(&deployed, &checked(settings(&fake.issuer)), NOW)
        .await
        .err()
        .unwrap();
    assert!(matches!(
        error,
        UpstreamError::Untrusted(Flaw::ForbiddenAddress)
    ));
    assert!(fake.received_at(DISCOVERY).is_empty());
}

#[tokio::test]
async fn metadata_and_keys_are_fetched_once_a_day() {
    let fake = FakeProvider::start().await;
    let (upstream, provider) = (upstream(), checked(settings(&fake.issuer)));
    let day = 24 * 60 * 60;
    // The last row is a clock that was set back: what lies ahead of it is not kept.
    for (later, fetches) in [(0, 1), (1, 1), (day - 1, 1), (day, 2), (day + 1, 2), (0, 3)] {
        let now = NOW + later;
        let mut token = Forge::new(&fake.issuer);
        for (name, value) in [("iat", now), ("exp", now + 120), ("auth_time", now)] {
            token.claims.insert(name.to_owned(), json!(value));
        }
        fake.set_token(&token.signed());
        finish(&upstream.clone(), &provider, now)
            .await
            .ok()
            .unwrap();
        assert_eq!(
            fake.received_at(DISCOVERY).len(),
            fetches,
            "after {later} s"
        );
        assert_eq!(fake.received_at("/jwks").len(), fetches, "after {later} s");
    }
}

#[tokio::test]
async fn beginning_a_login_needs_no_keys() {
    let fake = FakeProvider::start().await;
    let provider = checked(settings(&fake.issuer));
    upstream()
        .begin(&provider, &Ask::default(), "s", &Random::system(), NOW)
        .await
        .ok()
        .unwrap();
    assert_eq!(fake.received_at(DISCOVERY).len(), 1);
    assert!(fake.received_at("/jwks").is_empty());
}
