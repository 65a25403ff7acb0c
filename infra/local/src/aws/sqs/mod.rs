//! SQS: the deliveries that Lambda's event source makes (`call` has what comes over the wire). What
//! failed comes again, and what failed too often goes to the dead letters. So do the lines in which
//! Lambda keeps events for functions. What waits is kept in a file, so that an end of the process
//! loses no message, as there.

mod call;

use std::{
    collections::{BTreeMap, VecDeque},
    io::Write,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kobling_base::{clock::Clock, random::Random};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

pub use call::acts;

use crate::template::{ACCOUNT, QueueResource, REGION};

/// How long a message that failed stays unseen. The template says minutes, as Lambda asks for;
/// nobody at a laptop would wait for those.
const HIDDEN: Duration = Duration::from_millis(500);

/// A message in a queue.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Message {
    pub id: String,
    pub body: String,
    pub receives: u32,
    /// Seconds since 1970, as SQS's SentTimestamp; 0 where an earlier version wrote it.
    #[serde(default)]
    pub sent_at: i64,
    /// Message attributes of type String.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// A line of the file: what came to wait in a queue, or is through.
#[derive(Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Line {
    Waits { queue: String, message: Message },
    Through { id: String },
}

#[derive(Default, Debug)]
struct Queue {
    waiting: VecDeque<Message>,
    /// Being handled, or not due yet.
    in_flight: usize,
    dead_letters: Option<String>,
    most_receives: u32,
}

/// All queues and lines, by ARN. Cheap to clone.
#[derive(Clone)]
pub struct Sqs {
    queues: Arc<Mutex<BTreeMap<String, Queue>>>,
    woken: Arc<Notify>,
    file: Option<Arc<PathBuf>>,
    clock: Clock,
    random: Random,
}

impl Sqs {
    /// Reads what waited when an earlier process ended.
    pub fn open(
        file: Option<PathBuf>,
        queues: &[QueueResource],
        clock: Clock,
        random: Random,
    ) -> std::io::Result<Self> {
        let this = Self::new(file.clone(), queues, clock, random);
        let Some(file) = file.filter(|file| file.exists()) else {
            return Ok(this);
        };
        let mut waits: Vec<(String, Message)> = Vec::new();
        for line in std::fs::read_to_string(&file)?.lines() {
            // A last line that was cut short is no line.
            match serde_json::from_str(line) {
                Ok(Line::Waits { queue, message }) => {
                    waits.retain(|(_, known)| known.id != message.id);
                    waits.push((queue, message));
                }
                Ok(Line::Through { id }) => waits.retain(|(_, known)| known.id != id),
                Err(_) => {}
            }
        }
        std::fs::write(&file, "")?;
        for (queue, message) in waits {
            this.wait(&mut this.lock(), &queue, message);
        }
        Ok(this)
    }

    fn new(file: Option<PathBuf>, queues: &[QueueResource], clock: Clock, random: Random) -> Self {
        let queues = queues
            .iter()
            .map(|queue| {
                let state = Queue {
                    dead_letters: queue.dead_letters_arn.clone(),
                    most_receives: queue.receives,
                    ..Queue::default()
                };
                (queue.arn.clone(), state)
            })
            .collect();
        Self {
            queues: Arc::new(Mutex::new(queues)),
            woken: Arc::default(),
            file: file.map(Arc::new),
            clock,
            random,
        }
    }

    /// A message put by another service.
    pub fn put(&self, queue_arn: &str, body: &str) {
        self.put_with(queue_arn, body, &[]);
    }

