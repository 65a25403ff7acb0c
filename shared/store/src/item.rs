//! Entities as items: key, type, layout version and expiry around the entity's own attributes.

use std::{collections::HashMap, fmt::Display};

use aws_sdk_dynamodb::types::AttributeValue;
use kobling_model::item::{Entity, Key};
use serde_json::{Map, Value};

use super::StoreError;

/// The attribute with an entity's lists and maps, as the members of a JSON object.
const NESTED: &str = "nested";

/// A key as DynamoDB has it.
pub(super) fn attributes(key: &Key) -> Item {
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(key.pk.clone())),
        ("sk".to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

/// The item of an entity: plain values are attributes, for conditions and updates to look at, and
/// lists and maps are the members of one text, which nothing looks into: attributes of attributes
/// are slow to read (`docs/costs.md`). What is null is left out everywhere. Public for the one
/// writer that is not the product: seeds write in bulk.
pub fn to_item<E: Entity>(entity: &E) -> Result<Item, StoreError> {
    let unreadable = |why: &dyn Display| StoreError::Unreadable(format!("{}: {why}", E::TYPE));
    let members = match serde_json::to_value(entity) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err(unreadable(&"no object")),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut item: Item = attributes(&entity.key());
    let mut nested = Map::new();
    for (name, value) in members {
        match value {
            Value::Null => {}
            Value::Array(_) | Value::Object(_) => {
                nested.insert(name, without_nulls(value));
            }
            Value::Bool(value) => {
                item.insert(name, AttributeValue::Bool(value));
            }
            Value::Number(value) => {
                item.insert(name, AttributeValue::N(value.to_string()));
            }
            Value::String(value) => {
                item.insert(name, AttributeValue::S(value));
            }
        }
    }
    if !nested.is_empty() {
        let text = Value::Object(nested).to_string();
        item.insert(NESTED.to_owned(), AttributeValue::S(text));
    }
    item.insert("type".to_owned(), AttributeValue::S(E::TYPE.to_owned()));
    item.insert("v".to_owned(), AttributeValue::N(E::LAYOUT.to_string()));
    if let Some(at) = entity.expires_at() {
        item.insert("expires_at".to_owned(), AttributeValue::N(at.to_string()));
    }
    debug_assert!(
        says_the_same(entity, &item),
        "{} is read as something else than was written",
        E::TYPE
    );
    Ok(item)
}

/// Nothing is kept that tells a null from what is not there: an `Option` reads both as none.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(values) => values.into_iter().map(without_nulls).collect(),
        plain => plain,
    }
}

fn says_the_same<E: Entity>(entity: &E, item: &Item) -> bool {
    let again = from_item::<E>(item.clone()).map(|entity| serde_json::to_value(entity).ok());
    again.is_ok_and(|again| again == serde_json::to_value(entity).ok())
}

/// The entity of an item, of today's layout or the one before. Public for the test that reads
/// layouts frozen long ago.
pub fn from_item<E: Entity>(mut item: Item) -> Result<E, StoreError> {
    let unreadable = |why: &dyn Display| StoreError::Unreadable(format!("{}: {why}", E::TYPE));
    match item.remove("type") {
        Some(AttributeValue::S(found)) if found == E::TYPE => {}
        found => return Err(unreadable(&format!("another type: {found:?}"))),
    }
    match item.remove("v") {
        Some(AttributeValue::N(v))
            if v.parse()
                .is_ok_and(|v: u32| v == E::LAYOUT || v + 1 == E::LAYOUT) => {}
        found => return Err(unreadable(&format!("another layout: {found:?}"))),
    }
    item.remove("pk");
    item.remove("sk");
    let mut members: Map<String, Value> = match item.remove(NESTED) {
        Some(AttributeValue::S(text)) => {
            serde_json::from_str(&text).map_err(|error| unreadable(&error))?
        }
        Some(_) => return Err(unreadable(&"lists and maps that are no text")),
        None => Map::new(),
    };
    for (name, value) in item {
        // As older items have them, lists and maps may be attributes.
        let value =
            serde_dynamo::from_attribute_value(value).map_err(|error| unreadable(&error))?;
        members.insert(name, value);
    }
    serde_json::from_value(Value::Object(members)).map_err(|error| unreadable(&error))
}

/// Whether the item is past its expiry; one without an expiry never is.
pub(super) fn is_expired(item: &Item, now: i64) -> bool {
    match item.get("expires_at") {
        Some(AttributeValue::N(at)) => at.parse::<i64>().map_or(true, |at| at <= now),
        Some(_) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use kobling_model::keys;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
    struct Note {
        name: String,
        number: u64,
        is_read: bool,
        nobody: Option<String>,
        lines: Vec<String>,
        sizes: HashMap<String, Vec<i64>>,
    }

    impl Entity for Note {
        const TYPE: &'static str = "note";

        fn key(&self) -> Key {
            keys::session(&self.name)
        }
    }

    fn note() -> Note {
        Note {
            name: "one".to_owned(),
            number: u64::MAX,
            is_read: true,
            nobody: None,
            lines: vec!["a \"b\"\n".to_owned(), "ø\u{0}".to_owned()],
            sizes: HashMap::from([("of all".to_owned(), vec![i64::MIN, 2])]),
        }
    }

    fn refusal(change: impl FnOnce(&mut Item)) -> String {
        let mut item = to_item(&note()).unwrap();
        change(&mut item);
        from_item::<Note>(item).unwrap_err().to_string()
    }

    #[test]
    fn lists_and_maps_are_one_text_and_plain_values_attributes() {
        let item = to_item(&note()).unwrap();
        let mut names: Vec<&str> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected = [
            "is_read", "name", "nested", "number", "pk", "sk", "type", "v",
        ];
        assert_eq!(names, expected);
        assert_eq!(from_item::<Note>(item).unwrap(), note());
    }

    #[test]
    fn older_items_have_lists_and_maps_as_attributes() {
        let mut item = to_item(&note()).unwrap();
        item.remove(NESTED);
        let text = |line: &String| AttributeValue::S(line.clone());
        let lines = note().lines.iter().map(text).collect();
        item.insert("lines".to_owned(), AttributeValue::L(lines));
        let sizes = [i64::MIN, 2].map(|size| AttributeValue::N(size.to_string()));
        let sizes = HashMap::from([("of all".to_owned(), AttributeValue::L(sizes.to_vec()))]);
        item.insert("sizes".to_owned(), AttributeValue::M(sizes));
        item.insert("v".to_owned(), AttributeValue::N("1".to_owned()));
        assert_eq!(from_item::<Note>(item).unwrap(), note());
    }

    #[test]
    fn what_is_no_item_of_the_kind_is_refused() {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let insert = |name: &str, value| {
            let name = name.to_owned();
            refusal(move |item| drop(item.insert(name, value)))
        };
        assert!(insert("type", text("letter")).contains("another type"));
        assert!(insert("v", AttributeValue::N("3".to_owned())).contains("another layout"));
        assert!(insert(NESTED, text("{\"lines\":[")).contains("EOF"));
        assert!(insert(NESTED, AttributeValue::Bool(true)).contains("no text"));
        assert!(refusal(|item| drop(item.remove(NESTED))).contains("missing field"));
    }
}
