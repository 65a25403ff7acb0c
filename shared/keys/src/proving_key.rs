//! Data keys that prove: when they come and go. Pure: what there is and what time it is give what
//! is to be done, and what each key is good for.
//!
//! A key is kept before anything is made with it for as long as a warm function may go on without
//! it, and after it for as long as the longest-lived thing made with it can live.

use kobling_base::{
    clock::Timestamp,
    lifetimes::{
        ACTIVATION_LIFE, CLOCKS_APART, CODE_REMEMBERED, DEVICE_CODE_LIFE, DEVICE_CODE_REMEMBERED,
        DPOP_NONCE_WINDOW, KEYS_HELD, OFFLINE_LIFE, SESSION_LIFE,
    },
};
use kobling_model::{
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

use super::{
    AHEAD, DataKeyItem, PERIOD, SEEN_BY_ALL,
    rotation::{end_at_once, longer},
};

/// The longest life of what is checked with the keys at hand, in seconds: a form is as old as its
/// session at most, everything else is younger.
pub const SHORT_LIFE: i64 = longer(
    SESSION_LIFE,
    longer(
        CODE_REMEMBERED,
        longer(
            DEVICE_CODE_LIFE + DEVICE_CODE_REMEMBERED,
            2 * DPOP_NONCE_WINDOW,
        ),
    ),
);
/// The longest life of what has an earlier key opened for it: refresh tokens, which an app may
/// keep for as long as the grant can live, and activation codes. In seconds.
const LONG_LIFE: i64 = longer(OFFLINE_LIFE, ACTIVATION_LIFE);
/// How long a key still counts after its successor's time began.
pub const COUNTS_AFTER: i64 = LONG_LIFE + KEYS_HELD + CLOCKS_APART;

/// A data key that only proves, as it is kept: sealed by the key service.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct ProvingKeyItem {
    pub id: String,
    pub sealed: String,
    pub created_at: i64,
    /// From when it makes.
    pub proves_from: i64,
    /// From when nothing counts any more that it made; none while it is in use.
    pub proves_until: Option<i64>,
}

impl Entity for ProvingKeyItem {
    const TYPE: &'static str = "proving_key";

    fn key(&self) -> Key {
        keys::proving_key(&self.id)
    }
}

/// The time of a key that proves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    pub id: String,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// Whether things are found by it too, so that it is never deleted.
    pub is_index: bool,
}

impl From<&DataKeyItem> for Span {
    fn from(item: &DataKeyItem) -> Self {
        Self {
            id: item.id.clone(),
            from: item.created_at,
            until: item.proves_until,
            is_index: true,
        }
    }
}

impl From<&ProvingKeyItem> for Span {
    fn from(item: &ProvingKeyItem) -> Self {
        Self {
            id: item.id.clone(),
            from: item.proves_from,
            until: item.proves_until,
            is_index: false,
        }
    }
}

/// What a key that proves is good for at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Makes, and checks.
    Current,
    /// Checks everything.
    Recent,
    /// Checks what lives long.
    Older,
    /// Its time has not come, or is over.
    None,
}

impl Span {
    /// What it is good for among `all`, itself among them.
    pub fn part(&self, all: &[Self], now: Timestamp) -> Part {
        // Another function's clock may be ahead of ours.
        if self.from > now + CLOCKS_APART || self.is_over(now) {
            return Part::None;
        }
        let successors = || all.iter().filter(|other| other.follows(self));
        let is_begun = |by: i64| successors().any(|next| next.from + by <= now);
        if is_begun(SHORT_LIFE + KEYS_HELD + CLOCKS_APART) {
            Part::Older
        } else if self.from > now || is_begun(0) {
            Part::Recent
        } else {
            Part::Current
        }
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }

    /// Whether it makes, or made, what the other one did before. One that was withdrawn while it
    /// waited never did.
    fn follows(&self, other: &Self) -> bool {
        self.from > other.from && self.until.is_none_or(|until| self.from < until)
    }
}

/// One thing to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProvingChange {
    /// Make a key that proves from then on.
    Make { from: Timestamp },
    /// Nothing that the key made counts from then on.
    Withdraw { id: String, at: Timestamp },
    /// Its time is over.
    Delete { id: String },
}

