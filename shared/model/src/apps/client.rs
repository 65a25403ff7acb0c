//! An app (relying party) or a service: registered once per deployment, enabled per tenant.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Algorithm, ClientId, Level, TenantId,
    item::{Entity, Key},
    keys,
    tenants::{Tenant, TenantState},
};

/// Token endpoint authentication methods (OpenID Connect Core section 9).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    ClientSecretBasic,
    ClientSecretPost,
    /// An assertion signed with the client's own key (RFC 7523 section 2.2).
    PrivateKeyJwt,
    /// A public client: PKCE alone.
    None,
}

/// What kind of program a client is (RFC 6749 section 2.1): says where it may be sent back to.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug, Default)]
#[serde(rename_all = "snake_case")]
pub enum ClientType {
    /// On a server.
    #[default]
    Web,
    /// In a browser, without a server of its own.
    SinglePage,
    /// On a phone or a PC (RFC 8252).
    Native,
    /// A program without people.
    Service,
    /// Without a browser or a keyboard (RFC 8628).
    Device,
}

/// How much a client's requests have to bear.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug, Default)]
#[serde(rename_all = "snake_case")]
pub enum SecurityProfile {
    /// RFC 9700: PKCE, exact redirects, rotated refresh tokens.
    #[default]
    Default,
    /// An app from before PKCE: it may leave it out. What it does send is held to.
    Legacy,
    /// FAPI 2.0 Security Profile: pushed requests, the client's own key, tokens bound to a key.
    Fapi2,
}

/// Seconds that the grace for lost refresh answers may last.
pub const LONGEST_REFRESH_GRACE: u8 = 10;

/// How a client comes by tokens (RFC 6749 section 1.3).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    AuthorizationCode,
    RefreshToken,
    /// A service of a tenant's own, without a person (RFC 6749 section 4.4).
    ClientCredentials,
    /// A device whose person logs in elsewhere (RFC 8628).
    #[serde(rename = "urn:ietf:params:oauth:grant-type:device_code")]
    DeviceCode,
}

const fn is_told() -> bool {
    true
}

impl ClientType {
    /// How such a program comes by tokens where nothing else is said.
    pub fn usual_grants(self) -> Vec<GrantType> {
        match self {
            Self::Web | Self::SinglePage | Self::Native => of_an_app(),
            Self::Service => vec![GrantType::ClientCredentials],
            Self::Device => vec![GrantType::DeviceCode, GrantType::RefreshToken],
        }
    }
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
    #[serde(default)]
    pub client_type: ClientType,
    #[serde(default)]
    pub profile: SecurityProfile,
    pub authentication: ClientAuthentication,
    /// SHA-256 of the secret (which has 128 random bits or more), base64url.
    pub secret_digest: Option<String>,
    /// Secrets that the hub made, each as good as that one: while one takes another's place there
    /// are several.
    #[serde(default)]
    pub secrets: Vec<ClientSecret>,
    /// The client's public keys for `private_key_jwt`: a JWK Set as JSON (RFC 7517 section 5).
    #[serde(default)]
    pub jwks: Option<String>,
    /// Where the client publishes them, in place of that.
    #[serde(default)]
    pub jwks_uri: Option<String>,
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
    /// Whether it has to push its requests (RFC 9126 section 6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// Whether it has to sign its requests (RFC 9101 section 10.5).
    #[serde(default)]
    pub require_signed_request_object: bool,
    /// Whether all its tokens have to be bound to a key (RFC 9449 section 5.2).
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// Whether its proofs have to have a nonce of ours in them (RFC 9449 section 8).
    #[serde(default)]
    pub require_dpop_nonce: bool,
    /// Seconds for which a refresh token that was used is good for its successor once more.
    /// Whoever registers an app says how many; none were said of those from before.
    #[serde(default)]
    pub refresh_grace_seconds: u8,
    /// Claims about a person that its ID tokens have, as far as the scopes that it was granted open
    /// them: for apps that read nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token_claims: Vec<String>,
    /// Where it hears that a session ended (OpenID Connect Back-Channel Logout 1.0 section 2.2).
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// APIs of its own that its access tokens may be for (RFC 8707 section 2).
    #[serde(default)]
    pub resources: Vec<String>,
    /// It is of an organisation that does not work for the tenants: it is told nothing of a person
    /// who has not consented.
    #[serde(default)]
    pub third_party: bool,
    /// Its privacy policy (RFC 7591 section 2), by https, for who is asked to consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// ID token and userinfo say the tenant that the login was for; so they do to apps from before.
    #[serde(default = "is_told")]
    pub tenant_claim: bool,
    /// Drawn anew by each change through the API, which is on condition that it is still the one
    /// that was read. None before the first.
    #[serde(default)]
    pub revision: Option<String>,
}

/// A secret that the hub made for a client; itself it was shown once and is kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ClientSecret {
    pub id: String,
    /// As `Client::secret_digest`.
    pub digest: String,
    pub created_at: Timestamp,
}

/// What names the secret that a client was registered with, among those that the hub made.
pub const REGISTERED_SECRET: &str = "registered";
/// Secrets that a client may have at a time.
pub const MOST_SECRETS: usize = 3;