    /// A message put by another service, with what it says about it.
    pub fn put_with(&self, queue_arn: &str, body: &str, attributes: &[(&str, &str)]) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let message = Message {
            id: self.random.uuid().to_string(),
            body: body.to_owned(),
            receives: 0,
            sent_at: self.clock.now(),
            attributes: attributes.iter().map(owned).collect(),
        };
        self.wait(&mut self.lock(), queue_arn, message);
    }

    /// The dead letters of a queue, by the queue's name.
    pub fn letters_of(&self, name: &str) -> Vec<Message> {
        let queues = self.lock();
        let letters = letters_arn(&queues, name).and_then(|letters| queues.get(letters));
        letters
            .map(|letters| letters.waiting.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Where the dead letters of a queue lie, by the queue's name.
    pub fn dead_letters_arn(&self, name: &str) -> Option<String> {
        letters_arn(&self.lock(), name).cloned()
    }

    /// Sends the dead letters of a queue, by the queue's name, back to it; how many.
    pub fn replay(&self, name: &str) -> Option<usize> {
        let mut queues = self.lock();
        let (queue_arn, queue) = named(&queues, name)?;
        let (queue_arn, dead_letters) = (queue_arn.clone(), queue.dead_letters.clone()?);
        let letters = std::mem::take(&mut queues.get_mut(&dead_letters)?.waiting);
        let count = letters.len();
        for mut letter in letters {
            letter.receives = 0;
            letter.sent_at = self.clock.now();
            letter.attributes.clear();
            self.wait(&mut queues, &queue_arn, letter);
        }
        Some(count)
    }

    /// The queues that have dead letters, with how many wait there.
    pub fn dead_letters(&self) -> Vec<(String, usize)> {
        let queues = self.lock();
        queues
            .keys()
            .filter_map(|arn| {
                let name = arn.rsplit(':').next().unwrap_or_default();
                let letters = queues.get(letters_arn(&queues, name)?)?;
                Some((name.to_owned(), letters.waiting.len()))
            })
            .collect()
    }

    fn wait(&self, queues: &mut BTreeMap<String, Queue>, queue_arn: &str, message: Message) {
        if let Some(queue) = queues.get_mut(queue_arn) {
            self.note(&Line::Waits {
                queue: queue_arn.to_owned(),
                message: message.clone(),
            });
            queue.waiting.push_back(message);
            self.woken.notify_waiters();
        }
    }

    fn wait_later(&self, queue_arn: &str, message: Message, delay: Duration) {
        self.note(&Line::Waits {
            queue: queue_arn.to_owned(),
            message: message.clone(),
        });
        if let Some(queue) = self.lock().get_mut(queue_arn) {
            queue.in_flight += 1;
        }
        let (this, queue_arn) = (self.clone(), queue_arn.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            let mut queues = this.lock();
            if let Some(queue) = queues.get_mut(&queue_arn) {
                queue.in_flight -= 1;
                queue.waiting.push_back(message);
            }
            this.woken.notify_waiters();
        });
    }

    /// A line of the file. What cannot be written is no reason to stop what can go on.
    fn note(&self, line: &Line) {
        let Some(file) = &self.file else { return };
        let written = serde_json::to_vec(line)
            .map_err(Into::into)
            .and_then(|mut text| {
                text.push(b'\n');
                std::fs::OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(file.as_path())?
                    .write_all(&text)
            });
        if let Err(error) = written {
            tracing::warn!(%error, "a queue's file was not written");
        }
    }

    /// What lies in a queue, by the queue's name.
    pub fn bodies(&self, name: &str) -> Vec<String> {
        named(&self.lock(), name).map_or_else(Vec::new, |(_, queue)| {
            let waiting = queue.waiting.iter();
            waiting.map(|message| message.body.clone()).collect()
        })
    }

    /// Waits for messages and takes up to `most` of them.
    pub async fn receive(&self, queue_arn: &str, most: usize) -> Vec<Message> {
        loop {
            let woken = self.woken.notified();
            let batch = self.take(queue_arn, most);
            if !batch.is_empty() {
                return batch;
            }
            woken.await;
        }
    }

    /// Takes up to `most` messages of those that wait.
    pub fn take(&self, queue_arn: &str, most: usize) -> Vec<Message> {
        let mut queues = self.lock();
        let Some(queue) = queues.get_mut(queue_arn) else {
            return Vec::new();
        };
        let count = queue.waiting.len().min(most);
        let mut batch: Vec<Message> = queue.waiting.drain(..count).collect();
        for message in &mut batch {
            message.receives += 1;
        }
        queue.in_flight += batch.len();
        batch
    }

    /// Ends a delivery: what `failed` names comes again or goes to the dead letters.
    pub fn settle(&self, queue_arn: &str, batch: Vec<Message>, failed: &[String]) {
        let (again, done): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|message| failed.contains(&message.id));
        for message in &done {
            self.note(&Line::Through {
                id: message.id.clone(),
            });
        }
        if let Some(queue) = self.lock().get_mut(queue_arn) {
            queue.in_flight -= done.len();
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
            for message in dead {
                match &dead_letters {
                    Some(letters) => this.wait(&mut queues, letters, message),
                    None => this.note(&Line::Through { id: message.id }),
                }
            }
            this.woken.notify_waiters();
        });
    }

    /// How many messages wait or are being handled, by the queue's name.
    pub fn depth(&self, name: &str) -> usize {
        named(&self.lock(), name).map_or(0, |(_, queue)| queue.waiting.len() + queue.in_flight)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the dead letters of a queue lie. A function may put some aside itself, in a queue that is
/// nothing but that.
fn letters_arn<'a>(queues: &'a BTreeMap<String, Queue>, name: &str) -> Option<&'a String> {
    let (arn, queue) = named(queues, name)?;
    let is_anothers = || {
        queues
            .values()
            .any(|other| other.dead_letters.as_ref() == Some(arn))
    };
    let own = || (name.ends_with("-dead-letters") && !is_anothers()).then_some(arn);
    queue.dead_letters.as_ref().or_else(own)
}

