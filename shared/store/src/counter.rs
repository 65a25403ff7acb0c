//! Counters with a limit, for so long as a window of time lasts: one conditional update, counted
//! before anything is done.

use kobling_model::{
    item::{Entity, Key},
    keys,
};

use crate::{Condition, Update};

/// Counts something within a fixed window of time.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, Debug)]
pub struct Counter {
    pub count: u32,
    pub expires_at: i64,
}

impl Counter {
    /// Counts one more than was read, on condition that nobody else has; a first one begins a window
    /// that ends at `ends_at`.
    pub fn one_more(before: Option<&Self>, now: i64, ends_at: i64) -> (Update, Condition) {
        let count = before.map_or(0, |before| before.count);
        let update = Update::new()
            .set("count", count + 1)
            .set("type", Self::TYPE)
            .set("v", Self::LAYOUT)
            .set(
                "expires_at",
                before.map_or(ends_at, |before| before.expires_at),
            );
        let condition = match before {
            Some(_) => Condition::live(now).equals("count", count),
            None => Condition::absent_or_expired(now),
        };
        (update, condition)
    }
}

impl Entity for Counter {
    const TYPE: &'static str = "counter";

    fn key(&self) -> Key {
        keys::counter("", "")
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// The window that a moment lies in.
#[derive(Clone, Debug)]
pub struct Window {
    pub key: Key,
    pub ends_at: i64,
    pub limit: u32,
}

impl Window {
    /// Windows of `life` seconds each; `kind` and `digest` say what is counted.
    pub fn new(kind: &str, digest: &str, life: i64, limit: u32, now: i64) -> Self {
        let number = now.div_euclid(life);
        Self {
            key: keys::counter(&format!("{kind}#{number}"), digest),
            ends_at: (number + 1) * life,
            limit,
        }
    }

    /// Counts one, on condition that the limit is not reached.
    pub fn count(&self) -> (Update, Condition) {
        let update = Update::new()
            .add("count", 1)
            .set("type", Counter::TYPE)
            .set("v", Counter::LAYOUT)
            .set("expires_at", self.ends_at);
        (update, Condition::below("count", self.limit))
    }
}
