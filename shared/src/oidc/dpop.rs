//! Demonstrating proof of possession (RFC 9449): a call is signed with a key of the app's own, and
//! the tokens that it gets are of no use without that key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::{
    client_assertion::UsedAssertion,
    foreign_jwt::{self, FAPI_ALGORITHMS},
};
use crate::{
    clock::Timestamp,
    digest::{is_equal, sha256},
};

/// The header's name.
pub const HEADER: &str = "dpop";
/// RFC 9449 section 4.2.
const TYPE: &str = "dpop+jwt";
/// Seconds that a proof may be old, or its clock ahead (section 11.1).
const WINDOW: i64 = 60;
/// Members of a JWK that must stay with its owner (RFC 7518 section 6).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A proof that holds: the thumbprint of its key, and what has to be created in the store so that
/// it is taken once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proved {
    pub jkt: String,
    pub used: UsedAssertion,
}

/// A proof that does not hold; every reason gives the same answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidProof;

/// The call that a proof has to be for.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub method: &'a str,
    /// Without query and fragment.
    pub url: &'a str,
    /// The token that is shown along with it, at a resource.
    pub access_token: Option<&'a str>,
    pub now: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: Timestamp,
    #[serde(default)]
    ath: Option<String>,
}

/// Reads the proof of a call; `headers` holds the values of all its `DPoP` headers. None where
/// there is no such header.
pub fn read(headers: &[&[u8]], call: &Call<'_>) -> Result<Option<Proved>, InvalidProof> {
    match headers {
        [] => Ok(None),
        [one] => std::str::from_utf8(one)
            .ok()
            .and_then(|proof| check(proof.trim_matches(' '), call))
            .map(Some)
            .ok_or(InvalidProof),
        _ => Err(InvalidProof),
    }
}

fn check(proof: &str, call: &Call<'_>) -> Option<Proved> {
    let header = foreign_jwt::header(proof, FAPI_ALGORITHMS)?;
    if header.typ.as_deref() != Some(TYPE) {
        return None;
    }
    let key = public_key(proof)?;
    let claims: Claims = foreign_jwt::verified_by(proof, header.alg, &key)?;
    let is_of_token = match call.access_token {
        None => true,
        Some(token) => claims
            .ath
            .as_deref()
            .is_some_and(|ath| is_equal(&sha256(token), ath)),
    };
    let is_right = claims.htm == call.method
        && bare(&claims.htu)? == bare(call.url)?
        && (call.now - WINDOW..=call.now + WINDOW).contains(&claims.iat)
        && is_of_token
        && (1..=512).contains(&claims.jti.len());
    if !is_right {
        return None;
    }
    let jkt = key.thumbprint(ThumbprintHash::SHA256).ok()?;
    let until = claims.iat + WINDOW + 1;
    let used = UsedAssertion::of(&format!("dpop\0{jkt}\0{}", claims.jti), until);
    Some(Proved { jkt, used })
}

/// The key in the header, if it is a public one and nothing more (section 4.3).
fn public_key(proof: &str) -> Option<Jwk> {
    let (header, _) = proof.split_once('.')?;
    let header: Map<String, Value> =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let key = header.get("jwk")?.as_object()?;
    if PRIVATE.iter().any(|member| key.contains_key(*member)) {
        return None;
    }
    serde_json::from_value(Value::Object(key.clone())).ok()
}

/// An address as it is compared: normalised, without query and fragment (section 4.3).
fn bare(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url)
}
