//! Calls counted by caller and operation, with what they cost.

use std::collections::BTreeMap;

use kobling_model::keys;

use crate::aws::{Answer, Call, dynamodb};

/// How a read of the deployment's keys is counted: apart, as it comes at cold starts only.
const KEYS_READ: &str = "dynamodb:Query of keys";

/// The sums of one caller's calls of one operation.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Totals {
    pub calls: u64,
    /// Calls that were refused, injected faults among them.
    pub refused: u64,
    /// Capacity units (read or write, by the operation).
    pub units: f64,
}

/// All calls, by caller and `service:Operation`.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Counters(pub BTreeMap<(String, String), Totals>);

impl Counters {
    pub(super) fn count(&mut self, call: &Call, answer: Option<&Answer>) {
        let name = if reads_keys(call) {
            KEYS_READ.to_owned()
        } else {
            format!("{}:{}", call.service, call.operation)
        };
        let totals = self.0.entry((call.principal.clone(), name)).or_default();
        totals.calls += 1;
        match answer.filter(|answer| answer.status.is_success()) {
            Some(answer) => totals.units += units(&answer.body["ConsumedCapacity"]),
            None => totals.refused += 1,
        }
    }

    /// Reads of the deployment's keys, which only a cold start makes; in no other number here.
    pub fn cold_reads(&self) -> u64 {
        self.calls(KEYS_READ)
    }

    /// Calls that read the store; one function's, or everyone's.
    pub fn reads(&self, function: Option<&str>) -> u64 {
        self.sum(function, dynamodb::is_read)
    }

    /// Calls that change the store; one function's, or everyone's.
    pub fn writes(&self, function: Option<&str>) -> u64 {
        self.sum(function, dynamodb::is_write)
    }

    /// Calls of one operation (`kms:GenerateMac`), by everyone.
    pub fn calls(&self, operation: &str) -> u64 {
        self.0
            .iter()
            .filter(|((_, name), _)| name == operation)
            .map(|(_, totals)| totals.calls)
            .sum()
    }

    /// Capacity units of the store; one function's, or everyone's but the local operator's.
    pub fn units(&self, function: Option<&str>) -> f64 {
        self.0
            .iter()
            .filter(|((caller, name), _)| {
                caller != crate::OPERATOR
                    && function.is_none_or(|function| function == caller)
                    && name != KEYS_READ
            })
            .map(|(_, totals)| totals.units)
            .sum()
    }

    fn sum(&self, function: Option<&str>, is: fn(&str) -> bool) -> u64 {
        self.0
            .iter()
            .filter(|((caller, name), _)| {
                caller != crate::OPERATOR
                    && function.is_none_or(|function| function == caller)
                    && name.strip_prefix("dynamodb:").is_some_and(is)
            })
            .map(|(_, totals)| totals.calls)
            .sum()
    }
}

fn reads_keys(call: &Call) -> bool {
    call.operation == "Query" && call.body["ExpressionAttributeValues"][":pk"]["S"] == keys::KEYS
}

/// One table's units, or the sum over the tables of a batch.
fn units(consumed: &serde_json::Value) -> f64 {
    match consumed.as_array() {
        Some(tables) => tables.iter().map(units).sum(),
        None => consumed["CapacityUnits"].as_f64().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_writes_and_units_are_told_apart() {
        let mut counters = Counters::default();
        let mut count = |operation: &str, body| {
            let call = Call {
                principal: "token".into(),
                service: "dynamodb",
                operation: operation.into(),
                body: json!({}),
            };
            let answer = Answer {
                status: StatusCode::OK,
                body,
            };
            counters.count(&call, Some(&answer));
        };
        count(
            "BatchGetItem",
            json!({ "ConsumedCapacity": [{ "CapacityUnits": 1.0 }, { "CapacityUnits": 2.0 }] }),
        );
        count(
            "UpdateItem",
            json!({ "ConsumedCapacity": { "CapacityUnits": 4.0 } }),
        );
        let of_keys = Call {
            principal: "token".into(),
            service: "dynamodb",
            operation: "Query".into(),
            body: json!({ "ExpressionAttributeValues": { ":pk": { "S": "keys" } } }),
        };
        let units = json!({ "ConsumedCapacity": { "CapacityUnits": 9.0 } });
        counters.count(&of_keys, Some(&Answer::ok(units)));
        assert_eq!(counters.cold_reads(), 1);
        assert_eq!(counters.reads(Some("token")), 1);
        assert_eq!(counters.writes(None), 1);
        assert_eq!(counters.writes(Some("mail")), 0);
        assert!((counters.units(None) - 7.0).abs() < f64::EPSILON);
    }
}
