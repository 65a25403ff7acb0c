//! Signed request objects (RFC 9101): an app's request as a token that its own key signed. What it
//! holds is the request; nothing that stands beside it counts (section 5).

use kobling_base::clock::Timestamp;
use kobling_keys::foreign_jwt::{self, ALGORITHMS, FAPI_ALGORITHMS};
use kobling_model::apps::{Client, SecurityProfile};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{InvalidRequest, Refusal};
use crate::Parameters;

/// Seconds from now within which a request has to expire, and back to which it may have begun.
const LONGEST_LIFE: i64 = 3600;
/// Seconds by which an app's clock may be ahead.
const SKEW: i64 = 30;
/// What is about the token and not about the request.
const ABOUT: &[&str] = &["iss", "aud", "exp", "nbf", "iat", "jti"];

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The parameters of a request, out of its request object if it came as one. An app without keys
/// has none, and is told so by the checks that follow.
pub fn opened(
    raw: &[(String, String)],
    client: &Client,
    issuer: &str,
    now: Timestamp,
) -> Result<Option<Vec<(String, String)>>, Refusal> {
    let object = Parameters::new(raw).one("request")?;
    match (object, client.jwks.as_deref()) {
        (Some(object), Some(jwks)) => verified(object, jwks, client, issuer, now)
            .and_then(parameters)
            .ok_or(Refusal::InvalidRequestObject)
            .map(Some),
        _ if client.require_signed_request_object => Err(InvalidRequest::NotSigned.into()),
        _ => Ok(None),
    }
}

fn verified(
    object: &str,
    jwks: &str,
    client: &Client,
    issuer: &str,
    now: Timestamp,
) -> Option<Map<String, Value>> {
    let is_fapi = client.profile == SecurityProfile::Fapi2;
    let algorithms = if is_fapi { FAPI_ALGORITHMS } else { ALGORITHMS };
    let keys = foreign_jwt::key_set(jwks)?;
    let header = foreign_jwt::header(object, algorithms)?;
    // A token that is meant for something else says so (section 10.8).
    let is_one = header.typ.as_deref().is_none_or(|typ| {
        let typ = typ.strip_prefix("application/").unwrap_or(typ);
        typ.eq_ignore_ascii_case("oauth-authz-req+jwt") || typ.eq_ignore_ascii_case("jwt")
    });
    let claims: Map<String, Value> = foreign_jwt::verified(object, &header, &keys)?;
    let id = client.id.as_str();
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| claims.get(name).map(Value::as_i64);
    let is_for_us = match serde_json::from_value(claims.get("aud")?.clone()).ok()? {
        Audience::One(audience) => audience == issuer,
        Audience::Several(all) => all.iter().any(|audience| audience == issuer),
    };
    let expires_at = time("exp")??;
    // FAPI 2.0 Message Signing section 5.3.1: `nbf` is there, an hour ago at most, and the end an
    // hour after it at most.
    let has_begun = match time("nbf") {
        None => !is_fapi,
        Some(None) => false,
        Some(Some(from)) => {
            from >= now - LONGEST_LIFE
                && (!is_fapi || expires_at <= from.saturating_add(LONGEST_LIFE))
        }
    };
    let is_now = now < expires_at
        && expires_at <= now + LONGEST_LIFE
        && has_begun
        && ["nbf", "iat"]
            .iter()
            .all(|name| time(name).is_none_or(|from| from.is_some_and(|from| from <= now + SKEW)));
    // An assertion of the same key has `sub`, and must not pass for a request (section 10.8).
    let is_right = is_one
        && is_for_us
        && is_now
        && text("iss") == Some(id)
        && text("client_id") == Some(id)
        && !claims.contains_key("sub")
        && !claims.contains_key("request")
        && !claims.contains_key("request_uri");
    is_right.then_some(claims)
}

/// Claims as parameters: text as it is, numbers as text, objects as JSON (OpenID Connect Core
/// section 6.1); several resources as several (RFC 8707).
fn parameters(claims: Map<String, Value>) -> Option<Vec<(String, String)>> {
    let mut named = Vec::new();
    for (name, value) in claims {
        if ABOUT.contains(&name.as_str()) {
            continue;
        }
        match value {
            Value::String(text) => named.push((name, text)),
            Value::Array(several) if name == "resource" => {
                for one in several {
                    named.push((name.clone(), one.as_str()?.to_owned()));
                }
            }
            Value::Null => {}
            other => named.push((name, other.to_string())),
        }
    }
    Some(named)
}
