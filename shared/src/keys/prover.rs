//! What proves for a while: form tokens, refresh tokens, nonces, codes, sealed attributes. Made with
//! the data key of now, and checked with each of those whose time is not over.

use std::sync::Arc;

use subtle::ConstantTimeEq;
use tokio::sync::OnceCell;

use super::{Digest, KeyService, Purpose, data_key::DataKey};
use crate::{failure::Internal, random::Random};

/// A data key that is known and opened when it is asked for: each costs a call of the key service.
pub(super) struct KnownKey {
    id: String,
    sealed: String,
    service: Option<KeyService>,
    /// An `Arc`: a key is some kilobytes, and futures hold it.
    opened: OnceCell<Arc<DataKey>>,
}

impl std::fmt::Debug for KnownKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KnownKey({})", self.id)
    }
}

impl KnownKey {
    pub(super) fn new(id: &str, sealed: &str, service: Option<KeyService>) -> Self {
        Self {
            id: id.to_owned(),
            sealed: sealed.to_owned(),
            service,
            opened: OnceCell::new(),
        }
    }

    pub(super) async fn opened(&self) -> Result<Arc<DataKey>, Internal> {
        let opened = self.opened.get_or_try_init(|| Box::pin(self.open()));
        opened.await.cloned()
    }

    async fn open(&self) -> Result<Arc<DataKey>, Internal> {
        let service = self
            .service
            .as_ref()
            .ok_or("this function did not declare that it opens data keys")?;
        let secret = service
            .open(Purpose::DataKey, &self.id, &self.sealed)
            .await?;
        let key = DataKey::new(&self.id, secret.expose());
        Ok(Arc::new(key.ok_or("a data key has a wrong length")?))
    }
}

/// Makes with the current data key, and checks with all that still count. For one request: it is
/// of the moment when it was asked for.
#[derive(Clone, Debug)]
pub struct Prover {
    current: Arc<DataKey>,
    /// Others that anything may have been made with.
    recent: Vec<Arc<DataKey>>,
    /// Those of which only what lives long is left, the newest first.
    older: Vec<Arc<KnownKey>>,
}

impl Prover {
    /// With a single key, of 32 secret bytes; none for any other number.
    pub fn new(id: &str, secret: &[u8]) -> Option<Self> {
        let current = Arc::new(DataKey::new(id, secret)?);
        Some(Self::of(current, Vec::new(), Vec::new()))
    }

    pub(super) const fn of(
        current: Arc<DataKey>,
        recent: Vec<Arc<DataKey>>,
        older: Vec<Arc<KnownKey>>,
    ) -> Self {
        Self {
            current,
            recent,
            older,
        }
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

    /// Whether a refresh token that says so much was made here. Older keys are opened for it.
    pub async fn is_refresh_mac(&self, said: &[u8], mac: &[u8; 32]) -> Result<bool, Internal> {
        let is_made_with = |key: &DataKey| bool::from(key.refresh_mac(said).ct_eq(mac));
        if self.at_hand().any(is_made_with) {
            return Ok(true);
        }
        for key in &self.older {
            if is_made_with(&*key.opened().await?) {
                return Ok(true);
            }
        }
        Ok(false)
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
    /// nothing that this key made counts any more.
    pub async fn digest_like(
        &self,
        known: &str,
        purpose: &str,
        value: &str,
    ) -> Result<Option<Digest>, Internal> {
        let id = Digest::key_of(known);
        if let Some(key) = self.at_hand().find(|key| key.id() == id) {
            return Ok(Some(key.digest(purpose, value)));
        }
        match self.older.iter().find(|key| key.id == id) {
            Some(key) => Ok(Some(key.opened().await?.digest(purpose, value))),
            None => Ok(None),
        }
    }

    /// Whether what lives long and has this digest still counts. Opens nothing.
    pub fn counts(&self, known: &str) -> bool {
        let id = Digest::key_of(known);
        self.at_hand().any(|key| key.id() == id) || self.older.iter().any(|key| key.id == id)
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