impl Client {
    /// A web app with a secret of that digest, which may do nothing yet but log people in.
    pub fn new(id: ClientId, name: String, secret_digest: Option<String>) -> Self {
        Self {
            id,
            name,
            enabled: true,
            client_type: ClientType::Web,
            profile: SecurityProfile::Default,
            authentication: ClientAuthentication::ClientSecretBasic,
            secret_digest,
            secrets: Vec::new(),
            jwks: None,
            jwks_uri: None,
            grant_types: of_an_app(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            initiate_login_uri: None,
            scopes: vec!["openid".to_owned()],
            id_token_algorithm: Algorithm::ES256,
            minimum_acr: None,
            require_pushed_authorization_requests: false,
            require_signed_request_object: false,
            dpop_bound_access_tokens: false,
            require_dpop_nonce: false,
            refresh_grace_seconds: 0,
            id_token_claims: Vec::new(),
            backchannel_logout_uri: None,
            resources: Vec::new(),
            third_party: false,
            policy_uri: None,
            tenant_claim: is_told(),
            revision: None,
        }
    }

    /// Whether it can keep a secret (RFC 6749 section 2.1).
    pub fn is_confidential(&self) -> bool {
        self.authentication != ClientAuthentication::None
    }

    /// Whether a request without a code challenge is let through. Never a public client's: PKCE is
    /// all that a code of it is held by.
    pub fn may_go_without_pkce(&self) -> bool {
        self.profile == SecurityProfile::Legacy && self.is_confidential()
    }

    /// Seconds of grace where its registration says none. An app on a server that has a secret or a
    /// key often renews in several requests at once; whoever binds tokens to a key has taken more
    /// care than that, and what keeps no secret has nothing that would hold back a thief.
    pub fn usual_refresh_grace(&self) -> u8 {
        let is_given = self.client_type == ClientType::Web
            && self.is_confidential()
            && self.may_use(GrantType::RefreshToken)
            && !self.must_prove_possession();
        if is_given { LONGEST_REFRESH_GRACE } else { 0 }
    }

    pub fn must_push(&self) -> bool {
        self.require_pushed_authorization_requests || self.profile == SecurityProfile::Fapi2
    }

    pub fn must_prove_possession(&self) -> bool {
        self.dpop_bound_access_tokens || self.profile == SecurityProfile::Fapi2
    }

    /// Seconds after its use in which a refresh token gives its successor again, for an app whose
    /// answer was lost; never more than the longest, whatever the item says. An app whose refresh
    /// tokens do not rotate has none to give again.
    pub fn refresh_grace(&self) -> i64 {
        if self.rotates_refresh_tokens() {
            self.refresh_grace_seconds.min(LONGEST_REFRESH_GRACE).into()
        } else {
            0
        }
    }

    /// FAPI 2.0 section 5.3.2.1: no rotation where the client shows who it is by its own key; a lost
    /// answer would lock it out, and a stolen token is of no use without the key.
    pub fn rotates_refresh_tokens(&self) -> bool {
        self.profile != SecurityProfile::Fapi2
    }

    /// The digests of the secrets that it may show.
    pub fn secret_digests(&self) -> impl Iterator<Item = &str> {
        self.secret_digest
            .iter()
            .chain(self.secrets.iter().map(|secret| &secret.digest))
            .map(String::as_str)
    }

    /// Whether it shows who it is by a secret.
    pub const fn is_by_secret(&self) -> bool {
        matches!(
            self.authentication,
            ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost
        )
    }

    /// Takes a secret away, by its id; false where it has none of that name.
    pub fn drop_secret(&mut self, id: &str) -> bool {
        let had = self.secret_digests().count();
        if id == REGISTERED_SECRET {
            self.secret_digest = None;
        }
        self.secrets.retain(|secret| secret.id != id);
        self.secret_digests().count() < had
    }

    /// Whether it may come by tokens in this way. A public client never does so by itself
    /// (RFC 6749 section 4.4), whatever it is registered for.
    pub fn may_use(&self, grant_type: GrantType) -> bool {
        self.grant_types.contains(&grant_type)
            && (self.is_confidential() || grant_type != GrantType::ClientCredentials)
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

/// A tenant in the list of those where an app is known; what it may do there is in the
/// `ClientAtTenant`, with which it is written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TenantOfClient {
    pub client: ClientId,
    pub tenant: TenantId,
}

impl Entity for TenantOfClient {
    const TYPE: &'static str = "tenant_of_client";

    fn key(&self) -> Key {
        keys::tenant_of_client(&self.client, &self.tenant)
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

impl ClientAtTenant {
    /// How the app's list of tenants names it; written whenever this is.
    pub fn listed(&self) -> TenantOfClient {
        TenantOfClient {
            client: self.client.clone(),
            tenant: self.tenant.clone(),
        }
    }
}

impl Entity for ClientAtTenant {
    const TYPE: &'static str = "client_at_tenant";

    fn key(&self) -> Key {
        keys::client_at_tenant(&self.tenant, &self.client)
    }
}

/// The scopes that a service has at a tenant: registered for and granted; none where it may nothing.
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
    let mut both: Vec<&str> = client.scopes.iter().map(String::as_str).collect();
    both.retain(|scope| granted.scopes.iter().any(|word| word == scope));
    Some(both)
}

/// The scopes that a service is registered for, where no tenant has a say; none where it may nothing.
pub fn own_scopes(client: Option<&Client>) -> Option<&[String]> {
    client
        .filter(|client| client.enabled)
        .filter(|client| client.may_use(GrantType::ClientCredentials))
        .map(|client| client.scopes.as_slice())
}
