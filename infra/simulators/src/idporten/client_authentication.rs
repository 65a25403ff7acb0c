//! Client authentication by `private_key_jwt` (RFC 7523 section 3, OpenID Connect Core section 9),
//! the one method the simulator's clients are registered with.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::error::OAuthError;
use super::state::State;
use super::{Client, IdPorten};
use crate::web::Parameters;

pub(crate) const SIGNING_ALGORITHMS: [Algorithm; 4] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::ES256,
];

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// ID-porten's longest life of an assertion, `exp` - `iat`, in seconds.
const LONGEST_LIFE: i64 = 120;
/// How far the clocks of client and ID-porten may differ, in seconds.
const SKEW: i64 = 10;

#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names_only(&self, allowed: &[&str]) -> bool {
        let is_allowed = |one: &String| allowed.contains(&one.as_str());
        match self {
            Self::One(one) => is_allowed(one),
            Self::Several(several) => !several.is_empty() && several.iter().all(is_allowed),
        }
    }
}

/// The client that the request comes from, proved by its assertion. `path` is the endpoint called,
/// which may stand as `aud` beside the issuer and the token endpoint. A right assertion is used up.
///
/// # Errors
/// `invalid_client`, with the rule that was broken as description.
pub(crate) fn authenticate<'i>(
    idporten: &'i IdPorten,
    state: &mut State,
    headers: &HeaderMap,
    parameters: &Parameters,
    path: &str,
    now: i64,
) -> Result<&'i Client, OAuthError> {
    let refuse = OAuthError::invalid_client;
    if let Some(name) = parameters.doubled() {
        return Err(OAuthError::invalid_request(format!(
            "parameter {name} came more than once"
        )));
    }
    if headers.contains_key(AUTHORIZATION) || parameters.get("client_secret").is_some() {
        return Err(refuse("the client is registered with private_key_jwt"));
    }
    if parameters.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(refuse("client_assertion_type is missing or wrong"));
    }
    let client_id = parameters
        .get("client_id")
        .ok_or_else(|| refuse("client_id is missing"))?;
    let client = idporten
        .client(client_id)
        .filter(|client| client.allowed)
        .ok_or_else(|| refuse("unknown client"))?;
    let token = parameters
        .get("client_assertion")
        .ok_or_else(|| refuse("client_assertion is missing"))?;

    let assertion = verify_signature(client, token)?;
    if assertion.iss != client_id || assertion.sub != client_id {
        return Err(refuse("iss and sub must both be the client_id"));
    }
    let issuer = idporten.issuer();
    let token_endpoint = format!("{issuer}/token");
    let this_endpoint = format!("{issuer}{path}");
    if !assertion
        .aud
        .names_only(&[issuer, &token_endpoint, &this_endpoint])
    {
        return Err(refuse("aud must be the issuer or the token endpoint"));
    }
    if assertion.iat > now + SKEW || assertion.nbf.is_some_and(|nbf| nbf > now + SKEW) {
        return Err(refuse("the assertion is not valid yet"));
    }
    if assertion.exp <= now - SKEW {
        return Err(refuse("the assertion has expired"));
    }
    // Both: a far exp with an iat as far ahead is stopped above, one with an old iat here.
    if assertion.exp.saturating_sub(assertion.iat) > LONGEST_LIFE {
        return Err(refuse("exp is more than 120 seconds after iat"));
    }
    if assertion.jti.is_empty() {
        return Err(refuse("jti is empty"));
    }
    state.sweep(now);
    let seen = (client_id.to_owned(), assertion.jti);
    if state.assertions.contains_key(&seen) {
        return Err(refuse("jti was used before"));
    }
    state.assertions.insert(seen, assertion.exp + SKEW);
    Ok(client)
}

fn verify_signature(client: &Client, token: &str) -> Result<Assertion, OAuthError> {
    let refuse = OAuthError::invalid_client;
    let header = jsonwebtoken::decode_header(token)
        .map_err(|_| refuse("client_assertion is not a signed JWT"))?;
    let kid = header
        .kid
        .ok_or_else(|| refuse("kid is missing in the assertion's header"))?;
    let jwk = client
        .jwks
        .find(&kid)
        .ok_or_else(|| refuse("kid names no registered key"))?;
    if !algorithms_of(jwk).contains(&header.alg) {
        return Err(refuse("alg does not fit the registered key"));
    }
    let key = DecodingKey::from_jwk(jwk).map_err(|_| refuse("the registered key is unusable"))?;
    // Times and audience are checked by the caller, against the injected clock.
    let mut validation = Validation::new(header.alg);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Assertion>(token, &key, &validation)
        .map(|decoded| decoded.claims)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::Json(_) => {
                refuse("the assertion needs iss, sub, aud, iat, exp and jti")
            }
            _ => refuse("the assertion's signature does not verify"),
        })
}

/// What the registered key may sign with; never decided by the token (RFC 8725 section 3.1).
fn algorithms_of(jwk: &Jwk) -> Vec<Algorithm> {
    let by_type: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512],
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            &[Algorithm::ES256]
        }
        _ => &[],
    };
    by_type
        .iter()
        .copied()
        .filter(|one| {
            jwk.common
                .key_algorithm
                .is_none_or(|registered| registered == KeyAlgorithm::from(*one))
        })
        .collect()
}
