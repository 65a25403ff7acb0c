//! The id of an HR import.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// An import's id: the time the object was stored, then a digest of which object it is. The same
/// object gives the same id however often it is announced.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct ImportId(String);

impl ImportId {
    /// `stored_at` in seconds; `digest` of bucket, key and version of the object.
    pub fn new(stored_at: Timestamp, digest: &str) -> Self {
        let short: String = digest
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(16)
            .collect();
        Self(format!("{stored_at:012}-{short}"))
    }

    /// An id as it came in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let (time, short) = text.split_once('-')?;
        let is_fine = time.len() == 12
            && time.bytes().all(|b| b.is_ascii_digit())
            && short.len() <= 16
            && short.bytes().all(|b| b.is_ascii_alphanumeric());
        is_fine.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the object was stored: the moment at which what a full file leaves out ends, however
    /// late that is carried out.
    pub fn stored_at(&self) -> Timestamp {
        let time = self.0.split('-').next().unwrap_or_default();
        time.parse().unwrap_or_default()
    }
}
