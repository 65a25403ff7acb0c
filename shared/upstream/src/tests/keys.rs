//! A provider's keys: fetched anew when they changed, and kept apart from another's.

use jsonwebtoken::Algorithm;
use serde_json::json;

use super::fixture::{
    FakeProvider, Forge, NEXT_RSA, NOW, Reply, Signer, checked, finish, settings, upstream,
};
use crate::{Flaw, UpstreamError};

#[tokio::test]
async fn changed_keys_are_fetched_for_an_unknown_kid_but_only_once_a_minute() {
    let fake = FakeProvider::start().await;
    let (upstream, provider) = (upstream(), checked(settings(&fake.issuer)));
    let fetches = || fake.received_at("/jwks").len();
    fake.set_token(&Forge::new(&fake.issuer).signed());
    assert!(finish(&upstream, &provider, NOW).await.is_ok());
    assert_eq!(fetches(), 1);

    // The provider rolls over to a new key.
    fake.set(
        "/jwks",
        Reply::Json(200, json!({ "keys": [NEXT_RSA.jwk()] })),
    );
    let mut token = Forge::new(&fake.issuer);
    token.header["kid"] = json!("rsa-2");
    token.signer = Signer::Key(&NEXT_RSA, Algorithm::RS256);
    fake.set_token(&token.signed());
    assert!(finish(&upstream, &provider, NOW + 1).await.is_ok());
    assert_eq!(fetches(), 2);

    // Invented kids do not make us call again and again.
    token.header["kid"] = json!("invented");
    fake.set_token(&token.signed());
    for (later, total) in [(2, 2), (60, 2), (61, 3), (62, 3), (120, 3), (121, 4)] {
        let error = finish(&upstream, &provider, NOW + later)
            .await
            .err()
            .unwrap();
        assert!(matches!(
            error,
            UpstreamError::Untrusted(Flaw::KeyUnknown | Flaw::Expired)
        ));
        assert_eq!(fetches(), total, "after {later} s");
    }
}

#[tokio::test]
async fn two_providers_in_one_process_keep_their_keys_apart() {
    let (one, other) = (FakeProvider::start().await, FakeProvider::start().await);
    other.set(
        "/jwks",
        Reply::Json(200, json!({ "keys": [NEXT_RSA.jwk()] })),
    );
    let upstream = upstream();
    let providers = [
        checked(settings(&one.issuer)),
        checked(settings(&other.issuer)),
    ];
    one.set_token(&Forge::new(&one.issuer).signed());
    // Signed by the key of `one`, in the name of `other`.
    let mut token = Forge::new(&other.issuer);
    other.set_token(&token.signed());
    for _ in 0..2 {
        assert!(finish(&upstream, &providers[0], NOW).await.is_ok());
        assert!(finish(&upstream, &providers[1], NOW).await.is_err());
    }
    token.header["kid"] = json!("rsa-2");
    token.signer = Signer::Key(&NEXT_RSA, Algorithm::RS256);
    other.set_token(&token.signed());
    assert!(finish(&upstream, &providers[1], NOW).await.is_ok());
}
