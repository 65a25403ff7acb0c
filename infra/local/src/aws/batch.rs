//! What Lambda's event source makes of a queue's messages, and what it reads in the answer.

use serde_json::{Value, json};

use super::sqs::Message;
use crate::template::REGION;

/// The event that Lambda makes of a batch.
pub fn event(queue_arn: &str, batch: &[Message]) -> Value {
    let records: Vec<Value> = batch
        .iter()
        .map(|message| {
            json!({
                "messageId": message.id,
                "receiptHandle": message.id,
                "body": message.body,
                "attributes": { "ApproximateReceiveCount": message.receives.to_string() },
                "messageAttributes": attributes(message),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": REGION,
            })
        })
        .collect();
    json!({ "Records": records })
}

fn attributes(message: &Message) -> Value {
    message
        .attributes
        .iter()
        .map(|(name, value)| {
            let value = json!({ "dataType": "String", "stringValue": value });
            (name.clone(), value)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The messages that a function says it could not handle; all of them where it gave no answer.
pub fn failures(answer: Option<&Value>, batch: &[Message]) -> Vec<String> {
    match answer.and_then(|answer| answer["batchItemFailures"].as_array()) {
        Some(failures) => failures
            .iter()
            .filter_map(|failure| failure["itemIdentifier"].as_str().map(str::to_owned))
            .collect(),
        None => batch.iter().map(|message| message.id.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_answer_that_is_none_fails_the_whole_batch() {
        let batch = [Message {
            id: "1".into(),
            body: String::new(),
            receives: 1,
            sent_at: 0,
            attributes: BTreeMap::new(),
        }];
        assert_eq!(failures(None, &batch), ["1"]);
        assert!(failures(Some(&json!({ "batchItemFailures": [] })), &batch).is_empty());
    }
}
