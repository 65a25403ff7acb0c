//! A client that shows who it is by its own key: `private_key_jwt` (RFC 7523 section 3, OpenID
//! Connect Core section 9).

use kobling_base::{clock::Timestamp, digest::sha256};
use kobling_keys::foreign_jwt::{self, ALGORITHMS, FAPI_ALGORITHMS};
use kobling_model::{
    ClientId,
    apps::{Client, SecurityProfile},
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

/// The value of `client_assertion_type`.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The token endpoint under the issuer.
pub const TOKEN_PATH: &str = "/token";
/// Seconds from now within which an assertion has to expire: that long its `jti` is remembered.
const LONGEST_LIFE: i64 = 3600;
/// Seconds by which a client's clock may be ahead.
const SKEW: i64 = 30;

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: ClientId,
    sub: ClientId,
    aud: Audience,
    exp: Timestamp,
    jti: String,
    #[serde(default)]
    nbf: Option<Timestamp>,
    #[serde(default)]
    iat: Option<Timestamp>,
}

/// Whom an assertion may be meant for, and when.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub now: Timestamp,
}

/// An assertion or a proof that was shown, kept until it expires so that it is taken once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UsedAssertion {
    /// SHA-256 of whose it is and its `jti`.
    pub digest: String,
    pub expires_at: Timestamp,
}

impl UsedAssertion {
    pub fn of(name: &str, expires_at: Timestamp) -> Self {
        Self {
            digest: sha256(name),
            expires_at,
        }
    }
}

impl Entity for UsedAssertion {
    const TYPE: &'static str = "used_assertion";

    fn key(&self) -> Key {
        keys::used_assertion(&self.digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// The client that an assertion says it is from, to look it up; nothing is proved by it.
pub fn named(assertion: &str) -> Option<ClientId> {
    #[derive(Deserialize)]
    struct Named {
        sub: ClientId,
    }
    foreign_jwt::header(assertion, ALGORITHMS)?;
    jsonwebtoken::dangerous::insecure_decode::<Named>(assertion)
        .ok()
        .map(|data| data.claims.sub)
}

/// Checks an assertion against the client's own keys. What comes back has to be created in the
/// store, on condition that it was not there.
pub fn check(assertion: &str, client: &Client, expected: &Expected<'_>) -> Option<UsedAssertion> {
    let is_fapi = client.profile == SecurityProfile::Fapi2;
    let algorithms = if is_fapi { FAPI_ALGORITHMS } else { ALGORITHMS };
    let keys = foreign_jwt::key_set(client.jwks.as_deref()?)?;
    let header = foreign_jwt::header(assertion, algorithms)?;
    let claims: Claims = foreign_jwt::verified(assertion, &header, &keys)?;
    // At whichever endpoint it is shown, the issuer is meant, or the token endpoint (RFC 7523
    // section 3, RFC 9126 section 2); in FAPI 2.0 the issuer alone (section 5.3.2.1).
    let token_endpoint = format!("{}{TOKEN_PATH}", expected.issuer);
    let is_meant =
        |audience: &str| audience == expected.issuer || (!is_fapi && audience == token_endpoint);
    let is_for_us = match &claims.aud {
        Audience::One(audience) => is_meant(audience),
        // Whoever else is named could play it to us.
        Audience::Several(all) => !is_fapi && all.len() == 1 && all.iter().all(|one| is_meant(one)),
    };
    let now = expected.now;
    let is_now = now < claims.exp
        && claims.exp <= now + LONGEST_LIFE
        && claims.nbf.is_none_or(|from| from <= now + SKEW)
        && claims.iat.is_none_or(|at| at <= now + SKEW);
    let is_right = claims.iss == client.id
        && claims.sub == client.id
        && is_for_us
        && is_now
        && (1..=512).contains(&claims.jti.len());
    is_right.then(|| {
        UsedAssertion::of(
            &format!("client\0{}\0{}", client.id, claims.jti),
            claims.exp,
        )
    })
}
