//! Random walks of three honest people and an attacker over every road that a login has. The
//! attacker has a genuine eID of their own, and in turn the victim's mailbox, a user admin's hands
//! (sets addresses in HR data, approves, hands out activation codes), or both. After each step the
//! whole store is looked at (`watch`).
//!
//! 300 walks in a test run; 10,000 by
//! `cargo test -p kobling-tests --test attack -- --ignored --nocapture ten_thousand_walks`.

mod notes;
mod others;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use kobling_model::{
    AccountId, Digest, DirectoryUserId,
    people::{AppLink, EmailAddress},
};
use kobling_tests::{Begun, Browser, Page, dice::Dice};
use serde_json::Value;
use url::Url;

use crate::{
    directory::{Directory, Snapshot, look},
    scenes::{ATTACKER, Cast, Ground, PEOPLE, VICTIM, address},
    watch::{self, Approved, Evidence, Step},
};

/// What the attacker has besides a genuine eID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Attack {
    Mailbox,
    Admin,
    Both,
}

impl Attack {
    fn reads_victims_mail(self) -> bool {
        self != Self::Admin
    }

    fn is_admin(self) -> bool {
        self != Self::Mailbox
    }
}

/// Someone at a browser.
struct Actor {
    browser: Browser,
    /// Requests that the app began, by `state`.
    begun: BTreeMap<String, Begun>,
    /// The eID that was used last at the national login.
    eid: Option<Digest>,
    /// All that were used in this browser.
    eids: BTreeSet<Digest>,
    /// The eID is asked for to sign in as someone, not to log in.
    is_signing_in: bool,
    /// Pages seen before, for forms sent late.
    old: Vec<Page>,
}

/// A mail with a code, and the login that it was sent for.
struct Mailed {
    to: EmailAddress,
    code: String,
    link: Option<String>,
    handle: String,
    eid: Option<Digest>,
}

struct Walk<'a> {
    ground: &'a Ground,
    dice: Dice,
    cast: Cast,
    attack: Attack,
    actors: Vec<Actor>,
    evidence: BTreeMap<String, Evidence>,
    mailed: Vec<Mailed>,
    seen_mails: BTreeSet<String>,
    addresses: BTreeSet<EmailAddress>,
    /// Activation codes that were handed out.
    handed: Vec<(String, DirectoryUserId)>,
    /// Addresses whose code an eID has shown in logins at a tenant.
    shown: BTreeMap<(Digest, String), BTreeSet<EmailAddress>>,
    approved: Approved,
    /// Links that were there, with an eID without a number, before HR's number came.
    early: BTreeSet<(AccountId, DirectoryUserId)>,
    /// Files that HR sent so far; the next one's sequence.
    files: u64,
    /// Where browsers were sent with requests that the app had pushed.
    pushed: Vec<Url>,
    /// Devices that wait, by what they show.
    devices: Vec<Value>,
    /// The login whose form was sent in the last action.
    acted_on: Option<String>,
    /// Which step of a roll-over is deployed.
    phase: usize,
    rows: BTreeSet<String>,
    trail: Vec<String>,
    sessions: usize,
}

/// What many walks met.
#[derive(Default)]
pub struct Tally {
    pub walks: usize,
    pub steps: usize,
    /// App sessions that were given.
    pub sessions: usize,
    /// In how many walks each row was reached.
    pub rows: BTreeMap<String, usize>,
    pub wrong: Vec<String>,
}

impl<'a> Walk<'a> {
    async fn new(ground: &'a Ground, number: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let attack = *dice.one_of(&[Attack::Mailbox, Attack::Admin, Attack::Both]);
        let mut cast = Cast::new(ground, number, &mut dice).await;
        if attack.reads_victims_mail() {
            let victims = cast.mailboxes[&VICTIM].clone();
            cast.mailboxes.entry(ATTACKER).or_default().extend(victims);
        }
        let mut addresses: BTreeSet<EmailAddress> =
            cast.mailboxes.values().flatten().cloned().collect();
        addresses.insert(nobody(number));
        let early = cast.early.clone();
        let actors = (0..PEOPLE)
            .map(|_| Actor {
                browser: ground.app.browser(&ground.hub),
                begun: BTreeMap::new(),
                eid: None,
                eids: BTreeSet::new(),
                is_signing_in: false,
                old: Vec::new(),
            })
            .collect();
        Self {
            ground,
            dice,
            cast,
            attack,
            actors,
            evidence: BTreeMap::new(),
            mailed: Vec::new(),
            seen_mails: BTreeSet::new(),
            addresses,
            handed: Vec::new(),
            shown: BTreeMap::new(),
            approved: Approved::new(),
            early,
            files: 0,
            pushed: Vec::new(),
            devices: Vec::new(),
            acted_on: None,
            phase: 0,
            rows: BTreeSet::new(),
            trail: Vec::new(),
            sessions: 0,
        }
    }

