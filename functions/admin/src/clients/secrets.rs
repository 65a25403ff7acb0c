//! Secrets of an app that shows itself by one: made by the hub and shown once, in the answer. A new
//! one is made, the app is set up with it, and the old one is taken away: both are good meanwhile.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kobling_actions::clients;
use kobling_model::{ClientId, apps::REGISTERED_SECRET};
use kobling_web::Problem;
use serde::Serialize;

use super::{Manager, manager, named, problem};
use crate::{
    call::Call,
    json::{List, answer, time},
};

/// What is known of a secret: never the secret itself.
#[derive(Serialize)]
struct Shown {
    id: String,
    /// None where it came by the operator's file.
    created_at: Option<String>,
}

/// A secret, this once.
#[derive(Serialize)]
struct ShownOnce {
    id: String,
    client_secret: String,
}

/// `GET /api/clients/{id}/secrets`
pub async fn list(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let client = named(&granted).await?;
    let registered = client.secret_digest.iter().map(|_| Shown {
        id: REGISTERED_SECRET.to_owned(),
        created_at: None,
    });
    let made = client.secrets.iter().map(|secret| Shown {
        id: secret.id.clone(),
        created_at: time(secret.created_at),
    });
    let items = registered.chain(made).collect();
    let list = List {
        items,
        next_cursor: None,
    };
    Ok(answer(StatusCode::OK, &list))
}

/// `POST /api/clients/{id}/secrets`
pub async fn make(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let made = clients::make_secret(granted.app(), &granted.authority, &id(&granted)?).await;
    let made = made.map_err(problem)?;
    let body = ShownOnce {
        id: made.id,
        client_secret: made.secret.into_inner(),
    };
    Ok(answer(StatusCode::CREATED, &body))
}

/// `DELETE /api/clients/{id}/secrets/{secret}`
pub async fn remove(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let (id, secret) = (id(&granted)?, granted.path("secret"));
    clients::remove_secret(granted.app(), &granted.authority, &id, secret)
        .await
        .map_err(problem)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The id that the address names.
fn id(granted: &Manager) -> Result<ClientId, Problem> {
    ClientId::parse(granted.path("id")).ok_or_else(Problem::not_found)
}
