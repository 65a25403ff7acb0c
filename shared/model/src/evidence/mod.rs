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
    fn kind(&self, cap: Level) -> Kind {
        let level = self.level.min(cap);
        match &self.method {
            Method::Eid(_) => Kind::Eid { level },
            #[cfg(test)]
            Method::MadeUp(kind) => kind.at_most(level),
        }
    }

    #[cfg_attr(
        not(test),
        expect(
            clippy::unnecessary_wraps,
            reason = "tests have methods that are no eID"
        )
    )]
    fn eid(&self) -> Option<&ShownEid> {
        match &self.method {
            Method::Eid(eid) => Some(eid),
            #[cfg(test)]
            Method::MadeUp(_) => None,
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
        self.0.iter().rev().find_map(Evidence::eid)
    }

    fn valid_at(&self, tenant: &TenantId) -> impl Iterator<Item = &Evidence> {
        self.0
            .iter()
            .filter(move |evidence| evidence.valid_for.is_at(tenant))
    }

    /// The eIDs that count at a tenant.
    pub fn eids_at(&self, tenant: &TenantId) -> Vec<&ShownEid> {
        self.valid_at(tenant).filter_map(Evidence::eid).collect()
    }

    /// Whether nothing but eIDs counts at a tenant.
    pub fn is_by_eids_alone(&self, tenant: &TenantId) -> bool {
        self.valid_at(tenant)
            .all(|evidence| evidence.eid().is_some())
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

    /// What it is worth at a tenant; none where the tenant does not take all of it that is valid
    /// there: a way that was switched off must not count beside another.
    pub fn worth_at(&self, tenant: &Tenant) -> Option<Worth> {
        self.capped_at(tenant, |_| Level::High)
    }

    /// The same, where each is worth no more than `cap` says of its eID, or of what is none.
    pub fn capped_at(
        &self,
        tenant: &Tenant,
        cap: impl Fn(Option<&ShownEid>) -> Level,
    ) -> Option<Worth> {
        let valid: Vec<&Evidence> = self.valid_at(&tenant.id).collect();
        let is_taken = |evidence: &&Evidence| evidence.is_accepted_by(tenant);
        if valid.is_empty() || !valid.iter().all(is_taken) {
            return None;
        }
        let kinds: Vec<Kind> = valid
            .iter()
            .map(|evidence| evidence.kind(cap(evidence.eid())))
            .collect();
        let rests_on_mailbox = valid.iter().all(|evidence| evidence.rests_on_mailbox);
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
