//! The consents of an account: remembered with it until the person takes them back.

use super::Account;
use crate::{
    ClientId, TenantId,
    apps::{Client, Consent},
};

/// Consents of one account: they are read with it at every login, and listed by one read. Of more,
/// the one that was said the longest ago ends.
const MOST: usize = 40;

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
            consent.since = before.since;
        } else {
            consent.since = self.version + 1;
        }
        consent.to.sort();
        consent.to.dedup();
        let mut next = self.without_consent(&consent.client, &consent.tenant);
        next.consents.push(consent);
        // The newest stand last.
        let too_many = next.consents.len().saturating_sub(MOST);
        next.consents.drain(..too_many);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, people::AccountState};

    fn account() -> Account {
        Account {
            id: AccountId::new(uuid::Uuid::nil()),
            state: AccountState::Enabled,
            given_name: String::new(),
            family_name: String::new(),
            is_name_placeholder: false,
            addresses: Vec::new(),
            eids: Vec::new(),
            session_generation: 0,
            eids_lost: 0,
            consents: Vec::new(),
            created_at: 0,
            version: 0,
        }
    }

    #[test]
    fn consents_do_not_grow_without_bound_and_the_oldest_goes() {
        let id = ClientId::parse("union").unwrap();
        let client = Client::new(id, "Union".to_owned(), None);
        let mut account = account();
        let tenant = |number: usize| TenantId::parse(&format!("t{number}")).unwrap();
        for number in 0..=MOST {
            let consent = Consent {
                client: client.id.clone(),
                tenant: tenant(number),
                to: Vec::new(),
                given_at: 0,
                since: 0,
            };
            account = account.consenting(consent, &client);
        }
        assert_eq!(account.consents.len(), MOST);
        assert!(account.consent(&client.id, &tenant(0)).is_none());
        assert!(account.consent(&client.id, &tenant(MOST)).is_some());
    }
}
