//! Claims that an app asked for one by one, as a code and its grant keep them.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Level};

/// What was asked for beyond the scopes, as far as it can be had.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug, Default)]
pub struct RequestedClaims {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo: Vec<String>,
    /// Levels of which the login must have one: an essential `acr` (section 5.5.1.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr: Vec<Level>,
    /// The one person that is meant (`sub` with a value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<AccountId>,
}

impl RequestedClaims {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
