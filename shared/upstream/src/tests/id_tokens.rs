//! Right and wrong ID tokens: every check of OpenID Connect Core section 3.1.3.7.

use jsonwebtoken::Algorithm;
use kobling_base::random::Random;
use kobling_model::{Level, national_id::Namespace};
use serde_json::{Value, json};

use super::fixture::{
    ACCESS_TOKEN, EC, FakeProvider, Forge, NEXT_RSA, NOW, PID, RSA, Signer, assert_nothing_leaks,
    at_hash, checked, expected, finish, settings, upstream,
};
use crate::{EidLogin, Flaw, IdTokenAlgorithm, UpstreamError};

/// Finishes one login with the token and the default settings.
async fn answer(fake: &FakeProvider, token: &Forge) -> Result<EidLogin, UpstreamError> {
    fake.set_token(&token.signed());
    finish(&upstream(), &checked(settings(&fake.issuer)), NOW).await
}

#[tokio::test]
async fn a_right_token_gives_the_login() {
    let fake = FakeProvider::start().await;
    let login = answer(&fake, &Forge::new(&fake.issuer)).await.ok().unwrap();
    assert_eq!(login.issuer, fake.issuer);
    assert_eq!(login.subject, "pairwise-subject");
    let number = login.number.unwrap();
    assert_eq!(
        (number.namespace(), number.expose()),
        (Namespace::NoFnr, &*PID)
    );
    assert_eq!(login.level, Level::High);
    assert_eq!(login.acr.as_deref(), Some("idporten-loa-high"));
    assert_eq!(login.amr, ["BankID"]);
    assert_eq!(login.auth_time, NOW - 5);
    assert_eq!(login.sid.as_deref(), Some("upstream-session"));
    assert_eq!(login.locale.as_deref(), Some("nb"));
    assert_eq!(login.birth_date, Some(time::macros::date!(1984 - 02 - 29)));
    assert!(login.name.is_none());
}

#[tokio::test]
async fn an_eidas_token_gives_name_and_birth_date_without_a_number() {
    let fake = FakeProvider::start().await;
    let mut token = Forge::new(&fake.issuer);
    token.claims.remove("pid");
    token
        .claims
        .insert("acr".into(), json!("eidas-loa-substantial"));
    token
        .claims
        .insert("eidas_firstname".into(), json!("Lilla"));
    token.claims.insert("eidas_lastname".into(), json!("Lampa"));
    token
        .claims
        .insert("eidas_date_of_birth".into(), json!("1970-12-31"));
    let login = answer(&fake, &token).await.ok().unwrap();
    assert!(login.number.is_none());
    assert_eq!(login.level, Level::Substantial);
    let name = login.name.unwrap();
    assert_eq!(
        (name.given.as_deref(), name.family.as_deref()),
        (Some("Lilla"), Some("Lampa"))
    );
    assert_eq!(login.birth_date, Some(time::macros::date!(1970 - 12 - 31)));
}

#[tokio::test]
async fn what_proves_nothing_brings_no_number_and_no_level() {
    let fake = FakeProvider::start().await;
    for acr in [
        json!("selfregistered-email"),
        json!("idporten-loa-substantial-limited"),
        Value::Null,
    ] {
        let mut token = Forge::new(&fake.issuer);
        token.claims.insert("acr".into(), acr);
        let login = answer(&fake, &token).await.ok().unwrap();
        assert_eq!(login.level, Level::None);
        assert!(login.number.is_none());
    }
}

#[tokio::test]
async fn a_provider_cannot_reach_above_what_it_is_believed_to() {
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    let mut settings = settings(&fake.issuer);
    settings.highest_level = Level::Low;
    let login = finish(&upstream(), &checked(settings), NOW)
        .await
        .ok()
        .unwrap();
    assert_eq!(login.level, Level::Low);
}

