//! The shim in the wire: what real AWS does and an embedded store never does (conflicts, throttles,
//! unprocessed keys, stale reads, answers that are lost), a process killed at the n-th write, and
//! a count of every call.

mod batches;
mod counters;
mod faults;
mod kill;
#[cfg(test)]
mod sample;
mod stale;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};

pub use counters::{Counters, Totals};
pub use faults::{Fault, Occasion, Rule};
pub use kill::Kill;

use crate::{
    aws::{Answer, Call, Refusal, dynamodb::DynamoDb},
    policy::Act,
};

/// What the shim did to a call.
#[derive(Debug)]
pub enum Injected {
    Nothing,
    /// A part was taken out of the batch; the answer is to name it under that member.
    Left(&'static str, Value),
    Refused(Refusal),
    /// The call is to be served, and this is what the caller hears of it.
    Lost(Refusal),
    /// The call is to be served, and the caller hears nothing.
    Silent,
}

/// A handle to the shim; clones share its state.
#[derive(Clone, Default)]
pub struct Shim(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rules: Vec<faults::Armed>,
    counters: Counters,
    leaves_capacity: bool,
    used: BTreeSet<(String, String, String)>,
    writes: u64,
    kill: Option<Kill>,
    /// Items as they were before the last write to them, by table and key; `None`: not there.
    before: BTreeMap<(String, String), Option<Value>>,
}

impl Shim {
    /// One that does not ask what each call consumed: answers are as long as in the cloud, and the
    /// counters know nothing of capacity.
    pub fn leaving_capacity() -> Self {
        let shim = Self::default();
        shim.lock().leaves_capacity = true;
        shim
    }

    /// Arms a rule.
    pub fn add(&self, rule: Rule) {
        self.lock().rules.push(rule.into());
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        let mut state = self.lock();
        state.rules.clear();
        state.before.clear();
    }

    /// How often armed rules have struck, in the order they were added.
    pub fn strikes(&self) -> Vec<u32> {
        self.lock().rules.iter().map(|rule| rule.strikes).collect()
    }

    /// How many calls each armed rule could have struck so far.
    pub fn seen(&self) -> Vec<u32> {
        self.lock().rules.iter().map(|rule| rule.seen).collect()
    }

    /// The calls that armed rules have struck, as `function service:Operation`.
    pub fn struck(&self) -> Vec<String> {
        let state = self.lock();
        let struck = state.rules.iter().flat_map(|rule| rule.struck.clone());
        struck.collect()
    }

    /// Ends this process at a write.
    pub fn kill_at(&self, kill: Kill) {
        self.lock().kill = Some(kill);
    }

    /// Store writes and mails so far: what `kill_at` counts.
    pub fn writes(&self) -> u64 {
        self.lock().writes
    }

    /// All calls since the last reset.
    pub fn counters(&self) -> Counters {
        self.lock().counters.clone()
    }

    pub fn reset_counters(&self) {
        self.lock().counters = Counters::default();
    }

    /// Every (caller, action, resource) that was ever used.
    pub fn permissions_used(&self) -> BTreeSet<(String, String, String)> {
        self.lock().used.clone()
    }

    pub(crate) fn used(&self, principal: &str, acts: Vec<Act>) {
        let mut state = self.lock();
        for act in acts {
            state
                .used
                .insert((principal.to_owned(), act.action, act.resource));
        }
    }

    /// Applies the rules to a call that is about to be served.
    pub(crate) async fn before(&self, call: &mut Call, store: &DynamoDb) -> Injected {
        let counts = !self.lock().leaves_capacity;
        if counts && call.service == "dynamodb" && call.body.is_object() {
            // So that the counters see what a call costs.
            call.body["ReturnConsumedCapacity"] = json!("TOTAL");
        }
        let (struck, keeps_before) = {
            let mut state = self.lock();
            let struck = faults::strike(&mut state.rules, call);
            let keeps = state.rules.iter().any(|r| r.rule.fault == Fault::StaleRead);
            (struck, keeps)
        };
        if keeps_before && call.service == "dynamodb" {
            for (table, key) in stale::written_keys(call) {
                let request = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
                if let Ok(answer) = store.call("GetItem", &request).await {
                    let item = answer.body.get("Item").cloned();
                    let name = stale::key_name(&key);
                    self.lock().before.insert((table, name), item);
                }
            }
        }
        match struck {
            Some(Fault::UnprocessedKeys) => match batches::leave_half(call) {
                Some(left) => Injected::Left("UnprocessedKeys", left),
                None => Injected::Nothing,
            },
            Some(Fault::PartlyTaken) => match batches::refuse_half(call) {
                Some(untaken) => Injected::Left("Failed", untaken),
                None => Injected::Nothing,
            },
            Some(Fault::StaleRead) | None => Injected::Nothing,
            Some(fault @ Fault::AnswerLost) => Injected::Lost(words::refusal(fault, call)),
            Some(Fault::Cut) => Injected::Lost(Refusal::cut()),
            Some(Fault::NoAnswer) => Injected::Silent,
            Some(fault) => Injected::Refused(words::refusal(fault, call)),
        }
    }

    /// Applies to an answer what can only be done to answers.
    pub(crate) fn after(
        &self,
        call: &Call,
        answer: &mut Answer,
        left: Option<(&'static str, Value)>,
    ) {
        if let Some((member, left)) = left {
            answer.body[member] = left;
        }
        let state = self.lock();
        let is_stale = state.rules.iter().any(|r| r.rule.fault == Fault::StaleRead);
        if is_stale && call.service == "dynamodb" {
            stale::make_stale(call, answer, &state.before);
        }
    }

    /// Numbers a write, and ends the process where it is to end before that one.
    pub(crate) async fn write_begins(&self, call: &Call) -> Option<u64> {
        let (number, is_end) = {
            let mut state = self.lock();
            // The seed's own writes differ from run to run and are no part of any flow.
            if !kill::is_counted(call) || call.principal == crate::OPERATOR {
                return None;
            }
            state.writes += 1;
            let number = state.writes;
            (number, state.kill == Some(Kill::Before(number)))
        };
        if is_end {
            kill::this_process().await;
        }
        Some(number)
    }

    pub(crate) async fn write_ended(&self, number: Option<u64>) {
        let is_end = number.is_some_and(|n| self.lock().kill == Some(Kill::After(n)));
        if is_end {
            kill::this_process().await;
        }
    }

    pub(crate) fn counted(&self, call: &Call, answer: Option<&Answer>) {
        self.lock().counters.count(call, answer);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
