//! How the API writes what it answers: JSON, times by RFC 3339, names in snake case.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kobling_base::clock::Timestamp;
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A page of a list.
#[derive(Serialize)]
pub struct List<T> {
    pub items: Vec<T>,
    /// Behind the last page there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

pub fn answer<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, Json(body)).into_response()
}

/// A time by RFC 3339, in UTC.
pub fn time(at: Timestamp) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at)
        .ok()?
        .format(&Rfc3339)
        .ok()
}
