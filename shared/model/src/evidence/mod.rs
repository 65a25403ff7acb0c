//! What somebody showed: a list of evidence, from which level, methods and time of a login are
//! computed. What is not known to this version counts as absent.

mod eid;
mod stored;
mod worth;

#[cfg(test)]
mod tests;

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

pub use eid::{Authentication, BY_ISSUER, ShownEid};
pub use worth::{Kind, Worth, worth};

use crate::{Level, TenantId, tenants::Tenant};

/// One thing that somebody showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    pub method: Method,
    /// As it was shown, or as it was enrolled: what it is worth never exceeds it.
    pub level: Level,
    pub shown_at: Timestamp,
    /// Authentication methods (RFC 8176 names where there is one).
    pub amr: Vec<String>,
    pub valid_for: Validity,
    /// Whoever has the mailbox alone could have shown it (trust rule T1).
    pub rests_on_mailbox: bool,
}

/// How it was shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Method {
    Eid(ShownEid),
    /// A method that nothing accepts yet: the gate is ready for it.
    #[cfg(test)]
    MadeUp(Kind),
}

/// Where it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Validity {
    Deployment,
    Tenant(TenantId),
}

impl Validity {
    fn is_at(&self, tenant: &TenantId) -> bool {
        match self {
            Self::Deployment => true,
            Self::Tenant(only) => only == tenant,
        }
    }
}

impl Evidence {
    fn kind(&self) -> Kind {
        match &self.method {
            Method::Eid(_) => Kind::Eid { level: self.level },
            #[cfg(test)]
            Method::MadeUp(kind) => kind.at_most(self.level),
        }
    }

    /// Whether a tenant takes it.
    fn is_accepted_by(&self, tenant: &Tenant) -> bool {
        self.valid_for.is_at(&tenant.id)
            && match &self.method {
                Method::Eid(eid) => tenant.providers.contains(&eid.provider),
                #[cfg(test)]
                Method::MadeUp(_) => true,
            }
    }
}

/// All that a session, a code or a grant rests on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(from = "stored::Stored", into = "stored::Stored")]
pub struct EvidenceList(Vec<Evidence>);

impl EvidenceList {
    pub fn new(evidence: Vec<Evidence>) -> Self {
        Self(evidence)
    }

    /// The eID that was shown last.
    pub fn eid(&self) -> Option<&ShownEid> {
        let newest = self.0.iter().rev();
        newest
            .filter_map(|evidence| match &evidence.method {
                Method::Eid(eid) => Some(eid),
                #[cfg(test)]
                Method::MadeUp(_) => None,
            })
            .next()
    }

    /// When the last of it was shown (`auth_time`, OpenID Connect Core section 2).
    pub fn auth_time(&self) -> Timestamp {
        let shown = self.0.iter().map(|evidence| evidence.shown_at);
        shown.max().unwrap_or_default()
    }

    /// By which methods (`amr`), each once.
    pub fn amr(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for word in self.0.iter().flat_map(|evidence| &evidence.amr) {
            if !all.contains(&word.as_str()) {
                all.push(word);
            }
        }
        all
    }

    /// What it is worth at a tenant, by the methods that the tenant takes; none where it takes none
    /// of them.
    pub fn worth_at(&self, tenant: &Tenant) -> Option<Worth> {
        let accepted: Vec<&Evidence> = self
            .0
            .iter()
            .filter(|evidence| evidence.is_accepted_by(tenant))
            .collect();
        if accepted.is_empty() {
            return None;
        }
        let kinds: Vec<Kind> = accepted.iter().map(|evidence| evidence.kind()).collect();
        let rests_on_mailbox = accepted.iter().all(|evidence| evidence.rests_on_mailbox);
        Some(Worth {
            rests_on_mailbox,
            ..worth(&kinds)
        })
    }
}

impl From<Authentication> for EvidenceList {
    fn from(authentication: Authentication) -> Self {
        Self(vec![authentication.into()])
    }
}
