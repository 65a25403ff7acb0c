//! What a person lets an app of another organisation know.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ClientId, TenantId};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Consent {
    pub client: ClientId,
    pub tenant: TenantId,
    /// Scopes, and the APIs that the app's tokens may be for.
    pub to: Vec<String>,
    /// Since when there has been one without a break.
    pub given_at: Timestamp,
    /// The version of the account that it came with: what the app was given of an earlier one is
    /// of no use.
    #[serde(default)]
    pub since: u64,
}

impl Consent {
    pub fn is_to(&self, word: &str) -> bool {
        self.to.iter().any(|own| own == word)
    }

    pub(crate) fn is_of(&self, client: &ClientId, tenant: &TenantId) -> bool {
        self.client == *client && self.tenant == *tenant
    }
}
