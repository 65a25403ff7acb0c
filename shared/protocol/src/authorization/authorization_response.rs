//! Answers of the authorization endpoint (RFC 6749 section 4.1.2, RFC 9207). A redirect can only
//! be built from a redirect URI that was matched against the app's own: an open redirect has no
//! way to be written.

use kobling_model::{
    ClientId,
    apps::{Client, ClientType},
};
use serde::{Deserialize, Serialize};
use url::{Host, Url, form_urlencoded};

use super::AuthorizationRequest;

/// A redirect URI that is one of an app's, character by character (RFC 9700 section 2.1).
/// The only ways to one are the match below, a stored request, which had passed it, and what the
/// hub itself asks for a device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Matches what a request gave. No pattern, no normalisation; and even a registered address is
    /// only used where a browser can safely be sent: https, or http on the reader's own machine,
    /// without fragment or user part.
    pub fn matched(client: &Client, given: &str) -> Option<Self> {
        let is_native = client.client_type == ClientType::Native;
        let is_known = client
            .redirect_uris
            .iter()
            .any(|known| known == given || (is_native && is_same_but_port(known, given)));
        (is_known && Self::is_of_use(client.client_type, given)).then(|| Self(given.to_owned()))
    }

    /// Whether anybody is ever sent there, of an app of this type. What is not is not registered.
    pub fn is_of_use(client_type: ClientType, given: &str) -> bool {
        is_safe(given) || (client_type == ClientType::Native && is_private_use(given))
    }

    /// Our own page, where the login of a device's person leads: only a request that the hub made
    /// itself names it (RFC 8628).
    pub(super) fn of_our_own(given: &str) -> Option<Self> {
        is_safe(given).then(|| Self(given.to_owned()))
    }

    /// As `matched`, among the addresses to go to after logout
    /// (OpenID Connect RP-Initiated Logout 1.0 section 3).
    pub fn matched_after_logout(client: &Client, given: &str) -> Option<Self> {
        let is_known = client
            .post_logout_redirect_uris
            .iter()
            .any(|known| known == given);
        (is_known && Self::is_of_use(client.client_type, given)).then(|| Self(given.to_owned()))
    }

    /// Whether a form can be posted there: not to an app's own scheme.
    pub fn takes_forms(&self) -> bool {
        self.0.starts_with("https:") || self.0.starts_with("http:")
    }

    /// What a policy for forms has to name, so that a form's answer may lead there: the origin,
    /// or the scheme of an app's own.
    pub fn form_target(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        // A host that was registered before such were refused must not add to the policy.
        if url.host_str().is_some_and(|host| host.contains([';', ','])) {
            return None;
        }
        let origin = url.origin();
        Some(if origin.is_tuple() {
            origin.ascii_serialization()
        } else {
            format!("{}:", url.scheme())
        })
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

/// Blanks, line ends and letters beyond ASCII have no place in a URI, nor in a header; a fragment
/// has none in a redirect URI (RFC 6749 section 3.1.2).
fn is_plain(given: &str) -> bool {
    given.len() <= 2048 && given.bytes().all(|b| b.is_ascii_graphic()) && !given.contains('#')
}

/// An app on a machine listens at whichever port is free (RFC 8252 section 7.3): all but the port
/// is compared, and only for the two loopback addresses, never for a name.
fn is_same_but_port(known: &str, given: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]"].iter().any(|loopback| {
        let after = |uri: &str| {
            let rest = uri.strip_prefix(loopback)?;
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (port, path) = rest.split_at(end);
            let is_port = port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|digits| digits.parse::<u16>().is_ok_and(|port| port > 0));
            is_port.then(|| path.to_owned())
        };
        after(known).is_some_and(|path| after(given) == Some(path))
    })
}

/// A scheme of an app's own is a reversed domain name (RFC 8252 section 7.1): without a dot it
/// would be anybody's, or a browser's (`javascript`, `data`).
fn is_private_use(given: &str) -> bool {
    let Some((scheme, rest)) = given.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.contains('.')
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
    is_plain(given) && is_scheme && rest.starts_with('/')
}

