//! The deployment's apps over HTTP: registered once, in the words of their file
//! (`protocol::clients::client_file`), and enabled per tenant. What is done to them is in
//! `kobling_actions::clients`.

mod precondition;
mod registration;
pub mod secrets;
pub mod tenants;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kobling_actions::{
    Deployment,
    clients::{self, ClientError, may_change},
    rights::ManageClients,
};
use kobling_base::Internal;
use kobling_model::{
    ClientId,
    apps::{Client, ClientType, ListedClient},
    item::Table,
    keys,
};
use kobling_protocol::clients::client_words::{entity_tag, words};
use kobling_store::Order;
use kobling_web::Problem;
use serde::Serialize;
use serde_json::{Map, Value};

pub use registration::{put, remove};

use crate::{
    call::{Call, Granted},
    cursor,
    json::{List, answer},
};

/// A call about apps that may do what it asks.
type Manager = Granted<ManageClients, Deployment>;

async fn manager(call: Result<Call, Problem>) -> Result<Manager, Problem> {
    call?.granted_in_deployment().await
}

#[derive(Serialize)]
struct Shown {
    client_id: ClientId,
    client_name: String,
    client_type: ClientType,
    enabled: bool,
}

/// `GET /api/clients`
pub async fn list(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let limit = cursor::limit(&granted)?;
    let after = cursor::opened(&granted, "clients").await?;
    let (store, now) = (granted.app().store()?, granted.app().now());
    let page = store
        .page::<ListedClient>(
            Table::Identity,
            keys::CLIENTS,
            Order::FirstKeysFirst,
            after.as_deref(),
            limit,
            now,
        )
        .await?;
    let next_cursor = cursor::sealed(&granted, "clients", &page).await?;
    let items = page
        .entities
        .into_iter()
        .map(|client| Shown {
            client_id: client.id,
            client_name: client.name,
            client_type: client.client_type,
            enabled: client.enabled,
        })
        .collect();
    Ok(answer(StatusCode::OK, &List { items, next_cursor }))
}

/// `GET /api/clients/{id}`
pub async fn show(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let client = named(&granted).await?;
    shown(StatusCode::OK, &client, &words(&client))
}

/// An app with the tag that the next change of it has to name.
fn shown(
    status: StatusCode,
    client: &Client,
    body: &Map<String, Value>,
) -> Result<Response, Problem> {
    let tag = format!("\"{}\"", entity_tag(client));
    let tag = HeaderValue::from_str(&tag).map_err(Internal::new)?;
    let mut response = answer(status, body);
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// The app that the address names, if there is one.
async fn found(granted: &Manager) -> Result<Option<Client>, Problem> {
    let Some(id) = ClientId::parse(granted.path("id")) else {
        return Ok(None);
    };
    Ok(clients::find(granted.app(), &id).await?)
}

async fn named(granted: &Manager) -> Result<Client, Problem> {
    found(granted).await?.ok_or_else(Problem::not_found)
}

/// The app that the address names, if it is one that the caller may change.
async fn within_reach(granted: &Manager) -> Result<Client, Problem> {
    let client = named(granted).await?;
    reach(granted, &client)?;
    Ok(client)
}

/// That the caller may change an app.
fn reach(granted: &Manager, client: &Client) -> Result<(), Problem> {
    may_change(&granted.authority, client)
        .then_some(())
        .ok_or_else(|| problem(ClientError::NotYours))
}

/// What an app's manager is told of what was not done.
fn problem(error: ClientError) -> Problem {
    let conflict = |code, detail| Problem::new(StatusCode::CONFLICT, code, detail);
    match error {
        ClientError::NotFound => Problem::not_found(),
        ClientError::NotYours => Problem::new(
            StatusCode::FORBIDDEN,
            "not_yours",
            "what has a scope of the deployment is the operator's own to change",
        ),
        ClientError::Changed => precondition::failed(),
        ClientError::IdRetired => conflict(
            "client_id_retired",
            "an app of this id was removed, and no other is called so: choose another id",
        ),
        ClientError::InUse => conflict("in_use", "take the app from its tenants first"),
        ClientError::NoSecret => conflict("no_secret", "the app does not show itself by a secret"),
        ClientError::TooManySecrets => {
            conflict("too_many_secrets", "take one of the three away first")
        }
        ClientError::LastSecret => conflict("last_secret", "make another one first"),
        ClientError::InvalidScope => Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "scopes are those that a tenant grants and that the app is registered for",
        ),
        ClientError::Internal(failure) => failure.into(),
    }
}
