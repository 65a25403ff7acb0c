//! The app's side towards the hub: discovery at first use, the authorization request, and the code's
//! and the refresh token's exchange with everything verified (OpenID Connect Core sections 3.1.3.7,
//! 5.3.2 and 12.2, RFC 9207).

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreIdToken,
    CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalProviderMetadata, AuthorizationCode,
    ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndSessionUrl, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, Nonce, NonceVerifier, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardErrorResponse, SubjectIdentifier, TokenResponse,
};
use serde::{Deserialize, Serialize};

use super::HrmConfig;
use super::claims::{HubClaims, LoggedIn, Tokens, UserInfo};
use super::session::Pending;
use crate::http_client::{HttpClient, HttpClientError};

/// Discovery fields that the app needs beyond OpenID Connect Discovery's own.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct MoreMetadata {
    /// RP-Initiated Logout 1.0 section 2.1.
    end_session_endpoint: Option<EndSessionUrl>,
    /// RFC 9207 section 3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for MoreMetadata {}

type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type TokenError = RequestTokenError<HttpClientError, StandardErrorResponse<CoreErrorResponseType>>;

/// Why the hub's part of a login failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HubError {
    /// Discovery, keys or an endpoint could not be read.
    #[error("the login service did not answer as it should: {0}")]
    NoAnswer(String),
    /// The hub's own OAuth error.
    #[error("{error}")]
    Refused {
        error: String,
        description: Option<String>,
    },
    /// An answer came, but must not be believed.
    #[error("the login service's answer does not verify: {0}")]
    NotVerified(String),
}

/// The hub, as this client sees it.
pub(crate) struct Hub {
    config: HrmConfig,
    http: HttpClient,
    metadata: Mutex<Option<Arc<Metadata>>>,
}

impl Hub {
    pub(crate) fn new(config: HrmConfig) -> Self {
        Self {
            http: HttpClient::trusting(config.extra_ca.as_deref()),
            config,
            metadata: Mutex::new(None),
        }
    }

    /// The address that starts a login, and what to remember until the answer comes.
    pub(crate) async fn begin(
        &self,
        tenant: Option<&str>,
        login_hint: Option<&str>,
        target: String,
    ) -> Result<(String, Pending), HubError> {
        let client = self.client(&*self.metadata().await?)?;
        let pending = Pending {
            state: crate::random::token(),
            nonce: crate::random::token(),
            code_verifier: crate::random::token(),
            tenant: tenant.map(ToOwned::to_owned),
            target,
        };
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(
            pending.code_verifier.clone(),
        ));
        let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
        let scopes = self.config.scopes.iter().filter(|scope| *scope != "openid");
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(scopes.cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        if let Some(tenant) = tenant {
            request = request.add_extra_param("tenant", tenant);
        }
        if let Some(hint) = login_hint {
            request = request.add_extra_param("login_hint", hint);
        }
        let (url, _, _) = request.url();
        Ok((url.to_string(), pending))
    }

    /// Whether the authorization response comes from this hub (RFC 9207 section 2.4).
    pub(crate) async fn check_issuer(&self, iss: Option<&str>) -> Result<(), HubError> {
        let metadata = self.metadata().await?;
        let promised = metadata
            .additional_metadata()
            .authorization_response_iss_parameter_supported;
        match iss {
            Some(iss) if iss == self.config.issuer => Ok(()),
            None if !promised => Ok(()),
            _ => Err(HubError::NotVerified(
                "iss in the response is not this issuer".to_owned(),
            )),
        }
    }