/// What the ordinary course asks for now.
pub fn proving_due(keys: &[Span], now: Timestamp) -> Vec<ProvingChange> {
    let mut changes = over(keys, now);
    let in_use = keys.iter().filter(|key| key.until.is_none());
    let Some(newest) = in_use.max_by_key(|key| key.from) else {
        changes.push(ProvingChange::Make {
            from: now + SEEN_BY_ALL,
        });
        return changes;
    };
    if newest.from + PERIOD - AHEAD <= now {
        let from = (newest.from + PERIOD).max(now + AHEAD);
        changes.push(ProvingChange::Make { from });
        changes.push(ProvingChange::Withdraw {
            id: newest.id.clone(),
            at: from + COUNTS_AFTER,
        });
    }
    changes
}

/// A new key as soon as every warm function knows it. What the others made counts for `grace`
/// seconds more, and those that wait never make anything.
pub fn proving_at_once(keys: &[Span], grace: i64, now: Timestamp) -> Vec<ProvingChange> {
    let from = now + SEEN_BY_ALL;
    let mut changes = over(keys, now);
    changes.push(ProvingChange::Make { from });
    for key in keys {
        if let Some(at) = end_at_once(key.from, key.until, grace, now) {
            changes.push(ProvingChange::Withdraw {
                id: key.id.clone(),
                at,
            });
        }
    }
    changes
}