    fn directory(&self) -> Directory<'a> {
        Directory {
            hub: &self.ground.hub,
        }
    }

    /// Walks; the first wrong thing ends it.
    async fn go(&mut self, steps: usize) -> Result<usize, Vec<String>> {
        let (mut before, _) = self.look();
        let wrong = watch::consistent(&before);
        assert!(wrong.is_empty(), "a walk began in disorder: {wrong:?}");
        let mut focus = self.dice.roll(PEOPLE);
        for _ in 0..steps {
            // Mostly the same person goes on: a login has several steps.
            if self.dice.in_hundred(22) {
                focus = *self
                    .dice
                    .one_of(&[VICTIM, VICTIM, ATTACKER, ATTACKER, 1, 2]);
            }
            if self.dice.in_hundred(9) {
                let as_it_lies = look(&self.ground.hub);
                self.others_act(&as_it_lies).await;
                let (seen, wrong) = self.look();
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                before = seen;
                continue;
            }
            let since = self.actors[focus].browser.mark();
            self.act(focus).await;
            self.note_answers(focus, since);
            let (after, twice) = self.look();
            let handle = self.note_logins(focus, since).await;
            let evidence = handle
                .as_ref()
                .and_then(|handle| self.evidence.get(handle))
                .cloned()
                .unwrap_or_default();
            self.note_shown(handle.as_deref(), &evidence);
            let judged = Step {
                truth: &self.cast.truth,
                evidence: &evidence,
                approved: &self.approved,
                before: &before,
                after: &after,
            };
            let mut wrong = judged.judge();
            self.approved.retain(|(eid, user), _| {
                let is = |link: &&AppLink| link.directory_user == *user;
                let had = before.links.values().find(is).map(|link| link.account);
                let has = after.links.values().find(is).map(|link| link.account);
                // It is used up where the eID got what it was given for.
                evidence.eid.as_ref() != Some(eid)
                    || (had == has && before.eids.contains_key(eid) == after.eids.contains_key(eid))
            });
            wrong.extend(twice);
            wrong.extend(self.at_the_app(focus, &after).await);
            if self.actors[focus].browser.url().path() == "/device/allow" {
                wrong.extend(self.at_the_devices(focus, &after).await);
            }
            self.note_mails(handle.as_deref()).await;
            if !wrong.is_empty() {
                return Err(wrong);
            }
            before = after;
        }
        Ok(steps)
    }

    /// The store by the names that things go by here, and what must never be there twice.
    fn look(&self) -> (Snapshot, Vec<String>) {
        look(&self.ground.hub).by_first_key(&self.cast.truth.first)
    }

    /// The operator goes one step on in rolling over the key of national ids, or one back. (The
    /// last step, which retires a key, is for when nothing is left under it.)
    fn roll_over(&mut self) {
        const STEPS: [&str; 3] = ["a", "a-with-b", "b-with-a"];
        self.phase = match self.phase {
            0 | 2 => 1,
            _ => 2 * usize::from(self.dice.in_hundred(75)),
        };
        let step = STEPS[self.phase];
        // Back to the first key alone only where nothing lies under the second.
        let seen = look(&self.ground.hub);
        let is_second = |digest: &Digest| self.cast.truth.first.contains_key(digest);
        if self.phase == 0
            && (seen.eids.keys().any(is_second)
                || seen.numbers.iter().any(|(_, digest)| is_second(digest))
                || seen
                    .links
                    .values()
                    .any(|link| link.numbers.values().any(is_second))
                || seen.users.values().any(|user| {
                    let mut numbers = user.numbers.iter();
                    numbers.any(|number| is_second(&number.digest))
                }))
        {
            self.phase = 1;
            return;
        }
        let deployed = self.ground.hub.stack.redeploy(&[("NationalIdKeys", step)]);
        assert!(deployed.is_ok(), "{deployed:?}");
        self.rows.insert(format!("roll-over {step}"));
        self.tell(format!("the key of national ids: {step}"));
    }

    /// The next walk begins with the first key.
    fn take_back(&self) {
        if self.phase != 0 {
            let deployed = self.ground.hub.stack.redeploy(&[("NationalIdKeys", "a")]);
            assert!(deployed.is_ok(), "{deployed:?}");
        }
    }

    fn tell(&mut self, text: String) {
        self.trail.push(text);
    }
}

