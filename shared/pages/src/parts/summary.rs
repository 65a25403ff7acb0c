//! Summary list: labels and values, each with an optional link to change the value.

use askama::Template;

use crate::{chrome, texts::Words};

/// A list of labels and values.
#[derive(Clone, Debug, Template)]
#[template(path = "part-summary.html", whitespace = "minimize")]
pub struct Summary {
    pub w: Words,
    pub rows: Vec<SummaryRow>,
}

#[derive(Clone, Debug)]
pub struct SummaryRow {
    pub label: String,
    /// One line each. Empty: the row says "Not registered".
    pub values: Vec<String>,
    /// Path or `http(s)` URL of the page that changes the value, or adds one; anything else is left
    /// out.
    pub change: Option<String>,
}

impl SummaryRow {
    /// A row with one value and no link.
    pub fn fixed(label: String, value: impl Into<String>) -> Self {
        Self {
            label,
            values: vec![value.into()],
            change: None,
        }
    }

    fn link(&self) -> Option<&str> {
        chrome::link(self.change.as_deref()?)
    }
}
