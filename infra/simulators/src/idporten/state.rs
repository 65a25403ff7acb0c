//! What the simulator remembers while it runs, in memory, behind one lock. Entries that have run
//! out are dropped whenever new ones come, so a long-running process does not grow.

use std::collections::HashMap;

use super::authorization_request::AuthorizationRequest;
use super::faults::{Fault, Switches};
use super::keys::{KeyRing, SigningKey};
use super::outages::Outages;
use super::session::Session;
use super::texts::Locale;
use crate::random;

/// ID-porten's lifetime of a pushed request, a code, an access token and an id_token, in seconds.
pub(crate) const SHORT_LIFE: i64 = 120;
/// How long the login page of one request stays usable, in seconds.
const LOGIN_LIFE: i64 = 30 * 60;
/// How long a spent or expired code is remembered, so that its replay is known for what it is.
const GRANT_MEMORY: i64 = 60 * 60;

/// How often each endpoint was called since the simulator was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    pub discovery: u64,
    pub jwks: u64,
    pub par: u64,
    pub authorize: u64,
    /// Answers to the login page, taken or refused.
    pub login: u64,
    /// Authorization responses that carried a code.
    pub codes: u64,
    pub token: u64,
    pub userinfo: u64,
    pub logout: u64,
}

/// A request that a client pushed, waiting for the browser (RFC 9126).
pub(crate) struct Pushed {
    pub(crate) client_id: String,
    pub(crate) request: AuthorizationRequest,
    pub(crate) expires_at: i64,
}

/// A request that waits for a person at the login page.
#[derive(Clone)]
pub(crate) struct Pending {
    pub(crate) request: AuthorizationRequest,
    pub(crate) expires_at: i64,
}

/// All that one authorization code stands for.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) request: AuthorizationRequest,
    pub(crate) session: Session,
    pub(crate) issued_at: i64,
    pub(crate) spent: bool,
    pub(crate) faults: Vec<Fault>,
}

/// What an access token opens: the answer of /userinfo.
pub(crate) struct AccessToken {
    pub(crate) code: String,
    pub(crate) sub: String,
    pub(crate) pid: Option<String>,
    pub(crate) locale: Locale,
    pub(crate) expires_at: i64,
}

pub(crate) struct State {
    pub(crate) keys: KeyRing,
    pub(crate) faults: Switches,
    pub(crate) outages: Outages,
    pub(crate) counters: Counters,
    /// By `request_uri`.
    pub(crate) pushed: HashMap<String, Pushed>,
    /// By the handle in the login page.
    pub(crate) pending: HashMap<String, Pending>,
    /// By the cookie's value.
    pub(crate) sessions: HashMap<String, Session>,
    /// By code.
    pub(crate) grants: HashMap<String, Grant>,
    /// By token.
    pub(crate) access_tokens: HashMap<String, AccessToken>,
    /// `(client_id, jti)` of the assertions seen, and until when they would still be valid.
    pub(crate) assertions: HashMap<(String, String), i64>,
    /// The code that each client got last, for the fault that gives it out again.
    pub(crate) last_codes: HashMap<String, String>,
}

impl State {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self {
            keys: KeyRing::new(key),
            faults: Switches::default(),
            outages: Outages::default(),
            counters: Counters::default(),
            pushed: HashMap::new(),
            pending: HashMap::new(),
            sessions: HashMap::new(),
            grants: HashMap::new(),
            access_tokens: HashMap::new(),
            assertions: HashMap::new(),
            last_codes: HashMap::new(),
        }
    }

    /// Forgets what has run out.
    pub(crate) fn sweep(&mut self, now: i64) {
        self.pushed.retain(|_, pushed| now < pushed.expires_at);
        self.pending.retain(|_, pending| now < pending.expires_at);
        self.sessions.retain(|_, session| session.is_alive(now));
        self.grants
            .retain(|_, grant| now < grant.issued_at + GRANT_MEMORY);
        self.access_tokens.retain(|_, token| now < token.expires_at);
        self.assertions.retain(|_, until| now <= *until);
    }

    /// Keeps a request for the login page and returns its handle.
    pub(crate) fn hold(&mut self, request: AuthorizationRequest, now: i64) -> String {
        self.sweep(now);
        let handle = random::token();
        let expires_at = now + LOGIN_LIFE;
        self.pending.insert(
            handle.clone(),
            Pending {
                request,
                expires_at,
            },
        );
        handle
    }

    /// The session behind the cookie, if it is alive.
    pub(crate) fn session(&self, cookie: Option<&str>, now: i64) -> Option<&Session> {
        self.sessions
            .get(cookie?)
            .filter(|session| session.is_alive(now))
    }
}
