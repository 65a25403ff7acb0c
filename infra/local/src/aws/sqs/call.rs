//! `SendMessage` and `SendMessageBatch` over the wire.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Message, Sqs, arn};
use crate::{aws::Refusal, policy::Act};

/// The most that one message, and one call, may hold, in bytes.
const LARGEST: usize = 262_144;
/// What is to come later comes after this long at most, as nobody at a laptop would wait longer.
const LONGEST_DELAY: Duration = Duration::from_millis(200);

impl Sqs {
    /// One call as the wire has it.
    pub fn call(&self, operation: &str, body: &Value) -> Result<Value, Refusal> {
        let queue_arn = arn_of_url(body["QueueUrl"].as_str().unwrap_or_default());
        if !self.lock().contains_key(&queue_arn) {
            return Err(Refusal::new("QueueDoesNotExist", "There is no such queue."));
        }
        match operation {
            "SendMessage" => {
                let id = self.sent(&queue_arn, body)?;
                Ok(json!({ "MessageId": id }))
            }
            "SendMessageBatch" => {
                let entries = body["Entries"].as_array().map_or(&[][..], Vec::as_slice);
                let size: usize = entries
                    .iter()
                    .map(|entry| entry["MessageBody"].as_str().map_or(0, str::len))
                    .sum();
                match entries.len() {
                    0 => return Err(Refusal::new("EmptyBatchRequest", "No entries.")),
                    1..=10 if size <= LARGEST => {}
                    1..=10 => return Err(Refusal::new("BatchRequestTooLong", "Too long.")),
                    _ => {
                        return Err(Refusal::new(
                            "TooManyEntriesInBatchRequest",
                            "More than ten entries.",
                        ));
                    }
                }
                let sent: Result<Vec<Value>, Refusal> = entries
                    .iter()
                    .map(|entry| {
                        let id = self.sent(&queue_arn, entry)?;
                        Ok(json!({ "Id": entry["Id"], "MessageId": id, "MD5OfMessageBody": "" }))
                    })
                    .collect();
                Ok(json!({ "Successful": sent?, "Failed": [] }))
            }
            other => Err(Refusal::new("UnsupportedOperation", other)),
        }
    }

    fn sent(&self, queue_arn: &str, entry: &Value) -> Result<String, Refusal> {
        let text = entry["MessageBody"]
            .as_str()
            .ok_or_else(|| Refusal::new("MissingParameter", "MessageBody"))?;
        if text.len() > LARGEST {
            return Err(Refusal::new(
                "InvalidParameterValue",
                "One or more parameters are invalid.",
            ));
        }
        let message = Message {
            id: self.random.uuid().to_string(),
            body: text.to_owned(),
            receives: 0,
            sent_at: self.clock.now(),
            attributes: entry["MessageAttributes"]
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| {
                    Some((name.clone(), value["StringValue"].as_str()?.to_owned()))
                })
                .collect(),
        };
        let id = message.id.clone();
        let delay = Duration::from_secs(entry["DelaySeconds"].as_u64().unwrap_or_default());
        if delay > Duration::from_mins(15) {
            return Err(Refusal::new(
                "InvalidParameterValue",
                "DelaySeconds: 0 to 900.",
            ));
        }
        if delay.is_zero() {
            self.wait(&mut self.lock(), queue_arn, message);
        } else {
            self.wait_later(queue_arn, message, delay.min(LONGEST_DELAY));
        }
        Ok(id)
    }
}

fn arn_of_url(url: &str) -> String {
    arn(url.rsplit('/').next().unwrap_or_default())
}

/// What a call does; sending ten is sending.
pub fn acts(operation: &str, body: &Value) -> Vec<Act> {
    vec![Act::new(
        format!("sqs:{}", operation.trim_end_matches("Batch")),
        arn_of_url(body["QueueUrl"].as_str().unwrap_or_default()),
    )]
}
