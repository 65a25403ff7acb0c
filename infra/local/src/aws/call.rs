//! One call of a service and its answer, whichever service it is.

use http::StatusCode;
use serde_json::Value;

/// One call, read.
#[derive(Clone, Debug)]
pub struct Call {
    pub principal: String,
    /// `dynamodb`, `kms`, `sqs`, `ses`, `s3`.
    pub service: &'static str,
    pub operation: String,
    pub body: Value,
}

/// A refusal in the words of a service.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    /// The exception's name (`InvalidCiphertextException`).
    pub kind: String,
    pub message: String,
    /// Further members of the body.
    pub more: Option<(String, Value)>,
    /// No refusal at all: the connection ends in the middle of the answer.
    pub is_cut: bool,
}

impl Refusal {
    pub fn new(kind: &str, message: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: kind.to_owned(),
            message: message.to_owned(),
            more: None,
            is_cut: false,
        }
    }

    /// An answer whose end never comes.
    pub fn cut() -> Self {
        Self {
            is_cut: true,
            ..Self::new("", "")
        }
    }
}

/// What a service answered: a status and a JSON body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    pub fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
        }
    }
}
