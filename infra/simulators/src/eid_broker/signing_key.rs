//! The broker's signing key: one on P-256, for ES256.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

pub(super) struct SigningKey {
    private: EncodingKey,
    public: Jwk,
}

impl SigningKey {
    #[expect(
        clippy::expect_used,
        reason = "aws-lc makes and reads back a P-256 key, or the process has no working cryptography"
    )]
    pub(super) fn generate() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        let der = pair.to_pkcs8v1().expect("PKCS#8");
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let private = EncodingKey::from_ec_pem(pem.as_bytes()).expect("the key in PEM");
        let mut public =
            Jwk::from_encoding_key(&private, Algorithm::ES256).expect("the key's public half");
        let kid = public
            .thumbprint(ThumbprintHash::SHA256)
            .expect("the thumbprint of a P-256 key");
        public.common.key_id = Some(kid);
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Self { private, public }
    }

    pub(super) fn public(&self) -> &Jwk {
        &self.public
    }

    /// A compact JWS over the claims.
    pub(super) fn sign(&self, claims: &Value) -> Option<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid.clone_from(&self.public.common.key_id);
        jsonwebtoken::encode(&header, claims, &self.private).ok()
    }
}
