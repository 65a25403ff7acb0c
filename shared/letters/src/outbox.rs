//! The outbox: a mail is put there in the transaction that causes it, and the `mail` function,
//! woken by a queue, sends it. What is secret in it is sealed so that only that function opens it.

use kobling_aws::queue::{Channel, Message};
use kobling_base::{Internal, clock::Timestamp};
use kobling_keyring::Purpose;
use kobling_model::{
    TenantId,
    item::{Entity, Key},
    keys,
    people::EmailAddress,
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction, Update};
use serde::{Deserialize, Serialize};

use super::{letter::Letter, pace::PacedTenant};

/// How long an outbox item is kept, in seconds.
const LIFE: i64 = 3 * 24 * 3600;
/// How long one that nobody waits for may take, in seconds.
const PACED_LIFE: i64 = 14 * 24 * 3600;
/// How long a claim holds, in seconds: longer than the function may run.
const CLAIM: i64 = 60;

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    Waiting,
    Sent,
    /// Will not be sent: the address is refused for good.
    Failed,
    /// Was not sent: mail to that address comes back, or was complained about.
    Suppressed,
    /// Ended in a way that a later version knows.
    #[serde(other)]
    Unknown,
}

impl OutboxState {
    /// As it is stored and logged; never changed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Suppressed => "suppressed",
            Self::Unknown => "unknown",
        }
    }
}

/// The secret part of a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub code: Option<String>,
    pub link: Option<String>,
    /// Browser, system and address of who asked: as personal as the rest, and erased with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_from: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct OutboxMail {
    pub id: String,
    pub shard: u8,
    pub at_milliseconds: i64,
    pub tenant: TenantId,
    pub to: EmailAddress,
    /// Language code.
    pub language: String,
    pub letter: Letter,
    /// `Sealed` as JSON, sealed by the key service; erased on sending.
    pub sealed: Option<String>,
    pub state: OutboxState,
    /// Until then one sender has it to itself; 0 for nobody.
    #[serde(default)]
    pub claimed_until: Timestamp,
    /// SES's id of the message that went out.
    pub message_id: Option<String>,
    pub reference: String,
    pub expires_at: Timestamp,
}

impl OutboxMail {
    /// What the queue carries: enough to find the item, nothing about anybody.
    /// `None` for one that nobody waits for: the sweeper brings it out at the tenant's pace.
    pub fn wake_up(&self) -> Option<WakeUp> {
        (!self.letter.is_paced()).then(|| self.woken())
    }

    /// One sender has it to itself.
    pub fn is_claimed(&self) -> Condition {
        Condition::present()
            .equals("state", OutboxState::Waiting.name())
            .equals("claimed_until", self.claimed_until)
    }

    fn woken(&self) -> WakeUp {
        WakeUp {
            shard: self.shard,
            at_milliseconds: self.at_milliseconds,
            id: self.id.clone(),
        }
    }
}

impl Entity for OutboxMail {
    const TYPE: &'static str = "outbox_mail";

    fn key(&self) -> Key {
        // What is done leaves the tenant's line, so that its head is what comes next.
        if self.letter.is_paced() && self.state == OutboxState::Waiting {
            keys::paced_mail(&self.tenant, self.at_milliseconds, &self.id)
        } else {
            keys::outbox(self.shard, self.at_milliseconds, &self.id)
        }
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// A message on the outbox queue.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct WakeUp {
    pub shard: u8,
    pub at_milliseconds: i64,
    pub id: String,
}

impl WakeUp {
    pub fn key(&self) -> Key {
        keys::outbox(self.shard, self.at_milliseconds, &self.id)
    }
}

/// Takes a waiting mail for one sender alone, so that queue and sweeper never both send it.
/// `None` where it does not wait, or another one has it.
pub async fn claim(app: &App, key: &Key) -> Result<Option<OutboxMail>, StoreError> {
    let now = app.now();
    let store = app
        .store()
        .map_err(|_| StoreError::Unreadable("no store".to_owned()))?;
    let update = Update::new().set("claimed_until", now + CLAIM);
    let condition = Condition::live(now)
        .equals("state", "waiting")
        .at_most_or_absent("claimed_until", now);
    store.update(key, update, condition).await
}

/// Gives a claimed mail back, to be sent another time.
pub async fn release(app: &App, mail: &OutboxMail) -> Result<(), Internal> {
    let update = Update::new().set("claimed_until", 0_i64);
    let condition = Condition::live(app.now())
        .equals("state", "waiting")
        .equals("claimed_until", mail.claimed_until);
    let _released: Option<OutboxMail> = app.store()?.update(&mail.key(), update, condition).await?;
    Ok(())
}

/// One mail to be written.
#[derive(Clone, Debug)]
pub struct Posting<'a> {
    pub tenant: &'a TenantId,
    pub to: &'a EmailAddress,
    pub language: &'a str,
    pub letter: Letter,
    pub reference: &'a str,
}

/// Adds a mail to a transaction; the caller wakes the sender when the transaction is through.
pub async fn post(
    app: &App,
    transaction: Transaction,
    posting: Posting<'_>,
    secret: Option<Sealed>,
) -> Result<(Transaction, OutboxMail), Internal> {
    let id = app.random().uuid().to_string();
    let is_paced = posting.letter.is_paced();
    if is_paced {
        // Before the mail and by itself: a mark too many harms nothing, and within the
        // transactions all of a tenant's would meet at this one item.
        PacedTenant::mark(app, posting.tenant, app.now() + PACED_LIFE).await?;
    }
    let sealed = match secret {
        Some(secret) => {
            let plain = serde_json::to_vec(&secret).map_err(Internal::new)?;
            Some(
                app.key_service()?
                    .seal(Purpose::Outbox, &id, &plain)
                    .await?,
            )
        }
        None => None,
    };
    let mail = OutboxMail {
        shard: app.random().bytes::<1>()[0] % keys::OUTBOX_SHARDS,
        at_milliseconds: app.clock().now_milliseconds(),
        tenant: posting.tenant.clone(),
        to: posting.to.clone(),
        language: posting.language.to_owned(),
        letter: posting.letter,
        sealed,
        state: OutboxState::Waiting,
        claimed_until: 0,
        message_id: None,
        reference: posting.reference.to_owned(),
        expires_at: app.now() + if is_paced { PACED_LIFE } else { LIFE },
        id,
    };
    let transaction = transaction.put(app.store()?, "outbox", &mail, Condition::absent());
    Ok((transaction, mail))
}

/// Wakes the sender. What cannot be told now is found by the sweeper, so a failure is only noted.
pub async fn wake(app: &App, mails: &[OutboxMail]) {
    for mail in mails {
        let Some(Ok(body)) = mail.wake_up().map(|woken| serde_json::to_string(&woken)) else {
            continue;
        };
        let sent = match app.queue(Channel::Outbox) {
            Ok(queue) => queue.send(Message::new(body)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tracing::warn!(reference = %mail.reference, cause = %error.chain(), "the sender was not woken");
        }
    }
}
