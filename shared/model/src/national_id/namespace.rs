//! The registries a number can belong to, and whose word is taken for a number of each.
//!
//! A link between an eID and an account is keyed by (namespace, value), whoever vouched for
//! it. An issuer that may speak for a namespace can thus become anybody in it: this list is
//! the deployment's, never a tenant's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A national registry of persons. The text form is what is stored and configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Namespace {
    /// Norway: fødselsnummer and D-nummer, eleven digits.
    #[serde(rename = "no.fnr")]
    NoFnr,
    /// Sweden: personnummer and samordningsnummer, twelve digits.
    #[serde(rename = "se.pnr")]
    SePnr,
    /// Denmark: CPR-nummer, ten digits.
    #[serde(rename = "dk.cpr")]
    DkCpr,
}

impl Namespace {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoFnr => "no.fnr",
            Self::SePnr => "se.pnr",
            Self::DkCpr => "dk.cpr",
        }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no namespace that Kobling knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such namespace of national numbers")]
pub struct UnknownNamespace;

impl FromStr for Namespace {
    type Err = UnknownNamespace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::NoFnr, Self::SePnr, Self::DkCpr]
            .into_iter()
            .find(|namespace| namespace.as_str() == text)
            .ok_or(UnknownNamespace)
    }
}

/// Which OpenID Provider issuers are believed about the numbers of which namespace. Issuers
/// are compared as exact strings, as OpenID Connect Core section 2 demands of `iss`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrustedIssuers(BTreeMap<Namespace, BTreeSet<String>>);

impl TrustedIssuers {
    /// The national providers in production. Sweden has no entry: its eIDs speak their own
    /// protocols, not OpenID Connect.
    pub fn production() -> Self {
        Self::default()
            .with(Namespace::NoFnr, "https://idporten.no")
            .with(Namespace::NoFnr, "https://ansattporten.no")
            .with(Namespace::DkCpr, "https://netseidbroker.dk/op")
    }

    /// The providers' test environments, which know synthetic people only.
    pub fn test() -> Self {
        Self::default()
            .with(Namespace::NoFnr, "https://test.idporten.no")
            .with(Namespace::NoFnr, "https://test.ansattporten.no")
            .with(Namespace::DkCpr, "https://pp.netseidbroker.dk/op")
    }

    /// Adds an issuer, such as a simulator's, on the deployment's own responsibility.
    #[must_use]
    pub fn with(mut self, namespace: Namespace, issuer: &str) -> Self {
        self.0
            .entry(namespace)
            .or_default()
            .insert(issuer.to_owned());
        self
    }

    /// Whether the issuer's word counts for numbers of the namespace.
    pub fn trusts(&self, namespace: Namespace, issuer: &str) -> bool {
        self.0
            .get(&namespace)
            .is_some_and(|issuers| issuers.contains(issuer))
    }
}

#[cfg(test)]
mod tests {
    use super::{Namespace, TrustedIssuers};

    #[test]
    fn a_namespace_reads_back_from_its_text() {
        for namespace in [Namespace::NoFnr, Namespace::SePnr, Namespace::DkCpr] {
            assert_eq!(namespace.as_str().parse(), Ok(namespace));
            let json = serde_json::to_string(&namespace).unwrap();
            assert_eq!(json, format!("\"{namespace}\""));
            assert_eq!(serde_json::from_str::<Namespace>(&json).unwrap(), namespace);
        }
        assert!("no.FNR".parse::<Namespace>().is_err());
    }

    #[test]
    fn only_the_exact_issuer_is_trusted_and_only_for_its_own_namespace() {
        let production = TrustedIssuers::production();
        assert!(production.trusts(Namespace::NoFnr, "https://idporten.no"));
        for stranger in [
            "https://idporten.no/",
            "https://test.idporten.no",
            "http://idporten.no",
            "https://idporten.no.example.com",
            "https://netseidbroker.dk/op",
            "",
        ] {
            assert!(!production.trusts(Namespace::NoFnr, stranger), "{stranger}");
        }
        assert!(!production.trusts(Namespace::SePnr, "https://idporten.no"));
        assert!(!TrustedIssuers::test().trusts(Namespace::NoFnr, "https://idporten.no"));
    }
}
