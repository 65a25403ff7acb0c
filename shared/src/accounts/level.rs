//! Levels of assurance (eIDAS, Regulation (EU) 910/2014 article 8) and the names they go by.

use serde::{Deserialize, Serialize};

/// How sure an eID is of who the person is. Ordered: a higher one satisfies a lower.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No proof of identity, or an unknown value.
    None,
    Low,
    Substantial,
    High,
}

impl Level {
    /// The level that an `acr` value stands for; `None` for values that are not known here.
    /// `selfregistered-email` proves a mailbox only and therefore nothing.
    pub fn from_acr(acr: &str) -> Self {
        match acr {
            "http://eidas.europa.eu/LoA/low" | "idporten-loa-low" | "eidas-loa-low" => Self::Low,
            "http://eidas.europa.eu/LoA/substantial"
            | "idporten-loa-substantial"
            | "eidas-loa-substantial" => Self::Substantial,
            "http://eidas.europa.eu/LoA/high" | "idporten-loa-high" | "eidas-loa-high" => {
                Self::High
            }
            _ => Self::None,
        }
    }

    /// The value in Kobling's own tokens; none where nothing was proved.
    pub const fn acr(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Low => Some("http://eidas.europa.eu/LoA/low"),
            Self::Substantial => Some("http://eidas.europa.eu/LoA/substantial"),
            Self::High => Some("http://eidas.europa.eu/LoA/high"),
        }
    }
}
