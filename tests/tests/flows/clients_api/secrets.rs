//! Secrets that the hub makes: three at most, never none, and worth nothing once taken away.

use http::Method;
use kobling_tests::SERVICE;
use serde_json::{Value, json};

use super::{Office, service, text};
use crate::api::is_problem;

const SECRETS: &str = "/api/clients/lonn/secrets";

#[tokio::test(flavor = "multi_thread")]
async fn h6_an_app_has_three_secrets_at_most_and_never_none() {
    let office = Office::open().await;
    let hub = &office.hub;
    let made = office.create("lonn", &service()).await;
    let mut secrets = vec![(
        text(&made.json()["client_secret_id"]),
        text(&made.json()["client_secret"]),
    )];
    let scopes = json!({"enabled": true, "scopes": ["hr.import"]});
    office.at("lonn", "asnes", &scopes).await;
    let works = async |secret: &str| {
        let answer = hub
            .ask_token_as("lonn", secret, &[("tenant", "asnes")])
            .await;
        answer.status.as_u16()
    };
    for _ in 0..2 {
        let further = office.call(Method::POST, SECRETS, &[], "").await;
        assert_eq!(further.status, 201, "{}", further.body);
        let (id, secret) = (&further.json()["id"], &further.json()["client_secret"]);
        secrets.push((text(id), text(secret)));
    }
    let fourth = office.call(Method::POST, SECRETS, &[], "").await;
    is_problem(&fourth, 409, "too_many_secrets");
    let listed = office.get(SECRETS).await.json();
    let listed: Vec<String> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            assert!(item["created_at"].is_string());
            text(&item["id"])
        })
        .collect();
    let ids: Vec<String> = secrets.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(listed, ids);
    for (_, secret) in &secrets {
        assert_eq!(works(secret).await, 200);
    }
    let (last_id, last) = secrets.pop().unwrap();
    for (id, secret) in secrets {
        let path = format!("{SECRETS}/{id}");
        assert_eq!(office.delete(&path).await.status, 204);
        is_problem(&office.delete(&path).await, 404, "not_found");
        assert_eq!(works(&secret).await, 401);
    }
    let path = format!("{SECRETS}/{last_id}");
    is_problem(&office.delete(&path).await, 409, "last_secret");
    assert_eq!(works(&last).await, 200);

    // Set up with a key, it has no secret any more, nor again when it is set up with one.
    let jwks = json!({"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig",
        "x": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s",
        "y": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s"}]});
    let shown = office.get("/api/clients/lonn").await;
    let mut members = shown.json();
    members["jwks"] = jwks;
    members["token_endpoint_auth_method"] = json!("private_key_jwt");
    let tag = office.tag_of("lonn").await;
    let by_key = office.replace("lonn", &tag, &members).await;
    assert_eq!(by_key.status, 200, "{}", by_key.body);
    assert_eq!(by_key.json()["client_secret"], Value::Null);
    let none = office.call(Method::POST, SECRETS, &[], "").await;
    is_problem(&none, 409, "no_secret");
    assert_eq!(office.get(SECRETS).await.json()["items"], json!([]));
    members["token_endpoint_auth_method"] = json!("client_secret_basic");
    let tag = office.tag_of("lonn").await;
    let back = office.replace("lonn", &tag, &members).await;
    assert_eq!(works(&last).await, 401);
    assert_eq!(works(&text(&back.json()["client_secret"])).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_a_secret_that_came_otherwise_is_replaced_the_same_way() {
    let office = Office::open().await;
    let (hub, secrets) = (&office.hub, format!("/api/clients/{SERVICE}/secrets"));
    let first = hub.service_secret();
    let made = office.call(Method::POST, &secrets, &[], "").await;
    let second = text(&made.json()["client_secret"]);
    let listed = office.get(&secrets).await.json();
    assert_eq!(
        listed["items"][0],
        json!({"id": "registered", "created_at": null})
    );
    let gone = office.delete(&format!("{secrets}/registered")).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    let asnes = [("tenant", "asnes")];
    assert_eq!(hub.ask_service_token(&first, &asnes).await.status, 401);
    assert_eq!(hub.ask_service_token(&second, &asnes).await.status, 200);
}
