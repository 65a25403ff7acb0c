//! Public keys that apps publish at an address of their own (`jwks_uri`, OpenID Connect Dynamic
//! Client Registration section 2): fetched when they are needed, held by the process for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use http::StatusCode;
use kobling_keys::foreign_jwt;
use kobling_model::apps::Client;
use kobling_outbound::{HttpClient, get_json};
use url::Url;

/// Seconds that a set is used: so long a key that was taken back may still be good.
const LONGEST_USE: i64 = 10 * 60;
/// Seconds from one fetch to the next for a key that is not in the set: tokens with invented
/// names must not turn us against the app's server.
const BETWEEN_REFETCHES: i64 = 60;

#[derive(Clone)]
struct Cached {
    /// None where it could not be had.
    set: Option<String>,
    fetched_at: i64,
    /// When it was last asked for, whether or not anything came.
    asked_at: i64,
}

/// What is held, by address. Cheap to clone.
#[derive(Clone, Default)]
pub struct AppKeys(Arc<Mutex<HashMap<String, Cached>>>);

impl std::fmt::Debug for AppKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppKeys")
    }
}

impl AppKeys {
    /// The keys of an app that may have signed a token, as a set (RFC 7517 section 5); none where
    /// they cannot be had now.
    pub async fn of(
        &self,
        http: &HttpClient,
        client: &Client,
        token: &str,
        now: i64,
    ) -> Option<String> {
        let address = match (&client.jwks, &client.jwks_uri) {
            (None, Some(address)) => address,
            (by_value, _) => return by_value.clone(),
        };
        let kept = self.kept(address);
        if let Some(kept) = &kept
            && is_to_be_used(kept, token, now)
        {
            return kept.set.clone();
        }
        let kept = match (fetch(http, address).await, kept) {
            // What came last stays good for its time, or an invented key could take an app's own
            // away while its server fails.
            (None, Some(kept)) if is_young(&kept, now) => Cached {
                asked_at: now,
                ..kept
            },
            (set, _) => Cached {
                set,
                fetched_at: now,
                asked_at: now,
            },
        };
        let set = kept.set.clone();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(address.clone(), kept);
        set
    }

    fn kept(&self, address: &str) -> Option<Cached> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(address).cloned()
    }
}

fn is_to_be_used(kept: &Cached, token: &str, now: i64) -> bool {
    let has_key = kept
        .set
        .as_deref()
        .is_some_and(|set| foreign_jwt::may_be_signed_by(token, set));
    let was_just_asked = (0..BETWEEN_REFETCHES).contains(&(now - kept.asked_at));
    is_young(kept, now) && (was_just_asked || has_key)
}

fn is_young(kept: &Cached, now: i64) -> bool {
    (0..LONGEST_USE).contains(&(now - kept.fetched_at))
}

/// Whatever is not a set with a key to verify with is as good as none.
async fn fetch(http: &HttpClient, address: &str) -> Option<String> {
    let address = Url::parse(address).ok()?;
    let answer = match http.call(get_json(&address).ok()?).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(%error, "an app's keys could not be fetched");
            return None;
        }
    };
    if answer.status() != StatusCode::OK {
        tracing::warn!(
            status = answer.status().as_u16(),
            "an app's keys could not be fetched"
        );
        return None;
    }
    let usable = std::str::from_utf8(answer.body())
        .ok()
        .and_then(foreign_jwt::usable_keys);
    if usable.is_none() {
        tracing::warn!("an app publishes no key to verify with");
    }
    usable
}
