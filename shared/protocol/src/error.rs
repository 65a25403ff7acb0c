//! Errors of the token and userinfo endpoints (RFC 6749 section 5.2, RFC 6750 section 3,
//! RFC 9470 section 3): wire name, status, challenge. Descriptions are fixed English text for an
//! app's developer; nothing of a request or a person is ever in them.

use kobling_model::Level;

/// Why the token endpoint refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenError {
    /// With what is wrong in the request's form.
    InvalidRequest(&'static str),
    /// One answer for an unknown app, a wrong secret and a wrong method.
    InvalidClient,
    /// One answer for every reason that a code or refresh token is worth nothing.
    InvalidGrant,
    /// The client may not come by tokens in this way, or not at this tenant; one answer for
    /// every reason.
    UnauthorizedClient,
    UnsupportedGrantType,
    InvalidScope,
    /// A resource that was not granted (RFC 8707 section 2).
    InvalidTarget,
    /// No proof of possession where there must be one, or one that does not hold (RFC 9449
    /// section 5).
    InvalidDpopProof,
    /// The proof has to have a nonce of ours in it (RFC 9449 section 8); the answer bears one.
    UseDpopNonce,
    /// The person has not answered yet; this, and the next three, of a device that asks (RFC 8628
    /// section 3.5).
    AuthorizationPending,
    SlowDown,
    /// The person said no.
    AccessDenied,
    ExpiredToken,
    /// Not the app's fault; the same request may go through later.
    TemporarilyUnavailable,
    ServerError,
}

impl TokenError {
    /// The value of `error`.
    pub const fn error(self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::AccessDenied => "access_denied",
            Self::ExpiredToken => "expired_token",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }

    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::TemporarilyUnavailable => 503,
            Self::ServerError => 500,
            _ => 400,
        }
    }

    /// The value of `error_description`.
    pub const fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest(what) => what,
            Self::InvalidClient => "client authentication failed",
            Self::InvalidGrant => {
                "the code or refresh token is invalid, expired, used, ended, or another client's"
            }
            Self::UnauthorizedClient => "the client may not use this grant type, or not here",
            Self::UnsupportedGrantType => {
                "grant_type must be authorization_code, refresh_token, client_credentials or device_code's"
            }
            Self::InvalidScope => "the scope goes beyond what was granted",
            Self::InvalidTarget => "the resource goes beyond what was granted",
            Self::InvalidDpopProof => "a DPoP proof is missing or does not hold",
            Self::UseDpopNonce => "make the DPoP proof with the nonce of this answer",
            Self::AuthorizationPending => "the person has not answered yet",
            Self::SlowDown => "wait five seconds longer between two questions from now on",
            Self::AccessDenied => "the person did not allow it",
            Self::ExpiredToken => "the device code has expired: ask for a new one",
            Self::TemporarilyUnavailable => "try again in a moment",
            Self::ServerError => "something failed here",
        }
    }

    /// The value of `WWW-Authenticate`, where there must be one.
    pub const fn challenge(self) -> Option<&'static str> {
        match self {
            Self::InvalidClient => Some("Basic realm=\"kobling\", charset=\"UTF-8\""),
            _ => None,
        }
    }
}

/// Why a protected resource (userinfo, the API) refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BearerError {
    /// No token at all: the challenge says only how to come again.
    Missing,
    /// A token in two places, or malformed.
    InvalidRequest,
    /// One answer for every reason that a token is worth nothing.
    InvalidToken,
    /// The token is bound to a key that was not shown, or shown by a proof that does not hold
    /// (RFC 9449 section 7.1).
    InvalidDpopProof,
    /// The proof has to have a nonce of ours in it (RFC 9449 section 9); the answer bears one.
    UseDpopNonce,
    /// With the scope that is needed.
    InsufficientScope(&'static str),
    /// The login behind the token is too weak; with the level needed.
    InsufficientUserAuthentication(Level),
    TemporarilyUnavailable,
    ServerError,
}

impl BearerError {
    /// The value of `error`; none where RFC 6750 section 3.1 wants none.
    pub const fn error(self) -> Option<&'static str> {
        Some(match self {
            Self::Missing => return None,
            Self::InvalidRequest => "invalid_request",
            Self::InvalidToken => "invalid_token",
            Self::InvalidDpopProof => "invalid_dpop_proof",
            Self::UseDpopNonce => "use_dpop_nonce",
            Self::InsufficientScope(_) => "insufficient_scope",
            Self::InsufficientUserAuthentication(_) => "insufficient_user_authentication",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::ServerError => "server_error",
        })
    }

    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::Missing
            | Self::InvalidToken
            | Self::InvalidDpopProof
            | Self::UseDpopNonce
            | Self::InsufficientUserAuthentication(_) => 401,
            Self::InsufficientScope(_) => 403,
            Self::TemporarilyUnavailable => 503,
            Self::ServerError => 500,
        }
    }

    pub const fn description(self) -> Option<&'static str> {
        Some(match self {
            Self::Missing => return None,
            Self::InvalidRequest => "send one access token, in the header or in the form",
            Self::InvalidToken => "the access token is invalid, expired or ended",
            Self::InvalidDpopProof => "the DPoP proof is missing or does not hold",
            Self::UseDpopNonce => "make the DPoP proof with the nonce of this answer",
            Self::InsufficientScope(_) => "the access token lacks the scope that is needed",
            Self::InsufficientUserAuthentication(_) => "a stronger login is needed",
            Self::TemporarilyUnavailable => "try again in a moment",
            Self::ServerError => "something failed here",
        })
    }

    /// The value of `WWW-Authenticate`, where there must be one.
    pub fn challenge(self) -> Option<String> {
        if matches!(self, Self::TemporarilyUnavailable | Self::ServerError) {
            return None;
        }
        let mut parts = vec!["realm=\"kobling\"".to_owned()];
        if let (Some(error), Some(description)) = (self.error(), self.description()) {
            parts.push(format!("error=\"{error}\""));
            parts.push(format!("error_description=\"{description}\""));
        }
        match self {
            Self::InsufficientScope(scope) => parts.push(format!("scope=\"{scope}\"")),
            Self::InsufficientUserAuthentication(level) => {
                parts.extend(level.acr().map(|acr| format!("acr_values=\"{acr}\"")));
            }
            _ => {}
        }
        if matches!(self, Self::InvalidDpopProof | Self::UseDpopNonce) {
            parts.push("algs=\"ES256 PS256 EdDSA\"".to_owned());
            return Some(format!("DPoP {}", parts.join(", ")));
        }
        Some(format!("Bearer {}", parts.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_client_authentication_challenges() {
        assert_eq!(TokenError::InvalidClient.status(), 401);
        assert!(
            TokenError::InvalidClient
                .challenge()
                .unwrap()
                .starts_with("Basic ")
        );
        assert_eq!(TokenError::InvalidGrant.challenge(), None);
    }

    #[test]
    fn a_missing_token_gets_a_challenge_without_error() {
        assert_eq!(
            BearerError::Missing.challenge().unwrap(),
            "Bearer realm=\"kobling\""
        );
    }

    #[test]
    fn a_step_up_challenge_names_the_level() {
        let challenge = BearerError::InsufficientUserAuthentication(Level::High)
            .challenge()
            .unwrap();
        assert!(challenge.contains("error=\"insufficient_user_authentication\""));
        assert!(challenge.contains("acr_values=\"http://eidas.europa.eu/LoA/high\""));
    }
}
