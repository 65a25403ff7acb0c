//! Demonstrating proof of possession (RFC 9449): a call is signed with a key of the app's own, and
//! the tokens that it gets are of no use without that key.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use kobling_base::{
    clock::Timestamp,
    digest::{is_equal, sha256},
};
use kobling_keys::foreign_jwt::{self, FAPI_ALGORITHMS};
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::dpop_nonce::{Half, Nonces};
use crate::clients::client_assertion::UsedAssertion;

/// The header's name.
pub const HEADER: &str = "dpop";
/// The name of the header that a nonce is given out in (section 8).
pub const NONCE_HEADER: &str = "dpop-nonce";
/// RFC 9449 section 4.2.
const TYPE: &str = "dpop+jwt";
/// Seconds that a proof may be old, or its clock ahead (section 11.1).
const WINDOW: i64 = 60;
/// Members of a JWK that must stay with its owner (RFC 7518 section 6).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A proof that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proved {
    /// The thumbprint of its key.
    pub jkt: String,
    /// Has to be created in the store, so that the proof is taken once.
    pub used: UsedAssertion,
    /// The nonce for the next proof, where the one in this is in its older half (section 8.2).
    pub next_nonce: Option<String>,
}

/// Why a proof is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProofError {
    /// It does not hold; every reason gives the same answer.
    Invalid,
    /// It holds, but for the nonce; with the one to come again with.
    UseNonce(String),
}

/// The call that a proof has to be for.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub method: &'a str,
    /// Without query and fragment.
    pub url: &'a str,
    /// The token that is shown along with it, at a resource.
    pub access_token: Option<&'a str>,
    /// Those that a proof may have in it.
    pub nonces: Nonces<'a>,
    /// Whether one must be in it.
    pub is_nonce_demanded: bool,
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
    #[serde(default)]
    nonce: Option<String>,
}

/// Reads the proof of a call; `headers` holds the values of all its `DPoP` headers. None where
/// there is no such header.
pub fn read(headers: &[&[u8]], call: &Call<'_>) -> Result<Option<Proved>, ProofError> {
    let proof = match headers {
        [] => return Ok(None),
        [one] => std::str::from_utf8(one).map_err(|_| ProofError::Invalid)?,
        _ => return Err(ProofError::Invalid),
    };
    let proof = proof.trim_matches(' ');
    let (jkt, used, nonce) = check(proof, call).ok_or(ProofError::Invalid)?;
    Ok(Some(Proved {
        jkt,
        used,
        next_nonce: next_nonce(nonce.as_deref(), call)?,
    }))
}

/// Looks at the nonce of a proof that holds otherwise: so it is the key's owner who hears of a fresh
/// one. A nonce that is shown counts, also where none is demanded.
fn next_nonce(shown: Option<&str>, call: &Call<'_>) -> Result<Option<String>, ProofError> {
    let fresh = || call.nonces.current(call.now);
    match shown.map(|shown| call.nonces.half(shown, call.now)) {
        None if call.is_nonce_demanded => Err(ProofError::UseNonce(fresh())),
        None | Some(Some(Half::Newer)) => Ok(None),
        Some(Some(Half::Older)) => Ok(Some(fresh())),
        Some(None) => Err(ProofError::UseNonce(fresh())),
    }
}

/// Thumbprint, mark of use and nonce of a proof that is for this call.
fn check(proof: &str, call: &Call<'_>) -> Option<(String, UsedAssertion, Option<String>)> {
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
    Some((jkt, used, claims.nonce))
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
