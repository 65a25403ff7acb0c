//! The authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1,
//! RFC 7636 section 4.3), once it has passed every check.

use kobling_base::clock::Timestamp;
use kobling_model::{AccountId, ClientId, Level, TenantId, apps::RequestedClaims};
use serde::{Deserialize, Serialize};

use super::{Answer, RedirectUri, ResponseMode};
use crate::token::CodeChallenge;

/// Seconds by which an upstream's clock may be behind ours when it says when someone logged in.
const CLOCK_SKEW: i64 = 60;

/// What an app may demand of the person's presence (`prompt`).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Nothing was said.
    AsNeeded,
    /// `none`: no page at all.
    None,
    /// `login`; also `select_account`, as it is with the eID that a person chooses the account.
    Login,
}

/// A request that passed every check. It is kept in the stored login request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AuthorizationRequest {
    pub client: ClientId,
    pub redirect_uri: RedirectUri,
    /// What is granted: asked for, and among the app's own.
    pub scope: Vec<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// None only for an app from before PKCE.
    pub code_challenge: Option<CodeChallenge>,
    #[serde(default)]
    pub response_mode: ResponseMode,
    #[serde(default)]
    pub claims: RequestedClaims,
    /// APIs that the access token is to be for; none means our own userinfo (RFC 8707 section 2).
    #[serde(default)]
    pub resources: Vec<String>,
    /// The thumbprint of the key that the code is bound to (RFC 9449 section 10).
    #[serde(default)]
    pub dpop_jkt: Option<String>,
    /// SHA-256 of the handle, where it was pushed: it is used up when a code is given.
    #[serde(default)]
    pub pushed: Option<String>,
    /// The hub made it for a device that waits (RFC 8628): no code goes to an address, but the
    /// device's person is asked whether it may have one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_for_device: bool,
    pub prompt: Prompt,
    /// `prompt=consent`: where consent is the person's to give, they are asked anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_consent: bool,
    /// Seconds since the last login, at most.
    pub max_age: Option<u32>,
    /// The known ones of `acr_values`, in the app's order of preference.
    pub acr_values: Vec<Level>,
    /// Language tags in the app's order of preference (BCP 47), well-formed but not checked.
    pub ui_locales: Vec<String>,
    pub tenant: Option<TenantId>,
    /// As it was given: not verified yet.
    pub id_token_hint: Option<String>,
}

impl AuthorizationRequest {
    /// The level a login must have for this request: the lowest that the app listed, as it is
    /// content with any of them.
    pub fn asked_level(&self) -> Level {
        let lowest = |levels: &[Level]| levels.iter().min().copied().unwrap_or(Level::None);
        lowest(&self.acr_values).max(lowest(&self.claims.acr))
    }

    /// Whether a login of that person answers the request: of anyone, or of the one who is meant.
    pub fn is_for(&self, account: AccountId) -> bool {
        self.claims.sub.is_none_or(|sub| sub == account)
    }

    pub fn has_scope(&self, word: &str) -> bool {
        self.scope.iter().any(|granted| granted == word)
    }

    /// Whether a login is recent enough for `prompt` and `max_age`.
    ///
    /// `begun_at` is when the request was stored, none while it has only just arrived. What
    /// happened since then is recent whatever the app said, or a slow person would be sent round
    /// for ever.
    pub fn is_recent_enough(
        &self,
        auth_time: Timestamp,
        begun_at: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        if begun_at.is_some_and(|begun| auth_time >= begun - CLOCK_SKEW) {
            return true;
        }
        self.prompt != Prompt::Login
            && self
                .max_age
                .is_none_or(|seconds| now - auth_time <= i64::from(seconds))
    }

    /// What the app gets with a code (RFC 6749 section 4.1.2, RFC 9207 section 2).
    pub fn success(&self, code: &str, issuer: &str) -> Answer {
        let mut parameters = vec![("code", code.to_owned())];
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", issuer.to_owned()));
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.response_mode,
            parameters,
        }
    }
}
