//! Errors for programs: problem details (RFC 9457) with a word to branch on, and the challenge that
//! goes with a refused token (RFC 6750 section 3). Fixed English text; nothing of a request or a
//! person is ever in it.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kobling_base::Internal;
use kobling_keyring::KeyServiceError;
use kobling_protocol::BearerError;
use kobling_store::StoreError;
use serde_json::{Map, Value};

/// Why a program's call got nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// The word to branch on.
    pub code: &'static str,
    pub detail: &'static str,
    challenge: Option<String>,
    /// Seconds.
    retry_after: Option<i64>,
    /// Where to go instead, by a word for what it is.
    pointer: Option<(&'static str, String)>,
}

impl Problem {
    pub const fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self {
            status,
            code,
            detail,
            challenge: None,
            retry_after: None,
            pointer: None,
        }
    }

    /// One answer for what does not exist and for what the caller has no right to know of.
    pub const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
    }

    /// The problem of an answer of which only the status is known.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method_not_allowed",
                "there is something here, for another method",
            ),
            StatusCode::SERVICE_UNAVAILABLE => {
                let busy = Self::new(status, "temporarily_unavailable", "try again in a moment");
                busy.retry_after(1)
            }
            status if status.is_server_error() => {
                Self::new(status, "server_error", "something failed here")
            }
            status => Self::new(status, "invalid_request", "the request can't be answered"),
        }
    }

    /// When the same call may be answered otherwise, in seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Names an address to go to instead.
    #[must_use]
    pub fn pointer(mut self, what: &'static str, address: String) -> Self {
        self.pointer = Some((what, address));
        self
    }

    /// The answer, with the reference number that the log carries.
    pub(super) fn answer(self, reference: &str) -> Response {
        let mut body = Map::new();
        let title = self.status.canonical_reason().unwrap_or("Error");
        body.insert("title".to_owned(), title.into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.insert("detail".to_owned(), self.detail.into());
        body.insert("code".to_owned(), self.code.into());
        body.insert("reference".to_owned(), reference.into());
        if let Some((what, address)) = self.pointer {
            body.insert(what.to_owned(), address.into());
        }
        let mut response = (self.status, Value::Object(body).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        let challenge = self.challenge.and_then(|text| text.parse().ok());
        headers.extend(challenge.map(|text: HeaderValue| (header::WWW_AUTHENTICATE, text)));
        headers.extend(
            self.retry_after
                .map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))),
        );
        response
    }
}

/// A problem that `harden` writes, which knows the reference.
#[derive(Clone, Debug)]
pub(super) struct Untold(pub(super) Problem);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Untold(self));
        response
    }
}

impl From<BearerError> for Problem {
    fn from(error: BearerError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
        Self {
            challenge: error.challenge(),
            ..Self::new(
                status,
                error.error().unwrap_or("token_missing"),
                error.description().unwrap_or("send an access token"),
            )
        }
    }
}

impl From<Internal> for Problem {
    fn from(failure: Internal) -> Self {
        tracing::error!(cause = %failure.chain(), passing = failure.is_passing(), "failed");
        Self::of_status(if failure.is_passing() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Internal::from(error).into()
    }
}

impl From<KeyServiceError> for Problem {
    fn from(error: KeyServiceError) -> Self {
        Internal::from(error).into()
    }
}
