//! Secrets of an app that shows itself by one: made by the hub and shown once, in the answer. A new
//! one is made, the app is set up with it, and the old one is taken away: both are good meanwhile.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kobling_base::{digest::sha256, secret::Secret};
use kobling_model::{
    apps::{Client, ClientSecret, MOST_SECRETS, REGISTERED_SECRET},
    audit::Event,
};
use kobling_store::{StoreError, Transaction};
use kobling_web::Problem;
use serde::Serialize;

use super::{Manager, manager, named, unchanged, within_reach};
use crate::{
    call::Call,
    json::{List, answer, time},
};

/// How often a change is tried anew that met another one.
const ROUNDS: u32 = 5;

/// A secret that was made just now.
pub struct Made {
    pub id: String,
    pub secret: Secret<String>,
}

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

/// Makes a secret and puts its digest into the registration.
pub fn draw(granted: &Manager, client: &mut Client) -> Made {
    let app = granted.app();
    let made = Made {
        id: app.random().uuid().to_string(),
        secret: app.random().secret(),
    };
    client.secrets.push(ClientSecret {
        id: made.id.clone(),
        digest: sha256(made.secret.expose()),
        created_at: app.now(),
    });
    made
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
    for _ in 0..ROUNDS {
        let before = within_reach(&granted).await?;
        if !before.is_by_secret() {
            return Err(conflict(
                "no_secret",
                "the app does not show itself by a secret",
            ));
        }
        if before.secret_digests().count() >= MOST_SECRETS {
            return Err(conflict(
                "too_many_secrets",
                "take one of the three away first",
            ));
        }
        let mut client = before.clone();
        let made = draw(&granted, &mut client);
        if write(&granted, &before, client, Event::ClientSecretMade, &made.id).await? {
            let body = ShownOnce {
                id: made.id,
                client_secret: made.secret.into_inner(),
            };
            return Ok(answer(StatusCode::CREATED, &body));
        }
    }
    Err(Problem::of_status(StatusCode::SERVICE_UNAVAILABLE))
}

/// `DELETE /api/clients/{id}/secrets/{secret}`
pub async fn remove(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    for _ in 0..ROUNDS {
        let before = within_reach(&granted).await?;
        let mut client = before.clone();
        let id = granted.path("secret");
        if !client.drop_secret(id) {
            return Err(Problem::not_found());
        }
        if client.is_by_secret() && client.secret_digests().next().is_none() {
            return Err(conflict("last_secret", "make another one first"));
        }
        if write(&granted, &before, client, Event::ClientSecretRemoved, id).await? {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
    Err(Problem::of_status(StatusCode::SERVICE_UNAVAILABLE))
}

/// Writes an app whose secrets changed, with the audit; false where it was changed meanwhile.
async fn write(
    granted: &Manager,
    before: &Client,
    mut client: Client,
    event: Event,
    secret: &str,
) -> Result<bool, Problem> {
    let store = granted.app().store()?;
    client.revision = Some(granted.app().random().token());
    let event = granted.event(event, &client.id).detail(secret);
    let transaction = Transaction::new()
        .put(store, "client", &client, unchanged(before))
        .create(store, "audit", &event);
    match store.transact(transaction).await {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

const fn conflict(code: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}
