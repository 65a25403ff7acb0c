//! Every fault of the wire at every call of the roads that no person walks: an import, a file by the
//! API, a mail, an event of a mail, new keys. Each is walked anew with one fault at one call; at its
//! end stands exactly what stands there without, by itself or after the dead letters were sent back.
//! Of an import, a file and a mail an ordinary run takes some of all pairs, by a seed that it prints;
//! all of them by `cargo test --locked --workspace --test attack -- --ignored --nocapture every_fault`.

mod batches;
mod dump;
mod events;
mod imports;
mod keys;
mod mails;
mod uploads;

use std::{
    collections::{BTreeMap, VecDeque},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::Method;
use kobling_base::random::Random;
use kobling_local::{
    Instances,
    shim::{Fault, Occasion, Rule},
};
use kobling_tests::{FORM, Hub, dice::Dice, wire};
use tokio::task::JoinSet;

/// How long a fault lasts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum How {
    /// One request; the client tries anew.
    Once,
    /// The whole call, however often the client tries; the function fails, and is called again.
    Call,
    /// That call and all after it, until nobody tries any more.
    Lasting,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    fault: Fault,
    how: How,
    n: u32,
}

impl Case {
    fn rule(self, function: Option<&str>) -> Rule {
        let attempts = match self.fault {
            // A transaction goes nine times.
            Fault::TransactionConflict => 9,
            _ => 3,
        };
        let occasion = match self.how {
            How::Once => Occasion::Nth(self.n),
            How::Call => Occasion::Again(self.n, attempts),
            How::Lasting => Occasion::From(self.n),
        };
        let mut rule = Rule::new(self.fault, occasion);
        rule.function = function.map(str::to_owned);
        rule
    }

    /// Whether what it strikes has happened although the caller hears nothing of it.
    fn loses_answers(self) -> bool {
        matches!(self.fault, Fault::AnswerLost | Fault::Cut | Fault::NoAnswer)
    }
}

/// What stands at the end of a road, and what happened on the way.
#[derive(Default, Debug)]
struct Ran {
    /// Calls that the fault could have struck.
    seen: u32,
    struck: Vec<String>,
    /// What is kept, normalised and sorted.
    kept: Vec<String>,
    /// Mails that arrived, sorted.
    mails: Vec<String>,
    /// What was wrong on the way.
    wrong: Vec<String>,
}

