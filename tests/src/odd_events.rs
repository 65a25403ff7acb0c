//! Events that are no requests, by the way that they have on Lambda.

use serde_json::{Value, json};

use crate::dice::Dice;

/// The functions that they are for.
pub const FUNCTIONS: &[&str] = &["authorize", "callback", "token", "device", "link"];

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

/// An event of one of the functions that pages and apps call, as API Gateway sends it.
pub fn event(function: &str) -> Value {
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

/// Events for those functions, each with one to three of its places changed.
pub struct OddEvents {
    dice: Dice,
}

impl OddEvents {
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
        }
    }
}

impl Iterator for OddEvents {
    type Item = (&'static str, Value);

    fn next(&mut self) -> Option<Self::Item> {
        let function = *self.dice.one_of(FUNCTIONS);
        let mut event = event(function);
        for _ in 0..=self.dice.roll(2) {
            let mut found = Vec::new();
            places(&event, "", &mut found);
            let place = self.dice.one_of(&found).clone();
            if let Some(value) = event.pointer_mut(&place) {
                *value = changed(value, &mut self.dice);
            }
        }
        Some((function, event))
    }
}
