//! An account: the person's login, global to the deployment; its addresses and eIDs, each
//! guarded by an item of its own so that no second account can have the same.

use serde::{Deserialize, Serialize};

use super::EmailAddress;
use crate::{
    AccountId, Digest,
    apps::Consent,
    item::{Entity, Key},
    keys,
};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    Enabled,
    Disabled,
    Closed,
}

/// A verified address of an account. The first of the list is the primary one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct OwnAddress {
    pub address: EmailAddress,
    pub digest: Digest,
    pub verified_at: i64,
}

/// An eID that leads to the account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct HeldEid {
    /// `no.fnr`, … or `iss:ISSUER` for an eID without a national number.
    pub namespace: String,
    /// The provider that showed it first.
    pub provider: String,
    pub digest: Digest,
    pub linked_at: i64,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Account {
    pub id: AccountId,
    pub state: AccountState,
    pub given_name: String,
    pub family_name: String,
    /// Nobody gave a name: what stands here was made up and may be edited.
    pub is_name_placeholder: bool,
    pub addresses: Vec<OwnAddress>,
    pub eids: Vec<HeldEid>,
    /// Counts up to end all sessions and grants at once.
    pub session_generation: u64,
    /// How many eIDs it had that went to another account or were replaced: what an app link was
    /// shown by one of them counts no longer.
    #[serde(default)]
    pub eids_lost: u64,
    /// To apps of other organisations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    pub created_at: i64,
    /// Counts up with every change; writes are on condition of it.
    pub version: u64,
}

impl Account {
    pub fn is_enabled(&self) -> bool {
        self.state == AccountState::Enabled
    }

    pub fn primary_address(&self) -> Option<&EmailAddress> {
        self.addresses.first().map(|own| &own.address)
    }

    /// Whether it holds an eID of this namespace other than `digest`.
    pub fn holds_other(&self, namespace: &str, digest: &Digest) -> bool {
        self.eids
            .iter()
            .any(|held| held.namespace == namespace && held.digest != *digest)
    }

    pub fn holds(&self, digest: &Digest) -> bool {
        self.eids.iter().any(|held| held.digest == *digest)
    }

    pub fn display_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

impl Entity for Account {
    const TYPE: &'static str = "account";

    fn key(&self) -> Key {
        keys::account(&self.id)
    }
}

/// The link of an eID to an account; that there is only one per eID is its key's doing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct EidLink {
    pub digest: Digest,
    pub namespace: String,
    pub account: AccountId,
    pub linked_at: i64,
}

impl Entity for EidLink {
    const TYPE: &'static str = "eid_link";

    fn key(&self) -> Key {
        keys::eid_link(&self.digest)
    }
}

/// Says which account owns an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AddressGuard {
    pub digest: Digest,
    pub account: AccountId,
}

impl Entity for AddressGuard {
    const TYPE: &'static str = "address";

    fn key(&self) -> Key {
        keys::address(&self.digest)
    }
}
