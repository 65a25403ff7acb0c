//! Signing keys for tokens: kept sealed, published as JWK (RFC 7517).

use std::sync::Arc;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use jsonwebtoken::{DecodingKey, jwk::Jwk};
use kobling_base::random::for_signatures;
use kobling_model::{
    Algorithm,
    condition::Condition,
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

/// The same algorithm by its name in a JWS header (RFC 7515 section 4.1.1).
pub const fn jws(algorithm: Algorithm) -> jsonwebtoken::Algorithm {
    match algorithm {
        Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
        Algorithm::RS256 => jsonwebtoken::Algorithm::RS256,
    }
}

/// A signing key as it is kept.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct SigningKeyItem {
    pub kid: String,
    pub algorithm: Algorithm,
    /// The public half, as a JWK in JSON.
    pub public: String,
    /// The private half (DER), sealed by the key service.
    pub sealed: String,
    pub created_at: i64,
    /// From when it signs; published from its creation on.
    pub signs_from: i64,
    /// From when it is no longer published; none while it is in use.
    pub published_until: Option<i64>,
}

impl Entity for SigningKeyItem {
    const TYPE: &'static str = "signing_key";

    fn key(&self) -> Key {
        keys::signing_key(&self.kid)
    }
}

/// Counts the changes of the deployment's keys: every change is on condition of it, so that of
/// several at once one is made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct KeyState {
    pub version: u64,
    pub changed_at: i64,
}

impl KeyState {
    /// Nobody has changed the keys since they were read; or there are none yet.
    pub fn as_read(before: Option<&Self>) -> Condition {
        match before {
            Some(before) => Condition::present().equals("version", before.version),
            None => Condition::absent(),
        }
    }
}

impl Entity for KeyState {
    const TYPE: &'static str = "key_state";

    fn key(&self) -> Key {
        keys::key_state()
    }
}

/// A private half, opened. Parsed once: an RSA or EC key is checked while it is parsed, which
/// takes longer than a signature by it.
#[derive(Clone)]
pub struct PrivateKey(Arc<Pair>);

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(Box<RsaKeyPair>),
}

impl PrivateKey {
    /// From DER as it is kept: PKCS #8 for ES256 and PKCS #1 for RS256. None for anything else.
    pub fn open(algorithm: Algorithm, der: &[u8]) -> Option<Self> {
        let pair = match algorithm {
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der);
                Pair::Es256(pair.ok()?)
            }
            Algorithm::RS256 => Pair::Rs256(Box::new(RsaKeyPair::from_der(der).ok()?)),
        };
        Some(Self(Arc::new(pair)))
    }

    /// The signature of a JWS (RFC 7518 sections 3.3 and 3.4).
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = for_signatures();
        match &*self.0 {
            Pair::Es256(pair) => Some(pair.sign(&random, message).ok()?.as_ref().to_vec()),
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .ok()?;
                Some(signature)
            }
        }
    }
}

/// A signing key in use.
#[derive(Clone)]
pub struct SigningKey {
    pub kid: String,
    pub algorithm: Algorithm,
    pub jwk: Jwk,
    pub verifying: DecodingKey,
    /// Only where the function needs to sign.
    pub signing: Option<PrivateKey>,
    pub signs_from: i64,
    /// As it is kept: looked at whenever the key is used, since a warm function holds it a while.
    pub published_until: Option<i64>,
}

impl SigningKey {
    /// Whether apps may still find it, and tokens made with it still count.
    pub fn is_published(&self, now: i64) -> bool {
        self.published_until.is_none_or(|until| now < until)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({}, {:?})", self.kid, self.algorithm)
    }
}
