//! The faults themselves, each as the real service words it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::aws::{Answer, Call, Refusal, dynamodb::is_write};

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
    /// A service has an error of its own, and did nothing.
    Failed,
    /// A service has done as asked, and the caller is told of an error.
    AnswerLost,
}

/// Which of the matching calls it strikes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occasion {
    /// The n-th, counted from 1, once.
    Nth(u32),
    /// Every n-th, again and again.
    Every(u32),
    /// The n-th and all after it.
    From(u32),
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
    seen: u32,
}

impl From<Rule> for Armed {
    fn from(rule: Rule) -> Self {
        Self {
            rule,
            strikes: 0,
            seen: 0,
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
            Occasion::Every(n) => armed.seen.is_multiple_of(n),
            Occasion::From(n) => armed.seen >= n,
        };
        if is_due && struck.is_none() {
            armed.strikes += 1;
            struck = Some(rule.fault);
        }
    }
    struck
}

fn applies(fault: Fault, call: &Call) -> bool {
    let is_store = call.service == "dynamodb";
    match fault {
        Fault::TransactionConflict => is_store && is_write(&call.operation),
        Fault::StoreThrottled => is_store,
        Fault::UnprocessedKeys => call.operation == "BatchGetItem",
        Fault::StaleRead => is_store && !is_write(&call.operation),
        Fault::MailThrottled => call.service == "ses",
        Fault::Failed | Fault::AnswerLost => true,
    }
}

/// The words of the service.
pub(super) fn refusal(fault: Fault, call: &Call) -> Refusal {
    match fault {
        Fault::TransactionConflict if call.operation == "TransactWriteItems" => {
            let count = call.body["TransactItems"].as_array().map_or(1, Vec::len);
            let reasons: Vec<Value> = (0..count)
                .map(|index| match index {
                    0 => json!({
                        "Code": "TransactionConflict",
                        "Message": "Transaction is ongoing for the item",
                    }),
                    _ => json!({ "Code": "None" }),
                })
                .collect();
            let mut refusal = Refusal::new(
                "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons",
            );
            refusal.more = Some(("CancellationReasons".to_owned(), json!(reasons)));
            refusal
        }
        Fault::TransactionConflict => Refusal::new(
            "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
            "Transaction is ongoing for the item",
        ),
        Fault::Failed | Fault::AnswerLost => {
            let kind = match call.service {
                "dynamodb" => "com.amazonaws.dynamodb.v20120810#InternalServerError",
                "kms" => "KMSInternalException",
                "sqs" => "com.amazonaws.sqs#InternalError",
                _ => "InternalServiceErrorException",
            };
            let mut refusal = Refusal::new(kind, "The service has an internal error.");
            refusal.status = http::StatusCode::INTERNAL_SERVER_ERROR;
            refusal
        }
        Fault::MailThrottled => {
            let mut refusal =
                Refusal::new("TooManyRequestsException", "Maximum sending rate exceeded.");
            refusal.status = http::StatusCode::TOO_MANY_REQUESTS;
            refusal
        }
        _ => Refusal::new(
            "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded.",
        ),
    }
}

/// Takes the later half of a batch's keys out of the call and returns it as the answer will.
pub(super) fn leave_half(call: &mut Call) -> Option<Value> {
    let tables = call.body["RequestItems"].as_object_mut()?;
    let count: usize = tables
        .values()
        .filter_map(|table| table["Keys"].as_array().map(Vec::len))
        .sum();
    let mut kept = count / 2;
    let mut left = Map::new();
    for (name, table) in tables.iter_mut() {
        let keys = table["Keys"].as_array_mut()?;
        let rest = keys.split_off(kept.min(keys.len()));
        kept -= keys.len();
        if !rest.is_empty() {
            let mut again = table.clone();
            again["Keys"] = json!(rest);
            left.insert(name.clone(), again);
        }
    }
    tables.retain(|_, table| {
        table["Keys"]
            .as_array()
            .is_some_and(|keys| !keys.is_empty())
    });
    if tables.is_empty() {
        // One key cannot be halved, and a batch of none is refused: all is processed.
        *tables = left;
        return None;
    }
    Some(Value::Object(left))
}

/// The keys that a call is about to write, with their tables.
pub(super) fn written_keys(call: &Call) -> Vec<(String, Value)> {
    let key_of = |action: &Value| -> Option<(String, Value)> {
        let table = action["TableName"].as_str()?.to_owned();
        let key = action.get("Key").cloned().or_else(|| {
            let item = action.get("Item")?;
            Some(json!({ "pk": item["pk"], "sk": item["sk"] }))
        })?;
        Some((table, key))
    };
    if call.operation == "TransactWriteItems" {
        let items = call.body["TransactItems"].as_array();
        return items
            .into_iter()
            .flatten()
            .filter_map(|item| ["Put", "Update", "Delete"].iter().find_map(|k| item.get(k)))
            .filter_map(key_of)
            .collect();
    }
    if is_write(&call.operation) {
        return key_of(&call.body).into_iter().collect();
    }
    Vec::new()
}

