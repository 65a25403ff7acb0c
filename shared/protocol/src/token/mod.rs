//! The token endpoint: codes, tokens, and whether a grant still holds.

mod access_token;
pub mod authorization_code;
pub mod id_token;
mod pkce;
pub mod refresh_token;
mod service_token;
mod still_granted;

pub use access_token::{AccessToken, Audience, Binding, Making};
pub use authorization_code::{AuthorizationCode, CodeRefusal};
pub use id_token::{Hint, IdToken};
pub use pkce::{CodeChallenge, CodeVerifier};
pub use service_token::{Reach, SERVICE_TOKEN_LIFE, Service, ServiceToken};
pub use still_granted::{opened_by, still_granted};
