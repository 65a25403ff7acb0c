//! The simulator's own single sign-on session: ends after 30 minutes without use and 120 minutes in
//! all, as ID-porten's does, and remembers which clients it served, for logout.

use std::collections::BTreeSet;

use super::acr::Acr;
use super::identity::Identity;

/// The cookie that carries a session's handle.
pub(crate) const COOKIE: &str = "idporten_session";

const IDLE: i64 = 30 * 60;
const WHOLE: i64 = 120 * 60;

/// One browser's login.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The `sid` claim; another value than the cookie's.
    pub(crate) sid: String,
    pub(crate) identity: Identity,
    pub(crate) acr: Acr,
    pub(crate) auth_time: i64,
    pub(crate) started_at: i64,
    pub(crate) used_at: i64,
    /// The clients that got a code in this session.
    pub(crate) clients: BTreeSet<String>,
}

impl Session {
    pub(crate) fn is_alive(&self, now: i64) -> bool {
        now - self.used_at < IDLE && now - self.started_at < WHOLE
    }
}
