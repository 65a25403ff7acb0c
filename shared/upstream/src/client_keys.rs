//! What Kobling shows who it is with at upstream providers, keys and secrets: opened by the key
//! service once per process, then held.

use std::{collections::HashMap, sync::Arc};

use kobling_base::{Internal, secret::Secret};
use kobling_keyring::{KeyService, Purpose};
use kobling_model::tenants::{ProviderAuthentication, ProviderKey};
use tokio::sync::RwLock;

use super::{AssertionAlgorithm, AssertionKey, ClientAuthentication};

/// What is held, by the name it was sealed under. Cheap to clone.
#[derive(Clone, Default)]
pub struct ClientKeys(Arc<RwLock<HashMap<String, ClientAuthentication>>>);

impl std::fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKeys")
    }
}

impl ClientKeys {
    pub async fn get(
        &self,
        service: &KeyService,
        authentication: &ProviderAuthentication,
    ) -> Result<ClientAuthentication, Internal> {
        let (name, sealed) = match authentication {
            ProviderAuthentication::PrivateKeyJwt(key) => (&key.kid, &key.sealed),
            ProviderAuthentication::ClientSecretBasic(secret) => (&secret.id, &secret.sealed),
        };
        if let Some(held) = self.0.read().await.get(name) {
            return Ok(held.clone());
        }
        let opened = service.open(Purpose::SigningKey, name, sealed).await?;
        let text = Secret::new(String::from_utf8(opened.into_inner()).map_err(Internal::new)?);
        let opened = match authentication {
            ProviderAuthentication::PrivateKeyJwt(key) => {
                ClientAuthentication::PrivateKeyJwt(assertion_key(key, &text)?)
            }
            ProviderAuthentication::ClientSecretBasic(_) => {
                ClientAuthentication::ClientSecretBasic(text)
            }
        };
        self.0.write().await.insert(name.clone(), opened.clone());
        Ok(opened)
    }
}

fn assertion_key(key: &ProviderKey, pem: &Secret<String>) -> Result<AssertionKey, Internal> {
    let algorithm = match key.algorithm.as_str() {
        "RS256" => AssertionAlgorithm::RS256,
        "ES256" => AssertionAlgorithm::ES256,
        _ => return Err(Internal::from("a provider's key has an unknown algorithm")),
    };
    AssertionKey::from_pem(key.kid.clone(), algorithm, pem).map_err(Internal::new)
}
