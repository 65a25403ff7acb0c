//! What a person lets an app of another organisation know. It is remembered with the account until
//! they take it back.

use serde::{Deserialize, Serialize};

use super::{Account, Client, ClientId, TenantId};
use crate::clock::Timestamp;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Consent {
    pub client: ClientId,
    pub tenant: TenantId,
    /// Scopes, and the APIs that the app's tokens may be for.
    pub to: Vec<String>,
    /// Since when there has been one without a break: what the app was given before is of no use.
    pub given_at: Timestamp,
}

impl Consent {
    pub fn is_to(&self, word: &str) -> bool {
        self.to.iter().any(|own| own == word)
    }

    fn is_of(&self, client: &ClientId, tenant: &TenantId) -> bool {
        self.client == *client && self.tenant == *tenant
    }
}

impl Account {
    pub fn consent(&self, client: &ClientId, tenant: &TenantId) -> Option<&Consent> {
        self.consents.iter().find(|one| one.is_of(client, tenant))
    }

    /// The account with a consent more. What was consented to before stays so, as far as the app
    /// can still ask for it.
    #[must_use]
    pub fn consenting(&self, mut consent: Consent, client: &Client) -> Self {
        if let Some(before) = self.consent(&consent.client, &consent.tenant) {
            let of_use =
                |word: &&String| client.scopes.contains(word) || client.resources.contains(word);
            consent.to.extend(before.to.iter().filter(of_use).cloned());
            consent.given_at = before.given_at;
        }
        consent.to.sort();
        consent.to.dedup();
        let mut next = self.without_consent(&consent.client, &consent.tenant);
        next.consents.push(consent);
        next
    }

    /// The account without one.
    #[must_use]
    pub fn without_consent(&self, client: &ClientId, tenant: &TenantId) -> Self {
        let mut next = self.clone();
        next.consents.retain(|one| !one.is_of(client, tenant));
        next.version += 1;
        next
    }
}
