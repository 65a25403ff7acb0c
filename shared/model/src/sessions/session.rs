//! A session of an account in one browser, and what is known of the login that began it.

use kobling_base::{clock::Timestamp, digest::sha256, lifetimes::SESSION_IDLE_LIFE};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId,
    evidence::EvidenceList,
    item::{Entity, Key},
    keys,
    people::Account,
    tenants::TenantSettings,
};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Session {
    /// SHA-256 of the secret in the cookie, base64url.
    pub id_digest: String,
    /// The `sid` that apps see (OpenID Connect Back-Channel Logout section 2.1): random, and of no
    /// use as a cookie.
    pub sid: String,
    pub account: AccountId,
    /// The account's `session_generation` when it began.
    pub generation: u64,
    /// What was shown in it.
    #[serde(rename = "authentication")]
    pub evidence: EvidenceList,
    /// The national id that the eID showed, sealed for this session alone: only where the app that
    /// it began for asked for the number and was granted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_number: Option<String>,
    /// SHA-256 of the secret that this browser had before: it is logged out along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// The tenant last used, to go on with where a request names none.
    pub tenant: Option<crate::TenantId>,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Session {
    /// Whether it is alive: neither idle too long nor past its end nor ended by the account.
    pub fn is_live(&self, generation: u64, now: Timestamp) -> bool {
        now < self.expires_at
            && now < self.last_used_at + SESSION_IDLE_LIFE
            && self.generation == generation
    }

    /// Whether it is this account's, and alive.
    pub fn is_live_for(&self, account: &Account, now: Timestamp) -> bool {
        self.account == account.id && self.is_live(account.session_generation, now)
    }

    /// Whether it is young enough, and was used lately enough, for a tenant's apps.
    pub fn suits(&self, settings: &TenantSettings, now: Timestamp) -> bool {
        now < self.created_at + settings.session_life
            && now < self.last_used_at + settings.session_idle_life
    }
}

impl Entity for Session {
    const TYPE: &'static str = "session";

    fn key(&self) -> Key {
        keys::session(&self.id_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// Leads from an upstream's session to one that began by it, for the upstream's front-channel
/// logout. There is one for each session whose upstream gave a `sid`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UpstreamSession {
    /// SHA-256 of the upstream's issuer and `sid`.
    pub upstream_digest: String,
    /// The session that ends with it.
    pub session_digest: String,
    pub account: AccountId,
    pub tenant: Option<crate::TenantId>,
    pub expires_at: Timestamp,
}

impl UpstreamSession {
    /// The digest of an upstream's session; `sid` has enough random bits for a plain hash.
    pub fn digest(issuer: &str, sid: &str) -> String {
        sha256(&format!("{issuer}\0{sid}"))
    }

    /// For a session that has just begun; none where the upstream gave no `sid`.
    pub fn of(session: &Session, issuer: &str) -> Option<Self> {
        let sid = session.evidence.eid()?.upstream_sid.as_ref()?;
        Some(Self {
            upstream_digest: Self::digest(issuer, sid),
            session_digest: session.id_digest.clone(),
            account: session.account,
            tenant: session.tenant.clone(),
            expires_at: session.expires_at,
        })
    }
}

impl Entity for UpstreamSession {
    const TYPE: &'static str = "upstream_session";

    fn key(&self) -> Key {
        keys::upstream_session(&self.upstream_digest, &self.session_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