fn over(keys: &[Span], now: Timestamp) -> Vec<ProvingChange> {
    keys.iter()
        .filter(|key| key.is_over(now) && !key.is_index)
        .map(|key| ProvingChange::Delete { id: key.id.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(id: &str, from: i64, until: Option<i64>) -> Span {
        Span {
            id: id.to_owned(),
            from,
            until,
            is_index: id == "a",
        }
    }

    fn withdrawn(changes: &[ProvingChange], wanted: &str) -> Option<i64> {
        changes.iter().find_map(|change| match change {
            ProvingChange::Withdraw { id, at } if id == wanted => Some(*at),
            _ => None,
        })
    }

    #[test]
    fn the_next_key_is_made_ahead_and_the_old_one_counts_for_as_long_as_what_it_made() {
        let old = [key("a", 0, None)];
        let at = PERIOD - AHEAD;
        assert_eq!(proving_due(&old, at - 1), []);
        let made = proving_due(&old, at);
        assert!(made.contains(&ProvingChange::Make { from: PERIOD }));
        assert_eq!(withdrawn(&made, "a"), Some(PERIOD + COUNTS_AFTER));
        let both = [
            key("a", 0, Some(PERIOD + COUNTS_AFTER)),
            key("b", PERIOD, None),
        ];
        assert_eq!(proving_due(&both, at + 1), []);
        // A run that comes late makes it ahead all the same.
        let late = proving_due(&old, 3 * PERIOD);
        let from = 3 * PERIOD + AHEAD;
        assert!(late.contains(&ProvingChange::Make { from }));
    }

    #[test]
    fn a_key_by_which_things_are_found_is_never_deleted() {
        let keys = [
            key("a", 0, Some(10)),
            key("b", 5, Some(11)),
            key("c", 9, None),
        ];
        assert_eq!(proving_due(&keys, 10), []);
        let expected = ProvingChange::Delete { id: "b".to_owned() };
        assert_eq!(proving_due(&keys, 11), [expected]);
    }

    #[test]
    fn in_an_emergency_nothing_old_counts_once_all_know_the_new_key() {
        let keys = [key("a", 0, Some(1_000_000)), key("b", 40_000, None)];
        let changes = proving_at_once(&keys, 0, 100);
        let from = 100 + SEEN_BY_ALL;
        assert!(changes.contains(&ProvingChange::Make { from }));
        assert_eq!(withdrawn(&changes, "a"), Some(from));
        assert_eq!(withdrawn(&changes, "b"), Some(100));
        assert_eq!(
            withdrawn(&proving_at_once(&keys, 60, 100), "a"),
            Some(from + 60)
        );
        // An end is never put off.
        let ending = [key("a", 0, Some(200))];
        assert_eq!(withdrawn(&proving_at_once(&ending, PERIOD, 100), "a"), None);
    }

    #[test]
    fn a_key_checks_before_it_makes_and_for_long_after() {
        let keys = [
            key("a", 0, Some(PERIOD + COUNTS_AFTER)),
            key("b", PERIOD, None),
        ];
        let parts = |now| [keys[0].part(&keys, now), keys[1].part(&keys, now)];
        let recent = PERIOD + SHORT_LIFE + KEYS_HELD + CLOCKS_APART;
        for (now, expected) in [
            (0, [Part::Current, Part::None]),
            (PERIOD - CLOCKS_APART - 1, [Part::Current, Part::None]),
            (PERIOD - CLOCKS_APART, [Part::Current, Part::Recent]),
            (PERIOD - 1, [Part::Current, Part::Recent]),
            (PERIOD, [Part::Recent, Part::Current]),
            (recent - 1, [Part::Recent, Part::Current]),
            (recent, [Part::Older, Part::Current]),
            (PERIOD + COUNTS_AFTER - 1, [Part::Older, Part::Current]),
            (PERIOD + COUNTS_AFTER, [Part::None, Part::Current]),
        ] {
            assert_eq!(parts(now), expected, "{now}");
        }
    }

    #[test]
    fn a_key_that_was_withdrawn_while_it_waited_takes_nobodys_place() {
        let keys = [
            key("a", 0, Some(760)),
            key("b", 5_000, Some(100)),
            key("c", 760, None),
        ];
        assert_eq!(keys[0].part(&keys, 200), Part::Current);
        assert_eq!(keys[1].part(&keys, 5_000), Part::None);
        assert_eq!(keys[2].part(&keys, 5_000), Part::Current);
        assert_eq!(keys[2].part(&keys, 50 * PERIOD), Part::Current);
    }

    /// A deployment's keys, and what was made with them when.
    #[derive(Default)]
    struct Kept {
        keys: Vec<Span>,
        known_at: Vec<(String, i64)>,
        made: Vec<(String, i64)>,
        /// Keys of before an emergency, and from when they are nothing.
        leaked: Vec<(String, i64)>,
    }

    impl Kept {
        fn change(&mut self, changes: Vec<ProvingChange>, now: i64) {
            for change in changes {
                match change {
                    ProvingChange::Make { from } => {
                        let id = self.known_at.len().to_string();
                        self.known_at.push((id.clone(), now));
                        self.keys.push(key(&id, from, None));
                    }
                    ProvingChange::Withdraw { id, at } => {
                        let mut keys = self.keys.iter_mut();
                        keys.find(|key| key.id == id).unwrap().until = Some(at);
                    }
                    ProvingChange::Delete { id } => self.keys.retain(|key| key.id != id),
                }
            }
        }

        fn part(&self, id: &str, now: i64) -> Part {
            let found = self.keys.iter().find(|key| key.id == id);
            found.map_or(Part::None, |key| key.part(&self.keys, now))
        }

        /// Something is made, and all that was made before is shown.
        fn use_at(&mut self, now: i64) {
            let is_current = |key: &&Span| key.part(&self.keys, now) == Part::Current;
            let current: Vec<Span> = self.keys.iter().filter(is_current).cloned().collect();
            assert_eq!(current.len(), 1, "{now}: {:?}", self.keys);
            let id = &current[0].id;
            let (_, known_at) = self.known_at.iter().find(|(known, _)| known == id).unwrap();
            assert!(id == "0" || known_at + SEEN_BY_ALL <= now, "{now}");
            self.made.push((id.clone(), now));
            for (id, end) in &self.leaked {
                assert!(now < *end || self.part(id, now) == Part::None, "{now}");
            }
            for (id, at) in &self.made {
                if self.leaked.iter().any(|(leaked, _)| leaked == id) {
                    continue;
                }
                let part = self.part(id, now);
                assert!(now - at > LONG_LIFE || part != Part::None, "{at} {now}");
                let is_at_hand = matches!(part, Part::Current | Part::Recent);
                assert!(now - at > SHORT_LIFE || is_at_hand, "{at} {now}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_was_made_counts_as_long_as_it_lives_and_nothing_that_leaked(
            runs in prop::collection::vec((1_i64..60 * 24, 0..12_u8, 0_i64..7200), 1..60)
        ) {
            let mut kept = Kept::default();
            kept.known_at.push(("0".to_owned(), 0));
            kept.keys.push(Span { is_index: true, ..key("0", 0, None) });
            let mut now = 0;
            for (hours, luck, grace) in runs {
                if luck == 0 {
                    let end = now + SEEN_BY_ALL + grace;
                    let leaked = kept.keys.iter().map(|key| (key.id.clone(), end));
                    kept.leaked.extend(leaked.collect::<Vec<_>>());
                    kept.change(proving_at_once(&kept.keys, grace, now), now);
                } else {
                    kept.change(proving_due(&kept.keys, now), now);
                }
                let next = now + hours * 3600;
                let ends = kept.keys.iter().flat_map(|key| [Some(key.from), key.until]);
                let mut moments: Vec<i64> = ends.flatten().flat_map(|at| [at - 1, at]).collect();
                moments.retain(|at| (now..next).contains(at));
                moments.push(now);
                moments.sort_unstable();
                for at in moments {
                    kept.use_at(at);
                }
                now = next;
            }
        }
    }
}
