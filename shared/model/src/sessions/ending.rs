//! Which apps want to hear that a session ends (OpenID Connect Back-Channel Logout 1.0), and the
//! word that is on its way to one of them.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::{
    AccountId, ClientId,
    apps::Client,
    condition::{Condition, Update},
    item::{Entity, Key},
    keys,
};

/// How long a word is kept, in seconds: longer than it is tried.
const LIFE: i64 = 24 * 3600;
/// For so many seconds the one who made or took it has it to itself: longer than a function runs.
const CLAIM: i64 = 60;

/// An app that was logged in to by a session, and is to hear of its end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct SessionClient {
    /// The session's digest.
    pub session: String,
    pub client: ClientId,
    pub account: AccountId,
    /// The `sid` that the app knows.
    pub sid: String,
    pub expires_at: Timestamp,
}

impl SessionClient {
    /// For a code that is given to an app; none for one that does not want to hear.
    pub fn of(session: &Session, client: &Client) -> Option<Self> {
        client.backchannel_logout_uri.as_ref()?;
        Some(Self {
            session: session.id_digest.clone(),
            client: client.id.clone(),
            account: session.account,
            sid: session.sid.clone(),
            expires_at: session.expires_at,
        })
    }
}

impl Entity for SessionClient {
    const TYPE: &'static str = "session_client";

    fn key(&self) -> Key {
        keys::session_client(&self.session, &self.client)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// Word for one app that a session ended. It is made in the transaction that ends the session, and
/// goes when the app has taken it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Ending {
    pub id: String,
    pub client: ClientId,
    pub account: AccountId,
    pub sid: String,
    /// How often it was tried, the running try included.
    pub attempts: u32,
    /// Nobody tries it before.
    pub due_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Ending {
    /// A word that whoever makes it tries at once.
    pub fn new(id: String, app: SessionClient, now: Timestamp) -> Self {
        Self {
            id,
            client: app.client,
            account: app.account,
            sid: app.sid,
            attempts: 1,
            due_at: now + CLAIM,
            expires_at: now + LIFE,
        }
    }

    /// When the next try may be, if this one fails: after one minute, then twice as long each time.
    pub fn next_due(&self, now: Timestamp) -> Timestamp {
        now + (CLAIM << self.attempts.min(9))
    }
}

/// Conditions of writes, and updates.
impl Ending {
    /// Nobody has tried it since it was read.
    pub fn as_read(&self, now: Timestamp) -> Condition {
        Condition::live(now)
            .equals("attempts", self.attempts)
            .equals("due_at", self.due_at)
    }

    /// Whoever writes this has the next try.
    pub fn claim(&self, now: Timestamp) -> Update {
        Update::new()
            .set("attempts", self.attempts + 1)
            .set("due_at", self.next_due(now))
    }
}

impl Entity for Ending {
    const TYPE: &'static str = "ending";

    fn key(&self) -> Key {
        keys::ending(&self.id)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
