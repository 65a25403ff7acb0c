//! The outbox: a mail is put there in the transaction that causes it, and the `mail` function,
//! woken by a queue, sends it. What is secret in it is sealed so that only that function opens it.

use aws_sdk_sqs::Client;
use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};

use super::letter::Letter;
use crate::{
    accounts::{EmailAddress, TenantId},
    app::App,
    clock::Timestamp,
    config::Config,
    failure::Internal,
    keys::Purpose,
    store::{Condition, Entity, Key, Transaction, keys},
};

/// How long an outbox item is kept, in seconds.
const LIFE: i64 = 3 * 24 * 3600;

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    Waiting,
    Sent,
    /// Will not be sent: the address is refused for good.
    Failed,
}

/// The secret part of a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    pub code: Option<String>,
    pub link: Option<String>,
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
    /// SES's id of the message that went out.
    pub message_id: Option<String>,
    pub reference: String,
    pub expires_at: Timestamp,
}

impl OutboxMail {
    /// What the queue carries: enough to find the item, nothing about anybody.
    pub fn wake_up(&self) -> WakeUp {
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
        keys::outbox(self.shard, self.at_milliseconds, &self.id)
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
        message_id: None,
        reference: posting.reference.to_owned(),
        expires_at: app.now() + LIFE,
        id,
    };
    let transaction = transaction.put(app.store()?, "outbox", &mail, Condition::absent());
    Ok((transaction, mail))
}

/// Wakes the sender. What cannot be told now is found by the sweeper, so a failure is only noted.
pub async fn wake(app: &App, mails: &[OutboxMail]) {
    for mail in mails {
        let Ok(body) = serde_json::to_string(&mail.wake_up()) else {
            continue;
        };
        let sent = match app.queue() {
            Ok(queue) => queue.send(body).await,
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tracing::warn!(reference = %mail.reference, cause = %error.chain(), "the sender was not woken");
        }
    }
}

/// The outbox queue. The only user of the SQS SDK.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    pub fn new(config: &Config, aws: &SdkConfig) -> Self {
        Self {
            client: Client::new(aws),
            url: config.outbox_queue_url.clone(),
        }
    }

    async fn send(&self, body: String) -> Result<(), Internal> {
        self.client
            .send_message()
            .queue_url(&self.url)
            .message_body(body)
            .send()
            .await
            .map(|_| ())
            .map_err(Internal::new)
    }
}
