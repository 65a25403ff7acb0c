//! Levels of assurance: ID-porten's `acr` values, and what a list of `acr_values` (OpenID Connect
//! Core section 3.1.2.1) asks for. ID-porten reads the value as the least that will do.

/// An authentication context class of ID-porten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Acr {
    IdportenLow,
    IdportenSubstantial,
    IdportenHigh,
    EidasLow,
    EidasSubstantial,
    EidasHigh,
    SelfregisteredEmail,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Idporten,
    Eidas,
    Email,
}

impl Acr {
    pub(crate) const ALL: [Self; 7] = [
        Self::IdportenLow,
        Self::IdportenSubstantial,
        Self::IdportenHigh,
        Self::EidasLow,
        Self::EidasSubstantial,
        Self::EidasHigh,
        Self::SelfregisteredEmail,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::IdportenLow => "idporten-loa-low",
            Self::IdportenSubstantial => "idporten-loa-substantial",
            Self::IdportenHigh => "idporten-loa-high",
            Self::EidasLow => "eidas-loa-low",
            Self::EidasSubstantial => "eidas-loa-substantial",
            Self::EidasHigh => "eidas-loa-high",
            Self::SelfregisteredEmail => "selfregistered-email",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == text)
    }

    /// The `amr` that a login at this level shows.
    pub(crate) fn amr(self) -> &'static str {
        match self {
            Self::IdportenLow => "TestID",
            Self::IdportenSubstantial => "Minid-PIN",
            Self::IdportenHigh => "BankID",
            Self::EidasLow | Self::EidasSubstantial | Self::EidasHigh => "eIDAS",
            Self::SelfregisteredEmail => "Selfregistered-email",
        }
    }

    fn family(self) -> Family {
        match self {
            Self::IdportenLow | Self::IdportenSubstantial | Self::IdportenHigh => Family::Idporten,
            Self::EidasLow | Self::EidasSubstantial | Self::EidasHigh => Family::Eidas,
            Self::SelfregisteredEmail => Family::Email,
        }
    }
}

/// The `acr_values` of one request; empty when it named none.
#[derive(Clone, Debug, Default)]
pub(crate) struct RequestedAcr(Vec<Acr>);

impl RequestedAcr {
    /// Reads a list separated by spaces. `Err` carries the first value that is not ID-porten's.
    pub(crate) fn parse(list: &str) -> Result<Self, String> {
        list.split_ascii_whitespace()
            .map(|value| Acr::parse(value).ok_or_else(|| value.to_owned()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    fn of(&self, family: Family) -> impl Iterator<Item = Acr> + '_ {
        self.0
            .iter()
            .copied()
            .filter(move |acr| acr.family() == family)
    }

    /// The `idporten-loa-*` levels that will do, lowest first; none when only other ways were
    /// asked for.
    pub(crate) fn levels(&self) -> Vec<Acr> {
        let least = if self.0.is_empty() {
            Some(Acr::IdportenLow)
        } else {
            self.of(Family::Idporten).min()
        };
        Acr::ALL
            .into_iter()
            .filter(|acr| acr.family() == Family::Idporten)
            .filter(|acr| least.is_some_and(|least| *acr >= least))
            .collect()
    }

    /// The level that the page has chosen in advance: the highest asked for, or substantial.
    pub(crate) fn default_level(&self) -> Acr {
        self.of(Family::Idporten)
            .max()
            .unwrap_or(Acr::IdportenSubstantial)
    }

    /// The level of an eIDAS login, at least substantial; `None` when eIDAS was left out of a list
    /// that names other ways.
    pub(crate) fn eidas(&self) -> Option<Acr> {
        if self.0.is_empty() {
            return Some(Acr::EidasSubstantial);
        }
        self.of(Family::Eidas)
            .max()
            .map(|acr| acr.max(Acr::EidasSubstantial))
    }

    /// Self-registered e-mail proves no identity, so it has to be asked for by name.
    pub(crate) fn offers_email(&self) -> bool {
        self.0.contains(&Acr::SelfregisteredEmail)
    }

    /// Whether a login at this level answers the request: at least the lowest of its own kind.
    pub(crate) fn is_met_by(&self, acr: Acr) -> bool {
        match self.of(acr.family()).min() {
            Some(least) => acr >= least,
            None => self.0.is_empty() && acr.family() != Family::Email,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested(list: &str) -> RequestedAcr {
        RequestedAcr::parse(list).unwrap()
    }

    #[test]
    fn without_acr_values_every_level_and_eidas_will_do_but_not_email() {
        let any = requested("");
        assert_eq!(any.levels().len(), 3);
        assert_eq!(any.default_level(), Acr::IdportenSubstantial);
        assert_eq!(any.eidas(), Some(Acr::EidasSubstantial));
        assert!(!any.offers_email());
        assert!(any.is_met_by(Acr::IdportenLow));
        assert!(!any.is_met_by(Acr::SelfregisteredEmail));
    }

    #[test]
    fn a_level_is_the_least_that_will_do_and_shuts_other_ways_out() {
        let substantial = requested("idporten-loa-substantial");
        assert_eq!(
            substantial.levels(),
            [Acr::IdportenSubstantial, Acr::IdportenHigh]
        );
        assert_eq!(substantial.eidas(), None);
        assert!(!substantial.is_met_by(Acr::IdportenLow));
        assert!(!substantial.is_met_by(Acr::EidasHigh));
        assert!(!substantial.is_met_by(Acr::SelfregisteredEmail));
    }

    #[test]
    fn of_several_levels_the_lowest_will_do_and_the_highest_is_proposed() {
        let two = requested("idporten-loa-high idporten-loa-substantial");
        assert!(two.is_met_by(Acr::IdportenSubstantial));
        assert_eq!(two.default_level(), Acr::IdportenHigh);
    }

    #[test]
    fn eidas_and_email_are_offered_when_they_are_named() {
        assert!(requested("eidas-loa-high").levels().is_empty());
        assert_eq!(requested("eidas-loa-high").eidas(), Some(Acr::EidasHigh));
        assert!(requested("selfregistered-email").offers_email());
        assert!(requested("selfregistered-email").is_met_by(Acr::SelfregisteredEmail));
        assert_eq!(
            RequestedAcr::parse("idporten-loa-high Level4").unwrap_err(),
            "Level4"
        );
    }
}
