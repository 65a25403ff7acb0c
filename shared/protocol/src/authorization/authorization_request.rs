//! The authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1,
//! RFC 7636 section 4.3): read once, in one order, and from then on a value that is right.

use kobling_base::clock::Timestamp;
use kobling_model::{
    AccountId, ClientId, Level, TenantId,
    apps::{Client, GrantType, RequestedClaims},
};
use serde::{Deserialize, Serialize};

use super::{
    Answer, AuthorizationError, ErrorRedirect, InvalidRequest, PageError, RedirectUri, Refusal,
    ResponseMode,
    authorization_parameters::{
        code_challenge, is_language_tag, max_age, named_tenant, no_request_object,
        nothing_too_long, prompt, proof_key, resources, response_mode, response_type, scope, words,
    },
    claims_request,
};
use crate::{Parameters, Repeated, token::CodeChallenge};

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

/// The app a request names, to look it up before `validate`.
pub fn client_id(raw: &[(String, String)]) -> Option<ClientId> {
    ClientId::parse(Parameters::new(raw).hint("client_id")?)
}

/// The tenant a request names, to look it up along with the app.
pub fn tenant(raw: &[(String, String)]) -> Option<TenantId> {
    TenantId::parse(Parameters::new(raw).hint("tenant")?)
}

/// The way by which a request came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Came<'a> {
    /// By the browser.
    Open,
    /// Straight from the app, under the digest of its handle (RFC 9126).
    Pushed(&'a str),
    /// The hub made it itself, under such a digest, for a device that waits (RFC 8628).
    ForDevice(&'a str),
}

/// Checks a request. `client` is what the store has under its `client_id`.
///
/// The app and its redirect URI come first: until both are sure, an error is a page of our own
/// (RFC 6749 section 4.1.2.1). After them every error goes back to the app.
pub fn validate(
    raw: &[(String, String)],
    client: Option<&Client>,
    came: Came<'_>,
) -> Result<AuthorizationRequest, AuthorizationError> {
    let parameters = Parameters::new(raw);
    let client = known_client(&parameters, client).map_err(AuthorizationError::Page)?;
    let redirect_uri = redirect_uri(&parameters, client, came).map_err(AuthorizationError::Page)?;
    check(&parameters, client, &redirect_uri, came)
        .map_err(|refusal| AuthorizationError::Redirect(back(&parameters, redirect_uri, refusal)))
}

/// What is told about a request whose object could not be read: to the app, where what stands
/// beside it names an address of the app's; else on a page.
pub fn refused(raw: &[(String, String)], client: &Client, refusal: Refusal) -> AuthorizationError {
    if !client.enabled {
        return AuthorizationError::Page(PageError::ClientUnknown);
    }
    let parameters = Parameters::new(raw);
    match redirect_uri(&parameters, client, Came::Open) {
        Ok(address) => AuthorizationError::Redirect(back(&parameters, address, refusal)),
        Err(error) => AuthorizationError::Page(error),
    }
}

fn back(parameters: &Parameters<'_>, redirect_uri: RedirectUri, refusal: Refusal) -> ErrorRedirect {
    // Without it the app can't tell whose answer it is, so it comes back even where it is what is
    // too long. Of a repeated one nobody knows which it was.
    let state = parameters.hint("state");
    let mode = match parameters.hint("response_mode") {
        Some("form_post") if redirect_uri.takes_forms() => ResponseMode::FormPost,
        _ => ResponseMode::Query,
    };
    let client = parameters.hint("client_id").and_then(ClientId::parse);
    let state = state.map(str::to_owned);
    ErrorRedirect::new(redirect_uri, mode, state, client, refusal)
}

/// The order of checks, once an error may be redirected.
fn check(
    parameters: &Parameters<'_>,
    client: &Client,
    redirect_uri: &RedirectUri,
    came: Came<'_>,
) -> Result<AuthorizationRequest, Refusal> {
    let grant_type = match came {
        Came::Open | Came::Pushed(_) => GrantType::AuthorizationCode,
        Came::ForDevice(_) => GrantType::DeviceCode,
    };
    if !client.may_use(grant_type) {
        return Err(Refusal::UnauthorizedClient);
    }
    if came == Came::Open && client.must_push() {
        return Err(InvalidRequest::NotPushed.into());
    }
    nothing_too_long(parameters)?;
    no_request_object(parameters)?;
    response_type(parameters)?;
    let response_mode = response_mode(parameters, redirect_uri)?;
    let code_challenge = code_challenge(parameters, client)?;
    let scope = scope(parameters, client)?;
    let prompt = prompt(parameters)?;
    let max_age = max_age(parameters)?;
    let tenant = named_tenant(parameters)?;
    Ok(AuthorizationRequest {
        client: client.id.clone(),
        redirect_uri: redirect_uri.clone(),
        scope,
        state: parameters.one("state")?.map(str::to_owned),
        nonce: parameters.one("nonce")?.map(str::to_owned),
        code_challenge,
        response_mode,
        claims: claims_request::parse(parameters.one("claims")?, client)?,
        resources: resources(parameters, client)?,
        dpop_jkt: proof_key(parameters)?,
        pushed: match came {
            Came::Open => None,
            Came::Pushed(digest) | Came::ForDevice(digest) => Some(digest.to_owned()),
        },
        is_for_device: matches!(came, Came::ForDevice(_)),
        prompt,
        asks_consent: words(parameters.one("prompt")?).any(|word| word == "consent"),
        max_age,
        acr_values: words(parameters.one("acr_values")?)
            .map(Level::from_acr)
            .filter(|level| *level != Level::None)
            .collect(),
        ui_locales: words(parameters.one("ui_locales")?)
            .filter(|tag| is_language_tag(tag))
            .take(8)
            .map(str::to_owned)
            .collect(),
        tenant,
        id_token_hint: parameters.one("id_token_hint")?.map(str::to_owned),
    })
}

fn known_client<'a>(
    parameters: &Parameters<'_>,
    client: Option<&'a Client>,
) -> Result<&'a Client, PageError> {
    let named = parameters
        .one("client_id")
        .map_err(|Repeated(_)| PageError::Repeated)?
        .ok_or(PageError::ClientIdMissing)?;
    client
        .filter(|client| client.enabled && client.id.as_str() == named)
        .ok_or(PageError::ClientUnknown)
}

fn redirect_uri(
    parameters: &Parameters<'_>,
    client: &Client,
    came: Came<'_>,
) -> Result<RedirectUri, PageError> {
    let given = parameters
        .one("redirect_uri")
        .map_err(|Repeated(_)| PageError::Repeated)?
        .ok_or(PageError::RedirectUriMissing)?;
    match came {
        Came::Open | Came::Pushed(_) => RedirectUri::matched(client, given),
        Came::ForDevice(_) => RedirectUri::of_our_own(given),
    }
    .ok_or(PageError::RedirectUriNotRegistered)
}

impl From<Repeated> for Refusal {
    fn from(_: Repeated) -> Self {
        InvalidRequest::Repeated.into()
    }
}

impl From<InvalidRequest> for Refusal {
    fn from(what: InvalidRequest) -> Self {
        Self::InvalidRequest(what)
    }
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

#[cfg(test)]
#[path = "authorization_request_tests.rs"]
mod tests;
