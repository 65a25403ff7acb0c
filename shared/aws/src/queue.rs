//! Queues: what wakes the functions that no request wakes. The only user of the SQS SDK.

use aws_sdk_sqs::{
    Client,
    types::{MessageAttributeValue, SendMessageBatchRequestEntry},
};
use aws_types::SdkConfig;
use kobling_base::Internal;

/// SQS takes so many messages in one call.
const LARGEST_BATCH: usize = 10;
/// Bytes of one call, bodies and attributes together; SQS's own limit is a little higher.
const LARGEST_CALL: usize = 250_000;
/// The attribute that says why a message was put aside.
pub const REASON: &str = "reason";

/// The queues of the deployment that functions send to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Channel {
    /// Wakes the sender of mails.
    Outbox,
    /// Tasks of the import; S3 tells it of new files there too.
    Import,
    /// Rows on their way to the directory.
    Provision,
    /// Rows that no retry mends.
    ProvisionDeadLetters,
    /// Words of ended sessions that an app does not take.
    LogoutDeadLetters,
}

/// What is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    body: String,
    delay_seconds: u16,
    reason: Option<String>,
}

impl Message {
    /// Delivered at once.
    pub fn new(body: String) -> Self {
        Self {
            body,
            delay_seconds: 0,
            reason: None,
        }
    }

    /// Delivered so many seconds later; SQS takes 900 at most.
    #[must_use]
    pub fn delayed(mut self, seconds: u16) -> Self {
        self.delay_seconds = seconds.min(900);
        self
    }

    /// Says why it is put aside, in a word of this product's.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    fn size(&self) -> usize {
        self.body.len() + self.reason.as_ref().map_or(0, String::len) + REASON.len()
    }

    fn attribute(&self) -> Result<Option<MessageAttributeValue>, Internal> {
        self.reason
            .as_ref()
            .map(|reason| {
                MessageAttributeValue::builder()
                    .data_type("String")
                    .string_value(reason)
                    .build()
                    .map_err(Internal::new)
            })
            .transpose()
    }
}

/// The client, and where the queues are that a function sends to.
#[derive(Clone, Debug)]
pub struct Queues {
    client: Client,
    urls: Vec<(Channel, String)>,
}

impl Queues {
    pub fn new(urls: Vec<(Channel, String)>, aws: &SdkConfig) -> Self {
        Self {
            client: Client::new(aws),
            urls,
        }
    }

    pub fn get(&self, channel: Channel) -> Option<Queue<'_>> {
        let (_, url) = self.urls.iter().find(|(known, _)| *known == channel)?;
        Some(Queue {
            client: &self.client,
            url,
        })
    }
}

/// One queue to send to.
#[derive(Clone, Copy, Debug)]
pub struct Queue<'a> {
    client: &'a Client,
    url: &'a str,
}

impl Queue<'_> {
    /// Sends one message.
    pub async fn send(&self, message: Message) -> Result<(), Internal> {
        let attribute = message.attribute()?;
        let mut call = self
            .client
            .send_message()
            .queue_url(self.url)
            .message_body(message.body);
        if message.delay_seconds > 0 {
            call = call.delay_seconds(i32::from(message.delay_seconds));
        }
        if let Some(attribute) = attribute {
            call = call.message_attributes(REASON, attribute);
        }
        call.send().await.map(|_| ()).map_err(Internal::passing)
    }

    /// Sends any number of messages, in as few calls as SQS allows. An error leaves some of them
    /// sent: who receives them must not mind one that comes twice.
    pub async fn send_all(&self, messages: Vec<Message>) -> Result<(), Internal> {
        let mut batch: Vec<Message> = Vec::new();
        let mut size = 0;
        for message in messages {
            let more = message.size();
            if batch.len() == LARGEST_BATCH || (size + more > LARGEST_CALL && !batch.is_empty()) {
                self.send_batch(std::mem::take(&mut batch)).await?;
                size = 0;
            }
            size += more;
            batch.push(message);
        }
        if batch.is_empty() {
            return Ok(());
        }
        self.send_batch(batch).await
    }

    async fn send_batch(&self, batch: Vec<Message>) -> Result<(), Internal> {
        let mut call = self.client.send_message_batch().queue_url(self.url);
        for (index, message) in batch.into_iter().enumerate() {
            let attribute = message.attribute()?;
            let mut entry = SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(message.body);
            if message.delay_seconds > 0 {
                entry = entry.delay_seconds(i32::from(message.delay_seconds));
            }
            if let Some(attribute) = attribute {
                entry = entry.message_attributes(REASON, attribute);
            }
            call = call.entries(entry.build().map_err(Internal::new)?);
        }
        let answer = call.send().await.map_err(Internal::passing)?;
        match answer.failed().first() {
            None => Ok(()),
            Some(failed) => {
                let why = format!("a message was not taken: {}", failed.code());
                Err(Internal::passing(why))
            }
        }
    }
}
