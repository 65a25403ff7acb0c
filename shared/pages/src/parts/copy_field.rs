//! Copy field: a value to be used elsewhere. One click selects it. The copy button is hidden until the
//! script finds that the browser can copy.

use askama::Template;

use crate::texts::Words;

/// A value with a copy button.
#[derive(Clone, Debug, Template)]
#[template(path = "part-copy-field.html", whitespace = "minimize")]
pub struct CopyField {
    pub w: Words,
    /// Unique in the page; the ids of the label and status are derived from it.
    pub id: &'static str,
    pub label: String,
    /// Copied exactly as it is.
    pub value: String,
}
