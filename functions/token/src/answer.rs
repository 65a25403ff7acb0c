//! JSON answers (RFC 6749 sections 5.1 and 5.2, RFC 6750 section 3): never stored by anyone.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_base::Internal;
use kobling_keyring::KeyServiceError;
use kobling_keys::SigningError;
use kobling_protocol::{
    BearerError, Repeated, TokenError,
    clients::client_authentication::Unproved,
    dpop::{self, ProofError},
};
use kobling_store::StoreError;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::cross_origin::OPEN;

/// What the token endpoint gives.
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    pub access_token: String,
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    pub scope: String,
    /// For the app's next proof.
    #[serde(skip)]
    pub next_nonce: Option<String>,
}

impl TokenResponse {
    /// The answer with the nonce for the caller's next proof.
    #[must_use]
    pub fn with_next_nonce(mut self, next_nonce: Option<String>) -> Self {
        self.next_nonce = next_nonce;
        self
    }
}

impl IntoResponse for TokenResponse {
    fn into_response(self) -> Response {
        let response = unstored(StatusCode::OK, &[], &self);
        with_nonce(response, self.next_nonce.as_deref())
    }
}

/// Why a call got nothing: by its own fault, or by ours.
#[derive(Debug)]
pub enum Refused<E> {
    Told(E),
    /// With what is behind it, for the log alone.
    Because(E, &'static str),
    /// Its proof has to have this nonce in it.
    UseNonce(String),
    /// There were too many like it; so many seconds until some more are taken (RFC 6585 section
    /// 4).
    TooMany(i64),
    Internal(Internal),
}

impl From<TokenError> for Refused<TokenError> {
    fn from(error: TokenError) -> Self {
        Self::Told(error)
    }
}

impl From<BearerError> for Refused<BearerError> {
    fn from(error: BearerError) -> Self {
        Self::Told(error)
    }
}

impl From<Unproved> for Refused<TokenError> {
    fn from(unproved: Unproved) -> Self {
        Self::Because(unproved.into(), unproved.why())
    }
}

impl From<ProofError> for Refused<TokenError> {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Invalid => Self::Told(TokenError::InvalidDpopProof),
            ProofError::UseNonce(nonce) => Self::UseNonce(nonce),
        }
    }
}

impl From<ProofError> for Refused<BearerError> {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Invalid => Self::Told(BearerError::InvalidDpopProof),
            ProofError::UseNonce(nonce) => Self::UseNonce(nonce),
        }
    }
}

impl From<Repeated> for Refused<TokenError> {
    fn from(_: Repeated) -> Self {
        Self::Told(TokenError::InvalidRequest(
            "a parameter is given more than once",
        ))
    }
}

impl<E> From<Internal> for Refused<E> {
    fn from(failure: Internal) -> Self {
        Self::Internal(failure)
    }
}

impl<E> From<StoreError> for Refused<E> {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl<E> From<KeyServiceError> for Refused<E> {
    fn from(error: KeyServiceError) -> Self {
        Self::Internal(error.into())
    }
}

impl<E> From<SigningError> for Refused<E> {
    fn from(error: SigningError) -> Self {
        Self::Internal(Internal::new(error))
    }
}

impl IntoResponse for Refused<TokenError> {
    fn into_response(self) -> Response {
        let (error, nonce) = match self {
            Self::Told(error) | Self::Because(error, _) => (error, None),
            Self::UseNonce(nonce) => (TokenError::UseDpopNonce, Some(nonce)),
            Self::TooMany(seconds) => return too_many(seconds),
            Self::Internal(failure) if logged(&failure) => {
                (TokenError::TemporarilyUnavailable, None)
            }
            Self::Internal(_) => (TokenError::ServerError, None),
        };
        let challenge = error.challenge().map(str::to_owned);
        let response = refusal(
            error.status(),
            Some(error.error()),
            Some(error.description()),
            challenge,
        );
        with_nonce(response, nonce.as_deref())
    }
}

impl IntoResponse for Refused<BearerError> {
    fn into_response(self) -> Response {
        let (error, nonce) = match self {
            Self::Told(error) | Self::Because(error, _) => (error, None),
            Self::UseNonce(nonce) => (BearerError::UseDpopNonce, Some(nonce)),
            Self::TooMany(seconds) => return too_many(seconds),
            Self::Internal(failure) if logged(&failure) => {
                (BearerError::TemporarilyUnavailable, None)
            }
            Self::Internal(_) => (BearerError::ServerError, None),
        };
        let response = refusal(
            error.status(),
            error.error(),
            error.description(),
            error.challenge(),
        );
        with_nonce(response, nonce.as_deref())
    }
}

/// RFC 9126 section 2.3 gives the status; the error is the one for what may pass by itself.
fn too_many(seconds: i64) -> Response {
    let error = TokenError::TemporarilyUnavailable.error();
    let what = "too many requests from this network; try again later";
    let mut response = refusal(429, Some(error), Some(what), None);
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Writes the failure to the log; whether it may pass by itself.
fn logged(failure: &Internal) -> bool {
    tracing::error!(cause = %failure.chain(), passing = failure.is_passing(), "failed");
    failure.is_passing()
}

pub fn refusal(
    status: u16,
    error: Option<&'static str>,
    description: Option<&'static str>,
    challenge: Option<String>,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = Map::new();
    if let Some(error) = error {
        body.insert("error".to_owned(), error.into());
    }
    if let Some(description) = description {
        body.insert("error_description".to_owned(), description.into());
    }
    let challenge = challenge.and_then(|text| HeaderValue::from_str(&text).ok());
    let headers: Vec<(HeaderName, HeaderValue)> = challenge
        .map(|challenge| (header::WWW_AUTHENTICATE, challenge))
        .into_iter()
        .chain(
            (status == StatusCode::SERVICE_UNAVAILABLE)
                .then_some((header::RETRY_AFTER, HeaderValue::from_static("1"))),
        )
        .collect();
    unstored(status, &headers, &Value::Object(body))
}

/// An answer with a nonce for the app's next proof (RFC 9449 sections 8 and 8.2), if there is one.
pub fn with_nonce(mut response: Response, nonce: Option<&str>) -> Response {
    if let Some(nonce) = nonce.and_then(|nonce| HeaderValue::from_str(nonce).ok()) {
        let name = HeaderName::from_static(dpop::NONCE_HEADER);
        response.headers_mut().insert(name, nonce);
    }
    response
}

/// JSON that no cache keeps (RFC 6749 section 5.1).
pub fn unstored<T: Serialize>(
    status: StatusCode,
    headers: &[(HeaderName, HeaderValue)],
    body: &T,
) -> Response {
    let mut response = (status, Json(body)).into_response();
    let own = response.headers_mut();
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    own.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    for (name, value) in OPEN {
        own.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in headers {
        own.insert(name.clone(), value.clone());
    }
    response
}
