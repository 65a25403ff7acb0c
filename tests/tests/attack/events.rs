//! Events that are no requests, by the way that they have on Lambda: lambda_http panics on some, and
//! in a release a panic ends the process for everybody (`kobling-bench odd` sends them to one).

use std::collections::BTreeSet;

use kobling_tests::{
    Hub,
    odd_events::{OddEvents, event},
};
use serde_json::{Value, json};

const EVENTS: usize = 10_000;

async fn answered(hub: &Hub, function: &str, event: &Value) -> u64 {
    let mounted = hub.stack.mounted().iter();
    let mounted = mounted.clone().find(|one| one.function.name == function);
    let answer = mounted.unwrap().invoke(event.clone()).await;
    let answer = answer.unwrap_or_else(|| panic!("{function} ended at {event}"));
    answer["statusCode"].as_u64().expect("a status")
}

#[tokio::test(flavor = "multi_thread")]
async fn no_event_ends_a_function() {
    let hub = Hub::start().await;
    for (place, odd) in [
        ("/rawQueryString", "a=<script>"),
        ("/rawQueryString", "a=\"b\""),
        ("/rawQueryString", "a=\u{7f}"),
        ("/headers/x-forwarded-proto", "ht tp"),
        ("/headers/x-forwarded-proto", ""),
        ("/headers/host", "a b"),
        ("/headers/host", "[::1"),
        ("/rawPath", "no-slash:x"),
    ] {
        let mut event = event("authorize");
        *event.pointer_mut(place).unwrap() = json!(odd);
        assert_eq!(
            answered(&hub, "authorize", &event).await,
            400,
            "{place} {odd}"
        );
    }
    let mut form = event("token");
    form["body"] = json!("no base64!");
    assert_eq!(answered(&hub, "token", &form).await, 400);
    for none in [
        json!({}),
        json!([]),
        json!(null),
        json!("x"),
        json!({"version": "1.0"}),
    ] {
        assert_eq!(answered(&hub, "authorize", &none).await, 400, "{none}");
    }

    let mut statuses = BTreeSet::new();
    for (function, event) in OddEvents::new(20_260_302).take(EVENTS) {
        statuses.insert(answered(&hub, function, &event).await);
    }
    println!("{EVENTS} events: {statuses:?}");
    assert!(statuses.contains(&400) && statuses.contains(&200));
}