    /// Redeems the code, verifies the id_token, and reads userinfo.
    pub(crate) async fn finish(
        &self,
        code: String,
        pending: &Pending,
        now: i64,
    ) -> Result<LoggedIn, HubError> {
        let metadata = self.metadata().await?;
        let client = self.client(&metadata)?;
        let response = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| no_token_endpoint())?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.code_verifier.clone()))
            .request_async(&|request| self.send(request))
            .await
            .map_err(token_error)?;
        let id_token = response
            .id_token()
            .ok_or_else(|| HubError::NotVerified("there is no id_token".to_owned()))?;
        let nonce = Nonce::new(pending.nonce.clone());
        let claims = self
            .verified(id_token, response.access_token(), &nonce, now)
            .await?;
        let userinfo: UserInfo = client
            .user_info(
                response.access_token().clone(),
                Some(claims.subject().clone()),
            )
            .map_err(|_| HubError::NoAnswer("there is no userinfo endpoint".to_owned()))?
            .request_async::<HubClaims, _, CoreGenderClaim>(&|request| self.send(request))
            .await
            .map_err(|error| HubError::NotVerified(format!("userinfo: {error}")))?;
        let tokens = tokens(&response, None, now);
        Ok(LoggedIn::new(
            id_token.to_string(),
            &claims,
            &userinfo,
            tokens,
        ))
    }

    /// New tokens for the login. A new id_token must be for the same person.
    pub(crate) async fn refresh(&self, login: &LoggedIn, now: i64) -> Result<LoggedIn, HubError> {
        let refresh_token = login
            .tokens
            .refresh_token
            .clone()
            .ok_or(HubError::Refused {
                error: "no_refresh_token".to_owned(),
                description: Some("The login service gave no refresh token.".to_owned()),
            })?;
        let client = self.client(&*self.metadata().await?)?;
        let response = client
            .exchange_refresh_token(&RefreshToken::new(refresh_token.clone()))
            .map_err(|_| no_token_endpoint())?
            .request_async(&|request| self.send(request))
            .await
            .map_err(token_error)?;
        let mut renewed = login.clone();
        if let Some(id_token) = response.id_token() {
            // OpenID Connect Core section 12.2: a nonce need not be there.
            let any_nonce = |_: Option<&Nonce>| Ok(());
            let claims = self
                .verified(id_token, response.access_token(), any_nonce, now)
                .await?;
            if *claims.subject() != SubjectIdentifier::new(login.sub.clone()) {
                return Err(HubError::NotVerified(
                    "the refreshed id_token is another person's".to_owned(),
                ));
            }
            renewed.id_token = id_token.to_string();
        }
        renewed.tokens = tokens(&response, Some(refresh_token), now);
        renewed.refreshed += 1;
        Ok(renewed)
    }

    /// The hub's end_session_endpoint, if it has one.
    pub(crate) async fn end_session_endpoint(&self) -> Result<Option<String>, HubError> {
        let metadata = self.metadata().await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.as_ref();
        Ok(endpoint.map(|endpoint| endpoint.url().to_string()))
    }

    /// Signature, iss, aud, exp, nonce and at_hash. A key that is not known leads to one new look at
    /// the hub's keys, which may have been rotated since the first.
    async fn verified<N>(
        &self,
        id_token: &CoreIdToken,
        access_token: &AccessToken,
        nonce: N,
        now: i64,
    ) -> Result<CoreIdTokenClaims, HubError>
    where
        N: NonceVerifier + Clone,
    {
        let client = self.client(&*self.metadata().await?)?;
        match Self::verify(&client, id_token, access_token, nonce.clone(), now) {
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let client = self.client(&*self.discover().await?)?;
                Self::verify(&client, id_token, access_token, nonce, now)
            }
            result => result,
        }
        .map_err(|error| HubError::NotVerified(error.to_string()))
    }

    fn verify(
        client: &Client,
        id_token: &CoreIdToken,
        access_token: &AccessToken,
        nonce: impl NonceVerifier,
        now: i64,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let other = |message: String| ClaimsVerificationError::Other(message);
        let verifier: CoreIdTokenVerifier<'_> = client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            ])
            .set_time_fn(move || DateTime::<Utc>::from_timestamp(now, 0).unwrap_or_default());
        let claims = id_token.claims(&verifier, nonce)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token
                .signing_alg()
                .map_err(|error| other(error.to_string()))?;
            let key = id_token
                .signing_key(&verifier)
                .map_err(|error| other(error.to_string()))?;
            let found = AccessTokenHash::from_token(access_token, algorithm, key)
                .map_err(|error| other(error.to_string()))?;
            if found != *expected {
                return Err(other("at_hash does not fit the access token".to_owned()));
            }
        }
        Ok(claims.clone())
    }

    fn client(&self, metadata: &Metadata) -> Result<Client, HubError> {
        let redirect = RedirectUrl::new(format!("{}/callback", self.config.base_url))
            .map_err(|error| HubError::NoAnswer(error.to_string()))?;
        Ok(CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(self.config.client_secret.clone())),
        )
        .set_redirect_uri(redirect))
    }

    /// Read at first use, as app and hub may start together.
    async fn metadata(&self) -> Result<Arc<Metadata>, HubError> {
        let known = self
            .metadata
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match known {
            Some(metadata) => Ok(metadata),
            None => self.discover().await,
        }
    }

    async fn discover(&self) -> Result<Arc<Metadata>, HubError> {
        let issuer = IssuerUrl::new(self.config.issuer.clone())
            .map_err(|error| HubError::NoAnswer(error.to_string()))?;
        let found = Metadata::discover_async(issuer, &|request| self.send(request))
            .await
            .map_err(|error| HubError::NoAnswer(format!("discovery: {error}")))?;
        let found = Arc::new(found);
        *self.metadata.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        Ok(found)
    }

    fn send(
        &self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, HttpClientError>> + use<> {
        let http = self.http.clone();
        async move { http.send(request).await }
    }
}

fn tokens(response: &CoreTokenResponse, earlier: Option<String>, now: i64) -> Tokens {
    let seconds = response
        .expires_in()
        .and_then(|life| i64::try_from(life.as_secs()).ok());
    Tokens {
        access_token: response.access_token().secret().clone(),
        expires_at: seconds.map(|seconds| now.saturating_add(seconds)),
        // RFC 6749 section 6: without a new one, the old one goes on.
        refresh_token: response
            .refresh_token()
            .map(|token| token.secret().clone())
            .or(earlier),
        scope: response.scopes().map(|scopes| {
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            scopes.join(" ")
        }),
    }
}

fn no_token_endpoint() -> HubError {
    HubError::NoAnswer("there is no token endpoint".to_owned())
}

fn token_error(error: TokenError) -> HubError {
    match error {
        RequestTokenError::ServerResponse(answer) => HubError::Refused {
            error: answer.error().to_string(),
            description: answer.error_description().cloned(),
        },
        RequestTokenError::Request(error) => HubError::NoAnswer(error.to_string()),
        RequestTokenError::Parse(..) => {
            HubError::NoAnswer("the token endpoint's answer cannot be read".to_owned())
        }
        RequestTokenError::Other(message) => HubError::NoAnswer(message),
    }
}
