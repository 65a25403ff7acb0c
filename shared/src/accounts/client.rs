//! An app (relying party) or a service: registered once per deployment, enabled per tenant.

use serde::{Deserialize, Serialize};

use super::{ClientId, Level, Tenant, TenantId, TenantState};
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

/// How a client comes by tokens (RFC 6749 section 1.3).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    AuthorizationCode,
    RefreshToken,
    /// A service of a tenant's own, without a person (RFC 6749 section 4.4).
    ClientCredentials,
}

/// What an app may use that was registered before it could be told: a person's login, and never
/// a token without one.
fn of_an_app() -> Vec<GrantType> {
    vec![GrantType::AuthorizationCode, GrantType::RefreshToken]
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
    #[serde(default = "of_an_app")]
    pub grant_types: Vec<GrantType>,
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
    /// Whether it may come by tokens in this way. A public client never does so by itself
    /// (RFC 6749 section 4.4), whatever it is registered for.
    pub fn may_use(&self, grant_type: GrantType) -> bool {
        let is_confidential = self.authentication != ClientAuthentication::None;
        self.grant_types.contains(&grant_type)
            && (is_confidential || grant_type != GrantType::ClientCredentials)
    }

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
    /// What the tenant lets a service do in its name; an app of people needs none of it.
    #[serde(default)]
    pub scopes: Vec<String>,
}

impl Entity for ClientAtTenant {
    const TYPE: &'static str = "client_at_tenant";

    fn key(&self) -> Key {
        keys::client_at_tenant(&self.tenant, &self.client)
    }
}

/// The scopes that a service has at a tenant now: those that it is registered for and that the
/// tenant granted. None where it may do nothing there, for whatever reason.
pub fn service_scopes<'a>(
    client: Option<&'a Client>,
    tenant: Option<&Tenant>,
    client_at_tenant: Option<&ClientAtTenant>,
) -> Option<Vec<&'a str>> {
    let client =
        client.filter(|client| client.enabled && client.may_use(GrantType::ClientCredentials))?;
    let tenant = tenant.filter(|tenant| tenant.state == TenantState::Active)?;
    let granted = client_at_tenant.filter(|granted| {
        granted.enabled && granted.client == client.id && granted.tenant == tenant.id
    })?;
    let both = client.scopes.iter().map(String::as_str);
    Some(
        both.filter(|scope| granted.scopes.iter().any(|word| word == scope))
            .collect(),
    )
}
