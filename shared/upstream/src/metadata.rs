//! What a provider says about itself: its metadata (OpenID Connect Discovery 1.0 section 3,
//! RFC 8414) and its keys (RFC 7517), kept in the process for at most a day.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::Response;
use kobling_outbound::{HttpClient, HttpError, get_json};
use openidconnect::{IssuerUrl, core::CoreJsonWebKeySet};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use super::error::{Flaw, UpstreamError};

/// How long metadata and keys are used, in seconds; ID-porten's own advice.
const LONGEST_USE: i64 = 24 * 60 * 60;
/// How long to wait, in seconds, from one fetch for an unknown `kid` to the next: tokens with
/// invented ones must not turn us against the provider.
const BETWEEN_REFETCHES: i64 = 60;

/// The members of the discovery document that are used.
#[derive(Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    /// RFC 9126 section 5.
    pub(super) pushed_authorization_request_endpoint: Option<Url>,
    /// RFC 9207 section 3.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    /// OpenID Connect RP-Initiated Logout 1.0 section 2.1.
    pub(super) end_session_endpoint: Option<Url>,
}

struct Kept<T> {
    value: Arc<T>,
    fetched_at: i64,
}

/// What is kept, by issuer, so that one provider's keys are never used for another's token.
struct Shelf<T>(Mutex<HashMap<String, Kept<T>>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Shelf<T> {
    /// What was fetched for the issuer less than `age` seconds ago.
    fn younger_than(&self, age: i64, issuer: &str, now: i64) -> Option<Arc<T>> {
        // Nothing can panic while the lock is held, so a poisoned one is as good as another.
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get(issuer)?;
        let current = (0..age).contains(&(now - kept.fetched_at));
        current.then(|| Arc::clone(&kept.value))
    }

    fn keep(&self, issuer: &str, value: T, now: i64) -> Arc<T> {
        let value = Arc::new(value);
        let kept = Kept {
            value: Arc::clone(&value),
            fetched_at: now,
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(issuer.to_owned(), kept);
        value
    }
}

/// The cache. Two logins at once may both fetch; that is cheaper than waiting for each other.
#[derive(Default)]
pub(super) struct Known {
    metadata: Shelf<Metadata>,
    keys: Shelf<CoreJsonWebKeySet>,
    /// When keys were last fetched for an unknown `kid`, by issuer; unix seconds.
    refetched_at: Mutex<HashMap<String, i64>>,
}

impl Known {
    pub(super) async fn metadata(
        &self,
        http: &HttpClient,
        issuer: &IssuerUrl,
        now: i64,
    ) -> Result<Arc<Metadata>, UpstreamError> {
        if let Some(metadata) = self.metadata.younger_than(LONGEST_USE, issuer, now) {
            return Ok(metadata);
        }
        let document = issuer
            .join(".well-known/openid-configuration")
            .map_err(|_| Flaw::ForbiddenAddress)?;
        let metadata: Metadata = fetch(http, &document, Flaw::MetadataMalformed).await?;
        if metadata.issuer != issuer.as_str() {
            return Err(Flaw::MetadataIssuerMismatch.into());
        }
        Ok(self.metadata.keep(issuer, metadata, now))
    }

    pub(super) async fn keys(
        &self,
        http: &HttpClient,
        issuer: &IssuerUrl,
        now: i64,
    ) -> Result<Arc<CoreJsonWebKeySet>, UpstreamError> {
        match self.keys.younger_than(LONGEST_USE, issuer, now) {
            Some(keys) => Ok(keys),
            None => self.fetch_keys(http, issuer, now).await,
        }
    }

    /// Keys newer than those that lack a token's `kid`; None if there can't be any yet.
    pub(super) async fn keys_newer_than(
        &self,
        stale: &Arc<CoreJsonWebKeySet>,
        http: &HttpClient,
        issuer: &IssuerUrl,
        now: i64,
    ) -> Result<Option<Arc<CoreJsonWebKeySet>>, UpstreamError> {
        let kept = self.keys.younger_than(LONGEST_USE, issuer, now);
        if let Some(newer) = kept.filter(|kept| !Arc::ptr_eq(kept, stale)) {
            // Another login has met the same change.
            return Ok(Some(newer));
        }
        if !self.may_refetch(issuer, now) {
            return Ok(None);
        }
        self.fetch_keys(http, issuer, now).await.map(Some)
    }

    /// Notes a refetch, if the last one is long enough ago. A failing one counts too.
    fn may_refetch(&self, issuer: &str, now: i64) -> bool {
        let mut all = self
            .refetched_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let waiting = all
            .get(issuer)
            .is_some_and(|at| (0..BETWEEN_REFETCHES).contains(&(now - at)));
        if !waiting {
            all.insert(issuer.to_owned(), now);
        }
        !waiting
    }

    async fn fetch_keys(
        &self,
        http: &HttpClient,
        issuer: &IssuerUrl,
        now: i64,
    ) -> Result<Arc<CoreJsonWebKeySet>, UpstreamError> {
        let metadata = self.metadata(http, issuer, now).await?;
        let keys = fetch(http, &metadata.jwks_uri, Flaw::KeysMalformed).await?;
        Ok(self.keys.keep(issuer, keys, now))
    }
}

async fn fetch<T: DeserializeOwned>(
    http: &HttpClient,
    url: &Url,
    malformed: Flaw,
) -> Result<T, UpstreamError> {
    let answer: Response<Vec<u8>> = http.call(get_json(url)?).await?;
    if !answer.status().is_success() {
        return Err(HttpError::Status(answer.status()).into());
    }
    serde_json::from_slice(answer.body()).map_err(|_| malformed.into())
}
