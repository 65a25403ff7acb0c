//! A proof: one typed, single-use, expiring record for everything that is proved once.
//! It is bound to all it proves, kept as a digest, counted before it is compared, and dead after
//! use; the spent record stays until it expires, so that a replay can be told from a guess.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::EmailAddress;
use crate::{
    AccountId, ClientId, Digest, DirectoryUserId, TenantId,
    apps::RequestedClaims,
    condition::{Condition, Update},
    evidence::EvidenceList,
    item::{Entity, Key},
    keys,
    unknown::or_unknown,
};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    /// Six digits sent to an address, and the link beside them.
    MailedCode,
    /// OAuth authorization code (RFC 6749 section 4.1.2).
    AuthorizationCode,
    /// A code that the tenant handed to a directory user.
    ActivationCode,
    /// One that a later version knows: it proves nothing here.
    #[serde(other)]
    Unknown,
}

/// What a proof has to carry to its use.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "read once, used at once, never held in numbers"
)]
pub enum Carries {
    Nothing,
    MailedCode {
        address: EmailAddress,
        /// Whether the code was really sent: false where the mail says why there is none.
        is_real: bool,
        /// The code itself, sealed, for the page behind the link.
        sealed_code: Option<String>,
        /// SHA-256 of the secret in the mailed link.
        link_digest: String,
        /// The login that it belongs to, for the browser that asked.
        handle: String,
        asked_from: String,
        /// Someone said that they had not asked for it.
        is_stopped: bool,
    },
    AuthorizationCode {
        client: ClientId,
        redirect_uri: String,
        code_challenge: Option<String>,
        nonce: Option<String>,
        scope: Vec<String>,
        #[serde(default, skip_serializing_if = "RequestedClaims::is_empty")]
        claims: RequestedClaims,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        resources: Vec<String>,
        /// The thumbprint of the key that must be shown with it (RFC 9449 section 10).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dpop_jkt: Option<String>,
        sid: String,
        session_digest: String,
        session_expires_at: Timestamp,
        #[serde(rename = "authentication")]
        evidence: EvidenceList,
        /// The grant that was made when it was spent, to end it on replay.
        grant: String,
    },
    /// What a later version carries: it proves nothing here.
    #[serde(other)]
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Proof {
    /// SHA-256 of the proof's own random id, base64url: its place in the table.
    pub id_digest: String,
    pub kind: ProofKind,
    /// The digest of the secret that is compared; empty where knowing the id is the proof.
    pub secret_digest: String,
    pub tenant: TenantId,
    pub account: Option<AccountId>,
    pub directory_user: Option<DirectoryUserId>,
    /// The eID that asked.
    pub eid: Option<Digest>,
    /// SHA-256 of the browser's cookie.
    pub browser: Option<String>,
    /// SHA-256 of the login request's handle.
    pub request: Option<String>,
    pub tries_left: u32,
    pub spent_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    #[serde(deserialize_with = "or_unknown")]
    pub carries: Carries,
}

/// Conditions of writes, and updates.
impl Proof {
    /// It is valid and was not used.
    pub fn is_unspent(now: Timestamp) -> Condition {
        Condition::live(now).without("spent_at")
    }

    /// It is used up.
    pub fn spend(now: Timestamp) -> Update {
        Update::new().set("spent_at", now)
    }
}

impl Entity for Proof {
    const TYPE: &'static str = "proof";

    fn key(&self) -> Key {
        keys::proof(&self.id_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
