//! The API as an HR system meets it: tokens of services, and what they open.

pub mod conflicts;
mod description;
pub mod files;
mod malformed;
mod tokens;

use http::Method;
use kobling_model::{
    ClientId, TenantId,
    apps::{Client, ClientAtTenant},
    keys,
};
use kobling_tests::{Hub, SERVICE, wire::Answer};

/// A token for a tenant, with the scopes named.
pub async fn token(hub: &Hub, tenant: &str, scope: &str) -> String {
    hub.service_token(tenant, scope).await
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
            status == 401 || code == "insufficient_scope",
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
