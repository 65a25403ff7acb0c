//! The authorization endpoint: requests in all their forms, and the answers to them.

mod answer;
pub mod authorization_parameters;
mod authorization_request;
mod authorization_response;
mod claims_request;
mod error_code;
pub mod pushed_request;
mod redirect_uri;
pub mod request_object;
mod validate;

pub use answer::{Answer, ResponseMode};
pub use authorization_request::{AuthorizationRequest, Prompt};
pub use authorization_response::{AuthorizationError, ErrorRedirect, PageError};
pub use error_code::{InvalidRequest, Refusal};
pub use redirect_uri::RedirectUri;
pub use validate::{Came, client_id, refused, tenant, validate};
