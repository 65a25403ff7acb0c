//! Apps as an operator's program manages them by the API: registered, enabled, set up with another
//! secret, removed; and what of it is refused.

mod malformed;
mod preconditions;
mod races;
mod reach;
mod refused;
mod secrets;
mod tokens;
pub mod walk;

use http::Method;
use kobling_model::{ClientId, apps::Client, keys};
use kobling_tests::{Hub, wire::Answer};
use serde_json::{Value, json};

const JSON: (&str, &str) = ("content-type", "application/json");
const NEW: (&str, &str) = ("if-none-match", "*");

/// A hub, and a token that the registrar got there.
struct Office {
    hub: Hub,
    token: String,
}

impl Office {
    async fn open() -> Self {
        Self::of(Hub::start().await).await
    }

    async fn of(hub: Hub) -> Self {
        let token = hub.registrar_token().await;
        Self { hub, token }
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        self.hub.request(method, path, &headers, body).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], "").await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[], "").await
    }

    /// Sends a registration that is not to be there yet.
    async fn create(&self, id: &str, members: &Value) -> Answer {
        let path = format!("/api/clients/{id}");
        let body = members.to_string();
        self.call(Method::PUT, &path, &[JSON, NEW], &body).await
    }

    /// Sends a registration in place of the one with this tag.
    async fn replace(&self, id: &str, tag: &str, members: &Value) -> Answer {
        let path = format!("/api/clients/{id}");
        let headers = [JSON, ("if-match", tag)];
        let body = members.to_string();
        self.call(Method::PUT, &path, &headers, &body).await
    }

    /// Changes one member of an app as it is now.
    async fn set(&self, id: &str, member: &str, value: Value) -> Answer {
        let shown = self.get(&format!("/api/clients/{id}")).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let mut members = shown.json();
        members[member] = value;
        self.replace(id, &tag(&shown), &members).await
    }

    async fn at(&self, id: &str, tenant: &str, wished: &Value) -> Answer {
        let path = format!("/api/clients/{id}/tenants/{tenant}");
        let body = wished.to_string();
        self.call(Method::PUT, &path, &[JSON], &body).await
    }

    /// A web app, registered; its first secret.
    async fn registered(&self, id: &str) -> String {
        let answer = self.create(id, &web_app()).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        text(&answer.json()["client_secret"])
    }

    async fn tag_of(&self, id: &str) -> String {
        tag(&self.get(&format!("/api/clients/{id}")).await)
    }
}

fn tag(answer: &Answer) -> String {
    let tag = answer.header("etag").map(str::to_owned);
    tag.unwrap_or_else(|| panic!("no ETag: {} {}", answer.status, answer.body))
}

fn text(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| panic!("no text: {value}"))
}

/// The members of an app on a server.
fn web_app() -> Value {
    json!({
        "client_name": "Vaktplan",
        "redirect_uris": ["https://app.example/callback"],
        "scope": "openid profile email offline_access",
    })
}

/// The members of a service without people.
fn service() -> Value {
    json!({
        "client_type": "service",
        "grant_types": ["client_credentials"],
        "scope": "hr.import conflicts.read",
    })
}

/// Changes how a client is registered as the operator would, past the API.
async fn change(hub: &Hub, id: &str, change: impl FnOnce(&mut Client)) {
    let app = &hub.stack.operator().app;
    let key = keys::client(&ClientId::parse(id).unwrap());
    let found = app.store().unwrap().get(&key, app.now()).await.unwrap();
    let mut client: Client = found.expect("a client");
    change(&mut client);
    hub.put(&client).await;
}

/// What was noted since, in order: event, the app it changed, the tenant, and who did it.
async fn noted(hub: &Hub) -> Vec<[String; 4]> {
    let items = hub.audit_items().await;
    let mut found: Vec<(i64, String, [String; 4])> = items
        .into_iter()
        .filter(|(_, item)| item["changed_client"]["S"].is_string())
        .map(|(key, item)| {
            let text = |name: &str| item[name]["S"].as_str().unwrap_or("-").to_owned();
            let at = item["at_milliseconds"]["N"].as_str().unwrap_or_default();
            let said = [
                text("event"),
                text("changed_client"),
                text("tenant"),
                text("client"),
            ];
            (at.parse().unwrap_or_default(), key, said)
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, _, said)| said).collect()
}