fn nobody(number: usize) -> EmailAddress {
    address(&format!("ingen.{number}@example.com"))
}

/// The claims of a token that came straight from the hub.
fn claims(token: &str) -> Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let payload = token.split('.').nth(1).unwrap_or_default();
    let decoded = URL_SAFE_NO_PAD.decode(payload).expect("a token");
    serde_json::from_slice(&decoded).expect("claims")
}

/// Walks that many times, from a seed on; a fresh hub after every fifty walks.
pub async fn walk(from: usize, count: usize, steps: usize) -> Tally {
    let mut tally = Tally::default();
    let mut ground = None;
    for number in from..from + count {
        if tally.walks.is_multiple_of(50) {
            ground = Some(Ground::new().await);
        }
        let Some(ground) = &ground else { break };
        let mut walk = Walk::new(ground, number, number as u64).await;
        match walk.go(steps).await {
            Ok(steps) => tally.steps += steps,
            Err(wrong) => tally.wrong.push(format!(
                "walk {number} ({:?}): {wrong:#?}\n{}",
                walk.attack,
                walk.trail.join("\n")
            )),
        }
        walk.audited_rows();
        walk.take_back();
        tally.walks += 1;
        tally.sessions += walk.sessions;
        for row in &walk.rows {
            *tally.rows.entry(row.clone()).or_default() += 1;
        }
        ground.clear();
        if tally.wrong.len() >= 3 {
            break;
        }
    }
    tally
}

/// As `walk`, half of them beside the other half.
async fn on_two_threads(from: usize, count: usize, steps: usize) -> Tally {
    let half = count / 2;
    let first = tokio::spawn(walk(from, half, steps));
    let second = tokio::spawn(walk(from + half, count - half, steps));
    let mut tally = first.await.expect("walks to their end");
    let other = second.await.expect("walks to their end");
    tally.walks += other.walks;
    tally.steps += other.steps;
    tally.sessions += other.sessions;
    tally.wrong.extend(other.wrong);
    for (row, times) in other.rows {
        *tally.rows.entry(row).or_default() += times;
    }
    tally
}

/// One walk, for what it leaves in the store.
pub async fn walk_on(ground: &Ground, number: usize, steps: usize) {
    let mut walk = Walk::new(ground, number, number as u64).await;
    let walked = walk.go(steps).await;
    walk.take_back();
    assert!(walked.is_ok(), "{walked:?}");
}

/// The outcomes of the first-login table, and L20, which says whose rows they are.
const ROWS: &[&str] = &[
    "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L15",
    "L16", "L17", "L18", "L20", "L22", "L24", "L25", "L26", "L27", "L28", "L29",
];

/// What else every run of walks must have met.
const STEPS: &[&str] = &[
    "roll-over a-with-b",
    "roll-over b-with-a",
    "new keys",
    "a device",
];

fn report(tally: &Tally) -> String {
    let rows: Vec<String> = ROWS
        .iter()
        .map(|row| format!("{row} {}", tally.rows.get(*row).unwrap_or(&0)))
        .collect();
    format!(
        "{} walks, {} steps, {} app sessions; walks that reached each row: {}",
        tally.walks,
        tally.steps,
        tally.sessions,
        rows.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_walk_breaks_the_binding_rule() {
    let tally = on_two_threads(0, 300, 30).await;
    eprintln!("{}", report(&tally));
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    assert!(
        tally.sessions >= 300,
        "hardly anyone got anywhere: {}",
        report(&tally)
    );
    for row in ROWS.iter().chain(STEPS) {
        assert!(
            tally.rows.contains_key(*row),
            "no walk reached {row}: {}",
            report(&tally)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes an hour"]
async fn ten_thousand_walks() {
    let tally = on_two_threads(1_000, 10_000, 30).await;
    eprintln!("{}", report(&tally));
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    for row in ROWS {
        let times = tally.rows.get(*row).copied().unwrap_or_default();
        assert!(
            times >= 20,
            "{row} was reached {times} times: {}",
            report(&tally)
        );
    }
}
