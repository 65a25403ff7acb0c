//! The private keys with which Kobling shows who it is at upstream providers: opened by the key
//! service once per process, then held.

use std::{collections::HashMap, sync::Arc};

use tokio::sync::RwLock;

use super::{KeyService, Purpose};
use crate::{
    accounts::ProviderKey,
    failure::Internal,
    secret::Secret,
    upstream::{AssertionAlgorithm, AssertionKey},
};

/// Held keys by `kid`. Cheap to clone.
#[derive(Clone, Default)]
pub struct ClientKeys(Arc<RwLock<HashMap<String, AssertionKey>>>);

impl std::fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientKeys")
    }
}

impl ClientKeys {
    pub async fn get(
        &self,
        service: &KeyService,
        key: &ProviderKey,
    ) -> Result<AssertionKey, Internal> {
        if let Some(held) = self.0.read().await.get(&key.kid) {
            return Ok(held.clone());
        }
        let opened = service
            .open(Purpose::SigningKey, &key.kid, &key.sealed)
            .await?;
        let pem = Secret::new(String::from_utf8(opened.into_inner()).map_err(Internal::new)?);
        let algorithm = match key.algorithm.as_str() {
            "RS256" => AssertionAlgorithm::RS256,
            "ES256" => AssertionAlgorithm::ES256,
            _ => return Err(Internal::from("a provider's key has an unknown algorithm")),
        };
        let opened =
            AssertionKey::from_pem(key.kid.clone(), algorithm, &pem).map_err(Internal::new)?;
        self.0.write().await.insert(key.kid.clone(), opened.clone());
        Ok(opened)
    }
}
