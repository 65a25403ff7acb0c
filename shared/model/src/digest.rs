//! Keyed digests: by which addresses, numbers and codes are found and compared.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// A keyed digest with the name of its key: `KEY~BASE64URL`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Debug, PartialOrd, Ord)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    pub fn new(key: &str, mac: &[u8]) -> Self {
        Self(format!("{key}~{}", URL_SAFE_NO_PAD.encode(mac)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the key that made it. Digests of two keys cannot be compared.
    pub fn key(&self) -> &str {
        Self::key_of(&self.0)
    }

    /// The same of a digest that is kept as text.
    pub fn key_of(digest: &str) -> &str {
        digest.split_once('~').map_or("", |(key, _)| key)
    }
}
