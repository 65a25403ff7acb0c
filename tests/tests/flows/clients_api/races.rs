//! Several at once: one change wins, and no limit is passed.

use std::sync::Arc;

use http::Method;
use kobling_tests::wire::Answer;
use serde_json::json;
use tokio::task::JoinSet;

use super::{Office, tag, text, web_app};

const MANY: usize = 20;

async fn many<F, Fut>(count: usize, request: F) -> Vec<Answer>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = Answer> + Send + 'static,
{
    let mut running = JoinSet::new();
    for number in 0..count {
        running.spawn(request(number));
    }
    running.join_all().await
}

fn of_status(answers: &[Answer], status: u16) -> usize {
    let of = |answer: &&Answer| answer.status == status;
    answers.iter().filter(of).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_of_many_changes_of_one_state_one_wins() {
    let office = Arc::new(Office::open().await);
    let made = many(MANY, |_| {
        let office = office.clone();
        async move { office.create("vaktplan", &web_app()).await }
    })
    .await;
    assert_eq!(of_status(&made, 201), 1);
    assert_eq!(of_status(&made, 412), MANY - 1);
    let seen = tag(&office.get("/api/clients/vaktplan").await);
    let changed = many(MANY, |number| {
        let (office, seen) = (office.clone(), seen.clone());
        let mut app = web_app();
        app["client_name"] = json!(format!("Vaktplan {number}"));
        async move { office.replace("vaktplan", &seen, &app).await }
    })
    .await;
    assert_eq!(of_status(&changed, 200), 1);
    assert_eq!(of_status(&changed, 412), MANY - 1);
    let winner = changed.iter().find(|answer| answer.status == 200).unwrap();
    let now = office.get("/api/clients/vaktplan").await;
    assert_eq!(now.json(), winner.json());
    assert_eq!(tag(&now), tag(winner));
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_secrets_made_and_taken_at_once_stay_between_one_and_three() {
    const SECRETS: &str = "/api/clients/vaktplan/secrets";
    let office = Arc::new(Office::open().await);
    office.registered("vaktplan").await;
    let made = many(4, |_| {
        let office = office.clone();
        async move { office.call(Method::POST, SECRETS, &[], "").await }
    })
    .await;
    assert_eq!(of_status(&made, 201), 2);
    assert_eq!(of_status(&made, 409), 2);
    let listed = office.get(SECRETS).await.json();
    let ids: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| text(&item["id"]))
        .collect();
    assert_eq!(ids.len(), 3);
    let taken = many(3, |number| {
        let office = office.clone();
        let path = format!("{SECRETS}/{}", ids[number]);
        async move { office.delete(&path).await }
    })
    .await;
    assert_eq!(of_status(&taken, 204), 2);
    assert_eq!(of_status(&taken, 409), 1);
}
