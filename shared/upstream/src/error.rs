//! How a login at an identity provider can fail: what the person is told (the variants of
//! [`UpstreamError`]) apart from why (its source, for the log). Nothing here holds a code, a
//! token, a number or a text that the provider or the browser chose freely.

use kobling_outbound::HttpError;

/// One failed step. The variant decides the page; the source chain goes to the log only.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// The person chose to cancel (`access_denied`).
    #[error("the person cancelled at the identity provider")]
    Cancelled,
    /// The provider wants the person to log in or choose there, and was asked not to.
    #[error("the identity provider demands a login by the person")]
    LoginRequired,
    /// The person has no eID of the level asked for, or did not use it.
    #[error("the authentication level asked for was not met")]
    UnmetLevel,
    /// No answer, or one that says "not now": trying again can help.
    #[error("the identity provider is not available")]
    Unavailable(#[source] Outage),
    /// The provider refused this login with another error code; begin anew.
    #[error("the identity provider refused the request")]
    Refused(#[source] ErrorCode),
    /// The answer fails a check and must not be believed.
    #[error("the answer of the identity provider was not accepted")]
    Untrusted(#[source] Flaw),
    /// This deployment's own settings are wrong; only its operator can help.
    #[error("the settings for the identity provider are wrong")]
    Misconfigured(#[source] Misconfiguration),
}

/// Why a provider counts as unavailable.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    #[error("no usable answer by HTTP")]
    Http(#[source] HttpError),
    #[error("the provider itself answered that it is out of order")]
    Answered(#[source] ErrorCode),
}

/// An `error` value of an OAuth 2.0 error response (RFC 6749 sections 4.1.2.1 and 5.2).
/// Foreign text, so it is kept only if it looks like an error code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("error code {0}")]
pub struct ErrorCode(String);

impl ErrorCode {
    const LONGEST: usize = 64;

    pub(super) fn new(code: &str) -> Self {
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        if code.len() <= Self::LONGEST && code.chars().all(plain) {
            Self(code.to_owned())
        } else {
            Self("unreadable".to_owned())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The check that an answer failed; the sections are those of the standard that demands it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Flaw {
    #[error("the address is not one that may be called")]
    ForbiddenAddress,
    #[error("the answer is a redirect, which is never followed")]
    Redirected,
    #[error("the answer is larger than the limit")]
    AnswerTooLarge,

    #[error("the provider's metadata cannot be read (OpenID Connect Discovery 4.2)")]
    MetadataMalformed,
    #[error("the metadata is another issuer's (OpenID Connect Discovery 4.3)")]
    MetadataIssuerMismatch,
    #[error("the key set cannot be read (RFC 7517 section 5)")]
    KeysMalformed,
    #[error("the answer to the pushed request cannot be read (RFC 9126 section 2.2)")]
    PushedAnswerMalformed,

    #[error("the authorization response cannot be read (RFC 6749 section 4.1.2)")]
    ResponseMalformed,
    #[error("the authorization response lacks iss (RFC 9207 section 2.4)")]
    ResponseIssuerMissing,
    #[error("the authorization response is another issuer's (RFC 9207 section 2.4)")]
    ResponseIssuerMismatch,

    #[error("the token response cannot be read (RFC 6749 section 5.1)")]
    TokenResponseMalformed,
    #[error("the ID token cannot be read or lacks a claim (OpenID Connect Core 2)")]
    IdTokenMalformed,
    #[error("the ID token's header asks for what is not supported (RFC 7515 section 4.1)")]
    HeaderUnsupported,
    #[error("the ID token's algorithm is not one agreed on (OpenID Connect Core 3.1.3.7)")]
    AlgorithmNotAllowed,
    #[error("the ID token's key is not in the key set")]
    KeyUnknown,
    #[error("the ID token's signature is wrong")]
    SignatureInvalid,
    #[error("the ID token is another issuer's")]
    IssuerMismatch,
    #[error("the ID token is for another client")]
    AudienceMismatch,
    #[error("the ID token was issued to another client (azp)")]
    AuthorizedPartyMismatch,
    #[error("the ID token has expired")]
    Expired,
    #[error("the ID token was issued in the future or too long ago")]
    IssuedAtImplausible,
    #[error("the ID token's nonce is not this login's")]
    NonceMismatch,
    #[error("the ID token does not say when the person authenticated")]
    AuthenticationTimeMissing,
    #[error("the person authenticated before the time asked for, or in the future")]
    AuthenticationTimeImplausible,
    #[error("the access token is not the one the ID token was made with (at_hash)")]
    AccessTokenHashMismatch,
    #[error("a claim has the wrong type or form")]
    ClaimMalformed,
    #[error("the national number breaks its registry's rules, or is synthetic")]
    NationalNumberMalformed,
}

/// What is wrong with the settings of a provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfiguration {
    #[error("the client's private key cannot be read")]
    PrivateKey,
    #[error("the client's assertion could not be signed")]
    Signing,
    #[error("no signature algorithm is configured for ID tokens")]
    NoAlgorithm,
    #[error("the scopes do not contain openid")]
    NoOpenIdScope,
    #[error("the issuer is not trusted for numbers of that namespace")]
    IssuerNotTrustedForNamespace,
    #[error("numbers of that namespace are not supported")]
    NamespaceUnsupported,
    #[error("the provider does not accept this client")]
    ClientRefused(#[source] ErrorCode),
}

impl From<HttpError> for UpstreamError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::ForbiddenAddress => Self::Untrusted(Flaw::ForbiddenAddress),
            HttpError::Redirected => Self::Untrusted(Flaw::Redirected),
            HttpError::AnswerTooLarge => Self::Untrusted(Flaw::AnswerTooLarge),
            other => Self::Unavailable(Outage::Http(other)),
        }
    }
}

impl From<Flaw> for UpstreamError {
    fn from(flaw: Flaw) -> Self {
        Self::Untrusted(flaw)
    }
}

impl From<Misconfiguration> for UpstreamError {
    fn from(wrong: Misconfiguration) -> Self {
        Self::Misconfigured(wrong)
    }
}

impl UpstreamError {
    /// The meaning of an `error` code, whether it came through the browser or from an
    /// endpoint (RFC 6749 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6, and OpenID Connect
    /// Core Error Code unmet_authentication_requirements 1.0).
    pub(super) fn from_code(code: &str) -> Self {
        match code {
            "access_denied" => Self::Cancelled,
            "login_required"
            | "interaction_required"
            | "consent_required"
            | "account_selection_required" => Self::LoginRequired,
            "unmet_authentication_requirements" => Self::UnmetLevel,
            "server_error" | "temporarily_unavailable" => {
                Self::Unavailable(Outage::Answered(ErrorCode::new(code)))
            }
            "invalid_client" | "unauthorized_client" => {
                Misconfiguration::ClientRefused(ErrorCode::new(code)).into()
            }
            other => Self::Refused(ErrorCode::new(other)),
        }
    }
}
