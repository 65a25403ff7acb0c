//! An app that logs people in, on the openidconnect crate: discovery, the request with PKCE, the
//! answer with `state` and `iss` checked, the code's exchange, the id_token verified in full
//! (OpenID Connect Core section 3.1.3.7, `at_hash` too), userinfo, and refresh (section 12.2).

use std::convert::Infallible;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use kobling_base::{clock::Clock, digest::sha256};
use kobling_local::LocalStack;
use kobling_model::{
    ClientId, TenantId,
    apps::{Client as Registration, ClientAtTenant, ClientAuthentication},
};
use kobling_store::{Condition, Transaction};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, ClientId as OidcClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    NonceVerifier, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardErrorResponse, TokenResponse, UserInfoClaims,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreGenderClaim, CoreIdToken,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::{Begun, Browser, Hub, Login, RelyingPartyError, Renewed, wire};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type TokenError = RequestTokenError<Infallible, StandardErrorResponse<CoreErrorResponseType>>;

/// What the hub says beyond the standard's claims.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct HubClaims {
    tenant: Option<String>,
}

impl AdditionalClaims for HubClaims {}

/// A registered app.
#[derive(Clone)]
pub struct RelyingParty {
    pub client_id: String,
    pub secret: Option<String>,
    pub redirect_uri: String,
    /// The name of its host, before which a browser is to stop.
    pub host: String,
    issuer: String,
    clock: Clock,
    metadata: CoreProviderMetadata,
}

impl RelyingParty {
    /// Registers a confidential app at the hub, in use at every tenant, and reads the hub's
    /// discovery document. `change` may register it otherwise.
    ///
    /// # Panics
    /// Where the hub's store or discovery does not answer as it should.
    pub async fn register(hub: &Hub, id: &str, change: impl FnOnce(&mut Registration)) -> Self {
        let base = format!("http://{id}.localhost:{}", hub.port());
        let redirect_uri = format!("{base}/callback");
        let secret = hub.stack.operator().app.random().token();
        let mut registration = Registration {
            redirect_uris: vec![redirect_uri.clone()],
            post_logout_redirect_uris: vec![format!("{base}/logged-out")],
            scopes: ["openid", "profile", "email", "phone", "offline_access"]
                .map(str::to_owned)
                .to_vec(),
            ..Registration::new(
                ClientId::parse(id).expect("a client id"),
                id.to_owned(),
                Some(sha256(&secret)),
            )
        };
        change(&mut registration);
        let is_public = registration.authentication == ClientAuthentication::None;
        store(&hub.stack, &registration).await;
        let secret = (!is_public).then_some(secret);
        Self::registered(hub, id, secret, redirect_uri).await
    }

    /// An app that was registered by other ways. Reads the hub's discovery document.
    ///
    /// # Panics
    /// Where that does not answer as it should, or the redirect address has no host.
    pub async fn registered(
        hub: &Hub,
        id: &str,
        secret: Option<String>,
        redirect_uri: String,
    ) -> Self {
        let host = Url::parse(&redirect_uri).expect("an address");
        let host = host.host_str().expect("a host").to_owned();
        let issuer = hub.stack.issuer();
        let metadata = CoreProviderMetadata::discover_async(
            IssuerUrl::new(issuer.clone()).expect("an issuer"),
            &send,
        )
        .await
        .expect("discovery");
        Self {
            client_id: id.to_owned(),
            secret,
            redirect_uri,
            host,
            issuer,
            clock: hub.clock(),
            metadata,
        }
    }

    /// A browser that stops before this app.
    pub fn browser(&self, hub: &Hub) -> Browser {
        let mut browser = Browser::new(hub);
        browser.intercept(&self.host);
        browser
    }

    /// An authorization request at a tenant for `openid profile email`, with further parameters.
    pub fn begin(&self, tenant: &str, further: &[(&str, &str)]) -> Begun {
        self.begin_with(
            &["profile", "email"],
            &[&[("tenant", tenant)], further].concat(),
        )
    }

