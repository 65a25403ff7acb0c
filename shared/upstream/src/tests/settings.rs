//! Settings of a provider: what is refused before anybody is sent there.

use kobling_base::secret::Secret;
use kobling_model::national_id::{Namespace, TrustedIssuers};
use serde_json::{Value, json};

use super::fixture::{CLIENT_KEY, EC, settings};
use crate::{
    AssertionAlgorithm, AssertionKey, ClientAuthentication, IdTokenAlgorithm, Misconfiguration,
    Provider, ProviderSettings,
};

const ISSUER: &str = "https://test.idporten.no";

fn refused(settings: ProviderSettings) -> Option<Misconfiguration> {
    let secret = ClientAuthentication::ClientSecretBasic(Secret::new("s".to_owned()));
    Provider::new(settings, secret, &TrustedIssuers::test()).err()
}

#[test]
fn wrong_settings_are_told_apart() {
    assert_eq!(refused(settings(ISSUER)), None);

    let mut wrong = settings(ISSUER);
    wrong.id_token_algorithms.clear();
    assert_eq!(refused(wrong), Some(Misconfiguration::NoAlgorithm));

    let mut wrong = settings(ISSUER);
    wrong.scopes = vec!["profile".to_owned()];
    assert_eq!(refused(wrong), Some(Misconfiguration::NoOpenIdScope));

    let mut wrong = settings(ISSUER);
    wrong.number.as_mut().unwrap().namespace = Namespace::DkCpr;
    assert_eq!(refused(wrong), Some(Misconfiguration::NamespaceUnsupported));

    // Norway's provider says nothing about Sweden's numbers.
    let mut wrong = settings(ISSUER);
    wrong.number.as_mut().unwrap().namespace = Namespace::SePnr;
    let expected = Some(Misconfiguration::IssuerNotTrustedForNamespace);
    assert_eq!(refused(wrong), expected);

    // Another issuer must not speak for Norway's register, however it is spelt.
    for stranger in [
        "https://idporten.no",
        "https://test.idporten.no/",
        "https://example.com",
    ] {
        let expected = Some(Misconfiguration::IssuerNotTrustedForNamespace);
        assert_eq!(refused(settings(stranger)), expected, "{stranger}");
        let mut without = settings(stranger);
        without.number = None;
        assert_eq!(refused(without), None, "{stranger}");
    }
}

#[test]
fn settings_survive_storing_and_unknown_members_are_refused() {
    let stored = serde_json::to_value(settings(ISSUER)).unwrap();
    let read: ProviderSettings = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    assert_eq!(read.issuer.as_str(), ISSUER);
    assert_eq!(stored["number"]["namespace"], "no.fnr");

    let mut short = stored.clone();
    short.as_object_mut().unwrap().remove("id_token_algorithms");
    let read: ProviderSettings = serde_json::from_value(short).unwrap();
    assert_eq!(read.id_token_algorithms, [IdTokenAlgorithm::RS256]);

    for (member, value) in [
        ("unknown", json!(1)),
        ("client_secret", json!("s")),
        ("id_token_algorithms", json!(["HS256"])),
        ("id_token_algorithms", json!(["none"])),
        ("highest_level", Value::Null),
        ("issuer", json!("no url")),
    ] {
        let mut wrong = stored.clone();
        wrong[member] = value;
        assert!(
            serde_json::from_value::<ProviderSettings>(wrong).is_err(),
            "{member}"
        );
    }
}

#[test]
fn a_key_must_be_readable_and_fit_its_algorithm() {
    let read = |algorithm, pem: &str| {
        AssertionKey::from_pem("kid", algorithm, &Secret::new(pem.to_owned())).err()
    };
    assert_eq!(read(AssertionAlgorithm::RS256, &CLIENT_KEY.pem), None);
    assert_eq!(read(AssertionAlgorithm::PS256, &CLIENT_KEY.pem), None);
    assert_eq!(read(AssertionAlgorithm::ES256, &EC.pem), None);
    let wrong = Some(Misconfiguration::PrivateKey);
    assert_eq!(read(AssertionAlgorithm::ES256, &CLIENT_KEY.pem), wrong);
    assert_eq!(read(AssertionAlgorithm::RS256, &EC.pem), wrong);
    assert_eq!(read(AssertionAlgorithm::RS256, "no key"), wrong);
    assert_eq!(read(AssertionAlgorithm::RS256, ""), wrong);
}
