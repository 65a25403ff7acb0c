//! Tokens that others signed with asymmetric keys of their own (RFC 7515, RFC 8725): a client's
//! assertion or request object, a proof of possession. Only signature and header are checked here.

use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use serde::de::DeserializeOwned;

/// What a client may sign with. No symmetric algorithm, and never `none`.
pub const ALGORITHMS: &[&str] = &["ES256", "PS256", "EdDSA", "RS256"];
/// What FAPI 2.0 leaves of it (section 5.4.1).
pub const FAPI_ALGORITHMS: &[&str] = &["ES256", "PS256", "EdDSA"];

/// The longest token that is looked at, in bytes.
const MAXIMUM: usize = 8192;
/// Keys of one client that are tried at most.
const KEYS: usize = 8;
/// RFC 7518 section 3.3: shorter RSA keys are no keys. In characters of base64url.
const SHORTEST_MODULUS: usize = 2048 / 8 * 4 / 3;

/// The header of a token, if we would take it at all: with one of these algorithms, and without
/// a critical extension, which is never understood (RFC 7515 section 4.1.11).
pub fn header(token: &str, algorithms: &[&str]) -> Option<Header> {
    if token.len() > MAXIMUM {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    let is_taken = header.crit.is_none() && algorithms.contains(&name(header.alg));
    is_taken.then_some(header)
}

/// The claims of a token that one of the keys signed. The key is the one that the header names;
/// where it names none, any of the set's that fits the algorithm.
pub fn verified<T: DeserializeOwned>(token: &str, header: &Header, keys: &JwkSet) -> Option<T> {
    keys.keys
        .iter()
        .filter(|key| match (&header.kid, &key.common.key_id) {
            (Some(named), Some(id)) => named == id,
            (Some(_), None) => false,
            (None, _) => true,
        })
        .take(KEYS)
        .find_map(|key| verified_by(token, header.alg, key))
}

/// The claims of a token that this key signed.
pub fn verified_by<T: DeserializeOwned>(token: &str, algorithm: Algorithm, key: &Jwk) -> Option<T> {
    if !fits(algorithm, key) {
        return None;
    }
    let verifying = DecodingKey::from_jwk(key).ok()?;
    let mut validation = Validation::new(algorithm);
    // Times and audience are compared by who reads, with the clock that it was given.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode(token, &verifying, &validation)
        .ok()
        .map(|data| data.claims)
}

/// A client's set of public keys, if all of it can be used: no symmetric key, none that is short.
pub fn key_set(json: &str) -> Option<JwkSet> {
    let set: JwkSet = serde_json::from_str(json).ok()?;
    let is_sound = !set.keys.is_empty()
        && set.keys.len() <= 4 * KEYS
        && set.keys.iter().all(|key| {
            [
                Algorithm::ES256,
                Algorithm::PS256,
                Algorithm::RS256,
                Algorithm::EdDSA,
            ]
            .iter()
            .any(|algorithm| fits(*algorithm, key))
        });
    is_sound.then_some(set)
}

/// What can be used of a set that an app publishes, which may hold keys for other ends as well.
pub fn usable_keys(json: &str) -> Option<String> {
    let members: serde_json::Value = serde_json::from_str(json).ok()?;
    let usable: Vec<&serde_json::Value> = members
        .get("keys")?
        .as_array()?
        .iter()
        .filter(|key| key_set(&serde_json::json!({"keys": [key]}).to_string()).is_some())
        .take(4 * KEYS)
        .collect();
    (!usable.is_empty()).then(|| serde_json::json!({"keys": usable}).to_string())
}

/// Whether a set has the key that a token names. One that names none may be of any.
pub fn may_be_signed_by(token: &str, set: &str) -> bool {
    let named = header(token, ALGORITHMS).and_then(|header| header.kid);
    let (Some(named), Some(set)) = (named, key_set(set)) else {
        return true;
    };
    let mut keys = set.keys.iter();
    keys.any(|key| key.common.key_id.as_ref() == Some(&named))
}

fn fits(algorithm: Algorithm, key: &Jwk) -> bool {
    let is_for_signing = key
        .common
        .public_key_use
        .as_ref()
        .is_none_or(|usage| *usage == PublicKeyUse::Signature);
    let is_of_kind = match (algorithm, &key.algorithm) {
        (Algorithm::ES256, AlgorithmParameters::EllipticCurve(curve)) => {
            curve.curve == EllipticCurve::P256
        }
        (Algorithm::PS256 | Algorithm::RS256, AlgorithmParameters::RSA(rsa)) => {
            rsa.n.len() >= SHORTEST_MODULUS
        }
        (Algorithm::EdDSA, AlgorithmParameters::OctetKeyPair(pair)) => {
            pair.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    is_for_signing && is_of_kind
}

const fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::ES256 => "ES256",
        Algorithm::PS256 => "PS256",
        Algorithm::RS256 => "RS256",
        Algorithm::EdDSA => "EdDSA",
        _ => "",
    }
}
