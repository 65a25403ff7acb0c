//! The API as an HR system meets it: tokens of services, and what they open.

pub mod conflicts;
mod description;
pub mod files;
mod malformed;
mod tokens;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;
use kobling_shared::{
    accounts::{Client, ClientAtTenant, ClientId, TenantId},
    store::keys,
};
use kobling_tests::{
    Hub,
    wire::{Answer, encode},
};

pub const FORM: &str = "application/x-www-form-urlencoded";
/// The demo's HR system.
pub const SERVICE: &str = "hr-feed";

/// A token request of the demo's HR system.
pub async fn token_request(hub: &Hub, secret: &str, further: &[(&str, &str)]) -> Answer {
    let basic = STANDARD.encode(format!("{SERVICE}:{secret}"));
    let basic = format!("Basic {basic}");
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(further);
    let headers = [("content-type", FORM), ("authorization", basic.as_str())];
    hub.request(Method::POST, "/token", &headers, &encode(&form))
        .await
}

pub fn secret(hub: &Hub) -> String {
    let services = &hub.stack.registered().services;
    let service = services.iter().find(|service| service.id == SERVICE);
    service.expect("the demo's service").secret.clone()
}

/// A token for a tenant, with the scopes named.
pub async fn token(hub: &Hub, tenant: &str, scope: &str) -> String {
    let further = [("tenant", tenant), ("scope", scope)];
    let answer = token_request(hub, &secret(hub), &further).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// One call of the API.
pub async fn call(hub: &Hub, method: Method, path: &str, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    hub.request(method, path, &[("authorization", &bearer)], "")
        .await
}

/// A problem (RFC 9457) with a status and a word, and a challenge (RFC 6750) where there must be
/// one.
#[track_caller]
pub fn is_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.media_type(), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["status"], status);
    assert!(body["reference"].as_str().is_some_and(|r| r.len() == 9));
    // A 400 may be about the token, or about the call.
    if status != 400 {
        assert_eq!(
            answer.header("www-authenticate").is_some(),
            status == 401 || status == 403,
            "{:?}",
            answer.headers
        );
    }
    assert!(answer.header("set-cookie").is_none());
}

/// Changes how the demo's HR system is registered.
pub async fn change_client(hub: &Hub, change: impl FnOnce(&mut Client)) {
    let app = &hub.stack.operator().app;
    let key = keys::client(&ClientId::parse(SERVICE).unwrap());
    let found = app.store().unwrap().get(&key, app.now()).await.unwrap();
    let mut client: Client = found.expect("the service");
    change(&mut client);
    hub.put(&client).await;
}

/// Changes what a tenant lets it do.
pub async fn change_permission(hub: &Hub, tenant: &str, change: impl FnOnce(&mut ClientAtTenant)) {
    let app = &hub.stack.operator().app;
    let tenant = TenantId::parse(tenant).unwrap();
    let key = keys::client_at_tenant(&tenant, &ClientId::parse(SERVICE).unwrap());
    let found = app.store().unwrap().get(&key, app.now()).await.unwrap();
    let mut permission: ClientAtTenant = found.expect("the permission");
    change(&mut permission);
    hub.put(&permission).await;
}
