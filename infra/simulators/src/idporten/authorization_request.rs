//! The authorization request (OpenID Connect Core section 3.1.2.1 with ID-porten's stricter rules):
//! PKCE S256, state and nonce are mandatory, the redirect_uri is compared exactly, and nothing is
//! sent to an address before client and redirect_uri are known to belong together. Pure.

use super::Client;
use super::acr::RequestedAcr;
use super::texts::Locale;
use crate::web::Parameters;

/// How the answer travels (OAuth 2.0 Multiple Response Types; Form Post Response Mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Query,
    FormPost,
}

/// Where the answer of one request goes; made only from a registered redirect_uri.
#[derive(Clone, Debug)]
pub(crate) struct ReturnAddress {
    pub(crate) redirect_uri: String,
    pub(crate) response_mode: ResponseMode,
    pub(crate) state: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    WhenNeeded,
    Login,
    None,
}

/// A request that passed every check.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) return_address: ReturnAddress,
    pub(crate) scope: String,
    pub(crate) nonce: String,
    /// The S256 challenge, 43 characters.
    pub(crate) code_challenge: String,
    pub(crate) acr: RequestedAcr,
    pub(crate) prompt: Prompt,
    /// Seconds that may have passed since the login.
    pub(crate) max_age: Option<i64>,
    pub(crate) locale: Locale,
}

/// Why a request was refused, and by which door the refusal leaves.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The client or its address is not known: tell the person, send nothing anywhere.
    Page(&'static str),
    /// Tell the client.
    Redirect {
        to: ReturnAddress,
        error: &'static str,
        description: String,
    },
}

/// Checks a request in the order that keeps it from becoming an open redirector.
///
/// # Errors
/// [`Refusal::Page`] while the address is not trusted, [`Refusal::Redirect`] afterwards.
pub(crate) fn validate<'c>(
    parameters: &Parameters,
    client: impl FnOnce(&str) -> Option<&'c Client>,
) -> Result<AuthorizationRequest, Refusal> {
    let client = parameters
        .get("client_id")
        .and_then(client)
        .ok_or(Refusal::Page("unknown client_id"))?;
    if !client.allowed {
        return Err(Refusal::Page("this client is switched off"));
    }
    let redirect_uri = parameters
        .get("redirect_uri")
        .filter(|asked| client.redirect_uris.iter().any(|known| known == asked))
        .ok_or(Refusal::Page(
            "redirect_uri is not registered for this client",
        ))?;

    let response_mode = match parameters.get("response_mode") {
        None | Some("query") => Some(ResponseMode::Query),
        Some("form_post") => Some(ResponseMode::FormPost),
        Some(_) => None,
    };
    let to = ReturnAddress {
        redirect_uri: redirect_uri.to_owned(),
        response_mode: response_mode.unwrap_or(ResponseMode::Query),
        state: parameters.get("state").map(ToOwned::to_owned),
    };
    let refuse = |error: &'static str, description: String| Refusal::Redirect {
        to: to.clone(),
        error,
        description,
    };
    let invalid = |description: &str| refuse("invalid_request", description.to_owned());

    if let Some(name) = parameters.doubled() {
        return Err(invalid(&format!("parameter {name} came more than once")));
    }
    if response_mode.is_none() {
        return Err(invalid("response_mode must be query or form_post"));
    }
    if parameters.get("request").is_some() {
        return Err(refuse(
            "request_not_supported",
            "request objects are not taken".to_owned(),
        ));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None => return Err(invalid("response_type is missing")),
        Some(_) => {
            return Err(refuse(
                "unsupported_response_type",
                "response_type must be code".to_owned(),
            ));
        }
    }
    let scope = parameters.get("scope").unwrap_or_default();
    if !scope.split_ascii_whitespace().any(|one| one == "openid") {
        return Err(refuse(
            "invalid_scope",
            "scope must contain openid".to_owned(),
        ));
    }
    if to.state.is_none() {
        return Err(invalid("state is missing"));
    }
    let nonce = parameters
        .get("nonce")
        .ok_or_else(|| invalid("nonce is missing"))?;
    let code_challenge = parameters
        .get("code_challenge")
        .ok_or_else(|| invalid("code_challenge is missing: PKCE is mandatory"))?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    if !is_s256_challenge(code_challenge) {
        return Err(invalid(
            "code_challenge must be 43 characters of base64url without padding",
        ));
    }
    let acr = RequestedAcr::parse(parameters.get("acr_values").unwrap_or_default())
        .map_err(|_| invalid("acr_values holds a value that is not supported"))?;
    let prompt = match parameters.get("prompt") {
        None => Prompt::WhenNeeded,
        Some("login") => Prompt::Login,
        Some("none") => Prompt::None,
        Some(_) => return Err(invalid("prompt must be login or none")),
    };
    let max_age = match parameters.get("max_age").map(str::parse::<i64>) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0 => Some(seconds),
        Some(_) => return Err(invalid("max_age must be a number of seconds")),
    };
    Ok(AuthorizationRequest {
        client_id: client.client_id.clone(),
        scope: scope.to_owned(),
        nonce: nonce.to_owned(),
        code_challenge: code_challenge.to_owned(),
        acr,
        prompt,
        max_age,
        locale: Locale::choose(parameters.get("ui_locales")),
        return_address: to,
    })
}

/// RFC 7636 section 4.2: base64url of a SHA-256 digest.
fn is_s256_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
