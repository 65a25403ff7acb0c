//! The data key as that by which things are found: digests of what is guarded for good, and of
//! what is counted.

use std::sync::Arc;

use kobling_model::Digest;

use super::DataKey;

/// Makes the digests that table keys are made of. It proves nothing. Cheap to clone.
#[derive(Clone, Debug)]
pub struct IndexKey(Arc<DataKey>);

impl IndexKey {
    /// From 32 secret bytes; none for any other number.
    pub fn new(id: &str, secret: &[u8]) -> Option<Self> {
        DataKey::new(id, secret).map(|key| Self(Arc::new(key)))
    }

    pub const fn of(key: Arc<DataKey>) -> Self {
        Self(key)
    }

    /// The digest by which an e-mail address, an employment, a counter is found. `purpose` keeps
    /// kinds apart (`address`, `employment`, …).
    pub fn digest(&self, purpose: &str, value: &str) -> Digest {
        self.0.digest(purpose, value)
    }
}
