//! An eID's answer as a login keeps it, and what can be told of somebody by it.

use kobling_model::{
    Digest,
    evidence::Authentication,
    people::{Account, AppLink, DirectoryUser},
};
use serde::{Deserialize, Serialize};

/// An eID's answer, with its number as digests only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AnsweredEid {
    pub authentication: Authentication,
    /// The tenant's digest of the national number; none for an eID without one.
    pub directory_digest: Option<Digest>,
    /// The same under the other key, while two live.
    #[serde(default)]
    pub other: Option<OtherDigests>,
    /// The number, sealed by the key service for this request; kept only while the login goes on.
    pub sealed_number: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    /// `YYYY-MM-DD`: by the provider's claim, else by the number where that tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
}

/// An eID's digests under the key that is not the current one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct OtherDigests {
    pub link: Digest,
    pub directory: Option<Digest>,
}

impl AnsweredEid {
    /// The keys' digests of the eID itself, the current one first.
    pub fn link_digests(&self) -> impl Iterator<Item = &Digest> {
        let other = self.other.iter().map(|other| &other.link);
        std::iter::once(&self.authentication.link_digest).chain(other)
    }

    /// What an app link notes of it: the number in the tenant's directory, or for an eID without
    /// a number the eID itself.
    pub fn shown_digest(&self) -> &Digest {
        let eid = &self.authentication.link_digest;
        self.directory_digest.as_ref().unwrap_or(eid)
    }

    /// Whether this very eID was used through an app link, and the account lost none since.
    pub fn is_shown(&self, link: &AppLink, account: &Account) -> bool {
        link.shown(&self.authentication.namespace, account) == Some(self.shown_digest())
    }

    /// Whether HR has another birth date for somebody than the eID tells. What either does not
    /// know contradicts nothing.
    pub fn contradicts(&self, user: &DirectoryUser) -> bool {
        let both = user.birth_date.as_ref().zip(self.birth_date.as_ref());
        both.is_some_and(|(hr, eid)| hr != eid)
    }

    /// As `link_digests`, of the number in the tenant's directory.
    pub fn directory_digests(&self) -> impl Iterator<Item = &Digest> {
        let other = self
            .other
            .iter()
            .filter_map(|other| other.directory.as_ref());
        self.directory_digest.iter().chain(other)
    }
}
