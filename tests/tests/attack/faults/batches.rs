//! Answers to batches of a queue name exactly the messages that failed.

use std::collections::BTreeMap;

use kobling_letters::Letter;
use kobling_local::{
    aws::{batch, sqs::Message},
    shim::{Fault, Occasion, Rule},
};
use kobling_tests::{
    Hub,
    hr::{DELTA, Line, file},
};

fn message(id: &str, body: &str) -> Message {
    Message {
        id: id.to_owned(),
        body: body.to_owned(),
        receives: 1,
        sent_at: 0,
        attributes: BTreeMap::new(),
    }
}

/// What a function names of a batch.
async fn failed(hub: &Hub, function: &str, messages: &[Message]) -> Vec<String> {
    let mut mounted = hub.stack.mounted().iter();
    let mounted = mounted.find(|mounted| mounted.function.name == function);
    let event = batch::event("arn:aws:sqs:eu-north-1:000000000000:any", messages);
    let answer = mounted.unwrap().consume(event).await;
    assert!(answer.is_some(), "{function} ended");
    batch::failures(answer.as_ref(), messages)
}

/// The next so many calls of a function fail, each as a whole.
fn fails(hub: &Hub, function: &str, fault: Fault, operation: &str, first: u32) {
    let mut rule = Rule::new(fault, Occasion::Again(first, 3));
    rule.function = Some(function.to_owned());
    rule.operation = Some(operation.to_owned());
    hub.shim().add(rule);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_exactly_what_failed_is_named() {
    let hub = super::fresh().await;
    let tenant = hub.municipality("nyvik", |_| {}).await;
    // Mails: the second's SES call fails, the third is no wake-up.
    let mut wake_ups = Vec::new();
    let sqs = &hub.stack.services().sqs;
    for (index, to) in ["a", "b", "c"].iter().enumerate() {
        let to = format!("{to}@nyvik.example.com");
        let mail = hub.write_to("nyvik", &to, Letter::AppLinkMade).await;
        hub.is_quiet_before(|| false).await;
        let again = kobling_letters::OutboxMail {
            id: format!("{}-{index}", mail.id),
            state: kobling_letters::OutboxState::Waiting,
            claimed_until: 0,
            ..mail
        };
        hub.put(&again).await;
        let body = serde_json::to_string(&again.wake_up().unwrap()).unwrap();
        wake_ups.push(message(&format!("m{index}"), &body));
    }
    wake_ups.insert(2, message("none", "{}"));
    fails(&hub, "mail", Fault::Failed, "SendEmail", 2);
    assert_eq!(failed(&hub, "mail", &wake_ups).await, ["m1", "none"]);
    hub.shim().clear();
    assert_eq!(failed(&hub, "mail", &wake_ups).await, ["none"]);

    // Files: the second cannot be looked at.
    let bucket = hub.stack.operator().app.objects().unwrap();
    let bucket = bucket
        .name(kobling_aws::objects::Bucket::Uploads)
        .to_owned();
    let notice = |name: &str| {
        let key = format!("nyvik/{DELTA}/{name}");
        let record =
            serde_json::json!({ "s3": { "bucket": { "name": bucket }, "object": { "key": key } } });
        serde_json::json!({ "Records": [record] }).to_string()
    };
    for index in 1..=3 {
        let text = file(&[Line::of(index)]);
        hub.import("nyvik", DELTA, &format!("{index}.csv"), &text)
            .await;
    }
    hub.is_quiet_before(|| false).await;
    let mut notices: Vec<Message> = (1..=3)
        .map(|index| message(&format!("n{index}"), &notice(&format!("{index}.csv"))))
        .collect();
    notices.push(message("none", "{}"));
    fails(&hub, "import", Fault::Throttled, "HeadObject", 2);
    assert_eq!(failed(&hub, "import", &notices).await, ["n2", "none"]);
    hub.shim().clear();
    assert_eq!(failed(&hub, "import", &notices).await, ["none"]);

    // Rows: one of three messages meets a store that is down.
    let import = hub.imports("nyvik").await.pop().unwrap();
    let rows = |chunk: u32| {
        let row = serde_json::json!({
            "tenant": tenant, "import": import.id, "feed": DELTA, "sequence": 3, "is_full": false,
            "chunk": chunk, "reference": import.reference, "work": { "ends": [] },
        });
        row.to_string()
    };
    let mut messages: Vec<Message> = (7..10)
        .map(|chunk| message(&format!("r{chunk}"), &rows(chunk)))
        .collect();
    messages.push(message("none", "{}"));
    fails(
        &hub,
        "provision",
        Fault::StoreThrottled,
        "TransactWriteItems",
        1,
    );
    let named = failed(&hub, "provision", &messages).await;
    hub.shim().clear();
    let chunks = hub.transient_items().await;
    for (index, chunk) in (7..10).enumerate() {
        let is_written = chunks.values().any(|item| {
            item["type"]["S"] == "import_chunk" && item["chunk"]["N"] == *chunk.to_string()
        });
        assert_eq!(
            named.contains(&messages[index].id),
            !is_written,
            "{named:?}"
        );
    }
    assert_eq!(named.len(), 2, "{named:?}");
    assert_eq!(failed(&hub, "provision", &messages).await, ["none"]);

    // Events: the second is none.
    let events = [message("e1", "{}"), message("e2", "no JSON")];
    assert_eq!(failed(&hub, "mail-events", &events).await, ["e1", "e2"]);
    assert_eq!(sqs.depth("provision-queue"), 0);
}
