//! JSON answers (RFC 6749 sections 5.1 and 5.2, RFC 6750 section 3): never stored by anyone.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_shared::{
    failure::Internal,
    keys::KeyServiceError,
    oidc::{BearerError, Repeated, SigningError, TokenError},
    store::StoreError,
};
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
}

impl IntoResponse for TokenResponse {
    fn into_response(self) -> Response {
        unstored(StatusCode::OK, &[], &self)
    }
}

/// Why a call got nothing: by its own fault, or by ours.
#[derive(Debug)]
pub enum Refused<E> {
    Told(E),
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
        let error = match self {
            Self::Told(error) => error,
            Self::Internal(failure) if logged(&failure) => TokenError::TemporarilyUnavailable,
            Self::Internal(_) => TokenError::ServerError,
        };
        let challenge = error.challenge().map(str::to_owned);
        refusal(
            error.status(),
            Some(error.error()),
            Some(error.description()),
            challenge,
        )
    }
}

impl IntoResponse for Refused<BearerError> {
    fn into_response(self) -> Response {
        let error = match self {
            Self::Told(error) => error,
            Self::Internal(failure) if logged(&failure) => BearerError::TemporarilyUnavailable,
            Self::Internal(_) => BearerError::ServerError,
        };
        refusal(
            error.status(),
            error.error(),
            error.description(),
            error.challenge(),
        )
    }
}

/// Writes the failure to the log; whether it may pass by itself.
fn logged(failure: &Internal) -> bool {
    tracing::error!(cause = %failure.chain(), passing = failure.passing, "failed");
    failure.passing
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
