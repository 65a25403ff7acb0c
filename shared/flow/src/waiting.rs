//! A request that waits for its person: what was shown and answered, never what comes next. Stored,
//! it is named by a handle in the address, bound to the browser by its cookie, and ends by itself.

use kobling_base::{clock::Timestamp, digest::sha256, random::Random};
use kobling_keys::SHORT_LIFE;
use kobling_model::{
    AccountId, ClientId, TenantId,
    item::{Entity, Key},
    keys,
    people::EmailAddress,
};
use kobling_pages::{ActivationError, AddressError, CodeError, CodeOver};
use kobling_protocol::authorization::{AuthorizationRequest, Prompt};
use kobling_store::{Condition, Store, Transaction, Update};
use kobling_upstream::{Expected, UpstreamError};
use serde::{Deserialize, Serialize};

use super::{answered_eid::AnsweredEid, facts::Facts, progress::Progress};

/// How long a login may take, in seconds.
pub const LIFE: i64 = 60 * 60;
const _: () = assert!(LIFE <= SHORT_LIFE);

/// Why the browser was sent upstream.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To log in.
    LogIn,
    /// To show that an account is one's own, by an eID that it already has.
    SignInAs(AccountId),
}

/// A visit to an upstream provider that has not come back yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct UpstreamAttempt {
    pub provider: String,
    /// SHA-256 of the `state` that was sent.
    pub state_digest: String,
    /// What the answer is held against.
    pub expected: Expected,
    pub purpose: Purpose,
    /// The level was asked for a second time: another low answer is refused.
    pub is_step_up: bool,
    /// It came back without a login, and is used up: the same answer again shows the same page.
    #[serde(default)]
    pub failed: Option<Failed>,
}

/// Why a visit upstream gave no login, as far as the page tells.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Failed {
    UnmetLevel,
    Cancelled,
    Unavailable,
    /// The answer was not what was asked for.
    Unusable,
}

impl From<&UpstreamError> for Failed {
    fn from(error: &UpstreamError) -> Self {
        match error {
            UpstreamError::UnmetLevel => Self::UnmetLevel,
            UpstreamError::Cancelled => Self::Cancelled,
            UpstreamError::Unavailable(_) => Self::Unavailable,
            _ => Self::Unusable,
        }
    }
}

/// The mailed code that is out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CodeState {
    pub address: EmailAddress,
    pub sent_at: Timestamp,
    /// How many were sent in this login; the pause before the next grows with it.
    pub count: u32,
    /// It was tried and is good no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<CodeOver>,
}

impl CodeState {
    /// Why it is good no longer, as far as that is known without a look at the code itself.
    pub fn over(&self, now: Timestamp) -> Option<CodeOver> {
        let is_old = now >= self.sent_at + kobling_base::lifetimes::MAILED_CODE_LIFE;
        self.over.or(is_old.then_some(CodeOver::Expired))
    }
}

/// What was wrong with the form that came last, for the page after it to tell: that page is loaded
/// by GET, so that loading it anew sends nothing again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    Address {
        typed: String,
        error: AddressError,
    },
    Code(CodeError),
    Activation(ActivationError),
    /// Neither of two accounts was chosen.
    Unchosen,
}

/// Why somebody is here. It never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// An app is to have its code.
    App,
    /// A device that waits is to log in as its person (RFC 8628).
    Device,
}

/// What the person wants besides going on, by the address they came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// Somebody else sits at the machine.
    SomeoneElse,
    /// By a way of a higher level than the one before.
    HigherLevel,
}

