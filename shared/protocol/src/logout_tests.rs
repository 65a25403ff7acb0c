//! Who may end a session without a question, and who gets a redirect afterwards.

use kobling_keys::SigningKey;
use kobling_model::Algorithm;

use super::*;
use crate::{
    decode,
    samples::{self, AFTER_LOGOUT, ISSUER, NOW},
    token::{IdToken, id_token::About},
};

fn token(key: &SigningKey, client: &Client, sid: &str) -> String {
    let (evidence, tenant) = (samples::evidence(), samples::tenant_id());
    let about = About {
        client,
        account: samples::account_id(),
        tenant: &tenant,
        evidence: &evidence,
        level: samples::authentication().level,
        sid,
        nonce: None,
        further: serde_json::Map::new(),
    };
    IdToken::new(ISSUER, &about, "at", NOW).sign(key).unwrap()
}

struct Case {
    hint: Option<String>,
    more: &'static str,
    has_session: bool,
    is_confirmed: bool,
}

fn outcome(key: &SigningKey, case: &Case) -> Logout {
    let mut query = case.more.to_owned();
    if let Some(hint) = &case.hint {
        query = format!("{query}&id_token_hint={hint}");
    }
    let raw = decode(query.as_bytes());
    let request = LogoutRequest::read(&raw);
    let hint = request
        .id_token_hint
        .and_then(|hint| Hint::read(std::slice::from_ref(key), ISSUER, hint, NOW));
    let clients = [samples::client(), samples::other_client()];
    let client = request
        .client(hint.as_ref())
        .and_then(|id| clients.iter().find(|client| client.id == *id));
    let session = samples::session();
    decide(
        &request,
        hint.as_ref(),
        client,
        case.has_session.then_some(&session),
        case.is_confirmed,
    )
}

const BACK: &str = "post_logout_redirect_uri=https://hrm.example.com/bye&state=s1";

fn end(redirect: Option<&str>) -> Logout {
    Logout::End {
        redirect: redirect.map(str::to_owned),
    }
}

/// What is asked; then the outcome in a session, without one, and after a yes.
type Row<'a> = (
    &'a str,
    Option<&'a String>,
    &'static str,
    Logout,
    Logout,
    Logout,
);

