//! Assurance levels of an authentication, and how `acr` values name them (OpenID Connect
//! Core section 2; Implementing Regulation (EU) 2015/1502 for what each level demands).

use serde::{Deserialize, Serialize};

/// How sure an authentication is, in the three levels of eIDAS. The order is the order of
/// assurance, so levels can be compared with `<` and capped with `min`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is proved about who the person is.
    #[default]
    None,
    Low,
    Substantial,
    High,
}

impl Level {
    /// The level that an `acr` value stands for.
    ///
    /// Only exact, known values count. What is unknown is [`Level::None`]: a provider that
    /// invents a value, such as ID-porten's `idporten-loa-substantial-limited`, must not get
    /// the benefit of its name. So is `selfregistered-email`, behind which anybody can stand.
    pub fn from_acr(acr: &str) -> Self {
        match acr {
            "idporten-loa-low" | "eidas-loa-low" | "http://eidas.europa.eu/LoA/low" => Self::Low,
            "idporten-loa-substantial"
            | "eidas-loa-substantial"
            | "http://eidas.europa.eu/LoA/substantial" => Self::Substantial,
            "idporten-loa-high" | "eidas-loa-high" | "http://eidas.europa.eu/LoA/high" => {
                Self::High
            }
            _ => Self::None,
        }
    }

    /// The eIDAS URI that Kobling itself puts into `acr`; none for [`Level::None`].
    pub const fn acr(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Low => Some("http://eidas.europa.eu/LoA/low"),
            Self::Substantial => Some("http://eidas.europa.eu/LoA/substantial"),
            Self::High => Some("http://eidas.europa.eu/LoA/high"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn acr_values_stand_for_levels() {
        let table = [
            ("idporten-loa-low", Level::Low),
            ("idporten-loa-substantial", Level::Substantial),
            ("idporten-loa-high", Level::High),
            ("eidas-loa-low", Level::Low),
            ("eidas-loa-substantial", Level::Substantial),
            ("eidas-loa-high", Level::High),
            ("http://eidas.europa.eu/LoA/low", Level::Low),
            ("http://eidas.europa.eu/LoA/substantial", Level::Substantial),
            ("http://eidas.europa.eu/LoA/high", Level::High),
            ("selfregistered-email", Level::None),
            ("idporten-loa-substantial-limited", Level::None),
            ("IDPORTEN-LOA-HIGH", Level::None),
            (" idporten-loa-high", Level::None),
            ("idporten-loa-high ", Level::None),
            ("idporten-loa-substantial idporten-loa-high", Level::None),
            ("https://eidas.europa.eu/LoA/high", Level::None),
            ("http://eidas.europa.eu/LoA/high/", Level::None),
            ("Level4", Level::None),
            ("4", Level::None),
            ("", Level::None),
        ];
        for (acr, level) in table {
            assert_eq!(Level::from_acr(acr), level, "{acr:?}");
        }
    }

    #[test]
    fn levels_rise_in_order_and_name_themselves() {
        let rising = [Level::None, Level::Low, Level::Substantial, Level::High];
        assert!(rising.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(Level::None.acr(), None);
        for level in &rising[1..] {
            assert_eq!(level.acr().map(Level::from_acr), Some(*level));
        }
        assert_eq!(Level::default(), Level::None);
    }
}
