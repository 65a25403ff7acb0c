//! The demo app's sessions, in memory, found by a cookie of its own. A login gets a new cookie, so a
//! value planted beforehand is worth nothing; each waiting login is found by its `state`.

use std::collections::HashMap;

use super::claims::LoggedIn;
use crate::random;

/// The session cookie's name.
pub(crate) const COOKIE: &str = "hrm_session";

const LIFE: i64 = 10 * 60 * 60;
/// As many tabs as anyone logs in from at once.
const MOST_PENDING: usize = 10;

/// A login on its way through the hub.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) code_verifier: String,
    pub(crate) tenant: Option<String>,
    /// Path and query in this app to go to afterwards.
    pub(crate) target: String,
}

/// One browser.
#[derive(Debug)]
pub(crate) struct Session {
    /// Stands in each form and must come back with it.
    pub(crate) form_token: String,
    pub(crate) pending: Vec<Pending>,
    pub(crate) login: Option<LoggedIn>,
    /// The `state` that went along with a logout.
    pub(crate) logout_state: Option<String>,
    started_at: i64,
}

/// All sessions, by cookie value.
#[derive(Default)]
pub(crate) struct Sessions(HashMap<String, Session>);

impl Sessions {
    /// The session of that cookie, unless it has run out.
    pub(crate) fn get_mut(&mut self, cookie: Option<&str>, now: i64) -> Option<&mut Session> {
        self.0
            .get_mut(cookie?)
            .filter(|session| now - session.started_at < LIFE)
    }

    /// Opens a session and returns its cookie value.
    pub(crate) fn open(&mut self, now: i64) -> (String, &mut Session) {
        self.0.retain(|_, session| now - session.started_at < LIFE);
        let cookie = random::token();
        let session = self.0.entry(cookie.clone()).or_insert(Session {
            form_token: random::token(),
            pending: Vec::new(),
            login: None,
            logout_state: None,
            started_at: now,
        });
        (cookie, session)
    }

    pub(crate) fn close(&mut self, cookie: Option<&str>) -> Option<Session> {
        self.0.remove(cookie?)
    }
}

impl Session {
    pub(crate) fn wait_for(&mut self, pending: Pending) {
        if self.pending.len() >= MOST_PENDING {
            self.pending.remove(0);
        }
        self.pending.push(pending);
    }

    /// Takes out the login that this `state` belongs to; a second answer finds nothing.
    pub(crate) fn take(&mut self, state: &str) -> Option<Pending> {
        let at = self.pending.iter().position(|one| one.state == state)?;
        Some(self.pending.remove(at))
    }
}
