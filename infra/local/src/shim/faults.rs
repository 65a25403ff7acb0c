//! The faults, and which call each strikes.

use std::collections::HashSet;

use crate::aws::{Call, dynamodb::is_write};

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Another transaction is at work on the same item.
    TransactionConflict,
    /// The table gets more calls than it takes at once.
    StoreThrottled,
    /// A batch is answered by half.
    UnprocessedKeys,
    /// Reads that did not ask to be consistent see each item as it was before its last write.
    /// Applies to all such reads while the rule is armed.
    StaleRead,
    /// SES takes no more mails just now.
    MailThrottled,
    /// The key service, a queue or a bucket gets more calls than it takes at once.
    Throttled,
    /// A queue takes only some messages of a batch, and says which it did not.
    PartlyTaken,
    /// A service has an error of its own, and did nothing.
    Failed,
    /// A service has done as asked, and the caller is told of an error.
    AnswerLost,
    /// A service has done as asked, and the connection ends in the middle of its answer.
    Cut,
    /// A service has done as asked, and the connection stays open without an answer.
    NoAnswer,
}

/// Which of the matching calls it strikes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// The n-th, counted from 1, once.
    Nth(u32),
    /// Every n-th, again and again; of every second and rarer, none that was struck before: what a
    /// caller tries anew by itself goes through, however the calls of others fall between.
    Every(u32),
    /// The n-th and all after it.
    From(u32),
    /// The n-th, and the same call again until so many were struck: what a caller tries anew by
    /// itself fails as a whole.
    Again(u32, u32),
}

/// A fault with its occasion.
#[derive(Clone, Debug)]
pub struct Rule {
    pub fault: Fault,
    pub occasion: Occasion,
    /// Only calls of this function.
    pub function: Option<String>,
    /// Only this operation (`TransactWriteItems`).
    pub operation: Option<String>,
    /// The local operator's calls, which seed, go through.
    pub spares_operator: bool,
}

impl Rule {
    pub fn new(fault: Fault, occasion: Occasion) -> Self {
        Self {
            fault,
            occasion,
            function: None,
            operation: None,
            spares_operator: true,
        }
    }
}

/// A rule with its count.
#[derive(Debug)]
pub(super) struct Armed {
    pub(super) rule: Rule,
    pub(super) strikes: u32,
    pub(super) seen: u32,
    /// The calls it struck.
    pub(super) struck: Vec<String>,
    /// What the call says that is struck again and again.
    said: Option<String>,
    /// What calls said that are struck once.
    once: HashSet<String>,
}

impl From<Rule> for Armed {
    fn from(rule: Rule) -> Self {
        Self {
            rule,
            strikes: 0,
            seen: 0,
            struck: Vec::new(),
            said: None,
            once: HashSet::new(),
        }
    }
}

/// The fault that strikes a call, if one does.
pub(super) fn strike(rules: &mut [Armed], call: &Call) -> Option<Fault> {
    let mut struck = None;
    for armed in rules {
        let rule = &armed.rule;
        let is_meant = !(rule.spares_operator && call.principal == crate::OPERATOR)
            && rule.function.as_ref().is_none_or(|f| *f == call.principal)
            && rule.operation.as_ref().is_none_or(|o| *o == call.operation)
            && applies(rule.fault, call);
        if !is_meant {
            continue;
        }
        armed.seen += 1;
        let is_due = match rule.occasion {
            Occasion::Nth(n) => armed.seen == n,
            Occasion::Every(1) => true,
            Occasion::Every(n) => armed.seen.is_multiple_of(n) && armed.once.insert(words(call)),
            Occasion::From(n) => armed.seen >= n,
            Occasion::Again(n, most) => {
                let said = words(call);
                if armed.seen == n {
                    armed.said = Some(said.clone());
                }
                armed.strikes < most && armed.said == Some(said)
            }
        };
        if is_due && struck.is_none() {
            armed.strikes += 1;
            let (caller, service) = (&call.principal, call.service);
            let name = format!("{caller} {service}:{}", call.operation);
            armed.struck.push(name);
            struck = Some(rule.fault);
        }
    }
    struck
}

/// What a call asks for: the same when it is tried again, also by a new request.
fn words(call: &Call) -> String {
    let mut body = call.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("ClientRequestToken");
    }
    format!("{} {} {body}", call.principal, call.operation)
}

fn applies(fault: Fault, call: &Call) -> bool {
    let is_store = call.service == "dynamodb";
    match fault {
        Fault::TransactionConflict => is_store && is_write(&call.operation),
        Fault::StoreThrottled => is_store,
        Fault::UnprocessedKeys => call.operation == "BatchGetItem",
        Fault::StaleRead => is_store && !is_write(&call.operation),
        Fault::MailThrottled => call.service == "ses",
        Fault::Throttled => !is_store && call.service != "ses",
        Fault::PartlyTaken => call.operation == "SendMessageBatch",
        // Without a body nothing is in the middle.
        Fault::Cut => call.operation != "HeadObject",
        Fault::Failed | Fault::AnswerLost | Fault::NoAnswer => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::sample::call, *};

    #[test]
    fn a_rule_strikes_on_its_occasion_and_for_its_function_only() {
        let mut nth = Rule::new(Fault::StoreThrottled, Occasion::Nth(2));
        nth.function = Some("link".into());
        let mut rules = [Armed::from(nth)];
        let struck: Vec<bool> = (0..4)
            .map(|_| strike(&mut rules, &call("Query", json!({}))).is_some())
            .collect();
        assert_eq!(struck, [false, true, false, false]);
        let mut other = call("Query", json!({}));
        other.principal = "token".into();
        let mut rules = [Armed::from(Rule::new(
            Fault::StoreThrottled,
            Occasion::Every(1),
        ))];
        assert!(strike(&mut rules, &other).is_some());
        other.principal = crate::OPERATOR.into();
        assert!(strike(&mut rules, &other).is_none());
    }

    #[test]
    fn a_call_that_was_struck_goes_through_when_it_is_tried_again() {
        let rule = Rule::new(Fault::Failed, Occasion::Every(3));
        let mut rules = [Armed::from(rule)];
        let mut strikes = |key: &str| {
            let body = json!({ "Key": key });
            strike(&mut rules, &call("TransactWriteItems", body)).is_some()
        };
        // Two calls of others between each try.
        let struck: Vec<bool> = ["a", "b", "x", "c", "d", "x", "e", "f", "g"]
            .map(&mut strikes)
            .into();
        assert_eq!(
            struck,
            [false, false, true, false, false, false, false, false, true]
        );
    }

    #[test]
    fn a_call_that_is_tried_again_is_struck_again_until_it_is_enough() {
        let rule = Rule::new(Fault::Failed, Occasion::Again(2, 3));
        let mut rules = [Armed::from(rule)];
        let mut strikes = |token: &str, key: &str| {
            let body = json!({ "ClientRequestToken": token, "Key": key });
            strike(&mut rules, &call("TransactWriteItems", body)).is_some()
        };
        assert!(!strikes("1", "a"));
        assert!(strikes("2", "b"), "the second");
        assert!(!strikes("3", "a"), "another meanwhile");
        assert!(strikes("2", "b") && strikes("4", "b"));
        assert!(!strikes("5", "b"), "enough");
    }
}