/// A queue by its name, the last part of its ARN.
fn named<'a>(queues: &'a BTreeMap<String, Queue>, name: &str) -> Option<(&'a String, &'a Queue)> {
    queues
        .iter()
        .find(|(arn, _)| arn.rsplit(':').next() == Some(name))
}

fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sqs() -> Sqs {
        let queue = |name: &str, dead: Option<&str>| QueueResource {
            logical_id: name.into(),
            name: name.into(),
            arn: arn(name),
            dead_letters_arn: dead.map(arn),
            receives: 2,
        };
        Sqs::new(
            None,
            &[queue("q", Some("dead")), queue("dead", None)],
            Clock::system(),
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

    #[tokio::test]
    async fn what_waits_outlives_the_process_and_what_is_through_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("queues.jsonl");
        let queue = QueueResource {
            logical_id: "q".into(),
            name: "q".into(),
            arn: arn("q"),
            dead_letters_arn: None,
            receives: 2,
        };
        let open = || {
            Sqs::open(
                Some(file.clone()),
                std::slice::from_ref(&queue),
                Clock::system(),
                Random::system(),
            )
            .unwrap()
        };
        let sqs = open();
        send(&sqs, "through");
        let batch = sqs.receive(&arn("q"), 10).await;
        sqs.settle(&arn("q"), batch, &[]);
        send(&sqs, "waits");
        let _being_handled = sqs.receive(&arn("q"), 10).await;
        let again = open().receive(&arn("q"), 10).await;
        let bodies: Vec<&str> = again.iter().map(|message| message.body.as_str()).collect();
        assert_eq!(bodies, ["waits"]);
    }

    #[tokio::test]
    async fn ten_are_taken_at_once_and_dead_letters_go_back() {
        let sqs = sqs();
        let entry =
            |id: usize| json!({ "Id": id.to_string(), "MessageBody": "x", "DelaySeconds": 0 });
        let url = "http://127.0.0.1:1/000000000000/dead";
        let batch = |count: usize| json!({ "QueueUrl": url, "Entries": (0..count).map(entry).collect::<Vec<_>>() });
        sqs.call("SendMessageBatch", &batch(10)).unwrap();
        let refusal = sqs.call("SendMessageBatch", &batch(11)).unwrap_err();
        assert_eq!(refusal.kind, "TooManyEntriesInBatchRequest");
        assert_eq!(sqs.dead_letters(), [("q".to_owned(), 10)]);
        assert_eq!(sqs.replay("q"), Some(10));
        assert_eq!((sqs.depth("q"), sqs.depth("dead")), (10, 0));
    }
}
