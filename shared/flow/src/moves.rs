//! What was found under the other key of national ids.

use kobling_model::{Digest, people::EidLink};
use serde::{Deserialize, Serialize};

/// What was found under the other key.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Moves {
    /// The eID's guard, as it lies there.
    pub eid: Option<EidLink>,
    /// The guard of D's number.
    pub number: Option<Digest>,
    /// App link or directory user named the number, or the app link an eID without one, by it.
    pub is_named: bool,
    /// The approval, so that the same one is used or asked for again.
    pub approval: Option<Digest>,
}

impl Moves {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
