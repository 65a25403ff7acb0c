//! Reads that see items as they were before their last write.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::aws::{Answer, Call, dynamodb::is_write};

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
    use super::{super::sample::call, *};

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