#[test]
fn the_table_of_logout() {
    let key = samples::signing_key("k1", Algorithm::ES256);
    let stranger = samples::signing_key("k1", Algorithm::ES256);
    let own = token(&key, &samples::client(), "the-sid");
    let older = token(&key, &samples::client(), "another-sid");
    let forged = token(&stranger, &samples::client(), "the-sid");
    let unsigned = samples::unsigned(&own);
    let back = format!("{AFTER_LOGOUT}?state=s1");
    let named = "client_id=hrm&post_logout_redirect_uri=https://hrm.example.com/bye&state=s1";
    let wrong_name = "client_id=payroll&post_logout_redirect_uri=https://hrm.example.com/bye";
    let stateless = "post_logout_redirect_uri=https://hrm.example.com/bye";
    let unregistered = "post_logout_redirect_uri=https://hrm.example.com/bye/2";
    let with_query = "post_logout_redirect_uri=https://hrm.example.com/bye?a=b";
    let callback = "post_logout_redirect_uri=https://hrm.example.com/callback";
    let twice = "state=a&state=b&post_logout_redirect_uri=https://hrm.example.com/bye";
    let none = None;
    let rows: Vec<Row<'_>> = vec![
        (
            "own hint",
            Some(&own),
            BACK,
            end(Some(&back)),
            end(Some(&back)),
            end(Some(&back)),
        ),
        (
            "no state",
            Some(&own),
            stateless,
            end(Some(AFTER_LOGOUT)),
            end(Some(AFTER_LOGOUT)),
            end(Some(AFTER_LOGOUT)),
        ),
        (
            "hint and its name",
            Some(&own),
            named,
            end(Some(&back)),
            end(Some(&back)),
            end(Some(&back)),
        ),
        (
            "hint alone",
            Some(&own),
            "",
            end(None),
            end(None),
            end(None),
        ),
        (
            "another session's hint",
            Some(&older),
            BACK,
            Logout::Confirm,
            end(Some(&back)),
            end(Some(&back)),
        ),
        (
            "another name than the hint's",
            Some(&own),
            wrong_name,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "forged hint",
            Some(&forged),
            named,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "unsigned hint",
            Some(&unsigned),
            named,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        ("no hint", none, BACK, Logout::Confirm, end(None), end(None)),
        (
            "name instead of hint",
            none,
            named,
            Logout::Confirm,
            end(None),
            end(Some(&back)),
        ),
        ("nothing", none, "", Logout::Confirm, end(None), end(None)),
        (
            "only state",
            none,
            "state=s1",
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "unregistered",
            Some(&own),
            unregistered,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "query added",
            Some(&own),
            with_query,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "callback is not for this",
            Some(&own),
            callback,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "state twice",
            Some(&own),
            twice,
            Logout::Confirm,
            end(None),
            end(None),
        ),
        (
            "malformed name",
            Some(&own),
            "client_id=A%23",
            Logout::Confirm,
            end(None),
            end(None),
        ),
    ];
    for (what, hint, more, in_session, without_session, confirmed) in rows {
        let at = |has_session, is_confirmed| {
            outcome(
                &key,
                &Case {
                    hint: hint.cloned(),
                    more,
                    has_session,
                    is_confirmed,
                },
            )
        };
        assert_eq!(at(true, false), in_session, "{what}: in a session");
        assert_eq!(at(false, false), without_session, "{what}: without one");
        assert_eq!(at(true, true), confirmed, "{what}: after a yes");
    }
}

#[test]
fn a_hint_of_another_person_asks_first() {
    let key = samples::signing_key("k1", Algorithm::ES256);
    let own = token(&key, &samples::client(), "the-sid");
    let raw = decode(format!("id_token_hint={own}").as_bytes());
    let request = LogoutRequest::read(&raw);
    let hint = Hint::read(&[key], ISSUER, &own, NOW);
    let mut session = samples::session();
    session.account = samples::other_account_id();
    let client = samples::client();
    assert_eq!(
        decide(
            &request,
            hint.as_ref(),
            Some(&client),
            Some(&session),
            false
        ),
        Logout::Confirm
    );
}

#[test]
fn a_disabled_app_gets_nobody_back() {
    let key = samples::signing_key("k1", Algorithm::ES256);
    let own = token(&key, &samples::client(), "the-sid");
    let raw = decode(format!("{BACK}&id_token_hint={own}").as_bytes());
    let request = LogoutRequest::read(&raw);
    let hint = Hint::read(&[key], ISSUER, &own, NOW);
    let mut client = samples::client();
    client.enabled = false;
    let session = samples::session();
    assert_eq!(
        decide(
            &request,
            hint.as_ref(),
            Some(&client),
            Some(&session),
            false
        ),
        Logout::Confirm
    );
}

#[test]
fn an_unsafe_address_is_not_gone_to_even_if_registered() {
    let key = samples::signing_key("k1", Algorithm::ES256);
    let own = token(&key, &samples::client(), "the-sid");
    let hint = Hint::read(&[key], ISSUER, &own, NOW);
    for address in ["javascript:alert(1)", "http://hrm.example.com/bye"] {
        let mut client = samples::client();
        client.post_logout_redirect_uris = vec![address.to_owned()];
        let raw =
            decode(format!("id_token_hint={own}&post_logout_redirect_uri={address}").as_bytes());
        let request = LogoutRequest::read(&raw);
        let session = samples::session();
        assert_eq!(
            decide(
                &request,
                hint.as_ref(),
                Some(&client),
                Some(&session),
                false
            ),
            Logout::Confirm,
            "{address}"
        );
    }
}
