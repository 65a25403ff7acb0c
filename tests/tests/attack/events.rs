//! Events that are no requests, by the way that they have on Lambda: lambda_http panics on some, and
//! in a release a panic ends the process for everybody.

use std::collections::BTreeSet;

use kobling_tests::Hub;
use serde_json::{Value, json};

use crate::dice::Dice;

const EVENTS: usize = 10_000;

/// What replaces a part of a text.
const ODD: &[&str] = &[
    "<",
    ">",
    "\"",
    "\u{7f}",
    "\u{0}",
    "\r\n",
    " ",
    "\t",
    "%",
    "%zz",
    "#",
    "?",
    "//",
    "\\",
    "[",
    "]",
    "{",
    "}",
    "|",
    "^",
    "`",
    "@",
    ":",
    "::1",
    "[::1",
    "\u{e5}",
    "\u{202e}",
    "\u{1f600}",
    "ftp",
    "ht tp",
    "javascript",
    "$default",
    "prod",
    "..",
    "a=<script>",
    "/",
    "",
];

fn event(function: &str) -> Value {
    let (method, path, query) = match function {
        "callback" => ("GET", "/callback/idporten", "code=x&state=y.z"),
        "token" => ("POST", "/token", ""),
        "device" => ("GET", "/device", "user_code=BCDF-GHJK"),
        "link" => ("GET", "/link", "request=a.b.c"),
        _ => (
            "GET",
            "/authorize",
            "client_id=hrm&state=s&scope=openid%20profile",
        ),
    };
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": query,
        "cookies": ["a=b", "__Host-kobling-browser=x"],
        "headers": {
            "host": "login.example",
            "x-forwarded-proto": "https",
            "x-forwarded-for": "192.0.2.1",
            "user-agent": "curl",
            "accept-language": "nb",
        },
        "queryStringParameters": { "a": "b" },
        "pathParameters": { "idp": "idporten" },
        "requestContext": {
            "accountId": "1",
            "apiId": "x",
            "domainName": "login.example",
            "domainPrefix": "login",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "curl",
            },
            "requestId": "r",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1_772_442_000_000_u64,
        },
        "isBase64Encoded": false,
    });
    if method == "POST" {
        event["headers"]["content-type"] = json!("application/x-www-form-urlencoded");
        event["body"] = json!("Z3JhbnRfdHlwZT1hdXRob3JpemF0aW9uX2NvZGU=");
        event["isBase64Encoded"] = json!(true);
    }
    event
}

/// The places of an event, as JSON pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                places(value, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(parts) => {
            for (at, value) in parts.iter().enumerate() {
                places(value, &format!("{here}/{at}"), found);
            }
        }
        _ => {}
    }
    found.push(here.to_owned());
}

/// Another value, seldom of another kind.
fn changed(was: &Value, dice: &mut Dice) -> Value {
    if dice.in_hundred(15) {
        let others = [
            Value::Null,
            json!(true),
            json!(-1),
            json!([]),
            json!({}),
            json!("x".repeat(70_000)),
        ];
        return dice.one_of(&others).clone();
    }
    let Value::String(text) = was else {
        return json!(dice.one_of(ODD));
    };
    let mut signs: Vec<char> = text.chars().collect();
    let odd = *dice.one_of(ODD);
    let at = dice.roll(signs.len() + 1);
    let to = (at + dice.roll(3)).min(signs.len());
    signs.splice(at..to, odd.chars());
    json!(signs.into_iter().collect::<String>())
}

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

    let (mut dice, mut statuses) = (Dice::new(20_260_302), BTreeSet::new());
    for _ in 0..EVENTS {
        let function = *dice.one_of(&["authorize", "callback", "token", "device", "link"]);
        let mut event = event(function);
        for _ in 0..=dice.roll(2) {
            let mut found = Vec::new();
            places(&event, "", &mut found);
            let place = dice.one_of(&found).clone();
            if let Some(value) = event.pointer_mut(&place) {
                *value = changed(value, &mut dice);
            }
        }
        statuses.insert(answered(&hub, function, &event).await);
    }
    println!("{EVENTS} events: {statuses:?}");
    assert!(statuses.contains(&400) && statuses.contains(&200));
}
