//! The authorization endpoint: requests in all their forms, and the answers to them.

pub mod authorization_parameters;
mod authorization_request;
mod authorization_response;
mod claims_request;
pub mod pushed_request;
pub mod request_object;

pub use authorization_request::{
    AuthorizationRequest, Came, Prompt, client_id, refused, tenant, validate,
};
pub use authorization_response::{
    Answer, AuthorizationError, ErrorRedirect, InvalidRequest, PageError, RedirectUri, Refusal,
    ResponseMode,
};
