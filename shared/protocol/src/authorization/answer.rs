//! An answer to an app, and how it travels.

use serde::{Deserialize, Serialize};

use super::RedirectUri;

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
