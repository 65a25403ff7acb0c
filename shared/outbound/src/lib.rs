//! Calls to others by HTTP: identity providers and apps.

mod http;
mod tls_fault;

pub use http::{HttpClient, HttpError, Limits, Reach, form_post, get_json};