    /// An authorization request with scopes beside `openid`.
    ///
    /// # Panics
    /// Where the hub's metadata are no good.
    pub fn begin_with(&self, scopes: &[&str], further: &[(&str, &str)]) -> Begun {
        let client = self.client();
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())));
        for (name, value) in further {
            request = request.add_extra_param(*name, *value);
        }
        let (url, state, nonce) = request.url();
        Begun {
            url,
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            code_verifier: verifier.secret().clone(),
        }
    }

    /// The code in the answer at the redirect address, if it is the answer to this request.
    pub fn code(&self, begun: &Begun, at: &Url) -> Result<String, RelyingPartyError> {
        let one = |name: &str| {
            let mut values = at.query_pairs().filter(|(known, _)| known == name);
            let first = values.next().map(|(_, value)| value.into_owned());
            first.filter(|_| values.next().is_none())
        };
        let wrong = |what: &str| RelyingPartyError::NotVerified(format!("{what}: {at}"));
        if !at.as_str().starts_with(&self.redirect_uri) {
            return Err(wrong("not the redirect address"));
        }
        if one("state").as_ref() != Some(&begun.state) {
            return Err(wrong("state"));
        }
        // RFC 9207 section 2.4.
        if one("iss").as_ref() != Some(&self.issuer) {
            return Err(wrong("iss"));
        }
        match (one("error"), one("code")) {
            (Some(error), None) => Err(RelyingPartyError::Refused(error)),
            (None, Some(code)) => Ok(code),
            _ => Err(wrong("neither code nor error, or both")),
        }
    }

    /// From the answer at the redirect address to a login with everything verified.
    pub async fn finish(&self, begun: &Begun, at: &Url) -> Result<Login, RelyingPartyError> {
        let code = self.code(begun, at)?;
        self.redeem(begun, code).await
    }

    /// Redeems a code, verifies the id_token and reads userinfo.
    pub async fn redeem(&self, begun: &Begun, code: String) -> Result<Login, RelyingPartyError> {
        let client = self.client();
        let response = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(not_verified)?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.code_verifier.clone()))
            .request_async(&send)
            .await
            .map_err(refused)?;
        let nonce = Nonce::new(begun.nonce.clone());
        let (id_token, claims) = self.verified(&response, &nonce)?;
        let access_token = response.access_token().secret().clone();
        let subject = claims["sub"].as_str().unwrap_or_default().to_owned();
        let userinfo = self.userinfo(&access_token, &subject).await?;
        Ok(Login {
            id_token,
            claims,
            userinfo,
            access_token,
            refresh_token: refresh_token(&response)?,
        })
    }

    /// Userinfo, which must be about the id_token's subject (section 5.3.2).
    pub async fn userinfo(
        &self,
        access_token: &str,
        subject: &str,
    ) -> Result<Value, RelyingPartyError> {
        let subject = openidconnect::SubjectIdentifier::new(subject.to_owned());
        let claims: UserInfoClaims<HubClaims, CoreGenderClaim> = self
            .client()
            .user_info(AccessToken::new(access_token.to_owned()), Some(subject))
            .map_err(not_verified)?
            .request_async(&send)
            .await
            .map_err(not_verified)?;
        serde_json::to_value(&claims).map_err(not_verified)
    }

    /// Renews the tokens. The id_token must be for the same person.
    pub async fn refresh(
        &self,
        refresh_token_shown: &str,
        subject: &str,
    ) -> Result<Renewed, RelyingPartyError> {
        let response = self
            .client()
            .exchange_refresh_token(&RefreshToken::new(refresh_token_shown.to_owned()))
            .map_err(not_verified)?
            .request_async(&send)
            .await
            .map_err(refused)?;
        let any_nonce = |_: Option<&Nonce>| Ok(());
        let (_, claims) = self.verified(&response, any_nonce)?;
        if claims["sub"] != subject {
            return Err(RelyingPartyError::NotVerified("another person".to_owned()));
        }
        Ok(Renewed {
            claims,
            access_token: response.access_token().secret().clone(),
            refresh_token: refresh_token(&response)?,
        })
    }

    /// Signature, iss, aud, exp, nonce and at_hash.
    fn verified(
        &self,
        response: &CoreTokenResponse,
        nonce: impl NonceVerifier,
    ) -> Result<(String, Value), RelyingPartyError> {
        let missing = |what: &str| RelyingPartyError::NotVerified(what.to_owned());
        let id_token: &CoreIdToken = response.id_token().ok_or_else(|| missing("no id_token"))?;
        let client = self.client();
        let now = self.clock.now();
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            ])
            .set_time_fn(move || DateTime::<Utc>::from_timestamp(now, 0).unwrap_or_default());
        let claims = id_token.claims(&verifier, nonce).map_err(not_verified)?;
        let expected = claims
            .access_token_hash()
            .ok_or_else(|| missing("no at_hash"))?;
        let algorithm = id_token.signing_alg().map_err(not_verified)?;
        let key = id_token.signing_key(&verifier).map_err(not_verified)?;
        let found = AccessTokenHash::from_token(response.access_token(), algorithm, key)
            .map_err(not_verified)?;
        if found != *expected {
            return Err(missing("at_hash is another token's"));
        }
        let text = id_token.to_string();
        let payload = text.split('.').nth(1).unwrap_or_default();
        let payload = URL_SAFE_NO_PAD.decode(payload).map_err(not_verified)?;
        let claims = serde_json::from_slice(&payload).map_err(not_verified)?;
        Ok((text, claims))
    }

    fn client(&self) -> Client {
        CoreClient::from_provider_metadata(
            self.metadata.clone(),
            OidcClientId::new(self.client_id.clone()),
            self.secret.clone().map(ClientSecret::new),
        )
        .set_redirect_uri(RedirectUrl::new(self.redirect_uri.clone()).expect("a redirect address"))
    }
}

