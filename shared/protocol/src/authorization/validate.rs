//! From the parameters of an authorization request to a value that is right: read once, in one
//! order.

use kobling_model::{
    ClientId, Level, TenantId,
    apps::{Client, GrantType},
};

use super::{
    AuthorizationError, AuthorizationRequest, ErrorRedirect, InvalidRequest, PageError,
    RedirectUri, Refusal, ResponseMode,
    authorization_parameters::{
        code_challenge, is_language_tag, max_age, named_tenant, no_request_object,
        nothing_too_long, prompt, proof_key, resources, response_mode, response_type, scope, words,
    },
    claims_request,
};
use crate::{Parameters, Repeated};

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

#[cfg(test)]
#[path = "authorization_request_tests.rs"]
mod tests;
