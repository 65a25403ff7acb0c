//! The demo's HR system: a service with a secret, and what it asks the hub for.

use crate::{Hub, wire::Answer};

/// Its client id.
pub const SERVICE: &str = "hr-feed";
pub const FORM: &str = "application/x-www-form-urlencoded";

impl Hub {
    /// Its secret.
    ///
    /// # Panics
    /// Where it is not registered.
    pub fn service_secret(&self) -> String {
        let services = &self.stack.registered().services;
        let service = services.iter().find(|service| service.id == SERVICE);
        service.expect("the demo's service").secret.clone()
    }

    /// A token request (RFC 6749 section 4.4.2), with further parameters.
    pub async fn ask_service_token(&self, secret: &str, further: &[(&str, &str)]) -> Answer {
        self.ask_token_as(SERVICE, secret, further).await
    }

    /// A token for a tenant, with the scopes named.
    ///
    /// # Panics
    /// Where it gets none.
    pub async fn service_token(&self, tenant: &str, scope: &str) -> String {
        let further = [("tenant", tenant), ("scope", scope)];
        let secret = self.service_secret();
        let answer = self.ask_service_token(&secret, &further).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.json()["access_token"].as_str().map(str::to_owned);
        token.expect("a token")
    }
}
