//! What an eID showed.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Evidence, Method, Validity};
use crate::{Digest, Level};

/// What the namespace begins with where an eID has no national id; the issuer follows.
pub const BY_ISSUER: &str = "iss:";

/// What an eID's answer showed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Authentication {
    /// The upstream provider's id.
    pub provider: String,
    pub namespace: String,
    pub link_digest: Digest,
    pub level: Level,
    /// Authentication methods (RFC 8176 names where there is one).
    pub amr: Vec<String>,
    pub auth_time: Timestamp,
    /// The upstream's session id, for its front-channel logout.
    pub upstream_sid: Option<String>,
}

/// Which eID it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownEid {
    pub provider: String,
    pub namespace: String,
    pub link_digest: Digest,
    pub upstream_sid: Option<String>,
}

impl ShownEid {
    /// Whether the eID is known by its issuer's own `sub`, as it showed no national id.
    pub fn is_without_number(&self) -> bool {
        self.namespace.starts_with(BY_ISSUER)
    }
}

impl From<Authentication> for Evidence {
    fn from(shown: Authentication) -> Self {
        Self {
            method: Method::Eid(ShownEid {
                provider: shown.provider,
                namespace: shown.namespace,
                link_digest: shown.link_digest,
                upstream_sid: shown.upstream_sid,
            }),
            level: shown.level,
            shown_at: shown.auth_time,
            amr: shown.amr,
            valid_for: Validity::Deployment,
            rests_on_mailbox: false,
        }
    }
}