#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Waiting {
    /// SHA-256 of the handle; empty while nothing is stored.
    pub handle_digest: String,
    /// SHA-256 of the browser's cookie.
    pub browser_digest: String,
    pub tenant: Option<TenantId>,
    pub client: ClientId,
    pub authorization: AuthorizationRequest,
    pub upstream: Option<UpstreamAttempt>,
    pub eid: Option<AnsweredEid>,
    pub facts: Option<Facts>,
    #[serde(default)]
    pub progress: Progress,
    pub code: Option<CodeState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong: Option<Wrong>,
    /// The login ended: with a code for the app, or with what its person is still asked for it.
    pub is_done: bool,
    /// When it gave the app a code.
    #[serde(default)]
    pub code_given_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Counts up with every change; writes are on condition of it.
    pub version: u64,
    #[serde(skip)]
    pub wish: Option<Wish>,
}

impl Waiting {
    /// A request that has only just arrived. Nothing of it is stored, and most never are: with a
    /// session, an app gets its code at once.
    pub fn arriving(
        tenant: Option<&TenantId>,
        authorization: AuthorizationRequest,
        now: Timestamp,
    ) -> Self {
        Self {
            handle_digest: String::new(),
            browser_digest: String::new(),
            tenant: tenant.cloned(),
            client: authorization.client.clone(),
            authorization,
            upstream: None,
            eid: None,
            facts: None,
            progress: Progress::default(),
            code: None,
            wrong: None,
            is_done: false,
            code_given_at: None,
            created_at: now,
            expires_at: now + LIFE,
            version: 0,
            wish: None,
        }
    }

    /// Ties it to a handle and a browser, so that it can be stored.
    pub fn name(&mut self, handle: &str, browser: &str) {
        self.handle_digest = sha256(handle);
        self.browser_digest = sha256(browser);
    }

    /// Whether it is stored, or about to be.
    pub fn is_stored(&self) -> bool {
        !self.handle_digest.is_empty()
    }

    /// From when on a login counts as recent whatever the app said: once an eID has answered this
    /// very request. Until then a session that began meanwhile is not what the app asked for.
    pub fn begun_at(&self) -> Option<Timestamp> {
        self.is_done.then_some(self.created_at)
    }

    pub fn goal(&self) -> Goal {
        if self.authorization.is_for_device {
            Goal::Device
        } else {
            Goal::App
        }
    }

    /// A handle says tenant and app, so that one read can fetch all three; the request itself
    /// confirms them. Neither part holds a dot.
    pub fn new_handle(tenant: &TenantId, client: &ClientId, random: &Random) -> String {
        format!("{tenant}.{client}.{}", random.token())
    }

    /// Tenant and app of a handle that someone presents.
    pub fn parse_handle(handle: &str) -> Option<(TenantId, ClientId)> {
        let mut parts = handle.splitn(3, '.');
        let tenant = TenantId::parse(parts.next()?)?;
        let client = ClientId::parse(parts.next()?)?;
        (parts.next()?.len() == 32).then_some((tenant, client))
    }

    pub fn key_of(handle: &str) -> Key {
        keys::login_request(&sha256(handle))
    }

    /// The app wanted the person to be asked anew, and has had its code for that: another one by
    /// the same answer of the eID would not be what it asked for.
    pub fn is_used_up(&self) -> bool {
        self.wants_anew() && self.code_given_at.is_some()
    }

    fn wants_anew(&self) -> bool {
        self.authorization.prompt == Prompt::Login || self.authorization.max_age.is_some()
    }

    /// Notes that it gives a code; where the app wanted the person to be asked anew, once.
    pub fn gives_code(
        &self,
        store: &Store,
        transaction: Transaction,
        now: Timestamp,
    ) -> Transaction {
        let mut condition = Condition::live(now).equals("version", self.version);
        if self.wants_anew() {
            condition = condition.without("code_given_at");
        }
        let given = Update::new()
            .set("code_given_at", now)
            .set("is_done", true)
            .add("version", 1);
        transaction.update(store, "request", &self.key(), given, condition)
    }

    /// The mailed code of this request has its place by the handle: one at a time.
    pub fn code_proof_id(&self) -> String {
        sha256(&format!("code\0{}", self.handle_digest))
    }
}

impl Entity for Waiting {
    const TYPE: &'static str = "login_request";

    fn key(&self) -> Key {
        keys::login_request(&self.handle_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
