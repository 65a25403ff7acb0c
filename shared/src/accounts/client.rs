//! An app (relying party): registered once per deployment, enabled per tenant.

use serde::{Deserialize, Serialize};

use super::{ClientId, Level, TenantId};
use crate::{
    keys::Algorithm,
    store::{Entity, Key, keys},
};

/// Token endpoint authentication methods (OpenID Connect Core section 9).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    ClientSecretBasic,
    /// A public client: PKCE alone.
    None,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Client {
    pub id: ClientId,
    /// Shown to people.
    pub name: String,
    pub enabled: bool,
    pub authentication: ClientAuthentication,
    /// SHA-256 of the secret (which has 128 random bits or more), base64url.
    pub secret_digest: Option<String>,
    /// Compared character by character (RFC 9700 section 2.1).
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    /// Where a login that the hub begins is sent (OpenID Connect Core section 4).
    pub initiate_login_uri: Option<String>,
    /// Scopes that the app may ask for.
    pub scopes: Vec<String>,
    pub id_token_algorithm: Algorithm,
    pub minimum_acr: Option<Level>,
}

impl Client {
    /// Where the app begins a login itself (OpenID Connect Core section 4), at a tenant.
    pub fn login_start(&self, issuer: &str, tenant: &TenantId) -> Option<String> {
        let start = self.initiate_login_uri.as_ref()?;
        let joint = if start.contains('?') { '&' } else { '?' };
        let parameters = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("iss", issuer)
            .append_pair("tenant", tenant.as_str())
            .finish();
        Some(format!("{start}{joint}{parameters}"))
    }
}

impl Entity for Client {
    const TYPE: &'static str = "client";

    fn key(&self) -> Key {
        keys::client(&self.id)
    }
}

/// Says that an app is in use at a tenant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ClientAtTenant {
    pub tenant: TenantId,
    pub client: ClientId,
    pub enabled: bool,
}

impl Entity for ClientAtTenant {
    const TYPE: &'static str = "client_at_tenant";

    fn key(&self) -> Key {
        keys::client_at_tenant(&self.tenant, &self.client)
    }
}
