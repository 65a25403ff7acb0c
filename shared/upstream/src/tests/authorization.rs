//! The request that is sent and the response that comes back.

use std::collections::HashMap;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, Validation};
use kobling_base::{random::Random, secret::Secret};
use kobling_model::national_id::{Namespace, TrustedIssuers};
use serde_json::{Value, json};

use super::fixture::{
    CLIENT, CLIENT_KEY, CODE, FakeProvider, Forge, NOW, Received, Reply, assert_nothing_leaks,
    checked, expected, finish, settings, upstream,
};
use crate::{
    Ask, Begun, CallbackParameters, ClientAuthentication, Expected, Flaw, Misconfiguration, Outage,
    Provider, UpstreamError,
};

async fn begin(fake: &FakeProvider, ask: &Ask) -> Result<Begun, UpstreamError> {
    let provider = checked(settings(&fake.issuer));
    upstream()
        .begin(&provider, ask, "state-1", &Random::system(), NOW)
        .await
}

fn query(url: &url::Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn full_ask() -> Ask {
    Ask {
        acr_values: vec!["idporten-loa-high".into(), "eidas-loa-high".into()],
        ui_locales: vec!["nn".into(), "en".into()],
        prompt_login: true,
        max_age: Some(300),
    }
}

/// The members of a client assertion, after its signature was checked.
fn assertion(request: &Received) -> (jsonwebtoken::Header, Value) {
    let token = &request.form["client_assertion"];
    let mut rules = Validation::new(Algorithm::RS256);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims::<&str>(&[]);
    let data = jsonwebtoken::decode::<Value>(token, &CLIENT_KEY.public(), &rules).unwrap();
    (data.header, data.claims)
}

#[tokio::test]
async fn the_request_is_pushed_and_only_its_name_goes_through_the_browser() {
    let fake = FakeProvider::start().await;
    let begun = begin(&fake, &full_ask()).await.ok().unwrap();
    assert!(
        begun
            .url
            .as_str()
            .starts_with(&format!("{}/authorize?", fake.issuer))
    );
    let shown = query(&begun.url);
    assert_eq!(shown.len(), 2);
    assert_eq!(shown["client_id"], CLIENT);
    assert_eq!(shown["request_uri"], "urn:idporten:pushed");

    let pushed = fake.received_at("/par").remove(0);
    assert_eq!(pushed.method, "POST");
    assert_eq!(
        pushed.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    let verifier = begun.expected.pkce_verifier.expose();
    assert_eq!(verifier.len(), 43);
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(digest);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://hub.example.com/callback/idporten"),
        ("scope", "openid profile"),
        ("state", "state-1"),
        ("nonce", begun.expected.nonce.expose()),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("acr_values", "idporten-loa-high eidas-loa-high"),
        ("ui_locales", "nn en"),
        ("prompt", "login"),
        ("max_age", "300"),
    ] {
        assert_eq!(pushed.form[name], value, "{name}");
    }
    assert_eq!(begun.expected.authenticated_since, Some(NOW));
}

#[tokio::test]
async fn without_par_the_request_goes_through_the_browser_and_unasked_wishes_stay_out() {
    let fake = FakeProvider::start().await;
    fake.set_metadata("pushed_authorization_request_endpoint", Value::Null);
    let begun = begin(&fake, &Ask::default()).await.ok().unwrap();
    let shown = query(&begun.url);
    assert_eq!(shown["state"], "state-1");
    assert_eq!(shown["nonce"], *begun.expected.nonce.expose());
    for absent in [
        "acr_values",
        "ui_locales",
        "prompt",
        "max_age",
        "client_assertion",
    ] {
        assert!(!shown.contains_key(absent), "{absent}");
    }
    assert_eq!(begun.expected.authenticated_since, None);
    assert!(fake.received_at("/par").is_empty());

    fake.set_metadata("pushed_authorization_request_endpoint", Value::Null);
    let ask = Ask {
        max_age: Some(300),
        ..Ask::default()
    };
    let begun = begin(&fake, &ask).await.ok().unwrap();
    assert_eq!(begun.expected.authenticated_since, Some(NOW - 300));
}

#[tokio::test]
async fn an_authorization_endpoint_keeps_its_own_query() {
    let fake = FakeProvider::start().await;
    let endpoint = format!("{}/authorize?tenant=a%26b", fake.issuer);
    fake.set_metadata("authorization_endpoint", json!(endpoint));
    let shown = query(&begin(&fake, &Ask::default()).await.ok().unwrap().url);
    assert_eq!(shown["tenant"], "a&b");
    assert_eq!(shown["request_uri"], "urn:idporten:pushed");
}

#[tokio::test]
async fn the_client_proves_itself_by_a_fresh_assertion_at_each_endpoint() {
    let fake = FakeProvider::start().await;
    begin(&fake, &Ask::default()).await.ok().unwrap();
    fake.set_token(&Forge::new(&fake.issuer).signed());
    finish(&upstream(), &checked(settings(&fake.issuer)), NOW)
        .await
        .ok()
        .unwrap();
    let requests = [
        fake.received_at("/par").remove(0),
        fake.received_at("/token").remove(0),
    ];
    let mut ids = Vec::new();
    for request in &requests {
        let (header, claims) = assertion(request);
        assert_eq!(header.kid.as_deref(), Some("client-1"));
        assert_eq!(claims["iss"], CLIENT);
        assert_eq!(claims["sub"], CLIENT);
        assert_eq!(claims["aud"], json!(fake.issuer));
        assert_eq!(claims["iat"], NOW);
        assert_eq!(claims["exp"], NOW + 60);
        assert_eq!(request.form["client_id"], CLIENT);
        assert_eq!(
            request.form["client_assertion_type"],
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        assert!(!request.headers.contains_key("authorization"));
        ids.push(claims["jti"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let form = &requests[1].form;
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], CODE);
    assert_eq!(
        form["redirect_uri"],
        "https://hub.example.com/callback/idporten"
    );
    assert_eq!(form["code_verifier"], "v".repeat(43));
}

#[tokio::test]
async fn a_client_secret_goes_form_encoded_into_the_header_and_nowhere_else() {
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    let trusted = TrustedIssuers::default().with(Namespace::NoFnr, &fake.issuer);
    let secret = ClientAuthentication::ClientSecretBasic(Secret::new("p%ss:w&rd å".to_owned()));
    let provider = Provider::new(settings(&fake.issuer), secret, &trusted).unwrap();
    finish(&upstream(), &provider, NOW).await.ok().unwrap();
    let request = fake.received_at("/token").remove(0);
    let sent = request.headers["authorization"]
        .strip_prefix("Basic ")
        .unwrap()
        .to_owned();
    let pair = String::from_utf8(STANDARD.decode(sent).unwrap()).unwrap();
    assert_eq!(pair, "kobling-client:p%25ss%3Aw%26rd+%C3%A5");
    for absent in ["client_secret", "client_assertion", "client_assertion_type"] {
        assert!(!request.form.contains_key(absent), "{absent}");
    }
}

#[tokio::test]
async fn two_logins_share_no_random_value() {
    let fake = FakeProvider::start().await;
    let first = begin(&fake, &Ask::default()).await.ok().unwrap().expected;
    let second = begin(&fake, &Ask::default()).await.ok().unwrap().expected;
    assert_ne!(first.nonce.expose(), second.nonce.expose());
    assert_ne!(first.pkce_verifier.expose(), second.pkce_verifier.expose());
    assert_ne!(first.nonce.expose(), first.pkce_verifier.expose());
}

#[test]
fn what_is_expected_survives_storing() {
    let mut kept = expected();
    kept.authenticated_since = Some(NOW);
    let stored = serde_json::to_string(&kept).unwrap();
    let read: Expected = serde_json::from_str(&stored).unwrap();
    assert_eq!(read.nonce.expose(), kept.nonce.expose());
    assert_eq!(read.pkce_verifier.expose(), kept.pkce_verifier.expose());
    assert_eq!(read.authenticated_since, Some(NOW));
}

/// What a response must come to.
enum Outcome {
    Login,
    Cancelled,
    LoginRequired,
    UnmetLevel,
    Unavailable,
    Refused(&'static str),
    ClientRefused(&'static str),
    Untrusted(Flaw),
}

fn fits(answer: &Result<(), UpstreamError>, outcome: &Outcome) -> bool {
    match (answer, outcome) {
        (Ok(()), Outcome::Login)
        | (Err(UpstreamError::Cancelled), Outcome::Cancelled)
        | (Err(UpstreamError::LoginRequired), Outcome::LoginRequired)
        | (Err(UpstreamError::UnmetLevel), Outcome::UnmetLevel)
        | (Err(UpstreamError::Unavailable(Outage::Answered(_))), Outcome::Unavailable) => true,
        (Err(UpstreamError::Refused(found)), Outcome::Refused(code))
        | (
            Err(UpstreamError::Misconfigured(Misconfiguration::ClientRefused(found))),
            Outcome::ClientRefused(code),
        ) => found.as_str() == *code,
        (Err(UpstreamError::Untrusted(found)), Outcome::Untrusted(flaw)) => found == flaw,
        _ => false,
    }
}

#[tokio::test]
async fn each_response_comes_to_its_outcome() {
    use Outcome::{
        Cancelled, ClientRefused, Login, LoginRequired, Refused, Unavailable, UnmetLevel, Untrusted,
    };
    let table: &[(&str, Outcome)] = &[
        ("code=CODE&state=s&iss=ISS", Login),
        ("code=CODE&iss=ISS&unknown=1&unknown=2", Login),
        ("code=CODE&state=s", Untrusted(Flaw::ResponseIssuerMissing)),
        ("code=CODE&iss=", Untrusted(Flaw::ResponseIssuerMismatch)),
        (
            "code=CODE&iss=ISS/",
            Untrusted(Flaw::ResponseIssuerMismatch),
        ),
        (
            "code=CODE&iss=https://evil.example.com",
            Untrusted(Flaw::ResponseIssuerMismatch),
        ),
        (
            "error=access_denied",
            Untrusted(Flaw::ResponseIssuerMissing),
        ),
        (
            "error=access_denied&iss=https://evil.example.com",
            Untrusted(Flaw::ResponseIssuerMismatch),
        ),
        ("error=access_denied&iss=ISS", Cancelled),
        ("error=login_required&iss=ISS", LoginRequired),
        ("error=interaction_required&iss=ISS", LoginRequired),
        (
            "error=unmet_authentication_requirements&iss=ISS",
            UnmetLevel,
        ),
        ("error=temporarily_unavailable&iss=ISS", Unavailable),
        ("error=server_error&iss=ISS", Unavailable),
        (
            "error=unauthorized_client&iss=ISS",
            ClientRefused("unauthorized_client"),
        ),
        (
            "error=invalid_scope&iss=ISS&error_description=CODE",
            Refused("invalid_scope"),
        ),
        ("error=%3Cscript%3E&iss=ISS", Refused("unreadable")),
        ("error=&iss=ISS", Refused("")),
        (
            "error=access_denied&code=CODE&iss=ISS",
            Untrusted(Flaw::ResponseMalformed),
        ),
        ("iss=ISS&state=s", Untrusted(Flaw::ResponseMalformed)),
        ("code=&iss=ISS", Untrusted(Flaw::ResponseMalformed)),
        ("", Untrusted(Flaw::ResponseIssuerMissing)),
        (
            "code=CODE&code=CODE&iss=ISS",
            Untrusted(Flaw::ResponseMalformed),
        ),
        (
            "code=CODE&iss=ISS&iss=ISS",
            Untrusted(Flaw::ResponseMalformed),
        ),
        (
            "code=CODE&state=a&state=b&iss=ISS",
            Untrusted(Flaw::ResponseMalformed),
        ),
        (
            "error=a&error=b&iss=ISS",
            Untrusted(Flaw::ResponseMalformed),
        ),
    ];
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    let provider = checked(settings(&fake.issuer));
    let mut sent_on = 0;
    for (response, outcome) in table {
        let encoded: String =
            url::form_urlencoded::byte_serialize(fake.issuer.as_bytes()).collect();
        let response = response.replace("ISS", &encoded).replace("CODE", CODE);
        let answer = match CallbackParameters::parse(&response) {
            Ok(callback) => upstream()
                .finish(&provider, &callback, &expected(), &Random::system(), NOW)
                .await
                .map(|_| ()),
            Err(error) => Err(error),
        };
        assert!(fits(&answer, outcome), "{response}: {answer:?}");
        if let Err(error) = &answer {
            assert_nothing_leaks(error);
        } else {
            sent_on += 1;
        }
        // A response that fails a check must not make us spend its code.
        assert_eq!(fake.received_at("/token").len(), sent_on, "{response}");
    }
}

#[tokio::test]
async fn iss_may_be_absent_only_where_it_is_not_promised_but_never_wrong() {
    let fake = FakeProvider::start().await;
    fake.set_token(&Forge::new(&fake.issuer).signed());
    fake.set_metadata(
        "authorization_response_iss_parameter_supported",
        Value::Null,
    );
    let provider = checked(settings(&fake.issuer));
    for (response, accepted) in [
        ("code=c", true),
        ("code=c&iss=https://evil.example.com", false),
    ] {
        let callback = CallbackParameters::parse(response).unwrap();
        let answer = upstream()
            .finish(&provider, &callback, &expected(), &Random::system(), NOW)
            .await;
        assert_eq!(answer.is_ok(), accepted, "{response}");
    }
}

#[tokio::test]
async fn error_answers_of_the_endpoints_come_to_their_outcome() {
    let fake = FakeProvider::start().await;
    let provider = checked(settings(&fake.issuer));
    for (status, code, outcome) in [
        (400, "invalid_grant", Outcome::Refused("invalid_grant")),
        (400, "invalid_request", Outcome::Refused("invalid_request")),
        (
            401,
            "invalid_client",
            Outcome::ClientRefused("invalid_client"),
        ),
        (400, "temporarily_unavailable", Outcome::Unavailable),
    ] {
        let body = json!({ "error": code, "error_description": CODE });
        fake.set("/token", Reply::Json(status, body.clone()));
        fake.set("/par", Reply::Json(status, body));
        let finished = finish(&upstream(), &provider, NOW).await.map(|_| ());
        let begun = begin(&fake, &Ask::default()).await.map(|_| ());
        for answer in [finished, begun] {
            assert!(fits(&answer, &outcome), "{code}: {answer:?}");
            assert_nothing_leaks(&answer.unwrap_err());
        }
    }
}

#[tokio::test]
async fn the_way_out_names_the_client_and_shows_no_number() {
    let fake = FakeProvider::start().await;
    let back = "https://hub.example.com/logout/done".parse().unwrap();
    let issuer = settings(&fake.issuer).issuer;
    let way = || async {
        let upstream = upstream();
        let asked = upstream.end_session_url(&issuer, CLIENT, &back, "state 2", NOW);
        asked.await.unwrap()
    };
    let url = way().await.unwrap();
    assert_eq!(url.path(), "/logout");
    let shown = query(&url);
    assert_eq!(shown["client_id"], CLIENT);
    assert_eq!(shown["post_logout_redirect_uri"], back.as_str());
    assert_eq!(shown["state"], "state 2");
    assert_eq!(shown.len(), 3);
    fake.set_metadata("end_session_endpoint", Value::Null);
    let none = way().await;
    assert!(none.is_none());
}
