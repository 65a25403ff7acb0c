//! The parameters of an authorization request one by one: what each may be, and which error it is
//! where it may not.

use kobling_model::{TenantId, apps::Client};

use super::{InvalidRequest, Prompt, RedirectUri, Refusal, ResponseMode};
use crate::{
    Parameters,
    token::{CodeChallenge, id_token::HINT_MAXIMUM},
};

/// What apps keep in their `state` comes back to them, here and after logout; in bytes.
pub const STATE_MAXIMUM: usize = 8192;

/// How long each parameter may be, in bytes. All that is read and kept has a limit.
const LIMITS: &[(&str, usize)] = &[
    ("state", STATE_MAXIMUM),
    ("nonce", 8192),
    ("scope", 1024),
    ("response_type", 64),
    ("response_mode", 64),
    ("code_challenge", 128),
    ("code_challenge_method", 16),
    ("prompt", 128),
    ("max_age", 20),
    ("acr_values", 1024),
    ("ui_locales", 512),
    ("tenant", 64),
    ("id_token_hint", HINT_MAXIMUM),
    ("claims", 4096),
    ("dpop_jkt", 64),
];

pub(super) fn nothing_too_long(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    for (name, limit) in LIMITS {
        if parameters.one(name)?.is_some_and(|v| v.len() > *limit) {
            return Err(InvalidRequest::TooLong.into());
        }
    }
    Ok(())
}

/// OpenID Connect Core section 6: said plainly, since a request object that is passed over would
/// change what the app asked for.
pub(super) fn no_request_object(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    if parameters.one("request")?.is_some() {
        return Err(Refusal::RequestNotSupported);
    }
    if parameters.one("request_uri")?.is_some() {
        return Err(Refusal::RequestUriNotSupported);
    }
    Ok(())
}

pub(super) fn response_type(parameters: &Parameters<'_>) -> Result<(), Refusal> {
    match parameters.one("response_type")? {
        Some("code") => Ok(()),
        Some(_) => Err(Refusal::UnsupportedResponseType),
        None => Err(InvalidRequest::ResponseTypeMissing.into()),
    }
}

pub(super) fn response_mode(
    parameters: &Parameters<'_>,
    redirect_uri: &RedirectUri,
) -> Result<ResponseMode, Refusal> {
    match parameters.one("response_mode")? {
        None | Some("query") => Ok(ResponseMode::Query),
        Some("form_post") if redirect_uri.takes_forms() => Ok(ResponseMode::FormPost),
        Some(_) => Err(InvalidRequest::ResponseMode.into()),
    }
}

/// RFC 9700 section 2.1.1: S256 is required of every app but a legacy one. A missing method means
/// `plain` (RFC 7636 section 4.3) and is refused with it.
pub(super) fn code_challenge(
    parameters: &Parameters<'_>,
    client: &Client,
) -> Result<Option<CodeChallenge>, Refusal> {
    let method = parameters.one("code_challenge_method")?;
    let Some(challenge) = parameters.one("code_challenge")? else {
        return if method.is_none() && client.may_go_without_pkce() {
            Ok(None)
        } else {
            Err(InvalidRequest::ChallengeMissing.into())
        };
    };
    if method != Some("S256") {
        return Err(InvalidRequest::ChallengeMethod.into());
    }
    CodeChallenge::parse(challenge)
        .map(Some)
        .ok_or_else(|| InvalidRequest::ChallengeMalformed.into())
}

/// The APIs that the access token is to be for: each one that the app is registered with.
pub(super) fn resources(
    parameters: &Parameters<'_>,
    client: &Client,
) -> Result<Vec<String>, Refusal> {
    let mut named: Vec<String> = Vec::new();
    for resource in parameters.all("resource") {
        if !client.resources.iter().any(|own| own == resource) {
            return Err(Refusal::InvalidTarget);
        }
        if !named.iter().any(|known| known == resource) {
            named.push(resource.to_owned());
        }
    }
    Ok(named)
}

/// A thumbprint of SHA-256 (RFC 7638 section 3).
pub(super) fn proof_key(parameters: &Parameters<'_>) -> Result<Option<String>, Refusal> {
    match parameters.one("dpop_jkt")? {
        None => Ok(None),
        Some(jkt)
            if jkt.len() == 43
                && jkt
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) =>
        {
            Ok(Some(jkt.to_owned()))
        }
        Some(_) => Err(InvalidRequest::ProofKey.into()),
    }
}

pub(super) fn scope(parameters: &Parameters<'_>, client: &Client) -> Result<Vec<String>, Refusal> {
    let mut granted: Vec<String> = Vec::new();
    for word in words(parameters.one("scope")?) {
        let is_new = !granted.iter().any(|known| known == word);
        if is_new && client.scopes.iter().any(|own| own == word) {
            granted.push(word.to_owned());
        }
    }
    granted
        .iter()
        .any(|word| word == "openid")
        .then_some(granted)
        .ok_or(Refusal::InvalidScope)
}

pub(super) fn prompt(parameters: &Parameters<'_>) -> Result<Prompt, Refusal> {
    let asked: Vec<&str> = words(parameters.one("prompt")?).collect();
    let known = ["none", "login", "consent", "select_account"];
    let is_none = asked.contains(&"none");
    if asked.iter().any(|word| !known.contains(word)) || (is_none && asked.len() > 1) {
        return Err(InvalidRequest::Prompt.into());
    }
    Ok(if is_none {
        Prompt::None
    } else if asked.contains(&"login") || asked.contains(&"select_account") {
        Prompt::Login
    } else {
        Prompt::AsNeeded
    })
}

pub(super) fn max_age(parameters: &Parameters<'_>) -> Result<Option<u32>, Refusal> {
    match parameters.one("max_age")? {
        None => Ok(None),
        // More seconds than fit are more than any session lives.
        Some(text) if text.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(Some(text.parse().unwrap_or(u32::MAX)))
        }
        Some(_) => Err(InvalidRequest::MaxAge.into()),
    }
}

pub(super) fn named_tenant(parameters: &Parameters<'_>) -> Result<Option<TenantId>, Refusal> {
    parameters
        .one("tenant")?
        .map(|text| TenantId::parse(text).ok_or_else(|| InvalidRequest::Tenant.into()))
        .transpose()
}

pub(super) fn words(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
}

pub(super) fn is_language_tag(tag: &str) -> bool {
    tag.len() <= 35 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
