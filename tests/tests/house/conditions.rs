//! Conditions and updates name attributes, and lists and maps are none: in an item they are members
//! of one text. A condition that something is not there would always hold for one of those.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::sources::{product, root};

/// What is called with an attribute's name.
const NAMING: &[&str] = &[
    ".without(",
    ".equals(",
    ".greater_than(",
    ".less_than(",
    ".at_most_or_absent(",
    ".set(",
    ".add(",
    "Condition::below(",
    "Condition::absent_expired_or_not(app.now(),",
];

fn named() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in product() {
        let text: String = source.text.split_whitespace().collect();
        for call in NAMING {
            for (at, _) in text.match_indices(call) {
                let Some(rest) = text[at + call.len()..].strip_prefix('"') else {
                    continue;
                };
                names.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    names
}

/// Where attributes are named: beside the entities that have them.
const BESIDE: &[&str] = &[
    "shared/model/",
    "shared/store/",
    "shared/keys/src/signing_key.rs",
    "shared/letters/src/outbox.rs",
    "shared/letters/src/pace.rs",
    "shared/protocol/src/device_request.rs",
];

/// The steps of a login, which are being written anew.
const LATER: &[&str] = &[
    "shared/flow/",
    "functions/authorize/",
    "functions/callback/",
    "functions/device/",
    "functions/link/",
    "functions/verify-code/",
];

#[test]
fn attributes_are_named_beside_their_entity_alone() {
    let mut wrong = Vec::new();
    for source in product() {
        let is_at = |place: &&str| source.path.starts_with(*place);
        if BESIDE.iter().chain(LATER).any(is_at) {
            continue;
        }
        // Others have methods of these names too.
        if !source.words().iter().any(|word| word == "kobling_store") {
            continue;
        }
        let text: String = source.text.split_whitespace().collect();
        for call in NAMING {
            if text.contains(&format!("{call}\"")) {
                wrong.push(format!("{}: {call}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_conditions_and_updates_name_is_an_attribute_and_no_member_of_a_text() {
    let names = named();
    for known in ["spent_at", "version", "allowed", "directory_user", "count"] {
        assert!(names.contains(known), "{known} was not found: {names:?}");
    }
    let mut seen = 0;
    for file in std::fs::read_dir(root().join("tests/fixtures/items")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let item: Map<String, Value> = serde_json::from_str(&text).unwrap();
        let Some(nested) = item.get("nested").and_then(|text| text["S"].as_str()) else {
            continue;
        };
        let members: Map<String, Value> = serde_json::from_str(nested).unwrap();
        for name in members.keys() {
            assert!(!names.contains(name), "{}: {name}", path.display());
        }
        seen += 1;
    }
    assert!(seen > 10, "only {seen} items have lists or maps");
}
