//! A key of an app's own, and what it signs: assertions (RFC 7523), proofs of possession (RFC
//! 9449), and either of them as they must not be.

use aws_lc_rs::{
    digest::{SHA256, digest},
    encoding::{AsBigEndian, EcPrivateKeyBin},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use jsonwebtoken::{Algorithm, EncodingKey, jwk::ThumbprintHash};
use kobling_base::random::Random;
use kobling_keys::{generate, jws};
use serde_json::{Value, json};

/// A key pair.
pub struct AppKey {
    signing: EncodingKey,
    algorithm: Algorithm,
    /// The public half (RFC 7517).
    pub jwk: Value,
    /// The whole, for an app of another language; of ES256 alone.
    pub private_jwk: Option<Value>,
    /// RFC 7638.
    pub thumbprint: String,
}

impl AppKey {
    /// A new key for ES256.
    ///
    /// # Panics
    /// Where none can be made.
    pub fn new() -> Self {
        Self::of(kobling_model::Algorithm::ES256)
    }

    /// A new key for RS256.
    ///
    /// # Panics
    /// Where none can be made.
    pub fn rsa() -> Self {
        Self::of(kobling_model::Algorithm::RS256)
    }

    fn of(algorithm: kobling_model::Algorithm) -> Self {
        let (der, jwk) = generate(algorithm).expect("a key");
        let private = (algorithm == kobling_model::Algorithm::ES256).then(|| {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der);
            let secret: EcPrivateKeyBin<'_> = pair
                .expect("a key pair")
                .private_key()
                .as_be_bytes()
                .expect("a scalar");
            BASE64URL.encode(secret.as_ref())
        });
        let signing = match algorithm {
            kobling_model::Algorithm::ES256 => EncodingKey::from_ec_der(&der),
            kobling_model::Algorithm::RS256 => EncodingKey::from_rsa_der(&der),
        };
        let thumbprint = jwk.thumbprint(ThumbprintHash::SHA256).expect("SHA-256");
        let jwk = serde_json::to_value(&jwk).expect("a JWK");
        let private_jwk = private.map(|secret| {
            let mut whole = jwk.clone();
            whole["d"] = secret.into();
            whole["alg"] = "ES256".into();
            whole
        });
        Self {
            signing,
            algorithm: jws(algorithm),
            jwk,
            private_jwk,
            thumbprint,
        }
    }

    /// The key as a set, as an app registers it.
    pub fn jwks(&self) -> String {
        json!({"keys": [self.jwk]}).to_string()
    }

    /// A token with whatever header and claims.
    ///
    /// # Panics
    /// Where it cannot be signed.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature =
            jsonwebtoken::crypto::sign(message.as_bytes(), &self.signing, self.algorithm)
                .expect("a signature");
        format!("{message}.{signature}")
    }

    /// A header for an assertion.
    pub fn header(&self) -> Value {
        json!({"alg": format!("{:?}", self.algorithm), "typ": "JWT"})
    }

    /// An assertion's claims: for a minute, and with a `jti` of its own.
    pub fn claims(client: &str, audience: &str, now: i64) -> Value {
        json!({
            "iss": client,
            "sub": client,
            "aud": audience,
            "iat": now,
            "exp": now + 60,
            "jti": Random::system().token(),
        })
    }

    /// An assertion that says who the app is.
    pub fn assertion(&self, client: &str, audience: &str, now: i64) -> String {
        self.sign(&self.header(), &Self::claims(client, audience, now))
    }

    /// A proof's header.
    pub fn proof_header(&self) -> Value {
        json!({
            "alg": format!("{:?}", self.algorithm),
            "typ": "dpop+jwt",
            "jwk": self.jwk,
        })
    }

    /// A proof's claims; `token` is the one that is shown along with it.
    pub fn proof_claims(method: &str, url: &str, token: Option<&str>, now: i64) -> Value {
        let mut claims = json!({
            "htm": method,
            "htu": url,
            "iat": now,
            "jti": Random::system().token(),
        });
        if let Some(token) = token {
            let hash = BASE64URL.encode(digest(&SHA256, token.as_bytes()));
            claims["ath"] = hash.into();
        }
        claims
    }

    /// A proof of possession for a call.
    pub fn proof(&self, method: &str, url: &str, token: Option<&str>, now: i64) -> String {
        self.sign(
            &self.proof_header(),
            &Self::proof_claims(method, url, token, now),
        )
    }
}

impl Default for AppKey {
    fn default() -> Self {
        Self::new()
    }
}
