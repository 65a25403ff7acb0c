//! OAuth 2.0 and OpenID Connect as decisions: what a request asks, what an answer says.
//! Pure: time, randomness and keys come as arguments; no I/O, no HTTP types, no prose for people.

pub mod api;
pub mod authorization;
pub mod bearer;
pub mod clients;
pub mod device_request;
pub mod dpop;
pub mod dpop_nonce;
mod error;
pub mod logout;
pub mod logout_token;
pub mod metadata;
mod parameters;
#[cfg(test)]
mod samples;
pub mod token;
pub mod userinfo;

pub use error::{BearerError, TokenError};
pub use parameters::{Parameters, Repeated, decode};
