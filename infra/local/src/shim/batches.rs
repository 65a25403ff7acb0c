//! Batches of which a part is left: keys that a store did not process, messages that a queue did not
//! take.

use serde_json::{Map, Value, json};

use crate::aws::Call;

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

/// Takes the later half of a batch's messages out of the call, one at least, and returns what the
/// answer says of them.
pub(super) fn refuse_half(call: &mut Call) -> Option<Value> {
    let entries = call.body["Entries"].as_array_mut()?;
    let untaken = entries.split_off(entries.len() / 2);
    let said: Vec<Value> = untaken
        .iter()
        .map(|entry| {
            json!({
                "Id": entry["Id"],
                "Code": "InternalError",
                "SenderFault": false,
                "Message": "The service has an internal error.",
            })
        })
        .collect();
    Some(json!(said))
}

#[cfg(test)]
mod tests {
    use super::{super::sample::call, *};

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
    fn half_of_the_messages_is_refused_by_name() {
        let mut batch = call(
            "SendMessageBatch",
            json!({ "Entries": [{ "Id": "0" }, { "Id": "1" }, { "Id": "2" }] }),
        );
        let refused = refuse_half(&mut batch).unwrap();
        assert_eq!(batch.body["Entries"], json!([{ "Id": "0" }]));
        assert_eq!(
            (&refused[0]["Id"], &refused[1]["Id"]),
            (&json!("1"), &json!("2"))
        );
    }
}
