//! Tokens that others signed with asymmetric keys of their own (RFC 7515, RFC 8725): a client's
//! assertion or request object, a proof of possession. Only signature and header are checked here.

use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a client may sign with. No symmetric algorithm, and never `none`.
pub const ALGORITHMS: &[&str] = &["ES256", "PS256", "EdDSA", "RS256"];
/// What FAPI 2.0 leaves of it (section 5.4.1).
pub const FAPI_ALGORITHMS: &[&str] = &["ES256", "PS256", "EdDSA"];

/// The longest token that is looked at, in bytes: as much as a form holds. A request object has
/// a long `state` and `nonce` within.
const MAXIMUM: usize = 32 * 1024;
/// The same as `ALGORITHMS`.
const TAKEN: &[Algorithm] = &[
    Algorithm::ES256,
    Algorithm::PS256,
    Algorithm::RS256,
    Algorithm::EdDSA,
];
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

/// What can be used of a client's set of public keys: no symmetric key, none that is short, none of
/// a kind unknown here. None where nothing is left.
pub fn key_set(json: &str) -> Option<JwkSet> {
    let keys = usable(json)?.into_iter().map(|(key, _)| key).collect();
    Some(JwkSet { keys })
}

/// The same as it was written, for an app's set may hold keys for other ends and of other kinds.
pub fn usable_keys(json: &str) -> Option<String> {
    let keys = usable(json)?.into_iter().map(|(_, written)| written);
    let keys: Vec<Value> = keys.collect();
    Some(serde_json::json!({ "keys": keys }).to_string())
}

fn usable(json: &str) -> Option<Vec<(Jwk, Value)>> {
    let members: Value = serde_json::from_str(json).ok()?;
    let usable: Vec<(Jwk, Value)> = members
        .get("keys")?
        .as_array()?
        .iter()
        .filter_map(|written| {
            let key: Jwk = serde_json::from_value(written.clone()).ok()?;
            let mut taken = TAKEN.iter();
            taken
                .any(|algorithm| fits(*algorithm, &key))
                .then(|| (key, written.clone()))
        })
        .take(4 * KEYS)
        .collect();
    (!usable.is_empty()).then_some(usable)
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
    // A key that names an algorithm is for no other (RFC 7517 section 4.4): to encrypt, or one of
    // times to come.
    let is_for_what_is_taken = key.common.key_algorithm.is_none_or(|named| {
        matches!(
            named,
            KeyAlgorithm::ES256 | KeyAlgorithm::PS256 | KeyAlgorithm::RS256 | KeyAlgorithm::EdDSA
        )
    });
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
    is_for_signing && is_of_kind && is_for_what_is_taken
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
