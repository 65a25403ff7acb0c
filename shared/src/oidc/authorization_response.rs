//! Answers of the authorization endpoint (RFC 6749 section 4.1.2, RFC 9207). A redirect can only
//! be built from a redirect URI that was matched against the app's own: an open redirect has no
//! way to be written.

use serde::{Deserialize, Serialize};
use url::{Host, Url, form_urlencoded};

use super::AuthorizationRequest;
use crate::accounts::Client;

/// A redirect URI that is one of an app's, character by character (RFC 9700 section 2.1).
/// The only ways to one are the match below and a stored request, which had passed it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Matches what a request gave. No pattern, no normalisation; and even a registered address is
    /// only used where a browser can safely be sent: https, or http on the reader's own machine,
    /// without fragment or user part.
    pub fn matched(client: &Client, given: &str) -> Option<Self> {
        (client.redirect_uris.iter().any(|known| known == given) && is_safe(given))
            .then(|| Self(given.to_owned()))
    }

    /// As `matched`, among the addresses to go to after logout
    /// (OpenID Connect RP-Initiated Logout 1.0 section 3).
    pub fn matched_after_logout(client: &Client, given: &str) -> Option<Self> {
        (client
            .post_logout_redirect_uris
            .iter()
            .any(|known| known == given)
            && is_safe(given))
        .then(|| Self(given.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with parameters added behind what its query already holds (RFC 6749 section
    /// 3.1.2); what was registered stays as it is, byte by byte.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        if parameters.is_empty() {
            return url;
        }
        match url.split_once('?') {
            None => url.push('?'),
            Some((_, "")) => {}
            Some((_, query)) if query.ends_with('&') => {}
            Some(_) => url.push('&'),
        }
        url.push_str(
            &form_urlencoded::Serializer::new(String::new())
                .extend_pairs(parameters)
                .finish(),
        );
        url
    }
}

fn is_safe(given: &str) -> bool {
    // Blanks, line ends and letters beyond ASCII have no place in a URI, nor in a header.
    if given.len() > 2048 || !given.bytes().all(|b| b.is_ascii_graphic()) || given.contains('#') {
        return false;
    }
    let Ok(url) = Url::parse(given) else {
        return false;
    };
    let is_own_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_scheme = match url.scheme() {
        "https" => true,
        "http" => is_own_machine,
        _ => false,
    };
    is_scheme && url.username().is_empty() && url.password().is_none()
}

/// Why a request can't be granted, as an app is told (RFC 6749 section 4.1.2.1, OpenID Connect
/// Core section 3.1.2.6, OpenID Connect Unmet Authentication Requirements 1.0).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// With a fixed description for the app's developer.
    InvalidRequest(InvalidRequest),
    UnauthorizedClient,
    UnsupportedResponseType,
    InvalidScope,
    RequestNotSupported,
    RequestUriNotSupported,
    /// `prompt=none`, but a person would have to log in.
    LoginRequired,
    /// `prompt=none`, but a person would have to decide something.
    InteractionRequired,
    /// The person cancelled, or may not use the app.
    AccessDenied,
    /// The login can't reach the level that was asked for.
    UnmetAuthenticationRequirements,
    TemporarilyUnavailable,
    ServerError,
}

/// What is wrong with the form of a request.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum InvalidRequest {
    Repeated,
    TooLong,
    ResponseTypeMissing,
    ResponseMode,
    ChallengeMissing,
    ChallengeMethod,
    ChallengeMalformed,
    Prompt,
    MaxAge,
    Tenant,
}

impl Refusal {
    /// The value of `error`.
    pub const fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::AccessDenied => "access_denied",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    /// The value of `error_description`: fixed text, nothing of the request in it.
    pub const fn description(self) -> Option<&'static str> {
        Some(match self {
            Self::InvalidRequest(what) => match what {
                InvalidRequest::Repeated => "a parameter is given more than once",
                InvalidRequest::TooLong => "a parameter is too long",
                InvalidRequest::ResponseTypeMissing => "response_type is missing",
                InvalidRequest::ResponseMode => "response_mode must be query",
                InvalidRequest::ChallengeMissing => "code_challenge is required",
                InvalidRequest::ChallengeMethod => "code_challenge_method must be S256",
                InvalidRequest::ChallengeMalformed => "code_challenge is malformed",
                InvalidRequest::Prompt => "prompt is not understood, or none is not alone",
                InvalidRequest::MaxAge => "max_age must be a number of seconds",
                InvalidRequest::Tenant => "tenant is malformed",
            },
            Self::UnsupportedResponseType => "response_type must be code",
            Self::InvalidScope => "scope must hold openid, and the app must be registered for it",
            _ => return None,
        })
    }
}

/// An error that goes back to the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorRedirect {
    redirect_uri: RedirectUri,
    state: Option<String>,
    pub refusal: Refusal,
}

impl ErrorRedirect {
    pub(super) const fn new(
        redirect_uri: RedirectUri,
        state: Option<String>,
        refusal: Refusal,
    ) -> Self {
        Self {
            redirect_uri,
            state,
            refusal,
        }
    }

    /// An error that comes up after the request was found right.
    pub fn for_request(request: &AuthorizationRequest, refusal: Refusal) -> Self {
        Self::new(request.redirect_uri.clone(), request.state.clone(), refusal)
    }

    /// Where to send the browser, with `iss` (RFC 9207 section 2).
    pub fn location(&self, issuer: &str) -> String {
        let mut parameters = vec![("error", self.refusal.error())];
        if let Some(description) = self.refusal.description() {
            parameters.push(("error_description", description));
        }
        if let Some(state) = &self.state {
            parameters.push(("state", state));
        }
        parameters.push(("iss", issuer));
        self.redirect_uri.with(&parameters)
    }
}

/// Why there can't even be a redirect: the app, or where it is, is not sure.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum PageError {
    ClientIdMissing,
    /// No such app, or it was disabled.
    ClientUnknown,
    RedirectUriMissing,
    RedirectUriNotRegistered,
    /// `client_id` or `redirect_uri` is there twice.
    Repeated,
}

/// How a request that can't be granted is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuthorizationError {
    Page(PageError),
    Redirect(ErrorRedirect),
}
