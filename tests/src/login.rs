//! What an app holds of a login: begun, verified, renewed, or why it failed.

use serde_json::Value;
use url::Url;

/// Why a login did not come to its end at the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RelyingPartyError {
    /// The hub's own OAuth error.
    Refused(String),
    /// An answer came that must not be believed.
    NotVerified(String),
}

/// A login that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    pub url: Url,
    pub state: String,
    pub nonce: String,
    pub code_verifier: String,
}

/// A login with everything verified.
#[derive(Clone, Debug)]
pub struct Login {
    pub id_token: String,
    /// The id_token's claims.
    pub claims: Value,
    pub userinfo: Value,
    pub access_token: String,
    pub refresh_token: String,
}

/// Tokens that a refresh gave.
#[derive(Clone, Debug)]
pub struct Renewed {
    pub claims: Value,
    pub access_token: String,
    pub refresh_token: String,
}
