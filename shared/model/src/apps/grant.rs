//! A grant: what an app was given by one authorization, for as long as it can be renewed.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RequestedClaims, Whereabouts};
use crate::{
    AccountId, ClientId, DirectoryUserId, TenantId,
    condition::{Condition, Update},
    evidence::EvidenceList,
    item::{Entity, Key},
    keys,
};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Grant {
    pub id: String,
    pub client: ClientId,
    pub tenant: TenantId,
    pub account: AccountId,
    pub directory_user: DirectoryUserId,
    pub scope: Vec<String>,
    /// Claims that were asked for one by one.
    #[serde(default, skip_serializing_if = "RequestedClaims::is_empty")]
    pub claims: RequestedClaims,
    /// APIs that its access tokens may be for; none means our own userinfo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The thumbprint of the key that a public client's refresh tokens are bound to (RFC 9449
    /// section 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
    pub nonce: Option<String>,
    pub sid: String,
    /// SHA-256 of the session's secret: a grant without `offline_access` ends with its session.
    pub session_digest: Option<String>,
    #[serde(rename = "authentication")]
    pub evidence: EvidenceList,
    /// Generations when it was made; a higher one now ends it.
    pub account_generation: u64,
    pub link_generation: u64,
    /// The version of the account when it was made: a consent of a later one is none to it.
    #[serde(default)]
    pub account_version: u64,
    /// The number of the one refresh token that is valid (RFC 9700 section 4.14.2).
    pub sequence: u64,
    /// When that took the place of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Timestamp>,
    /// The latest was given again within the app's grace: somebody else may hold it as well, so
    /// there is no grace for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_repeated: bool,
    /// Ended: by replay, by logout, by the tenant.
    pub ended: bool,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Grant {
    pub fn whereabouts(&self) -> Whereabouts {
        Whereabouts {
            account: self.account,
            directory_user: self.directory_user,
            tenant: self.tenant.clone(),
            session_digest: self.session_digest.clone(),
        }
    }
}

/// A rotation that no grace follows.
const NEVER: Timestamp = 0;

/// Conditions of writes, and updates.
impl Grant {
    /// It has not ended.
    pub fn is_open() -> Condition {
        Condition::present().equals("ended", false)
    }

    /// It has not ended, and its refresh token is still the one that was read.
    pub fn as_read(&self, now: Timestamp) -> Condition {
        Condition::live(now)
            .equals("sequence", self.sequence)
            .equals("ended", false)
    }

    /// It ends.
    pub fn end() -> Update {
        Update::new().set("ended", true)
    }

    /// Its refresh token was used, and stays valid.
    pub fn renew(now: Timestamp, expires_at: Timestamp) -> Update {
        Update::new()
            .set("last_used_at", now)
            .set("expires_at", expires_at)
    }

    /// As `renew`, of a token that was repeated within the app's grace.
    pub fn repeat(now: Timestamp, expires_at: Timestamp) -> Update {
        Self::renew(now, expires_at).set("is_repeated", true)
    }

    /// As `renew`, with a new token in the place of the one that was used. Where that one was
    /// repeated, no grace follows: of two who hold it, the second is found out at once.
    pub fn rotate(&self, now: Timestamp, expires_at: Timestamp) -> Update {
        let renewed = Self::renew(now, expires_at).set("sequence", self.sequence + 1);
        if self.is_repeated {
            renewed.set("rotated_at", NEVER).set("is_repeated", false)
        } else {
            renewed.set("rotated_at", now)
        }
    }
}

impl Entity for Grant {
    const TYPE: &'static str = "grant";

    fn key(&self) -> Key {
        keys::grant(&self.id)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
