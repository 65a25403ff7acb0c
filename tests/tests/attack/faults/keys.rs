//! New signing keys at once: all of a change or nothing of it, and told in the audit; asked for again
//! it is done.

use std::collections::BTreeMap;

use kobling_keys::{KeyState, SigningKeyItem};
use kobling_model::{item::Entity, keys};
use kobling_tests::Hub;
use serde_json::json;

use super::{Case, Ran};
use crate::directory::entities;

const TASK: &str = "housekeeping";

fn signing_keys(hub: &Hub) -> Vec<SigningKeyItem> {
    let table = &hub.stack.operator().app.config().tables.identity;
    entities(hub, table)
}

async fn changes(hub: &Hub) -> (u64, usize) {
    let app = &hub.stack.operator().app;
    let store = app.store().unwrap();
    let state: Option<KeyState> = store.get(&keys::key_state(), app.now()).await.unwrap();
    assert_eq!(KeyState::TYPE, "key_state");
    let told = hub.audit_items().await;
    let told = told
        .values()
        .filter(|item| item["event"]["S"] == "keys_changed");
    (state.map_or(0, |state| state.version), told.count())
}

pub async fn walk(hub: &Hub, case: Option<Case>, _number: usize) -> Ran {
    let mut ran = Ran::default();
    let before = changes(hub).await;
    if let Some(case) = case {
        hub.shim().add(case.rule(Some(TASK)));
    }
    let wish = json!({ "task": "rotate-now" });
    let done = hub.stack.task(TASK, wish.clone()).await;
    hub.stack.tick(TASK).await;
    ran.end_fault(hub);
    let done = match done {
        Some(done) => done,
        None => hub.stack.task(TASK, wish).await.unwrap(),
    };
    let found = signing_keys(hub);
    for made in done["made"].as_array().into_iter().flatten() {
        if !found.iter().any(|key| *made == key.kid) {
            ran.wrong.push(format!("{made} was made and is not there"));
        }
    }
    let mut lasting: BTreeMap<String, usize> = BTreeMap::new();
    for key in found.iter().filter(|key| key.published_until.is_none()) {
        *lasting.entry(format!("{:?}", key.algorithm)).or_default() += 1;
    }
    ran.kept = lasting
        .iter()
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    let after = changes(hub).await;
    if after.0 - before.0 != (after.1 - before.1) as u64 {
        ran.wrong
            .push(format!("changes and audit: {before:?} {after:?}"));
    }
    // The next walk finds few keys.
    hub.pass(24 * 3600);
    hub.stack.tick(TASK).await;
    ran
}
