//! The ways in which the simulator says no: an OAuth error as JSON (RFC 6749 section 5.2, RFC 9126
//! section 2.3), or a page for what must not be redirected (RFC 6749 section 4.1.2.1).

use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::web;

/// An error for a client that speaks for itself, at /par and /token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) code: &'static str,
    pub(crate) description: String,
}

impl OAuthError {
    pub(crate) fn new(code: &'static str, description: impl Into<String>) -> Self {
        Self {
            code,
            description: description.into(),
        }
    }

    pub(crate) fn invalid_client(description: impl Into<String>) -> Self {
        Self::new("invalid_client", description)
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    pub(crate) fn invalid_grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let status = match self.code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = json!({"error": self.code, "error_description": self.description});
        let mut response = (status, Json(body)).into_response();
        web::protect(response.headers_mut());
        response
    }
}

/// A page that ends the road here, with the reason for whoever set up the client.
#[derive(Template)]
#[template(path = "idporten_error.html")]
pub(crate) struct ErrorPage<'a> {
    reason: &'a str,
}

/// `400` with a page; the address that asked for it is not redirected to.
pub(crate) fn page(reason: &str) -> Response {
    web::page(StatusCode::BAD_REQUEST, &ErrorPage { reason })
}