#[tokio::test]
async fn each_configured_algorithm_is_verified_and_no_other() {
    let fake = FakeProvider::start().await;
    let algorithms = [
        (
            IdTokenAlgorithm::RS256,
            "RS256",
            "rsa-1",
            Signer::Key(&RSA, Algorithm::RS256),
        ),
        (
            IdTokenAlgorithm::PS256,
            "PS256",
            "rsa-1",
            Signer::Key(&RSA, Algorithm::PS256),
        ),
        (
            IdTokenAlgorithm::ES256,
            "ES256",
            "ec-1",
            Signer::Key(&EC, Algorithm::ES256),
        ),
    ];
    for (configured, ..) in algorithms {
        let mut settings = settings(&fake.issuer);
        settings.id_token_algorithms = vec![configured];
        let provider = checked(settings);
        for (algorithm, alg, kid, signer) in algorithms {
            let mut token = Forge::new(&fake.issuer);
            token.header = json!({ "alg": alg, "kid": kid });
            token.signer = signer;
            fake.set_token(&token.signed());
            match finish(&upstream(), &provider, NOW).await {
                Ok(login) => {
                    assert_eq!(configured, algorithm);
                    assert_eq!(login.subject, "pairwise-subject");
                }
                Err(UpstreamError::Untrusted(Flaw::AlgorithmNotAllowed)) => {
                    assert_ne!(configured, algorithm);
                }
                Err(other) => panic!("{configured:?} {alg}: {other:?}"),
            }
        }
    }
}

/// A way to spoil a token.
type Spoil = fn(&mut Forge);

fn claim(token: &mut Forge, name: &str, value: Value) {
    token.claims.insert(name.to_owned(), value);
}

