//! Kobling as a relying party: logging people in at an OpenID Provider that vouches for their
//! eID (OpenID Connect Core 1.0, code flow with PKCE, PAR, private_key_jwt). ID-porten first.
//!
//! [`Upstream::begin`] gives the address to send the browser to, [`Upstream::finish`] turns
//! the callback into an [`EidLogin`]. Whoever calls them keeps `state` and [`Expected`] with
//! the stored request, bound to the browser and the provider, and compares `state` first.

mod authorization;
mod client_authentication;
mod client_keys;
mod configured;
mod error;
mod id_token;
mod login;
mod metadata;
mod provider;
mod token;

pub use authorization::{Ask, Begun, CallbackParameters, Expected};
pub use client_keys::ClientKeys;
pub use configured::configured;
pub use error::{ErrorCode, Flaw, Misconfiguration, Outage, UpstreamError};
pub use login::{EidLogin, PersonName};
pub use provider::{
    AssertionAlgorithm, AssertionKey, ClientAuthentication, IdTokenAlgorithm, NumberClaim,
    Provider, ProviderSettings,
};

use std::{future::Future, sync::Arc};

use kobling_base::{Internal, random::Random};
use kobling_outbound::{HttpClient, HttpError};
use kobling_shared::app::App;
use metadata::Known;
use openidconnect::IssuerUrl;
use url::Url;

/// The client for all providers: connections, and what is known of each. Cheap to clone; made
/// once per process, so that what was fetched serves the logins after it too.
#[derive(Clone)]
pub struct Upstream {
    http: HttpClient,
    known: Arc<Known>,
}

impl std::fmt::Debug for Upstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Upstream")
    }
}

impl Upstream {
    /// The client of a function: what it knows of providers is held by the process.
    pub fn of(app: &App) -> Result<Self, Internal> {
        Ok(Self {
            http: app.upstream_calls()?.clone(),
            known: app.held(),
        })
    }

    pub fn new(http: HttpClient) -> Self {
        Self {
            http,
            known: Arc::default(),
        }
    }

    /// Begins a login: gives the address at the provider, and what its answer must match.
    ///
    /// `state` is the caller's random handle for this login; `now` is in unix seconds.
    pub async fn begin(
        &self,
        provider: &Provider,
        ask: &Ask,
        state: &str,
        random: &Random,
        now: i64,
    ) -> Result<Begun, UpstreamError> {
        self.in_time(async {
            let issuer = &provider.settings().issuer;
            let metadata = self.known.metadata(&self.http, issuer, now).await?;
            authorization::begin(&self.http, &metadata, provider, ask, state, random, now).await
        })
        .await
    }

    /// Finishes a login: checks the callback, spends its code, and verifies the ID token.
    ///
    /// The caller has compared `state` and found the stored request, and calls this once for
    /// it. `provider` and `expected` must be those that the request was begun with.
    pub async fn finish(
        &self,
        provider: &Provider,
        callback: &CallbackParameters,
        expected: &Expected,
        random: &Random,
        now: i64,
    ) -> Result<EidLogin, UpstreamError> {
        self.in_time(async {
            let (http, issuer) = (&self.http, &provider.settings().issuer);
            let metadata = self.known.metadata(http, issuer, now).await?;
            let code = callback.code(&metadata, provider)?;
            let (keys, tokens) = tokio::try_join!(
                self.known.keys(http, issuer, now),
                token::exchange(http, &metadata, provider, code, expected, now, random),
            )?;
            match id_token::verify(&tokens, &keys, provider, expected, now) {
                Err(UpstreamError::Untrusted(Flaw::KeyUnknown)) => {
                    // The provider may have changed its keys since they were fetched.
                    let newer = self.known.keys_newer_than(&keys, http, issuer, now).await?;
                    let keys = newer.ok_or(Flaw::KeyUnknown)?;
                    id_token::verify(&tokens, &keys, provider, expected, now)
                }
                answer => answer,
            }
        })
        .await
    }

    /// Where to send the browser to end the session at the provider too (OpenID Connect
    /// RP-Initiated Logout 1.0); None if the provider has no such place.
    ///
    /// `client_id` names us, and no `id_token_hint`: that would hold a national number, and end up
    /// in the browser's history and in logs.
    pub async fn end_session_url(
        &self,
        issuer: &IssuerUrl,
        client_id: &str,
        post_logout_redirect_uri: &Url,
        state: &str,
        now: i64,
    ) -> Result<Option<Url>, UpstreamError> {
        let metadata = self
            .in_time(self.known.metadata(&self.http, issuer, now))
            .await?;
        let Some(endpoint) = &metadata.end_session_endpoint else {
            return Ok(None);
        };
        let parameters = [
            ("client_id", client_id),
            (
                "post_logout_redirect_uri",
                post_logout_redirect_uri.as_str(),
            ),
            ("state", state),
        ];
        Ok(Some(authorization::with_query(endpoint, &parameters)))
    }

    /// All calls of one step together take no longer than one may: API Gateway gives up at
    /// 30 s, and people much earlier.
    async fn in_time<T>(
        &self,
        step: impl Future<Output = Result<T, UpstreamError>>,
    ) -> Result<T, UpstreamError> {
        tokio::time::timeout(self.http.limits().whole, step)
            .await
            .unwrap_or(Err(UpstreamError::Unavailable(Outage::Http(
                HttpError::TimedOut,
            ))))
    }
}

#[cfg(test)]
mod tests;
