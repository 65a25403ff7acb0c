//! Pushed authorization requests (RFC 9126): the app hands its request over itself and sends the
//! browser with nothing but a handle. The hub does the same with a request that the browser posts
//! and no address could hold.

use kobling_base::{
    clock::Timestamp,
    digest::{is_equal, sha256},
};
use kobling_model::{
    ClientId,
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

use super::Came;
use crate::{Parameters, device_request::DeviceRequest};

/// Seconds that a handle lives.
pub const PUSHED_REQUEST_LIFE: i64 = 60;
/// Seconds within which who posted a long request has to have chosen an employer, if there is a
/// choice: as long as a login may take.
const POSTED_REQUEST_LIFE: i64 = 3600;
/// Seconds for which the store remembers that it was used: longer than a login may take.
const REMEMBERED: i64 = 2 * 3600;
/// RFC 9126 section 2.2.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PushedRequest {
    /// SHA-256 of the handle, base64url.
    pub handle_digest: String,
    pub client: ClientId,
    /// The parameters as they were pushed, without those that authenticated the app.
    pub parameters: Vec<(String, String)>,
    pub usable_until: Timestamp,
    /// The hub made it for a device that waits: it leads to our own page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_for_device: bool,
    /// The browser posted it, and nobody showed who they are: an address could not hold it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_posted: bool,
    /// SHA-256 of the cookie of the browser that was told what a device's code means: no other goes
    /// on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_digest: Option<String>,
    /// When a code was given by it: after that it is of no use (RFC 9126 section 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

impl PushedRequest {
    pub fn new(
        handle: &str,
        client: ClientId,
        parameters: Vec<(String, String)>,
        now: Timestamp,
    ) -> Self {
        Self {
            handle_digest: sha256(handle),
            client,
            parameters,
            usable_until: now + PUSHED_REQUEST_LIFE,
            is_for_device: false,
            is_posted: false,
            browser_digest: None,
            used_at: None,
            expires_at: now + REMEMBERED,
        }
    }

    /// What the hub asks for a device's person, for as long as the device waits.
    pub fn for_device(handle: &str, device: &DeviceRequest, browser: &str, now: Timestamp) -> Self {
        Self {
            browser_digest: Some(sha256(browser)),
            usable_until: device.usable_until,
            is_for_device: true,
            ..Self::new(
                handle,
                device.client.clone(),
                device.parameters.clone(),
                now,
            )
        }
    }

    /// What came by the browser, and is as good as if it stood in the address.
    pub fn posted(
        handle: &str,
        client: ClientId,
        parameters: Vec<(String, String)>,
        now: Timestamp,
    ) -> Self {
        Self {
            usable_until: now + POSTED_REQUEST_LIFE,
            is_posted: true,
            ..Self::new(handle, client, parameters, now)
        }
    }

    /// Whether the app may use it now. It may be opened more than once until a code was given:
    /// people press "back" and "reload".
    pub fn is_usable_by(&self, client: &ClientId, now: Timestamp) -> bool {
        self.client == *client && self.used_at.is_none() && now < self.usable_until
    }
}

impl PushedRequest {
    /// Whether this browser may go on with it.
    pub fn is_of(&self, browser: Option<&str>) -> bool {
        let Some(own) = &self.browser_digest else {
            return true;
        };
        browser.is_some_and(|browser| is_equal(&sha256(browser), own))
    }

    /// The way by which it came.
    pub fn came(&self) -> Came<'_> {
        if self.is_posted {
            Came::Open
        } else if self.is_for_device {
            Came::ForDevice(&self.handle_digest)
        } else {
            Came::Pushed(&self.handle_digest)
        }
    }
}

impl Entity for PushedRequest {
    const TYPE: &'static str = "pushed_request";

    fn key(&self) -> Key {
        keys::pushed_request(&self.handle_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// The value of `request_uri` for a handle.
pub fn request_uri(handle: &str) -> String {
    format!("{PREFIX}{handle}")
}

/// The digest of the handle that an authorization request names, if it names one of ours.
pub fn handle_digest(raw: &[(String, String)]) -> Option<String> {
    let handle = Parameters::new(raw)
        .hint("request_uri")?
        .strip_prefix(PREFIX)?;
    (handle.len() <= 64).then(|| sha256(handle))
}
