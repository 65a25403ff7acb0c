//! OAuth 2.0 and OpenID Connect as decisions: what a request asks, what an answer says.
//! Pure: time, randomness and keys come as arguments; no I/O, no HTTP types, no prose for people.

mod access_token;
pub mod api;
pub mod authorization_code;
pub mod authorization_parameters;
mod authorization_request;
mod authorization_response;
pub mod bearer;
pub mod claims;
mod claims_request;
pub mod client_assertion;
pub mod client_authentication;
pub mod client_file;
mod client_members;
pub mod client_registration;
pub mod client_words;
pub mod device_request;
pub mod dpop;
pub mod dpop_nonce;
mod error;
pub mod foreign_jwt;
pub mod id_token;
mod jwt;
pub mod logout;
pub mod logout_token;
pub mod metadata;
pub mod national_id;
mod parameters;
mod pkce;
pub mod pushed_request;
pub mod refresh_token;
mod registered_address;
pub mod request_object;
mod service_token;
mod shown_text;
mod still_granted;

pub use access_token::{AccessToken, Audience, Binding, Making};
pub use authorization_code::{AuthorizationCode, CodeRefusal};
pub use authorization_request::{
    AuthorizationRequest, Came, Prompt, client_id, refused, tenant, validate,
};
pub use authorization_response::{
    Answer, AuthorizationError, ErrorRedirect, InvalidRequest, PageError, RedirectUri, Refusal,
    ResponseMode,
};
pub use error::{BearerError, TokenError};
pub use id_token::{Hint, IdToken};
pub use jwt::SigningError;
pub use parameters::{Parameters, Repeated, decode};
pub use pkce::{CodeChallenge, CodeVerifier};
pub use service_token::{Reach, SERVICE_TOKEN_LIFE, Service, ServiceToken};
pub use still_granted::{opened_by, still_granted};

#[cfg(test)]
mod samples;
