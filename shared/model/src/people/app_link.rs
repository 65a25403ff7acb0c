//! The app link: which directory user of a tenant an account is. One each way within a tenant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Account;
use crate::{
    AccountId, Digest, DirectoryUserId, Level, TenantId,
    item::{Entity, Key},
    keys,
};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AppLink {
    pub account: AccountId,
    pub tenant: TenantId,
    pub directory_user: DirectoryUserId,
    /// The eIDs of the account that were used here, by namespace: their national numbers as the
    /// tenant's directory digests, which the gate compares with HR's; an eID without a number as
    /// its own digest. Only what stands here opens the tenant's apps.
    pub numbers: BTreeMap<String, Digest>,
    /// The account's `eids_lost` when they were shown.
    #[serde(default)]
    pub shown_after: u64,
    /// Whether any eID was used through this link yet.
    #[serde(rename = "eid_seen")]
    pub has_used_eid: bool,
    /// The most that a login through this link is worth; `low` where a mailbox was all the proof.
    pub level_cap: Level,
    /// The same for an eID that came to it later by a proof of another worth, by namespace.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub level_caps: BTreeMap<String, Level>,
    /// Disputed: no access until the tenant decides.
    pub suspended: bool,
    /// Counts up to end this tenant's sessions and grants at once.
    pub session_generation: u64,
    pub linked_at: i64,
}

impl AppLink {
    /// What was shown here in a namespace, as long as the account has lost no eID since: the one
    /// that showed it may be gone.
    pub fn shown(&self, namespace: &str, account: &Account) -> Option<&Digest> {
        self.numbers
            .get(namespace)
            .filter(|_| self.shown_after == account.eids_lost)
    }

    /// The most that a login by an eID of a namespace is worth through this link.
    pub fn level_cap(&self, namespace: &str) -> Level {
        let own = self.level_caps.get(namespace);
        own.copied().unwrap_or(self.level_cap)
    }

    /// Notes that an eID of the account was used here: its number, or what it is itself.
    pub fn note(&mut self, account: &Account, namespace: &str, shown: &Digest) {
        self.has_used_eid = true;
        if self.shown_after != account.eids_lost {
            self.numbers.clear();
            self.level_caps.clear();
            self.shown_after = account.eids_lost;
        }
        self.numbers.insert(namespace.to_owned(), shown.clone());
    }

    /// Notes what the proof is worth by which an eID came to this link.
    pub fn cap(&mut self, namespace: &str, level: Level) {
        if level == self.level_cap {
            self.level_caps.remove(namespace);
        } else {
            self.level_caps.insert(namespace.to_owned(), level);
        }
    }
}

impl Entity for AppLink {
    const TYPE: &'static str = "app_link";

    fn key(&self) -> Key {
        keys::app_link(&self.account, &self.tenant)
    }
}
