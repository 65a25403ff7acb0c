//! The hub, running in memory on a port of its own, with a clock that moves only when it is told
//! to, the people of the seed, and everyone's inbox.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs::OpenOptions,
    io::Write,
    sync::{
        Arc, LazyLock, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use http::Method;
use kobling_base::clock::Clock;
use kobling_local::{
    Instances, LocalStack, Options,
    inbox::Mail,
    seed::{self, Seeded},
    shim::Shim,
};
use url::Url;

use crate::wire::{self, Answer};

/// Someone of the seed, with the row of the first-login table that they show.
pub type Person = seed::PersonOfInterest;

/// When every test begins, in Unix seconds: Monday 2 March 2026, 09:00 UTC.
pub const START: i64 = 1_772_442_000;

/// How long a mail may take.
const MAIL_WITHIN: Duration = Duration::from_secs(5);

/// What hubs of one process that begin at `START` share of their seed: keys, ids and secrets are the
/// same, and no hub sees what another writes.
static SEEDED: LazyLock<Arc<Seeded>> = LazyLock::new(|| Arc::new(Seeded::at(START)));

/// Names the file to which each start of a hub adds a line; `tests/run` counts them.
const NOTED_IN: &str = "KOBLING_HUBS_FILE";

type Permission = (String, String, String);

thread_local! {
    static TRIAL: RefCell<Option<Trial>> = const { RefCell::new(None) };
}

/// A test of rights: all hubs that this thread starts lack one statement of template.yaml, and
/// what they made use of is noted.
#[derive(Clone, Default)]
pub struct Trial {
    /// Function and number of the statement that is missing.
    without: Option<(String, usize)>,
    used: Arc<Mutex<BTreeSet<Permission>>>,
}

impl Trial {
    /// Without the statement of that number in a function's policy.
    pub fn without(function: &str, statement: usize) -> Self {
        Self {
            without: Some((function.to_owned(), statement)),
            ..Self::default()
        }
    }

    /// Runs a whole test within the trial; whether it passed.
    pub fn passes(&self, test: fn()) -> bool {
        TRIAL.set(Some(self.clone()));
        let passed = std::panic::catch_unwind(test).is_ok();
        TRIAL.set(None);
        passed
    }

    /// Every (function, action, resource) that its hubs made use of.
    pub fn used(&self) -> BTreeSet<Permission> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.clone()
    }

    fn on() -> Option<Self> {
        TRIAL.with_borrow(Clone::clone)
    }
}

/// Whether this test runs with a right taken away: it then waits briefly, as nothing may come.
pub(crate) fn lacks_a_right() -> bool {
    Trial::on().is_some_and(|trial| trial.without.is_some())
}

/// Test binary and test of a hub that starts, for the runner's count.
fn note_start() {
    let Some(file) = std::env::var_os(NOTED_IN) else {
        return;
    };
    let program = std::env::current_exe().unwrap_or_default();
    let program = program.file_stem().unwrap_or_default().to_string_lossy();
    let binary = program.rsplit_once('-').map_or(&*program, |(name, _)| name);
    let thread = std::thread::current();
    let line = format!("{binary}\t{}\n", thread.name().unwrap_or("in threads"));
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(file)
        .expect("the file of the count");
    file.write_all(line.as_bytes()).expect("a line of it");
}

/// A hub for one test.
pub struct Hub {
    pub stack: LocalStack,
    milliseconds: Arc<AtomicI64>,
    read: Mutex<BTreeSet<String>>,
}

impl Hub {
    /// One warm instance of each function.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Each request is a cold start.
    pub async fn fresh_per_request() -> Self {
        Self::with(|options| options.instances = Instances::FreshPerRequest).await
    }

    /// Two instances of each function, used in turn.
    pub async fn two_in_turn() -> Self {
        Self::with(|options| options.instances = Instances::Warm(2)).await
    }

