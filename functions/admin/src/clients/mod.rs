//! The deployment's apps: registered once, in the words of their file (`oidc::client_file`), and
//! enabled per tenant. Every change is one transaction with its audit, on condition that the app is
//! still as it was read. What a file or the seed gave a scope of the deployment is out of reach
//! here, so that who registers apps can give that right to nobody, and itself no other.

mod precondition;
mod registration;
pub mod secrets;
pub mod tenants;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kobling_base::Internal;
use kobling_model::{
    ClientId,
    apps::{Client, ClientType, ListedClient},
    item::Table,
    keys,
};
use kobling_protocol::{
    api::{self, CLIENTS_MANAGE},
    clients::client_words::{entity_tag, words},
};
use kobling_store::{Condition, Order};
use kobling_web::Problem;
use serde::Serialize;
use serde_json::{Map, Value};

pub use registration::{put, remove};

use crate::{
    call::{Call, Deployment, Granted},
    cursor,
    json::{List, answer},
};

/// A call about apps that may do what it asks.
type Manager = Granted<Deployment>;

async fn manager(call: Result<Call, Problem>) -> Result<Manager, Problem> {
    call?.granted_by_operator(CLIENTS_MANAGE).await
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
    let (store, now) = (granted.app().store()?, granted.app().now());
    Ok(store.get(&keys::client(&id), now).await?)
}

async fn named(granted: &Manager) -> Result<Client, Problem> {
    found(granted).await?.ok_or_else(Problem::not_found)
}

/// The app that the address names, if it is one that the caller may change.
async fn within_reach(granted: &Manager) -> Result<Client, Problem> {
    let client = named(granted).await?;
    may_change(granted, &client)?;
    Ok(client)
}

/// That an app is not the caller itself, nor one with a right of the deployment's.
fn may_change(granted: &Manager, client: &Client) -> Result<(), Problem> {
    let is_of_deployment = client
        .scopes
        .iter()
        .any(|scope| api::is_of_deployment(scope));
    if is_of_deployment || client.id == granted.client {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_yours",
            "what has a scope of the deployment is the operator's own to change",
        ));
    }
    Ok(())
}

/// The app is as it was read.
fn unchanged(client: &Client) -> Condition {
    let there = Condition::present();
    match &client.revision {
        Some(revision) => there.equals("revision", revision.as_str()),
        None => there.without("revision"),
    }
}
