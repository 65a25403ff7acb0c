//! How far the right to register apps goes: not to what has a right of the deployment's itself, and
//! at tenants as far as the tenant's own audit sees it.

use http::Method;
use kobling_tests::{REGISTRAR, SERVICE};
use serde_json::json;

use super::{Office, change, noted, service, tag, text, web_app};
use crate::api::{call, is_problem};

#[tokio::test(flavor = "multi_thread")]
async fn h6_nobody_registers_themselves_or_others_for_the_deployment() {
    let office = Office::open().await;
    office.registered("vaktplan").await;
    for (id, answer) in [
        ("new", {
            let mut members = service();
            members["scope"] = json!("clients.manage");
            office.create("new", &members).await
        }),
        ("vaktplan", {
            let scope = json!("openid clients.manage");
            office.set("vaktplan", "scope", scope).await
        }),
    ] {
        is_problem(&answer, 400, "invalid_client_metadata");
        assert_eq!(answer.json()["member"], "scope", "{id}");
    }
    // Another one with the right, and itself: shown, and not to be changed in any way.
    change(&office.hub, SERVICE, |client| {
        client.scopes.push("clients.manage".into());
    })
    .await;
    for id in [SERVICE, REGISTRAR] {
        let path = format!("/api/clients/{id}");
        let shown = office.get(&path).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let before = office.hub.identity_items().await;
        let mut humble = shown.json();
        humble["scope"] = json!("hr.import");
        let replaced = office.replace(id, &tag(&shown), &humble).await;
        is_problem(&replaced, 403, "not_yours");
        let matching = tag(&shown);
        let remove = [("if-match", matching.as_str())];
        let removed = office.call(Method::DELETE, &path, &remove, "").await;
        is_problem(&removed, 403, "not_yours");
        let secrets = format!("{path}/secrets");
        let made = office.call(Method::POST, &secrets, &[], "").await;
        is_problem(&made, 403, "not_yours");
        let taken = office.delete(&format!("{secrets}/registered")).await;
        is_problem(&taken, 403, "not_yours");
        let at = json!({"enabled": true, "scopes": ["hr.import"]});
        is_problem(&office.at(id, "asnes", &at).await, 403, "not_yours");
        let taken = office.delete(&format!("{path}/tenants/asnes")).await;
        is_problem(&taken, 403, "not_yours");
        assert!(office.hub.changed_since(&before).await.is_empty());
    }
    // Nor itself where the right is another's word than its own scope.
    assert_eq!(noted(&office.hub).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_a_service_does_at_a_tenant_what_is_granted_there_and_is_noted_there() {
    let office = Office::open().await;
    let hub = &office.hub;
    let made = office.create("lonn", &service()).await;
    let secret = text(&made.json()["client_secret"]);
    let asks = async |tenant: &str| {
        let form = [("tenant", tenant)];
        hub.ask_token_as("lonn", &secret, &form).await
    };
    assert_eq!(asks("asnes").await.json()["error"], "unauthorized_client");
    let at = json!({"enabled": true, "scopes": ["conflicts.read", "conflicts.read"]});
    let set = office.at("lonn", "asnes", &at).await;
    let shown = json!({"tenant": "asnes", "enabled": true, "scopes": ["conflicts.read"]});
    assert_eq!(set.json(), shown);
    let token = asks("asnes").await.json();
    assert_eq!(token["scope"], "conflicts.read");
    assert_eq!(asks("kodevik").await.json()["error"], "unauthorized_client");
    let token = text(&token["access_token"]);
    let conflicts = call(hub, Method::GET, "/api/conflicts", &token).await;
    assert_eq!(conflicts.status, 200);
    // Taken back: at once.
    let at = json!({"enabled": true, "scopes": []});
    office.at("lonn", "asnes", &at).await;
    let conflicts = call(hub, Method::GET, "/api/conflicts", &token).await;
    is_problem(&conflicts, 403, "insufficient_scope");
    let said = noted(hub).await;
    let at_tenant = said.iter().filter(|said| said[2] == "asnes").count();
    assert_eq!((said.len(), at_tenant), (3, 2));

    // What a tenant has no say in, and what the app is not registered for, is not to be set.
    for scope in ["clients.manage", "hr.decide", "openid", "nosuch", ""] {
        let at = json!({"enabled": true, "scopes": [scope]});
        let answer = office.at("lonn", "asnes", &at).await;
        is_problem(&answer, 400, "invalid_scope");
    }
    for (id, tenant) in [("lonn", "nosuch"), ("nosuch", "asnes"), ("lonn", "A%23b")] {
        let answer = office.at(id, tenant, &json!({"enabled": true})).await;
        is_problem(&answer, 404, "not_found");
    }
    for wrong in [
        json!({}),
        json!({"enabled": "yes"}),
        json!({"enabled": true, "scope": "x"}),
        json!([]),
    ] {
        let answer = office.at("lonn", "asnes", &wrong).await;
        is_problem(&answer, 400, "invalid_request");
    }
    let mut app = web_app();
    app["scope"] = json!("openid");
    office.create("app", &app).await;
    let tenants = office.get("/api/clients/app/tenants").await;
    assert_eq!(tenants.json(), json!({"items": []}));
}