const WRONG: &[(&str, Spoil, Flaw)] = &[
    (
        "signed by a stranger's key under a known kid",
        |t| t.signer = Signer::Key(&NEXT_RSA, Algorithm::RS256),
        Flaw::SignatureInvalid,
    ),
    (
        "garbage for a signature",
        |t| t.signer = Signer::Garbage,
        Flaw::SignatureInvalid,
    ),
    (
        "no signature",
        |t| t.signer = Signer::Empty,
        Flaw::SignatureInvalid,
    ),
    (
        "PS256 signature under RS256",
        |t| t.signer = Signer::Key(&RSA, Algorithm::PS256),
        Flaw::SignatureInvalid,
    ),
    (
        "alg none",
        |t| {
            t.header["alg"] = json!("none");
            t.signer = Signer::Empty;
        },
        Flaw::AlgorithmNotAllowed,
    ),
    (
        "alg None",
        |t| {
            t.header["alg"] = json!("None");
            t.signer = Signer::Empty;
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "alg none with a signature",
        |t| t.header["alg"] = json!("none"),
        Flaw::AlgorithmNotAllowed,
    ),
    (
        "HS256 with the public key",
        |t| {
            t.header["alg"] = json!("HS256");
            t.signer = Signer::PublicKeyAsSecret;
        },
        Flaw::AlgorithmNotAllowed,
    ),
    (
        "RS512 though RS256 is agreed on",
        |t| {
            t.header["alg"] = json!("RS512");
            t.signer = Signer::Key(&RSA, Algorithm::RS512);
        },
        Flaw::AlgorithmNotAllowed,
    ),
    (
        "an algorithm nobody knows",
        |t| t.header["alg"] = json!("XS256"),
        Flaw::IdTokenMalformed,
    ),
    (
        "no alg",
        |t| {
            t.header.as_object_mut().unwrap().remove("alg");
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "unknown kid",
        |t| t.header["kid"] = json!("rsa-9"),
        Flaw::KeyUnknown,
    ),
    (
        "kid of a key of another type",
        |t| t.header["kid"] = json!("ec-1"),
        Flaw::KeyUnknown,
    ),
    (
        "kid that is not text",
        |t| t.header["kid"] = json!(1),
        Flaw::IdTokenMalformed,
    ),
    (
        "an access token's typ",
        |t| t.header["typ"] = json!("at+jwt"),
        Flaw::HeaderUnsupported,
    ),
    (
        "a logout token's typ",
        |t| t.header["typ"] = json!("logout+jwt"),
        Flaw::HeaderUnsupported,
    ),
    (
        "crit",
        |t| t.header["crit"] = json!(["b64"]),
        Flaw::HeaderUnsupported,
    ),
    (
        "nested",
        |t| t.header["cty"] = json!("JWT"),
        Flaw::HeaderUnsupported,
    ),
    (
        "iss of another",
        |t| claim(t, "iss", json!("http://other.localhost")),
        Flaw::IssuerMismatch,
    ),
    (
        "iss with a slash more",
        |t| {
            let iss = format!("{}/", t.claims["iss"].as_str().unwrap());
            claim(t, "iss", json!(iss));
        },
        Flaw::IssuerMismatch,
    ),
    (
        "no iss",
        |t| {
            t.claims.remove("iss");
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "aud of another",
        |t| claim(t, "aud", json!("someone")),
        Flaw::AudienceMismatch,
    ),
    (
        "aud in another case",
        |t| claim(t, "aud", json!("Kobling-Client")),
        Flaw::AudienceMismatch,
    ),
    (
        "aud empty",
        |t| claim(t, "aud", json!([])),
        Flaw::AudienceMismatch,
    ),
    (
        "no aud",
        |t| {
            t.claims.remove("aud");
        },
        Flaw::AudienceMismatch,
    ),
    (
        "several audiences without azp",
        |t| claim(t, "aud", json!(["kobling-client", "someone"])),
        Flaw::AuthorizedPartyMismatch,
    ),
    (
        "several audiences, azp of another",
        |t| {
            claim(t, "aud", json!(["kobling-client", "someone"]));
            claim(t, "azp", json!("someone"));
        },
        Flaw::AuthorizedPartyMismatch,
    ),
    (
        "our audience, azp of another",
        |t| claim(t, "azp", json!("someone")),
        Flaw::AuthorizedPartyMismatch,
    ),
    (
        "azp ours, audience of another",
        |t| {
            claim(t, "aud", json!("someone"));
            claim(t, "azp", json!("kobling-client"));
        },
        Flaw::AudienceMismatch,
    ),
    (
        "expired this second",
        |t| claim(t, "exp", json!(NOW)),
        Flaw::Expired,
    ),
    (
        "expired long ago",
        |t| claim(t, "exp", json!(1)),
        Flaw::Expired,
    ),
    (
        "exp negative",
        |t| claim(t, "exp", json!(-1)),
        Flaw::Expired,
    ),
    (
        "exp as text",
        |t| claim(t, "exp", json!((NOW + 120).to_string())),
        Flaw::IdTokenMalformed,
    ),
    (
        "exp beyond all calendars",
        |t| claim(t, "exp", json!(1e300)),
        Flaw::IdTokenMalformed,
    ),
    (
        "no exp",
        |t| {
            t.claims.remove("exp");
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "issued in the future",
        |t| claim(t, "iat", json!(NOW + 31)),
        Flaw::IssuedAtImplausible,
    ),
    (
        "issued too long ago",
        |t| claim(t, "iat", json!(NOW - 601)),
        Flaw::IssuedAtImplausible,
    ),
    (
        "no iat",
        |t| {
            t.claims.remove("iat");
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "another login's nonce",
        |t| claim(t, "nonce", json!("other")),
        Flaw::NonceMismatch,
    ),
    (
        "empty nonce",
        |t| claim(t, "nonce", json!("")),
        Flaw::NonceMismatch,
    ),
    (
        "no nonce",
        |t| {
            t.claims.remove("nonce");
        },
        Flaw::NonceMismatch,
    ),
    (
        "authenticated in the future",
        |t| claim(t, "auth_time", json!(NOW + 31)),
        Flaw::AuthenticationTimeImplausible,
    ),
    (
        "no auth_time",
        |t| {
            t.claims.remove("auth_time");
        },
        Flaw::AuthenticationTimeMissing,
    ),
    (
        "at_hash of another token",
        |t| claim(t, "at_hash", json!(at_hash("other"))),
        Flaw::AccessTokenHashMismatch,
    ),
    (
        "at_hash whole instead of half",
        |t| {
            let whole = format!("{}AAAA", at_hash(ACCESS_TOKEN));
            claim(t, "at_hash", json!(whole));
        },
        Flaw::AccessTokenHashMismatch,
    ),
    (
        "at_hash empty",
        |t| claim(t, "at_hash", json!("")),
        Flaw::AccessTokenHashMismatch,
    ),
    (
        "no sub",
        |t| {
            t.claims.remove("sub");
        },
        Flaw::IdTokenMalformed,
    ),
    (
        "sub empty",
        |t| claim(t, "sub", json!("")),
        Flaw::ClaimMalformed,
    ),
    (
        "sub too long",
        |t| claim(t, "sub", json!("s".repeat(256))),
        Flaw::ClaimMalformed,
    ),
    (
        "sub not ASCII",
        |t| claim(t, "sub", json!("søker")),
        Flaw::ClaimMalformed,
    ),
    (
        "pid that is a number",
        |t| claim(t, "pid", json!(2_013_299_997_u64)),
        Flaw::ClaimMalformed,
    ),
    (
        "pid with a wrong check digit",
        |t| claim(t, "pid", json!("02013299998")),
        Flaw::NationalNumberMalformed,
    ),
    (
        "pid with a space",
        |t| claim(t, "pid", json!(format!("{} ", *PID))),
        Flaw::NationalNumberMalformed,
    ),
    (
        "pid empty",
        |t| claim(t, "pid", json!("")),
        Flaw::NationalNumberMalformed,
    ),
];

#[tokio::test]
async fn each_wrong_token_is_refused_for_its_own_reason() {
    let fake = FakeProvider::start().await;
    for (name, spoil, flaw) in WRONG {
        let mut token = Forge::new(&fake.issuer);
        spoil(&mut token);
        let error = answer(&fake, &token)
            .await
            .err()
            .unwrap_or_else(|| panic!("{name}: accepted"));
        let matches = matches!(&error, UpstreamError::Untrusted(found) if found == flaw);
        assert!(matches, "{name}: {error:?}, not {flaw:?}");
        assert_nothing_leaks(&error);
    }
}

#[tokio::test]
async fn times_at_their_limits_and_several_audiences_with_our_azp_are_accepted() {
    let fake = FakeProvider::start().await;
    let right: &[Spoil] = &[
        |t| claim(t, "exp", json!(NOW + 1)),
        |t| claim(t, "iat", json!(NOW + 30)),
        |t| claim(t, "iat", json!(NOW - 600)),
        |t| claim(t, "auth_time", json!(NOW + 30)),
        |t| claim(t, "aud", json!(["kobling-client"])),
        |t| {
            claim(t, "aud", json!(["someone", "kobling-client"]));
            claim(t, "azp", json!("kobling-client"));
        },
        |t| {
            t.claims.remove("at_hash");
        },
        |t| {
            t.claims.remove("pid");
        },
        |t| {
            t.header.as_object_mut().unwrap().remove("typ");
        },
        // One key fits RS256, so the token need not name it (OpenID Connect Core 10.1).
        |t| {
            t.header.as_object_mut().unwrap().remove("kid");
        },
    ];
    for (row, change) in right.iter().enumerate() {
        let mut token = Forge::new(&fake.issuer);
        change(&mut token);
        assert!(answer(&fake, &token).await.is_ok(), "row {row}");
    }
}

/// Every claim that is read, with a value of every JSON type. Only what is listed passes.
#[tokio::test]
async fn claims_of_a_wrong_type_are_refused() {
    let fake = FakeProvider::start().await;
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1.5),
        json!(""),
        json!("text"),
        json!((NOW + 60).to_string()),
        json!([]),
        json!([1]),
        json!(["text"]),
        json!({}),
        json!({ "a": 1 }),
    ];
    let optional_text = |value: &Value| value.is_null() || value.is_string();
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "azp",
        "at_hash",
        "pid",
        "sid",
        "locale",
    ] {
        for value in &values {
            let may_pass = match name {
                "sub" => value.as_str().is_some_and(|text| !text.is_empty()),
                "acr" | "sid" | "locale" => optional_text(value),
                "amr" => value.is_null() || *value == json!([]) || *value == json!(["text"]),
                // 0 is long ago, but so may a login be where no age was asked for.
                "auth_time" => value.is_number(),
                "azp" | "at_hash" | "pid" => value.is_null(),
                _ => false,
            };
            let mut token = Forge::new(&fake.issuer);
            claim(&mut token, name, value.clone());
            match answer(&fake, &token).await {
                Ok(_) => assert!(may_pass, "{name} = {value} was accepted"),
                Err(error @ UpstreamError::Untrusted(_)) => {
                    assert!(!may_pass, "{name} = {value}: {error:?}");
                    assert_nothing_leaks(&error);
                }
                Err(other) => panic!("{name} = {value}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_claim_given_twice_is_refused() {
    let fake = FakeProvider::start().await;
    let forge = Forge::new(&fake.issuer);
    for repeated in ["iss", "aud", "sub", "exp", "nonce", "acr", "azp"] {
        let token = forge.signed_with_repeated(repeated);
        fake.set_token(&token);
        let error = finish(&upstream(), &checked(settings(&fake.issuer)), NOW)
            .await
            .err()
            .unwrap();
        assert!(
            matches!(error, UpstreamError::Untrusted(Flaw::IdTokenMalformed)),
            "{repeated}"
        );
    }
}

#[tokio::test]
async fn texts_that_are_no_tokens_are_refused() {
    let fake = FakeProvider::start().await;
    let right = Forge::new(&fake.issuer).signed();
    let (unsigned, signature) = right.rsplit_once('.').unwrap();
    for text in [
        String::new(),
        "..".to_owned(),
        unsigned.to_owned(),
        format!("{right}.x"),
        format!("{unsigned}.{signature}="),
        format!(" {right}"),
        "a.b.c.d.e".to_owned(),
    ] {
        fake.set_token(&text);
        let error = finish(&upstream(), &checked(settings(&fake.issuer)), NOW)
            .await
            .err()
            .unwrap();
        assert!(
            matches!(error, UpstreamError::Untrusted(_)),
            "{text}: {error:?}"
        );
        assert_nothing_leaks(&error);
    }
}

#[tokio::test]
async fn synthetic_people_are_refused_where_they_do_not_belong() {
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    let mut settings = settings(&fake.issuer);
    settings.number.as_mut().unwrap().synthetic = false;
    let error = finish(&upstream(), &checked(settings), NOW)
        .await
        .err()
        .unwrap();
    assert!(matches!(
        error,
        UpstreamError::Untrusted(Flaw::NationalNumberMalformed)
    ));
}

#[tokio::test]
async fn an_old_authentication_is_refused_when_a_fresh_one_was_asked_for() {
    let fake = FakeProvider::start().await;
    let provider = checked(settings(&fake.issuer));
    for (authenticated, accepted) in [(NOW - 31, false), (NOW - 30, true), (NOW, true)] {
        let mut token = Forge::new(&fake.issuer);
        claim(&mut token, "auth_time", json!(authenticated));
        fake.set_token(&token.signed());
        let mut expected = expected();
        expected.authenticated_since = Some(NOW);
        let query = format!("code=c&iss={}", fake.issuer);
        let callback = crate::CallbackParameters::parse(&query).unwrap();
        let answer = upstream()
            .finish(&provider, &callback, &expected, &Random::system(), NOW)
            .await;
        match answer {
            Ok(_) => assert!(accepted),
            Err(UpstreamError::Untrusted(Flaw::AuthenticationTimeImplausible)) => {
                assert!(!accepted);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
