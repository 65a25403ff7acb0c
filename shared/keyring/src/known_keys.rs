//! Data keys that are known, and opened by the key service when they are asked for.

use std::{ops::Deref, sync::Arc};

use kobling_base::Internal;
use kobling_keys::{DataKey, Prover};
use kobling_model::Digest;
use tokio::sync::OnceCell;

use super::{KeyService, Purpose};

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

/// A prover together with keys that were in use longer ago: only what lives long can still have
/// been made with them, so each is opened when such a thing comes.
#[derive(Clone, Debug)]
pub struct FullProver {
    at_hand: Prover,
    /// The newest first.
    older: Vec<Arc<KnownKey>>,
}

impl Deref for FullProver {
    type Target = Prover;

    fn deref(&self) -> &Prover {
        &self.at_hand
    }
}

impl FullProver {
    pub(super) const fn of(at_hand: Prover, older: Vec<Arc<KnownKey>>) -> Self {
        Self { at_hand, older }
    }

    /// Whether a refresh token that says so much was made here. Older keys are opened for it.
    pub async fn is_refresh_mac(&self, said: &[u8], mac: &[u8; 32]) -> Result<bool, Internal> {
        if self.at_hand.is_refresh_mac(said, mac) {
            return Ok(true);
        }
        for key in &self.older {
            if Prover::of(key.opened().await?, Vec::new()).is_refresh_mac(said, mac) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The digest of a value under the key that made `known`, to be compared with it; none where
    /// nothing that this key made counts any more.
    pub async fn digest_like(
        &self,
        known: &str,
        purpose: &str,
        value: &str,
    ) -> Result<Option<Digest>, Internal> {
        if let Some(digest) = self.at_hand.digest_like(known, purpose, value) {
            return Ok(Some(digest));
        }
        let id = Digest::key_of(known);
        match self.older.iter().find(|key| key.id == id) {
            Some(key) => Ok(Some(key.opened().await?.digest(purpose, value))),
            None => Ok(None),
        }
    }

    /// Whether what lives long and has this digest still counts. Opens nothing.
    pub fn counts(&self, known: &str) -> bool {
        let id = Digest::key_of(known);
        self.at_hand.has_made(known) || self.older.iter().any(|key| key.id == id)
    }
}
