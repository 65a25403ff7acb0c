//! A file that came by the API: the same one sent again is the same import.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ImportId, TenantId,
    item::{Entity, Key},
    keys,
};

/// As long as the file itself is kept, in seconds.
const LIFE: i64 = 30 * 24 * 3600;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Received {
    pub tenant: TenantId,
    /// SHA-256 of feed, name, sequence and bytes, base64url.
    pub digest: String,
    pub import: ImportId,
    pub expires_at: Timestamp,
}

impl Received {
    pub fn new(tenant: &TenantId, digest: String, import: ImportId, now: Timestamp) -> Self {
        Self {
            tenant: tenant.clone(),
            digest,
            import,
            expires_at: now + LIFE,
        }
    }
}

impl Entity for Received {
    const TYPE: &'static str = "received";

    fn key(&self) -> Key {
        keys::received(&self.tenant, &self.digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
