//! OAuth 2.0 and OpenID Connect as decisions: what a request asks, what an answer says.
//! Pure: time, randomness and keys come as arguments; no I/O, no HTTP types, no prose for people.

mod access_token;
pub mod api;
pub mod authorization_code;
pub mod authorization_request;
mod authorization_response;
pub mod bearer;
pub mod claims;
pub mod client_authentication;
mod error;
pub mod id_token;
mod jwt;
pub mod logout;
pub mod metadata;
mod parameters;
mod pkce;
pub mod refresh_token;
mod service_token;

pub use access_token::{ACCESS_TOKEN_LIFE, AccessToken, Binding};
pub use authorization_code::{AuthorizationCode, CodeRefusal};
pub use authorization_request::{AuthorizationRequest, Prompt, client_id, tenant, validate};
pub use authorization_response::{
    AuthorizationError, ErrorRedirect, InvalidRequest, PageError, RedirectUri, Refusal,
};
pub use error::{BearerError, TokenError};
pub use id_token::{Hint, IdToken};
pub use jwt::SigningError;
pub use parameters::{Parameters, Repeated, decode};
pub use pkce::{CodeChallenge, CodeVerifier};
pub use service_token::{SERVICE_TOKEN_LIFE, Service, ServiceToken};

#[cfg(test)]
mod samples;