async fn store(stack: &LocalStack, registration: &Registration) {
    let operator = stack.operator();
    let store = operator.app.store().expect("the operator has the store");
    let any = Condition::anything;
    let mut transaction = Transaction::new()
        .put(store, "client", registration, any())
        .put(store, "list", &registration.listed(), any());
    for tenant in &stack.registered().tenants {
        let permission = ClientAtTenant {
            tenant: TenantId::parse(&tenant.id).expect("a tenant id"),
            client: registration.id.clone(),
            enabled: true,
            scopes: Vec::new(),
        };
        transaction = transaction
            .put(store, "permission", &permission, any())
            .put(store, "list", &permission.listed(), any());
    }
    store.transact(transaction).await.expect("registered");
}

async fn send(request: openidconnect::HttpRequest) -> Result<http::Response<Vec<u8>>, Infallible> {
    let (parts, body) = request.into_parts();
    let url: Url = parts.uri.to_string().parse().expect("an address");
    let headers: Vec<(&str, &str)> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let body = String::from_utf8_lossy(&body);
    let answer = wire::send(parts.method, &url, &headers, &body).await;
    let mut response = http::Response::new(answer.body.into_bytes());
    *response.status_mut() = answer.status;
    *response.headers_mut() = HeaderMap::clone(&answer.headers);
    Ok(response)
}

fn refresh_token(response: &CoreTokenResponse) -> Result<String, RelyingPartyError> {
    let token = response.refresh_token().map(|token| token.secret().clone());
    token.ok_or_else(|| RelyingPartyError::NotVerified("no refresh token".to_owned()))
}

fn not_verified(error: impl std::fmt::Display) -> RelyingPartyError {
    RelyingPartyError::NotVerified(error.to_string())
}

fn refused(error: TokenError) -> RelyingPartyError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            RelyingPartyError::Refused(answer.error().to_string())
        }
        other => RelyingPartyError::NotVerified(other.to_string()),
    }
}
