//! Why a request is not granted, in the words of the authorization endpoint.

use kobling_model::apps::Client;
use serde::{Deserialize, Serialize};

use crate::Repeated;

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
