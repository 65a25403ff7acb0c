//! A request that passed every check, and the errors that go back to its client.

use axum::response::Response;

use super::Broker;
use crate::web;

/// A request that passed every check.
#[derive(Clone)]
pub(super) struct AuthorizationRequest {
    pub(super) redirect_uri: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) scopes: Vec<String>,
    /// The S256 challenge.
    pub(super) code_challenge: String,
    /// The levels that will do, the least first.
    pub(super) levels: Vec<&'static str>,
    pub(super) is_english: bool,
}

/// An error for the client, with `iss` after RFC 9207.
pub(super) fn refuse(
    broker: &Broker,
    redirect_uri: &str,
    state: Option<&str>,
    error: &str,
    description: &str,
) -> Response {
    let mut fields = vec![("error", error), ("error_description", description)];
    fields.extend(state.map(|state| ("state", state)));
    fields.push(("iss", &broker.config().issuer));
    web::see_other(&web::with_query(redirect_uri, &fields))
}
