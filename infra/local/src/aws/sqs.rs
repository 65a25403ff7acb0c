//! SQS: `SendMessage` over the wire, and the deliveries that Lambda's event source makes: at most
//! ten in a batch, what failed comes again, and what failed too often goes to the dead letters.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kobling_shared::random::Random;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::Refusal;
use crate::{
    policy::Act,
    template::{ACCOUNT, QueueResource, REGION},
};

/// How long a message that failed stays unseen. The template says minutes, as Lambda asks for;
/// nobody at a laptop would wait for those.
const HIDDEN: Duration = Duration::from_millis(500);

/// A message in a queue.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub body: String,
    pub receives: u32,
}

#[derive(Default, Debug)]
struct Queue {
    waiting: VecDeque<Message>,
    in_flight: usize,
    dead_letters: Option<String>,
    most_receives: u32,
}

/// All queues, by ARN. Cheap to clone.
#[derive(Clone)]
pub struct Sqs {
    queues: Arc<Mutex<BTreeMap<String, Queue>>>,
    woken: Arc<Notify>,
    random: Random,
}

impl Sqs {
    pub fn new(queues: &[QueueResource], random: Random) -> Self {
        let queues = queues
            .iter()
            .map(|queue| {
                let state = Queue {
                    dead_letters: queue.dead_letters_arn.clone(),
                    most_receives: queue.receives,
                    ..Queue::default()
                };
                (arn(&queue.name), state)
            })
            .collect();
        Self {
            queues: Arc::new(Mutex::new(queues)),
            woken: Arc::default(),
            random,
        }
    }

    /// One call as the wire has it.
    pub fn call(&self, operation: &str, body: &Value) -> Result<Value, Refusal> {
        if operation != "SendMessage" {
            return Err(Refusal::new("UnsupportedOperation", operation));
        }
        let missing = |name: &str| Refusal::new("MissingParameter", name);
        let text = body["MessageBody"]
            .as_str()
            .ok_or_else(|| missing("MessageBody"))?;
        let id = self.random.uuid().to_string();
        let mut queues = self.lock();
        let queue = queues
            .get_mut(&arn_of_url(body["QueueUrl"].as_str().unwrap_or_default()))
            .ok_or_else(|| Refusal::new("QueueDoesNotExist", "There is no such queue."))?;
        queue.waiting.push_back(Message {
            id: id.clone(),
            body: text.to_owned(),
            receives: 0,
        });
        self.woken.notify_waiters();
        Ok(json!({ "MessageId": id }))
    }

    /// What another service of AWS sends.
    pub fn put(&self, queue_arn: &str, body: &str) {
        let id = self.random.uuid().to_string();
        if let Some(queue) = self.lock().get_mut(queue_arn) {
            queue.waiting.push_back(Message {
                id,
                body: body.to_owned(),
                receives: 0,
            });
        }
        self.woken.notify_waiters();
    }

    /// What lies in a queue, by the queue's name.
    pub fn bodies(&self, name: &str) -> Vec<String> {
        self.lock().get(&arn(name)).map_or_else(Vec::new, |queue| {
            let waiting = queue.waiting.iter();
            waiting.map(|message| message.body.clone()).collect()
        })
    }

    /// Waits for messages and takes up to `most` of them.
    pub async fn receive(&self, queue_arn: &str, most: usize) -> Vec<Message> {
        loop {
            let woken = self.woken.notified();
            {
                let mut queues = self.lock();
                if let Some(queue) = queues.get_mut(queue_arn) {
                    let count = queue.waiting.len().min(most);
                    let mut batch: Vec<Message> = queue.waiting.drain(..count).collect();
                    for message in &mut batch {
                        message.receives += 1;
                    }
                    queue.in_flight += batch.len();
                    if !batch.is_empty() {
                        return batch;
                    }
                }
            }
            woken.await;
        }
    }

    /// Ends a delivery: what `failed` names comes again or goes to the dead letters.
    pub fn settle(&self, queue_arn: &str, batch: Vec<Message>, failed: &[String]) {
        let (again, done): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|message| failed.contains(&message.id));
        {
            let mut queues = self.lock();
            if let Some(queue) = queues.get_mut(queue_arn) {
                queue.in_flight -= done.len();
            }
        }
        if again.is_empty() {
            return;
        }
        let (this, queue_arn) = (self.clone(), queue_arn.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(HIDDEN).await;
            let mut queues = this.lock();
            let mut dead = Vec::new();
            let mut dead_letters = None;
            if let Some(queue) = queues.get_mut(&queue_arn) {
                queue.in_flight -= again.len();
                dead_letters.clone_from(&queue.dead_letters);
                for message in again {
                    if message.receives >= queue.most_receives {
                        dead.push(message);
                    } else {
                        queue.waiting.push_back(message);
                    }
                }
            }
            if let Some(letters) = dead_letters.and_then(|arn| queues.get_mut(&arn)) {
                letters.waiting.extend(dead);
            }
            this.woken.notify_waiters();
        });
    }

    /// How many messages wait or are being handled, by the queue's name.
    pub fn depth(&self, name: &str) -> usize {
        self.lock()
            .get(&arn(name))
            .map_or(0, |queue| queue.waiting.len() + queue.in_flight)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": REGION,
            })
        })
        .collect();
    json!({ "Records": records })
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

fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

fn arn_of_url(url: &str) -> String {
    arn(url.rsplit('/').next().unwrap_or_default())
}

/// What a call does.
pub fn acts(operation: &str, body: &Value) -> Vec<Act> {
    vec![Act::new(
        format!("sqs:{operation}"),
        arn_of_url(body["QueueUrl"].as_str().unwrap_or_default()),
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqs() -> Sqs {
        let queue = |name: &str, dead: Option<&str>| QueueResource {
            logical_id: name.into(),
            name: name.into(),
            dead_letters_arn: dead.map(arn),
            receives: 2,
        };
        Sqs::new(
            &[queue("q", Some("dead")), queue("dead", None)],
            Random::system(),
        )
    }

    fn send(sqs: &Sqs, body: &str) {
        let url = "http://127.0.0.1:1/000000000000/q";
        sqs.call(
            "SendMessage",
            &json!({ "QueueUrl": url, "MessageBody": body }),
        )
        .unwrap();
    }

    #[tokio::test]
    async fn what_fails_comes_again_and_then_goes_to_the_dead_letters() {
        let sqs = sqs();
        send(&sqs, "a");
        send(&sqs, "b");
        let batch = sqs.receive(&arn("q"), 10).await;
        let failed = vec![batch[1].id.clone()];
        sqs.settle(&arn("q"), batch, &failed);
        let again = sqs.receive(&arn("q"), 10).await;
        assert_eq!((again.len(), again[0].receives), (1, 2));
        let failed = vec![again[0].id.clone()];
        sqs.settle(&arn("q"), again, &failed);
        let dead = sqs.receive(&arn("dead"), 10).await;
        assert_eq!(dead[0].body, "b");
        assert_eq!(sqs.depth("q"), 0);
    }

    #[test]
    fn an_answer_that_is_none_fails_the_whole_batch() {
        let batch = [Message {
            id: "1".into(),
            body: String::new(),
            receives: 1,
        }];
        assert_eq!(failures(None, &batch), ["1"]);
        assert!(failures(Some(&json!({ "batchItemFailures": [] })), &batch).is_empty());
    }
}