/// A key as text.
pub(super) fn key_name(key: &Value) -> String {
    format!("{}|{}", key["pk"]["S"], key["sk"]["S"])
}

/// Puts the items as they were before into an answer to a read that did not ask to be consistent.
pub(super) fn make_stale(
    call: &Call,
    answer: &mut Answer,
    before: &BTreeMap<(String, String), Option<Value>>,
) {
    let is_consistent = |value: &Value| value["ConsistentRead"].as_bool() == Some(true);
    let earlier = |table: &str, item: &Value| -> Option<Option<Value>> {
        before.get(&(table.to_owned(), key_name(item))).cloned()
    };
    let renew = |table: &str, items: &mut Value| {
        let Some(items) = items.as_array_mut() else {
            return;
        };
        let old = std::mem::take(items);
        items.extend(
            old.into_iter()
                .filter_map(|item| earlier(table, &item).unwrap_or(Some(item))),
        );
    };
    match call.operation.as_str() {
        "GetItem" if !is_consistent(&call.body) => {
            let table = call.body["TableName"].as_str().unwrap_or_default();
            match earlier(table, &call.body["Key"]) {
                Some(Some(item)) => answer.body["Item"] = item,
                Some(None) => {
                    if let Some(body) = answer.body.as_object_mut() {
                        body.remove("Item");
                    }
                }
                None => {}
            }
        }
        "Query" if !is_consistent(&call.body) => {
            let table = call.body["TableName"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            renew(&table, &mut answer.body["Items"]);
        }
        "BatchGetItem" => {
            let requests = call.body["RequestItems"].as_object();
            for (table, request) in requests.into_iter().flatten() {
                if !is_consistent(request) {
                    renew(table, &mut answer.body["Responses"][table]);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &str, body: Value) -> Call {
        Call {
            principal: "link".into(),
            service: "dynamodb",
            operation: operation.into(),
            body,
        }
    }

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
    fn half_of_a_batch_is_left_over_and_nothing_is_lost() {
        let key = |n: u8| json!({ "pk": {"S": n.to_string()}, "sk": {"S": "s"} });
        let mut batch = call(
            "BatchGetItem",
            json!({ "RequestItems": {
                "a": { "ConsistentRead": true, "Keys": [key(1), key(2)] },
                "b": { "ConsistentRead": true, "Keys": [key(3)] },
            }}),
        );
        let left = leave_half(&mut batch).unwrap();
        assert_eq!(batch.body["RequestItems"]["a"]["Keys"], json!([key(1)]));
        assert!(batch.body["RequestItems"].get("b").is_none());
        assert_eq!(left["a"]["Keys"], json!([key(2)]));
        assert_eq!(left["b"]["Keys"], json!([key(3)]));
        assert_eq!(left["b"]["ConsistentRead"], true);
    }

    #[test]
    fn only_reads_that_did_not_ask_for_consistency_are_stale() {
        let key = json!({ "pk": {"S": "p"}, "sk": {"S": "s"} });
        let before = BTreeMap::from([(
            ("t".to_owned(), key_name(&key)),
            Some(json!({ "pk": {"S": "p"}, "sk": {"S": "s"}, "n": {"N": "1"} })),
        )]);
        let stale = |consistent: bool| {
            let get = call(
                "GetItem",
                json!({ "TableName": "t", "Key": key, "ConsistentRead": consistent }),
            );
            let mut answer = Answer::ok(json!({ "Item": { "n": {"N": "2"} } }));
            make_stale(&get, &mut answer, &before);
            answer.body["Item"]["n"]["N"].clone()
        };
        assert_eq!(stale(false), "1");
        assert_eq!(stale(true), "2");
    }

    #[test]
    fn the_keys_of_a_transaction_are_those_it_changes() {
        let key = json!({ "pk": {"S": "p"}, "sk": {"S": "s"} });
        let transaction = call(
            "TransactWriteItems",
            json!({ "TransactItems": [
                { "Put": { "TableName": "t", "Item": { "pk": {"S": "q"}, "sk": {"S": "s"}, "x": {"N": "1"} } } },
                { "ConditionCheck": { "TableName": "t", "Key": key } },
                { "Delete": { "TableName": "t", "Key": key } },
            ]}),
        );
        let names: Vec<String> = written_keys(&transaction)
            .iter()
            .map(|(_, key)| key_name(key))
            .collect();
        assert_eq!(names, ["\"q\"|\"s\"", "\"p\"|\"s\""]);
    }
}
