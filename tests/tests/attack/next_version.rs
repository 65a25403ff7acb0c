//! Items and messages of the next version, which runs beside this one while it is rolled out: each
//! is read with a field more, and what is of a variant that nobody knows here counts as absent or is
//! left alone.

use kobling_letters::{Letter, OutboxMail, Why};
use kobling_model::{
    TenantId,
    hr::{ImportTask, Work},
    item::Entity,
    people::{Carries, Conflict, ConflictKind, Proof, ProofKind},
};
use kobling_store::{Item, from_item};
use kobling_tests::Hub;
use serde_json::{Map, Value, json};

use crate::{
    directory::kind,
    frozen::{entities, folder, item},
};

/// The lists and maps of an item, as members of an object.
fn nested(frozen: &Map<String, Value>) -> Map<String, Value> {
    let text = frozen.get("nested").and_then(|nested| nested["S"].as_str());
    text.map_or_else(Map::new, |text| {
        serde_json::from_str(text).expect("an object")
    })
}

/// The item with a list or map in place of another, or one more.
fn with(frozen: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut members = nested(frozen);
    members.insert(name.to_owned(), value);
    let mut changed = frozen.clone();
    changed.remove(name);
    let text = Value::Object(members).to_string();
    changed.insert("nested".to_owned(), json!({ "S": text }));
    changed
}

fn sample(name: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(folder().join(name)).expect("a frozen layout");
    serde_json::from_str(&text).expect("an item")
}

fn read<E: Entity>(changed: &Map<String, Value>) -> E {
    let changed: Item = item(changed);
    from_item(changed).expect("it is read")
}

#[test]
fn every_kind_of_item_is_read_with_a_field_more() {
    let entities = entities();
    for file in std::fs::read_dir(folder()).expect("the frozen layouts") {
        let path = file.expect("a file").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut later = with(&sample(&name), "later_list", json!([{ "of": "more" }]));
        later.insert("later".to_owned(), json!({ "S": "more" }));
        let reads = entities[kind(&later)].reads;
        if let Err(why) = reads(&item(&later)) {
            panic!("{name}: {why}");
        }
    }
}

#[test]
fn a_letter_of_the_next_version_is_read_and_not_known() {
    let frozen = sample("outbox_mail.v2.json");
    let letter = |letter: Value| read::<OutboxMail>(&with(&frozen, "letter", letter)).letter;
    let later = letter(json!({ "letter": "later", "to_whom": ["a"], "minutes": 3 }));
    assert_eq!(later, Letter::Unknown);
    let of_later_reason = letter(json!({ "letter": "refused", "why": { "later": 7 } }));
    assert_eq!(of_later_reason, Letter::Refused { why: Why::Unknown });
    let of_later_case = json!({ "letter": "admin_item", "kind": "later", "person": "K" });
    for unknown in [later, of_later_reason, letter(of_later_case)] {
        assert!(!unknown.is_known(), "{unknown:?}");
    }
    let known = letter(json!({ "letter": "linked", "eid": "ID-porten", "at": 7, "later": 1 }));
    assert!(known.is_known());
}

#[test]
fn a_conflict_of_the_next_version_is_read_as_unknown() {
    let mut frozen = sample("conflict.v2.json");
    frozen.insert("kind".to_owned(), json!({ "S": "later" }));
    assert_eq!(read::<Conflict>(&frozen).kind, ConflictKind::Unknown);
}

#[test]
fn a_proof_of_the_next_version_is_read_and_is_of_no_kind() {
    let mut frozen = sample("proof.v2.mailed_code.json");
    frozen.insert("kind".to_owned(), json!({ "S": "later" }));
    let proof: Proof = read(&frozen);
    assert_eq!(proof.kind, ProofKind::Unknown);
    let frozen = with(&frozen, "carries", json!({ "later": { "handle": "h" } }));
    let proof: Proof = read(&frozen);
    assert_eq!(proof.carries, Carries::Unknown);
}

#[test]
fn work_of_the_next_version_is_taken_for_no_other() {
    // What cannot be read stays in its queue, or lies in the dead letters until it can.
    for later in [json!("later"), json!({ "later": [] })] {
        assert!(serde_json::from_value::<Work>(later).is_err());
    }
    let task = json!({ "task": "later", "tenant": "asnes", "import": "001772442000-abc" });
    assert!(serde_json::from_value::<ImportTask>(task).is_err());
    let more = json!({
        "task": "finish", "tenant": "asnes", "import": "001772442000-abc", "later": { "of": 1 }
    });
    assert!(serde_json::from_value::<ImportTask>(more).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_of_the_next_version_stays_in_the_outbox_and_holds_up_no_other() {
    let hub = Hub::start().await;
    let letters = [
        ("later", Letter::Unknown),
        ("later-reason", Letter::Refused { why: Why::Unknown }),
        ("known", Letter::AppLinkMade),
    ];
    for (whom, letter) in letters {
        let to = format!("{whom}@asnes.example.com");
        hub.write_to("asnes", &to, letter).await;
    }
    let is_sent = || hub.mails("known@asnes.example.com").len() == 1;
    hub.is_quiet_before(is_sent).await;
    assert!(is_sent(), "the known one was held up");
    // Then the schedule finds what was left.
    hub.pass(5 * 60);
    hub.stack.tick("mail").await;
    let kept = hub.transient_items().await;
    for whom in ["later", "later-reason"] {
        let to = format!("{whom}@asnes.example.com");
        assert!(hub.mails(&to).is_empty(), "{whom}");
        let mut states = kept
            .values()
            .filter(|item| item["to"]["S"] == *to)
            .map(|item| &item["state"]["S"]);
        assert_eq!(states.next(), Some(&json!("waiting")), "{whom}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_of_the_next_version_is_listed_as_unknown() {
    let hub = Hub::start().await;
    hub.put(&Conflict {
        id: "later".to_owned(),
        tenant: TenantId::parse("asnes").expect("an id"),
        kind: ConflictKind::Unknown,
        directory_user: None,
        account: None,
        reference: "K7QM-2XP9".to_owned(),
        at: 1_772_000_000,
        is_settled: false,
    })
    .await;
    let waits = kobling_local::waiting::waits(hub.stack.operator(), hub.stack.registered()).await;
    let waits = json!(waits.expect("a list"));
    let listed = waits.as_array().expect("a list").iter();
    let kinds: Vec<&Value> = listed.map(|wait| &wait["awaits"]).collect();
    assert!(kinds.contains(&&json!("unknown")), "{kinds:?}");
}
