//! What the inbox page can say about a mailbox: that it takes mail, does not exist, is full or
//! complains; and, as an operator, that the hub may write there again.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use http::StatusCode;
use kobling_letters as mail;
use kobling_model::people::EmailAddress;
use serde::Deserialize;

use crate::{
    inbox::Behaviour,
    landing::{Landing, encoded},
    operator::failed,
};

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/mailbox", post(behave))
        .route("/_local/mailbox/resume", post(resume))
}

#[derive(Deserialize)]
struct Mailbox {
    address: String,
    behaviour: Option<Behaviour>,
}

async fn behave(State(landing): State<Arc<Landing>>, Form(mailbox): Form<Mailbox>) -> Response {
    let Some(behaviour) = mailbox.behaviour else {
        return (StatusCode::BAD_REQUEST, "It does what?\n").into_response();
    };
    landing.inbox.behave(mailbox.address.trim(), behaviour);
    back(&mailbox.address)
}

async fn resume(State(landing): State<Arc<Landing>>, Form(mailbox): Form<Mailbox>) -> Response {
    let Some(address) = EmailAddress::parse(&mailbox.address) else {
        return (StatusCode::BAD_REQUEST, "That is no address.\n").into_response();
    };
    match mail::lift(&landing.operator.app, &address).await {
        Ok(_) => back(&mailbox.address),
        Err(error) => failed(&error),
    }
}

fn back(address: &str) -> Response {
    Redirect::to(&format!("/_local/inbox?to={}", encoded(address.trim()))).into_response()
}
