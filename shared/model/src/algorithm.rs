//! The algorithms that Kobling signs with.

use serde::{Deserialize, Serialize};

/// The algorithms that Kobling signs with (RFC 7518 section 3.1).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Algorithm {
    ES256,
    RS256,
}

impl Algorithm {
    pub const ALL: [Self; 2] = [Self::ES256, Self::RS256];
}