    /// As told; in memory, on a free port and with the test's clock unless that is changed too.
    ///
    /// # Panics
    /// Where it does not start.
    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let milliseconds = Arc::new(AtomicI64::new(START * 1000));
        let at = milliseconds.clone();
        let clock =
            Clock::from_fn(move || u128::try_from(at.load(Ordering::Relaxed)).unwrap_or_default());
        let mut options = Options {
            clock,
            seeded: Some(SEEDED.clone()),
            ..Options::default()
        };
        change(&mut options);
        note_start();
        let stack = match Box::pin(LocalStack::start(options)).await {
            Ok(stack) => stack,
            Err(error) => panic!("the hub does not start: {error}"),
        };
        if let Some((function, statement)) = Trial::on().and_then(|trial| trial.without) {
            let revoked = stack.services().revoke(&function, statement);
            assert!(revoked.is_some(), "{function} has no statement {statement}");
        }
        Self {
            stack,
            milliseconds,
            read: Mutex::default(),
        }
    }

    pub fn port(&self) -> u16 {
        self.stack.port()
    }

    pub fn shim(&self) -> &Shim {
        self.stack.shim()
    }

    /// An address of the hub by its path.
    ///
    /// # Panics
    /// Where that is none.
    pub fn url(&self, path: &str) -> Url {
        let text = format!("{}{path}", self.stack.issuer());
        text.parse().expect("an address")
    }

    /// The test's clock.
    pub fn clock(&self) -> Clock {
        let at = self.milliseconds.clone();
        Clock::from_fn(move || u128::try_from(at.load(Ordering::Relaxed)).unwrap_or_default())
    }

    pub fn now(&self) -> i64 {
        self.clock().now()
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.milliseconds
            .fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// One request to the hub without a browser: an app, a script, a mail scanner.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        wire::send(method, &self.url(path), headers, body).await
    }

    /// All people who show a row, in the order of the seed.
    pub fn people(&self, row: &str) -> Vec<Person> {
        let people = self.stack.registered().people.iter();
        people.filter(|person| person.row == row).cloned().collect()
    }

    /// The first person who shows a row.
    ///
    /// # Panics
    /// Where there is none.
    pub fn person(&self, row: &str) -> Person {
        let mut people = self.people(row);
        assert!(!people.is_empty(), "nobody shows row {row}");
        people.swap_remove(0)
    }

    /// The person who shows a row at a tenant.
    ///
    /// # Panics
    /// Where there is none.
    pub fn person_at(&self, row: &str, tenant: &str) -> Person {
        let people = self.people(row);
        let found = people.into_iter().find(|person| person.tenant == tenant);
        found.unwrap_or_else(|| panic!("nobody shows row {row} at {tenant}"))
    }

    /// All mails to an address so far, newest first.
    pub fn mails(&self, to: &str) -> Vec<Mail> {
        self.stack.inbox().to(Some(to))
    }

    /// Waits for the next mail to an address that was not handed out yet: the oldest such.
    ///
    /// # Panics
    /// Where none comes within five seconds.
    pub async fn next_mail(&self, to: &str) -> Mail {
        self.next_where(to, |_| true).await
    }

    /// Waits for the next mail with a subject.
    ///
    /// # Panics
    /// Where none comes within five seconds.
    pub async fn next_mail_with(&self, to: &str, subject: &str) -> Mail {
        self.next_where(to, |mail| mail.subject == subject).await
    }

    /// Waits for the next mail with a code, and gives the code.
    ///
    /// # Panics
    /// Where none comes within five seconds.
    pub async fn next_code(&self, to: &str) -> String {
        let mail = self.next_where(to, |mail| !mail.codes().is_empty()).await;
        mail.codes().swap_remove(0)
    }

    /// Waits until all mails that were put into the outbox have been sent.
    pub async fn mails_sent(&self) {
        for queue in self.queues() {
            self.stack.queue_idle(&queue).await;
        }
    }

    /// Waits until nothing waits in any queue and nothing is being handled; false where `is_enough`
    /// said so before.
    pub async fn is_quiet_before(&self, is_enough: impl Fn() -> bool) -> bool {
        let queues = self.queues();
        let waiting = || -> usize {
            let sqs = &self.stack.services().sqs;
            queues.iter().map(|queue| sqs.depth(queue)).sum()
        };
        // What one hands to another is not to be missed between two looks.
        let mut looks = 0;
        while looks < 3 {
            looks = if waiting() == 0 { looks + 1 } else { 0 };
            if is_enough() {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        true
    }

    fn queues(&self) -> Vec<String> {
        let mounted = self.stack.mounted().iter();
        mounted
            .flat_map(|function| {
                let sources = function.resource.queues.iter();
                let polled = sources.filter(|source| source.is_enabled);
                let told = function.function.event_handler();
                polled
                    .map(|source| &source.queue_arn)
                    .chain(told.map(|_| &function.resource.arn))
            })
            .filter_map(|arn| arn.rsplit(':').next())
            .map(str::to_owned)
            .collect()
    }

    async fn next_where(&self, to: &str, is_wanted: impl Fn(&Mail) -> bool) -> Mail {
        let look = async {
            loop {
                if let Some(mail) = self.unread(to, &is_wanted) {
                    return mail;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if let Ok(mail) = tokio::time::timeout(MAIL_WITHIN, look).await {
            return mail;
        }
        let subjects: Vec<String> = self.mails(to).into_iter().map(|m| m.subject).collect();
        panic!("no such mail came; the inbox has {subjects:?}");
    }

    fn unread(&self, to: &str, is_wanted: impl Fn(&Mail) -> bool) -> Option<Mail> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let mails = self.mails(to);
        let mut oldest_first = mails.into_iter().rev();
        let mail = oldest_first.find(|mail| is_wanted(mail) && !read.contains(&mail.id))?;
        read.insert(mail.id.clone());
        Some(mail)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(trial) = Trial::on() {
            let mut used = trial.used.lock().unwrap_or_else(PoisonError::into_inner);
            used.extend(self.shim().permissions_used());
        }
    }
}