impl Ran {
    /// Notes how the armed rule fared, and takes it away.
    fn end_fault(&mut self, hub: &Hub) {
        self.seen += hub.shim().seen().iter().sum::<u32>();
        self.struck.extend(hub.shim().struck());
        hub.shim().clear();
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Ran> + Send + 'a>>;

/// One of the roads.
struct Road {
    name: &'static str,
    /// Walks it once, in a place of its own that the number names.
    walk: for<'a> fn(&'a Hub, Option<Case>, usize) -> Running<'a>,
    /// Whether it goes on after a fault that lasted.
    outlives: bool,
}

static IMPORT: Road = Road {
    name: "import",
    walk: |hub, case, number| Box::pin(imports::walk(hub, case, number)),
    outlives: true,
};
static FILE: Road = Road {
    name: "file by the API",
    walk: |hub, case, number| Box::pin(uploads::walk(hub, case, number)),
    outlives: false,
};
static MAIL: Road = Road {
    name: "mail",
    walk: |hub, case, number| Box::pin(mails::walk(hub, case, number)),
    outlives: true,
};
static EVENT: Road = Road {
    name: "event of a mail",
    walk: |hub, case, number| Box::pin(events::walk(hub, case, number)),
    outlives: true,
};
static NEW_KEYS: Road = Road {
    name: "new keys",
    walk: |hub, case, number| Box::pin(keys::walk(hub, case, number)),
    outlives: false,
};

/// Pairs of a long road in an ordinary run.
const SOME: usize = 60;

const FAULTS: [Fault; 10] = [
    Fault::TransactionConflict,
    Fault::StoreThrottled,
    Fault::UnprocessedKeys,
    Fault::MailThrottled,
    Fault::Throttled,
    Fault::PartlyTaken,
    Fault::Failed,
    Fault::AnswerLost,
    Fault::Cut,
    Fault::NoAnswer,
];

async fn fresh() -> Hub {
    Hub::with(|options| {
        options.schedules = false;
        // Each call is a cold start, so that the reading of keys is among what is struck.
        options.instances = Instances::FreshPerRequest;
    })
    .await
}

/// Names of places that no other walk has.
fn number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// All pairs of a road: fault and call, for each way to last that says something of its own.
async fn pairs(road: &Road, hub: &Hub) -> Vec<Case> {
    let mut pairs = Vec::new();
    for fault in FAULTS {
        let never = Case {
            fault,
            how: How::Once,
            n: u32::MAX,
        };
        let calls = (road.walk)(hub, Some(never), number()).await.seen;
        let hows: &[How] = match fault {
            // What is not answered is not asked again.
            Fault::NoAnswer => &[How::Once],
            _ if road.outlives => &[How::Once, How::Call, How::Lasting],
            _ => &[How::Once, How::Call],
        };
        for n in 1..=calls {
            pairs.extend(hows.iter().map(|how| Case {
                fault,
                how: *how,
                n,
            }));
        }
    }
    pairs
}

/// What a walk with a fault left otherwise than one without.
fn differences(case: Case, ran: &Ran, expected: &Ran) -> Vec<String> {
    let mut found = ran.wrong.clone();
    found.extend(dump::difference("kept", &ran.kept, &expected.kept));
    let struck = |what: &str| ran.struck.iter().filter(|call| *call == what).count();
    let mut lost = 0;
    if case.loses_answers() {
        lost = struck("mail ses:SendEmail");
    }
    if case.how == How::Lasting && struck("mail dynamodb:TransactWriteItems") > 0 {
        // The store was down for so long that it could not be told.
        lost = lost.max(expected.mails.len());
    }
    let mut once = ran.mails.clone();
    if lost > 0 {
        // SES sent it, and could not say so: it may have gone again, so often and not oftener.
        once.dedup();
        let mut wanted = expected.mails.clone();
        wanted.dedup();
        found.extend(dump::difference("mails", &once, &wanted));
        if ran.mails.len() > expected.mails.len() + lost {
            found.push(format!(
                "{} mails after {lost} lost answers",
                ran.mails.len()
            ));
        }
    } else {
        found.extend(dump::difference("mails", &once, &expected.mails));
    }
    found
}

/// Walks a road with some of its pairs, several at once; all where `most` is none. Says which end
/// otherwise than without a fault.
async fn walk_all(
    road: &'static Road,
    most: Option<usize>,
    seed: u64,
    workers: usize,
) -> Vec<String> {
    let first = fresh().await;
    let expected = Arc::new((road.walk)(&first, None, number()).await);
    assert!(expected.wrong.is_empty(), "{:?}", expected.wrong);
    let again = (road.walk)(&first, None, number()).await;
    let differing = dump::difference("kept", &again.kept, &expected.kept);
    assert!(
        differing.is_empty(),
        "not even twice the same: {differing:#?}"
    );
    let mut all = pairs(road, &first).await;
    drop(first);
    let count = all.len();
    let mut dice = Dice::new(seed);
    while most.is_some_and(|most| all.len() > most) {
        all.swap_remove(dice.roll(all.len()));
    }
    let taken = all.len();
    let todo = Arc::new(Mutex::new(VecDeque::from(all)));
    let mut running = JoinSet::new();
    for _ in 0..workers {
        let (todo, expected) = (todo.clone(), expected.clone());
        running.spawn(async move {
            let mut hub = fresh().await;
            let (mut wrong, mut struck) = (Vec::new(), BTreeMap::new());
            for walked in 1.. {
                let (case, left) = {
                    let mut todo = todo.lock().unwrap();
                    (todo.pop_front(), todo.len())
                };
                let Some(case) = case else { break };
                if left % 100 == 0 {
                    println!("{}: {left} left", road.name);
                }
                // All that earlier walks left is looked through each time.
                if walked % 15 == 0 {
                    hub = fresh().await;
                }
                let ran = (road.walk)(&hub, Some(case), number()).await;
                *struck
                    .entry(format!("{:?} {:?}", case.fault, case.how))
                    .or_insert(0) += ran.struck.len();
                let found = differences(case, &ran, &expected);
                if !found.is_empty() {
                    let at = ran.struck.first().cloned().unwrap_or_default();
                    let what = format!("{case:?} at {at}: {found:#?}");
                    println!("{what}");
                    wrong.push(what);
                }
            }
            (wrong, struck)
        });
    }
    let (mut wrong, mut struck) = (Vec::new(), BTreeMap::new());
    while let Some(ended) = running.join_next().await {
        let (found, by) =
            ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        wrong.extend(found);
        for (how, times) in by {
            *struck.entry(how).or_insert(0) += times;
        }
    }
    println!(
        "{}: {taken} of {count} pairs, seed {seed}; {} end otherwise; strikes: {struck:#?}",
        road.name,
        wrong.len()
    );
    assert!(!struck.is_empty(), "nothing was struck");
    wrong
        .into_iter()
        .map(|what| format!("{}: {what}", road.name))
        .collect()
}

/// Sends all dead letters back, as an operator does.
async fn replay(hub: &Hub) {
    for (queue, count) in hub.stack.services().sqs.dead_letters() {
        if count > 0 {
            let form = wire::encode(&[("queue", &queue)]);
            let headers = [("content-type", FORM)];
            let path = "/_local/dead-letters";
            hub.request(Method::POST, path, &headers, &form).await;
        }
    }
}

fn dead_letters(hub: &Hub, queue: &str) -> usize {
    hub.stack.services().sqs.letters_of(queue).len()
}

/// Seconds after which every claim is over, and another round of the schedule has begun.
const LATER: i64 = 301;

/// Until nobody does anything, with what the schedule finds.
async fn settle(hub: &Hub) {
    hub.is_quiet_before(|| false).await;
    hub.pass(LATER);
    hub.stack.tick("mail").await;
    hub.is_quiet_before(|| false).await;
}

/// After a fault that is over: what was put aside comes back, and everything gets to its end. What
/// was tried for the last time just then is put aside a moment later. Says what no replay mends.
async fn heal(hub: &Hub) -> Vec<String> {
    for _ in 0..2 {
        replay(hub).await;
        settle(hub).await;
    }
    let queues = hub.stack.services().sqs.dead_letters();
    let left = queues.into_iter().filter(|(_, count)| *count > 0);
    left.map(|(queue, _)| format!("{queue} has dead letters that no replay mends"))
        .collect()
}

async fn all_of(road: &'static Road) {
    let wrong = walk_all(road, None, 0, 12).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn some_of(road: &'static Road) {
    let seed = u64::from_le_bytes(Random::system().bytes::<8>());
    println!("seed {seed}");
    let wrong = walk_all(road, Some(SOME), seed, 3).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn some_faults_at_some_calls_of_an_import() {
    some_of(&IMPORT).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a quarter of an hour"]
async fn every_fault_at_every_call_of_an_import() {
    all_of(&IMPORT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn some_faults_at_some_calls_of_a_file_by_the_api() {
    some_of(&FILE).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn every_fault_at_every_call_of_a_file_by_the_api() {
    all_of(&FILE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn some_faults_at_some_calls_of_a_mail() {
    some_of(&MAIL).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn every_fault_at_every_call_of_a_mail() {
    all_of(&MAIL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_call_of_an_event_of_a_mail() {
    all_of(&EVENT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_call_of_new_keys() {
    all_of(&NEW_KEYS).await;
}
