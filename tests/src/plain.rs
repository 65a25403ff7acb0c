//! Items of the store as what they say.

use serde_json::{Map, Value};

/// An item in the wire's JSON as the plain JSON of its entity: what it has of lists and maps in
/// one text is among its members.
///
/// # Panics
/// Where that text is none of an object.
pub fn plain(item: &Map<String, Value>) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in item {
        if name == "nested" {
            let text = value["S"].as_str().expect("a text");
            members.extend(serde_json::from_str::<Map<String, Value>>(text).expect("an object"));
        } else {
            members.insert(name.clone(), attribute(value));
        }
    }
    members
}

fn attribute(value: &Value) -> Value {
    let Some((kind, inside)) = value.as_object().and_then(|map| map.iter().next()) else {
        return Value::Null;
    };
    match (kind.as_str(), inside) {
        ("N", Value::String(number)) => serde_json::from_str(number).unwrap_or(Value::Null),
        ("M", Value::Object(map)) => map
            .iter()
            .map(|(name, value)| (name.clone(), attribute(value)))
            .collect(),
        ("L", Value::Array(list)) => list.iter().map(attribute).collect(),
        ("NULL", _) => Value::Null,
        (_, other) => other.clone(),
    }
}
