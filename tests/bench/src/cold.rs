//! Cold starts: from exec to the first request for work, and to the first answer.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use kobling_tests::bounce;
use serde_json::{Value, json};

use crate::{
    peers::{self, Peer},
    runtime_api::{Instance, Program},
    stage::{LoggedIn, Stage, TENANT, event},
};

/// Of one process and one event; each vector has a figure a round.
#[derive(Clone, Debug)]
pub struct Cold {
    /// Whose: `kobling` or a peer's name.
    pub who: String,
    /// Of Kobling, the function.
    pub function: String,
    /// What was asked.
    pub what: String,
    pub ready_ms: Vec<f64>,
    pub first_ms: Vec<f64>,
    pub cpu_ms: Vec<f64>,
    pub peak_mib: Vec<f64>,
}

struct Case {
    who: &'static str,
    what: &'static str,
    program: Program,
    event: Asked,
    /// What the answer must have; 0 where anything will do.
    status: u64,
}

enum Asked {
    Always(Value),
    /// With the refresh token that is next.
    Refresh,
}

/// Everything once a round, to and fro.
pub async fn measure(release: &Path, peers: &Path, rounds: usize) -> Vec<Cold> {
    let mut stage = Stage::open().await;
    let mut who = stage.first_link(async || {}).await;
    let cases = cases(&stage, &who, release, peers);
    let mut colds: Vec<Cold> = cases
        .iter()
        .map(|case| Cold {
            who: case.who.to_owned(),
            function: case.program.name.clone(),
            what: case.what.to_owned(),
            ready_ms: Vec::new(),
            first_ms: Vec::new(),
            cpu_ms: Vec::new(),
            peak_mib: Vec::new(),
        })
        .collect();
    for round in 0..rounds {
        eprintln!("cold starts, round {} of {rounds}", round + 1);
        let mut order: Vec<usize> = (0..cases.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let case = &cases[index];
            let asked = match &case.event {
                Asked::Always(event) => event.clone(),
                Asked::Refresh => refresh(&stage, &who),
            };
            let instance = Instance::start(&case.program).await;
            let (answer, first) = instance.invoke(asked).await;
            let (cpu, ready) = (instance.cpu(), instance.ready_after().await);
            let cold = &mut colds[index];
            cold.peak_mib.push(instance.peak_kib() as f64 / 1024.0);
            cold.cpu_ms.push(cpu.as_secs_f64() * 1000.0);
            cold.ready_ms.push(ready.as_secs_f64() * 1000.0);
            cold.first_ms.push(first.as_secs_f64() * 1000.0);
            instance.stop().await;
            let status = answer["statusCode"].as_u64().unwrap_or_default();
            assert!(
                case.status == 0 || status == case.status,
                "{} {}: {answer}",
                case.who,
                case.what
            );
            if matches!(case.event, Asked::Refresh) {
                who.refresh_token = next_token(&answer);
            }
        }
    }
    colds
}

fn form(basic: &str) -> [(&str, &str); 2] {
    [
        ("content-type", "application/x-www-form-urlencoded"),
        ("authorization", basic),
    ]
}

fn basic(stage: &Stage) -> String {
    let secret = stage.app.secret.as_deref().unwrap_or_default();
    let pair = format!("{}:{secret}", stage.app.client_id);
    format!("Basic {}", STANDARD.encode(pair))
}

fn refresh(stage: &Stage, who: &LoggedIn) -> Value {
    let basic = basic(stage);
    let body = stage.app.refresh_form(&who.refresh_token);
    let url = stage.hub.url("/token");
    event("POST", url.as_str(), &form(&basic), &body)
}

fn next_token(answer: &Value) -> String {
    let mut body = answer["body"]
        .as_str()
        .unwrap_or_default()
        .as_bytes()
        .to_vec();
    if answer["isBase64Encoded"] == true {
        body = STANDARD.decode(body).expect("base64");
    }
    let tokens: Value = serde_json::from_slice(&body).expect("JSON");
    tokens["refresh_token"]
        .as_str()
        .expect("a refresh token")
        .to_owned()
}

fn cases(stage: &Stage, who: &LoggedIn, release: &Path, folder: &Path) -> Vec<Case> {
    let hub = |path: &str| stage.hub.url(path).to_string();
    let case = |function: &str, what, event, status| Case {
        who: "kobling",
        what,
        program: stage.program(release, function),
        event,
        status,
    };
    let get = |url: &str, headers: &[(&str, &str)]| Asked::Always(event("GET", url, headers, ""));
    let basic = basic(stage);
    let begun = stage.begin();
    let session = who
        .browser
        .cookie("localhost", "__Host-kobling-session")
        .expect("a session");
    let session = format!("__Host-kobling-session={session}");
    let discovery = "/.well-known/openid-configuration";
    let invented = "grant_type=authorization_code&code=invented&code_verifier=x&redirect_uri=";
    let invented = format!("{invented}{}", stage.app.redirect_uri);
    let token = event("POST", &hub("/token"), &form(&basic), &invented);
    let mut cases = vec![
        case("discovery", "discovery", get(&hub(discovery), &[]), 200),
        case("discovery", "keys", get(&hub("/jwks"), &[]), 200),
        case(
            "authorize",
            "authorize",
            get(begun.url.as_str(), &[("cookie", &session)]),
            303,
        ),
        case("authorize", "to the eID", get(begun.url.as_str(), &[]), 303),
        case("token", "token, refused", Asked::Always(token), 400),
        case("token", "refresh", Asked::Refresh, 200),
    ];
    for mounted in stage.functions() {
        let function = &mounted.function;
        if cases.iter().any(|case| case.program.name == function.name) {
            continue;
        }
        if !release.join(function.name).exists() {
            eprintln!("{} was not built and is not measured", function.name);
            continue;
        }
        let first = function.routes().iter().find(|route| route.method == "GET");
        let (what, event) = match first {
            Some(route) => {
                let path = route.path.replace(['{', '}', '+'], "");
                ("a page", get(&hub(&path), &[]))
            }
            None if function.event_handler().is_some() => (
                "a bounce",
                Asked::Always(bounce(
                    "Permanent",
                    "bench",
                    "nobody@example.com",
                    TENANT,
                    "prompt",
                )),
            ),
            None if function.schedule_handler().is_some() => {
                ("its schedule", Asked::Always(json!({})))
            }
            None if function.queue_handler().is_some() => {
                ("an empty batch", Asked::Always(json!({"Records": []})))
            }
            None => continue,
        };
        cases.push(case(function.name, what, event, 0));
    }
    for peer in peers::ALL {
        cases.extend(of_peer(peer, folder));
    }
    cases
}

fn of_peer(peer: &Peer, folder: &Path) -> Vec<Case> {
    let case = |what, event, status| Case {
        who: peer.name,
        what,
        program: peer.function(folder),
        event: Asked::Always(event),
        status,
    };
    let url = |path: &str| format!("https://bench.example.com{path}");
    let basic = format!("Basic {}", STANDARD.encode("bench:bench-secret"));
    vec![
        case(
            "discovery",
            event("GET", &url(peer.discovery), &[], ""),
            200,
        ),
        case(
            "authorize",
            event("GET", &url(&peer.authorize("s")), &[], ""),
            peer.redirects_with,
        ),
        case(
            "token, refused",
            event(
                "POST",
                &url("/token"),
                &form(&basic),
                &peers::code_form("invented"),
            ),
            400,
        ),
    ]
}