fn is_safe(given: &str) -> bool {
    if !is_plain(given) {
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

/// How an answer travels (OAuth 2.0 Multiple Response Type Encoding Practices section 2.1, OAuth
/// 2.0 Form Post Response Mode). Never in a fragment.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug, Default)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    #[default]
    Query,
    FormPost,
}

/// An answer to an app that is complete but for its way there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub redirect_uri: RedirectUri,
    pub mode: ResponseMode,
    pub parameters: Vec<(&'static str, String)>,
}

impl Answer {
    /// The address with the parameters in its query.
    pub fn location(&self) -> String {
        let parameters: Vec<(&str, &str)> = self
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.redirect_uri.with(&parameters)
    }
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
    /// A request object that does not hold (RFC 9101 section 7).
    InvalidRequestObject,
    RequestUriNotSupported,
    /// A resource that the app has no API at (RFC 8707 section 2).
    InvalidTarget,
    /// `prompt=none`, but a person would have to log in.
    LoginRequired,
    /// `prompt=none` of an app of another organisation, and a page would be needed: which one would
    /// tell it of the person.
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
    NotPushed,
    NotSigned,
    Claims,
    ProofKey,
}

impl Refusal {
    /// What an app hears where no page may be shown and one is needed.
    pub const fn silent(client: &Client) -> Self {
        if client.third_party {
            Self::InteractionRequired
        } else {
            Self::LoginRequired
        }
    }

    /// The value of `error`.
    pub const fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::RequestNotSupported => "request_not_supported",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::InvalidTarget => "invalid_target",
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
                InvalidRequest::ResponseMode => "response_mode must be query or form_post",
                InvalidRequest::ChallengeMissing => {
                    "code_challenge is required: send it, with code_challenge_method S256, or have \
                     an app that has a secret or a key registered with the profile legacy"
                }
                InvalidRequest::ChallengeMethod => "code_challenge_method must be S256",
                InvalidRequest::ChallengeMalformed => "code_challenge is malformed",
                InvalidRequest::Prompt => "prompt is not understood, or none is not alone",
                InvalidRequest::MaxAge => "max_age must be a number of seconds",
                InvalidRequest::Tenant => "tenant is malformed",
                InvalidRequest::NotPushed => "this app has to push its requests",
                InvalidRequest::NotSigned => "this app has to sign its requests",
                InvalidRequest::Claims => "claims is malformed",
                InvalidRequest::ProofKey => "dpop_jkt is malformed",
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
    mode: ResponseMode,
    state: Option<String>,
    /// Whose it is, for the log.
    pub client: Option<ClientId>,
    pub refusal: Refusal,
}

impl ErrorRedirect {
    pub(super) const fn new(
        redirect_uri: RedirectUri,
        mode: ResponseMode,
        state: Option<String>,
        client: Option<ClientId>,
        refusal: Refusal,
    ) -> Self {
        Self {
            redirect_uri,
            mode,
            state,
            client,
            refusal,
        }
    }

    /// An error that comes up after the request was found right.
    pub fn for_request(request: &AuthorizationRequest, refusal: Refusal) -> Self {
        Self::new(
            request.redirect_uri.clone(),
            request.response_mode,
            request.state.clone(),
            Some(request.client.clone()),
            refusal,
        )
    }

    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// What the app is told, with `iss` (RFC 9207 section 2).
    pub fn answer(&self, issuer: &str) -> Answer {
        let mut parameters = vec![("error", self.refusal.error().to_owned())];
        if let Some(description) = self.refusal.description() {
            parameters.push(("error_description", description.to_owned()));
        }
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", issuer.to_owned()));
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            parameters,
        }
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

impl PageError {
    /// What is wrong, for the log.
    pub const fn why(self) -> &'static str {
        match self {
            Self::ClientIdMissing => "client_id is missing",
            Self::ClientUnknown => "there is no such app, or it is switched off",
            Self::RedirectUriMissing => "redirect_uri is missing",
            Self::RedirectUriNotRegistered => "redirect_uri is not registered",
            Self::Repeated => "client_id or redirect_uri is given more than once",
        }
    }
}

/// How a request that can't be granted is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuthorizationError {
    Page(PageError),
    Redirect(ErrorRedirect),
}
