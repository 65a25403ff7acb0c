//! What proves for a while: form tokens, refresh tokens, nonces, codes, sealed attributes. Made with
//! the data key of now, and checked with each of those whose time is not over.

use std::sync::Arc;

use kobling_base::random::Random;
use kobling_model::Digest;
use subtle::ConstantTimeEq;

use super::DataKey;

/// Makes with the current data key, and checks with it and with those that were in use lately. For
/// one request: it is of the moment when it was asked for.
#[derive(Clone, Debug)]
pub struct Prover {
    current: Arc<DataKey>,
    /// Others that anything may have been made with.
    recent: Vec<Arc<DataKey>>,
}

impl Prover {
    /// With a single key, of 32 secret bytes; none for any other number.
    pub fn new(id: &str, secret: &[u8]) -> Option<Self> {
        let current = Arc::new(DataKey::new(id, secret)?);
        Some(Self::of(current, Vec::new()))
    }

    /// With keys that are open already.
    pub const fn of(current: Arc<DataKey>, recent: Vec<Arc<DataKey>>) -> Self {
        Self { current, recent }
    }

    /// The current one first.
    fn at_hand(&self) -> impl Iterator<Item = &DataKey> {
        std::iter::once(&self.current)
            .chain(&self.recent)
            .map(Arc::as_ref)
    }

    /// The token of all forms shown to one browser for one login.
    pub fn form_token(&self, browser: &str, request: &str) -> String {
        self.current.form_token(browser, request)
    }

    /// Whether a form carries its token; in constant time.
    pub fn is_form_token(&self, browser: &str, request: &str, token: &str) -> bool {
        self.at_hand()
            .any(|key| key.is_form_token(browser, request, token))
    }

    /// The secret part of a refresh token that says so much: derived, so that any earlier one of a
    /// grant can still be recognised as re-used although only the latest number is kept.
    pub fn refresh_mac(&self, said: &[u8]) -> [u8; 32] {
        self.current.refresh_mac(said)
    }

    /// Whether a refresh token that says so much was made with one of these keys; in constant time.
    pub fn is_refresh_mac(&self, said: &[u8], mac: &[u8; 32]) -> bool {
        self.at_hand()
            .any(|key| bool::from(key.refresh_mac(said).ct_eq(mac)))
    }

    /// The nonce of a hub for proofs of possession in one window of time (base64url).
    pub fn dpop_nonce(&self, issuer: &str, window: i64) -> String {
        self.current.dpop_nonce(issuer, window)
    }

    /// All nonces that a hub can have given out in a window.
    pub fn dpop_nonces(&self, issuer: &str, window: i64) -> impl Iterator<Item = String> {
        self.at_hand()
            .map(move |key| key.dpop_nonce(issuer, window))
    }

    /// The digest of a code, to be compared later by [`Self::digest_like`].
    pub fn digest(&self, purpose: &str, value: &str) -> Digest {
        self.current.digest(purpose, value)
    }

    /// The digest of a value under the key that made `known`, to be compared with it; none where
    /// that is none of these keys.
    pub fn digest_like(&self, known: &str, purpose: &str, value: &str) -> Option<Digest> {
        let id = Digest::key_of(known);
        self.at_hand()
            .find(|key| key.id() == id)
            .map(|key| key.digest(purpose, value))
    }

    /// Whether one of these keys made a digest.
    pub fn has_made(&self, known: &str) -> bool {
        let id = Digest::key_of(known);
        self.at_hand().any(|key| key.id() == id)
    }

    /// Seals an attribute; `context` binds it to its place. Returns base64url.
    pub fn seal(&self, context: &str, plain: &[u8], random: &Random) -> Option<String> {
        self.current.seal(context, plain, random)
    }

    /// Opens what `seal` made with the same context.
    pub fn open(&self, context: &str, sealed: &str) -> Option<Vec<u8>> {
        self.at_hand().find_map(|key| key.open(context, sealed))
    }
}
