//! A data key: one secret, from which the keys for digests, form tokens, refresh tokens, nonces and
//! sealed attributes are derived. Only [`IndexKey`](super::IndexKey) and [`Prover`](super::Prover)
//! give it out, each for what it is for.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_base::random::Random;
use kobling_model::{
    Digest,
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

/// The first data key as it is kept: sealed by the key service. What is found by digests is found
/// by it for good; it proves until another does.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct DataKeyItem {
    pub id: String,
    pub sealed: String,
    pub created_at: i64,
    /// From when nothing counts any more that it proved; none while it is in use for that.
    #[serde(default)]
    pub proves_until: Option<i64>,
}

impl Entity for DataKeyItem {
    const TYPE: &'static str = "data_key";

    fn key(&self) -> Key {
        keys::data_key(&self.id)
    }
}

/// An opened data key.
pub struct DataKey {
    id: String,
    addresses: hmac::Key,
    forms: hmac::Key,
    refresh: hmac::Key,
    /// Boxed: each of these is nearly a kilobyte, and futures hold them.
    dpop_nonces: Box<hmac::Key>,
    sealing: LessSafeKey,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey({})", self.id)
    }
}

impl DataKey {
    /// From 32 secret bytes.
    pub fn new(id: &str, secret: &[u8]) -> Option<Self> {
        if secret.len() != 32 {
            return None;
        }
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derive = |label: &str| hmac::sign(&root, label.as_bytes());
        let key = |label: &str| hmac::Key::new(hmac::HMAC_SHA256, derive(label).as_ref());
        let sealing = UnboundKey::new(&AES_256_GCM, derive("seal").as_ref()).ok()?;
        Some(Self {
            id: id.to_owned(),
            addresses: key("addresses"),
            forms: key("forms"),
            refresh: key("refresh"),
            dpop_nonces: Box::new(key("dpop nonces")),
            sealing: LessSafeKey::new(sealing),
        })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// A digest of anything that a person typed. `purpose` keeps kinds apart (`address`, `code`, …).
    pub fn digest(&self, purpose: &str, value: &str) -> Digest {
        let message = format!("{purpose}\0{value}");
        Digest::new(
            &self.id,
            hmac::sign(&self.addresses, message.as_bytes()).as_ref(),
        )
    }

    /// The token of all forms shown to one browser for one login.
    pub fn form_token(&self, browser: &str, request: &str) -> String {
        let message = format!("{browser}\0{request}");
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.forms, message.as_bytes()))
    }

    /// Whether a form carries its token; in constant time.
    pub fn is_form_token(&self, browser: &str, request: &str, token: &str) -> bool {
        let message = format!("{browser}\0{request}");
        URL_SAFE_NO_PAD
            .decode(token)
            .is_ok_and(|mac| hmac::verify(&self.forms, message.as_bytes(), &mac).is_ok())
    }

    /// The secret part of a refresh token that says so much: derived, so that any earlier one of a
    /// grant can still be recognised as re-used although only the latest number is kept.
    pub fn refresh_mac(&self, said: &[u8]) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&self.refresh, said).as_ref());
        out
    }

    /// The nonce of a hub for proofs of possession in one window of time (base64url).
    pub fn dpop_nonce(&self, issuer: &str, window: i64) -> String {
        let message = format!("{issuer}\0{window}");
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.dpop_nonces, message.as_bytes()))
    }

    /// Seals an attribute; `context` binds it to its place. Returns base64url.
    pub fn seal(&self, context: &str, plain: &[u8], random: &Random) -> Option<String> {
        let nonce: [u8; NONCE_LEN] = random.bytes();
        let mut sealed = plain.to_vec();
        self.sealing
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut sealed,
            )
            .ok()?;
        let mut out = nonce.to_vec();
        out.append(&mut sealed);
        Some(URL_SAFE_NO_PAD.encode(out))
    }

    /// Opens what `seal` made with the same context.
    pub fn open(&self, context: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN)?;
        let mut rest = rest.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self
            .sealing
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut rest)
            .ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> DataKey {
        DataKey::new("1", &[7; 32]).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_in_its_place() {
        let sealed = key().seal("here", b"word", &Random::system()).unwrap();
        assert_eq!(key().open("here", &sealed).unwrap(), b"word");
        assert_eq!(key().open("there", &sealed), None);
    }

    #[test]
    fn a_form_token_is_bound_to_browser_and_request() {
        let token = key().form_token("b", "r");
        assert!(key().is_form_token("b", "r", &token));
        assert!(!key().is_form_token("c", "r", &token));
        assert!(!key().is_form_token("b", "s", &token));
        assert!(!key().is_form_token("b", "r", ""));
    }
}
