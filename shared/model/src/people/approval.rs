//! Approval of a first use by the tenant's admin, where HR does not know the number.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::EmailAddress;
use crate::{
    AccountId, Digest, DirectoryUserId, TenantId,
    condition::Condition,
    item::{Entity, Key},
    keys,
};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    Asked,
    Approved,
    Refused,
}

/// One eID asks to be one directory user. Bound to both, to the mailbox that was proved, and to
/// the account it is for; it opens nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Approval {
    pub tenant: TenantId,
    /// The link digest of the eID that asks.
    pub eid: Digest,
    pub directory_user: DirectoryUserId,
    /// The account that is to be linked; none where one is to be made.
    pub account: Option<AccountId>,
    /// The address that was proved by a mailed code.
    pub address: Option<EmailAddress>,
    pub state: ApprovalState,
    pub asked_at: Timestamp,
    pub decided_by: Option<String>,
    pub expires_at: Timestamp,
}

/// Conditions of writes.
impl Approval {
    /// It waits for a decision.
    pub fn is_asked(now: Timestamp) -> Condition {
        Condition::live(now).equals("state", "asked")
    }
}

impl Entity for Approval {
    const TYPE: &'static str = "approval";

    fn key(&self) -> Key {
        keys::approval(&self.tenant, &self.eid)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
