//! What went wrong inside. Its text goes to the log; no type here can reach a browser.

use crate::{keys::KeyServiceError, store::StoreError};

/// A failure that the user can do nothing about but try again. It has no `Display`, so its cause
/// cannot end up in a page by accident; `chain` is for the log.
#[derive(Debug)]
pub struct Internal {
    cause: Box<dyn std::error::Error + Send + Sync>,
    /// The same call may go through later (503 instead of 500).
    pub passing: bool,
    /// Something had changed since it was read.
    is_change: bool,
}

impl Internal {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            passing: false,
            is_change: false,
        }
    }

    /// Whether it is only that something had changed since it was read.
    pub fn is_change(&self) -> bool {
        self.is_change
    }

    /// The causes, outermost first.
    pub fn chain(&self) -> String {
        let mut text = self.cause.to_string();
        let mut next = self.cause.source();
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl From<&'static str> for Internal {
    fn from(cause: &'static str) -> Self {
        Self::new(cause)
    }
}

impl From<StoreError> for Internal {
    fn from(error: StoreError) -> Self {
        let is_change = matches!(error, StoreError::Changed(_));
        let passing = is_change || matches!(error, StoreError::Busy(_));
        Self {
            cause: Box::new(error),
            passing,
            is_change,
        }
    }
}

impl From<KeyServiceError> for Internal {
    fn from(error: KeyServiceError) -> Self {
        Self {
            cause: Box::new(error),
            passing: true,
            is_change: false,
        }
    }
}
