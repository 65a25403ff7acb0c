//! Our own tokens as JWS (RFC 7515, RFC 8725): signed with a named key, and read back only with
//! the type, the algorithm and the key that we would have used. Claims are checked by who reads.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Header, Validation};
use kobling_base::clock::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::{SigningKey, jws};

/// A token could not be made: the key is not one to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    #[error("the key {0} is not open for signing")]
    NotOpen(String),
    #[error("the token could not be written")]
    Unwritable(#[from] serde_json::Error),
    #[error("the token could not be signed")]
    Failed,
}

/// Signs claims as a token of a type (the header's `typ`).
pub fn sign<T: Serialize>(key: &SigningKey, typ: &str, claims: &T) -> Result<String, SigningError> {
    let mut header = Header::new(jws(key.algorithm));
    header.typ = Some(typ.to_owned());
    header.kid = Some(key.kid.clone());
    sign_as(key, &header, claims)
}

/// As `sign`, under a header of the caller's.
pub fn sign_as<T: Serialize>(
    key: &SigningKey,
    header: &Header,
    claims: &T,
) -> Result<String, SigningError> {
    let private = key
        .signing
        .as_ref()
        .ok_or_else(|| SigningError::NotOpen(key.kid.clone()))?;
    let mut token = String::with_capacity(1024);
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(header)?, &mut token);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
    let signature = private.sign(token.as_bytes()).ok_or(SigningError::Failed)?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// Reads a token of ours; none for anything else. Of time only that of the key is looked at: what
/// was made with one that was withdrawn is no token.
///
/// The key comes from our own list by `kid`, never from the token (RFC 8725 section 3.8); its
/// algorithm is the only one that counts (section 3.1); a critical extension is never understood
/// (RFC 7515 section 4.1.11). A claim of a wrong JSON type is no claim.
pub fn read<T: DeserializeOwned>(
    keys: &[SigningKey],
    typ: &str,
    token: &str,
    maximum: usize,
    now: Timestamp,
) -> Option<T> {
    if token.len() > maximum {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    let kid = header.kid?;
    let key = keys
        .iter()
        .find(|key| key.kid == kid && key.is_published(now))?;
    let is_ours = header.crit.is_none()
        && header.alg == jws(key.algorithm)
        && header
            .typ
            .is_some_and(|found| found.eq_ignore_ascii_case(typ));
    if !is_ours {
        return None;
    }
    let mut validation = Validation::new(jws(key.algorithm));
    // Expiry is compared with the clock we are given and the audience with what the reader
    // wants, both in plain sight, by the reader.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(token, &key.verifying, &validation)
        .ok()
        .map(|data| data.claims)
}
