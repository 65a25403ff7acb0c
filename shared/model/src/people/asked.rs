//! What somebody asked of a tenant that only people can answer, so that it can be told when.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    item::{Entity, Key},
    keys,
};

/// How long it is remembered, in seconds.
const LIFE: i64 = 90 * 24 * 3600;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Asked {
    /// Names the matter and who asks: the id of its conflict item.
    pub matter: String,
    /// The last time that it was asked.
    pub at: Timestamp,
    pub expires_at: Timestamp,
}

impl Asked {
    pub fn new(matter: String, now: Timestamp) -> Self {
        Self {
            matter,
            at: now,
            expires_at: now + LIFE,
        }
    }
}

impl Entity for Asked {
    const TYPE: &'static str = "asked";

    fn key(&self) -> Key {
        keys::asked(&self.matter)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
