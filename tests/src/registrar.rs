//! The demo's registrar: a service with the deployment's right to register apps.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;

use crate::{
    FORM, Hub,
    wire::{Answer, encode},
};

/// Its client id.
pub const REGISTRAR: &str = "registrar";

impl Hub {
    /// Its secret.
    pub fn registrar_secret(&self) -> String {
        self.stack.registered().registrar.secret.clone()
    }

    /// A token request of a service (RFC 6749 section 4.4.2), with further parameters.
    pub async fn ask_token_as(
        &self,
        client: &str,
        secret: &str,
        further: &[(&str, &str)],
    ) -> Answer {
        let basic = format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")));
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(further);
        let headers = [("content-type", FORM), ("authorization", basic.as_str())];
        self.request(Method::POST, "/token", &headers, &encode(&form))
            .await
    }

    /// A token to register apps with.
    ///
    /// # Panics
    /// Where it gets none.
    pub async fn registrar_token(&self) -> String {
        let secret = self.registrar_secret();
        let scope = [("scope", "clients.manage")];
        let answer = self.ask_token_as(REGISTRAR, &secret, &scope).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let token = answer.json()["access_token"].as_str().map(str::to_owned);
        token.expect("a token")
    }
}
