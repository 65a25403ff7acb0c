//! The signing keys of the simulator: RS256, as ID-porten signs, published as a JWK set (RFC 7517)
//! in which earlier keys stay.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Map, Value};

/// A key made ahead, for simulators that need not make one each. Cheap to clone.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    private: EncodingKey,
    public: Jwk,
}

/// All keys of this process; the last one signs.
pub(crate) struct KeyRing {
    keys: Vec<SigningKey>,
}

impl KeyRing {
    pub(crate) fn new(first: SigningKey) -> Self {
        Self { keys: vec![first] }
    }

    /// Adds a key, which signs from now on, and returns its `kid`.
    pub(crate) fn rotate(&mut self) -> String {
        let key = SigningKey::generate();
        let kid = key.kid.clone();
        self.keys.push(key);
        kid
    }

    /// The public halves of all keys, newest first.
    pub(crate) fn published(&self) -> JwkSet {
        JwkSet {
            keys: self
                .keys
                .iter()
                .rev()
                .map(|key| key.public.clone())
                .collect(),
        }
    }

    /// A compact JWS over the claims, with the header that ID-porten writes: `kid` and `alg`.
    pub(crate) fn sign(&self, claims: &Map<String, Value>) -> Option<String> {
        let key = self.keys.last()?;
        let mut header = Header::new(Algorithm::RS256);
        header.typ = None;
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.private).ok()
    }

    /// The claims of an id_token that one of these keys signed, however old it is: that is what an
    /// `id_token_hint` needs (OpenID Connect RP-Initiated Logout 1.0 section 2).
    pub(crate) fn verify_hint(&self, id_token: &str) -> Option<Map<String, Value>> {
        let kid = jsonwebtoken::decode_header(id_token).ok()?.kid?;
        let key = self.keys.iter().find(|key| key.kid == kid)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_jwk(&key.public).ok()?;
        Some(
            jsonwebtoken::decode(id_token, &key, &validation)
                .ok()?
                .claims,
        )
    }
}

impl SigningKey {
    /// RSA of 2048 bits, which takes a tenth of a second or more.
    #[expect(
        clippy::expect_used,
        reason = "aws-lc makes and reads back a 2048-bit key, or the process has no working cryptography"
    )]
    pub fn generate() -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("an RSA key");
        let der: Pkcs8V1Der<'_> = pair.as_der().expect("the key in PKCS#8");
        // jsonwebtoken's `from_rsa_der` wants PKCS#1; its PEM reader unwraps PKCS#8.
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let private = EncodingKey::from_rsa_pem(pem.as_bytes()).expect("the key in PEM");
        let mut public =
            Jwk::from_encoding_key(&private, Algorithm::RS256).expect("the key's public half");
        let kid = public
            .thumbprint(ThumbprintHash::SHA256)
            .expect("the thumbprint of an RSA key");
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Self {
            kid,
            private,
            public,
        }
    }
}

/// The same token with another signature, as a forger without the key would make it.
pub(crate) fn spoil_signature(token: &str) -> String {
    let Some((signed, signature)) = token.rsplit_once('.') else {
        return token.to_owned();
    };
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    if let Some(byte) = signature.first_mut() {
        *byte ^= 1;
    }
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rotated_ring_signs_with_the_new_key_and_still_knows_the_old() {
        let mut ring = KeyRing::new(SigningKey::generate());
        let claims = json!({"sub": "a", "exp": 1}).as_object().unwrap().clone();
        let old = ring.sign(&claims).unwrap();
        let kid = ring.rotate();
        let new = ring.sign(&claims).unwrap();
        assert_eq!(jsonwebtoken::decode_header(&new).unwrap().kid, Some(kid));
        assert_eq!(ring.published().keys.len(), 2);
        assert!(ring.verify_hint(&old).is_some());
        assert!(ring.verify_hint(&new).is_some());
        assert!(ring.verify_hint(&spoil_signature(&new)).is_none());
        let other = KeyRing::new(SigningKey::generate());
        assert!(other.verify_hint(&new).is_none());
    }
}
