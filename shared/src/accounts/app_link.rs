//! The app link: which directory user of a tenant an account is. One each way within a tenant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, AccountId, DirectoryUserId, Level, TenantId};
use crate::{
    keys::Digest,
    store::{Entity, Key, keys},
};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AppLink {
    pub account: AccountId,
    pub tenant: TenantId,
    pub directory_user: DirectoryUserId,
    /// The national numbers that the account's eIDs showed here, by namespace, as the tenant's
    /// directory digests: what the gate compares with HR's.
    pub numbers: BTreeMap<String, Digest>,
    /// The account's `eids_lost` when they were shown.
    #[serde(default)]
    pub shown_after: u64,
    /// Whether any eID was used through this link yet.
    pub eid_seen: bool,
    /// The most that a login through this link is worth; `low` where a mailbox was all the proof.
    pub level_cap: Level,
    /// Disputed: no access until the tenant decides.
    pub suspended: bool,
    /// Counts up to end this tenant's sessions and grants at once.
    pub session_generation: u64,
    pub linked_at: i64,
}

impl AppLink {
    /// The number that was shown here in a namespace, as long as the account has lost no eID since:
    /// the one that showed it may be gone.
    pub fn shown(&self, namespace: &str, account: &Account) -> Option<&Digest> {
        self.numbers
            .get(namespace)
            .filter(|_| self.shown_after == account.eids_lost)
    }

    /// Notes that an eID of the account was used here, and its number where it has one.
    pub fn note(&mut self, account: &Account, number: Option<(&str, &Digest)>) {
        self.eid_seen = true;
        if self.shown_after != account.eids_lost {
            self.numbers.clear();
            self.shown_after = account.eids_lost;
        }
        if let Some((namespace, digest)) = number {
            self.numbers.insert(namespace.to_owned(), digest.clone());
        }
    }
}

impl Entity for AppLink {
    const TYPE: &'static str = "app_link";

    fn key(&self) -> Key {
        keys::app_link(&self.account, &self.tenant)
    }
}
