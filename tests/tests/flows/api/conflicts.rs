//! What waits for a tenant's admin, as the API lists it.

use http::Method;
use kobling_model::{
    TenantId,
    people::{Conflict, ConflictKind},
};
use kobling_tests::Hub;
use serde_json::Value;

use super::{call, is_problem, token};

async fn put(hub: &Hub, tenant: &str, number: i64) {
    hub.put(&Conflict {
        id: format!("c{number}"),
        tenant: TenantId::parse(tenant).unwrap(),
        kind: ConflictKind::Disputed,
        directory_user: None,
        account: Some("11111111-1111-4111-8111-111111111111".parse().unwrap()),
        reference: "K7QM-2XP9".to_owned(),
        at: 1_772_000_000 + number,
        is_settled: number % 2 == 0,
    })
    .await;
}

fn ids(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().unwrap();
    let ids = items.iter().map(|item| item["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h5_conflicts_are_listed_page_by_page_newest_first_and_name_nobody() {
    let hub = Hub::start().await;
    for number in 1..=7 {
        put(&hub, "asnes", number).await;
    }
    put(&hub, "kodevik", 8).await;
    let token = token(&hub, "asnes", "conflicts.read").await;
    let mut found = Vec::new();
    let mut path = "/api/conflicts?limit=3".to_owned();
    loop {
        let answer = call(&hub, Method::GET, &path, &token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let body = answer.json();
        found.extend(ids(&body));
        let Some(cursor) = body["next_cursor"].as_str() else {
            break;
        };
        // Sealed: nothing of a key can be read in it.
        assert!(!cursor.contains('#') && !cursor.contains("asnes"));
        path = format!("/api/conflicts?limit=3&cursor={cursor}");
    }
    assert_eq!(found, ["c7", "c6", "c5", "c4", "c3", "c2", "c1"]);

    let open = call(&hub, Method::GET, "/api/conflicts?is_settled=false", &token).await;
    assert_eq!(ids(&open.json()), ["c7", "c5", "c3", "c1"]);
    let first = &open.json()["items"][0];
    let names: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "at",
            "directory_user",
            "id",
            "is_settled",
            "kind",
            "reference"
        ]
    );
    assert_eq!(first["kind"], "disputed");
    assert_eq!(first["at"], "2026-02-25T06:13:27Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_cursor_is_worth_nothing_elsewhere() {
    let hub = Hub::start().await;
    for number in 1..=3 {
        put(&hub, "asnes", number).await;
        put(&hub, "kodevik", number + 10).await;
    }
    let own = token(&hub, "asnes", "conflicts.read hr.import").await;
    let other = token(&hub, "kodevik", "conflicts.read").await;
    let page = call(&hub, Method::GET, "/api/conflicts?limit=1", &own).await;
    let cursor = page.json()["next_cursor"].as_str().unwrap().to_owned();
    let at = |list: &str, cursor: &str| format!("/api/{list}?cursor={cursor}");
    let answer = call(&hub, Method::GET, &at("conflicts", &cursor), &other).await;
    is_problem(&answer, 400, "invalid_request");
    let answer = call(&hub, Method::GET, &at("hr/imports", &cursor), &own).await;
    is_problem(&answer, 400, "invalid_request");
    let tampered = format!("{}A", &cursor[..cursor.len() - 1]);
    for bad in [tampered.as_str(), "x", "tenant%23asnes%23conflicts"] {
        if bad == cursor {
            continue;
        }
        let answer = call(&hub, Method::GET, &at("conflicts", bad), &own).await;
        is_problem(&answer, 400, "invalid_request");
    }
    for bad in [
        "limit=0",
        "limit=101",
        "limit=x",
        "is_settled=1",
        "limit=1&limit=2",
    ] {
        let path = format!("/api/conflicts?{bad}");
        let answer = call(&hub, Method::GET, &path, &own).await;
        is_problem(&answer, 400, "invalid_request");
    }
}
