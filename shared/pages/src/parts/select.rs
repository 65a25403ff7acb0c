//! Select: one of many options. For a handful of options use [`super::Choices`], which shows them all.

use askama::Template;

use super::described_by;
use crate::texts::Words;

/// A drop-down list.
#[derive(Clone, Debug, Template)]
#[template(path = "part-select.html", whitespace = "minimize")]
pub struct Select {
    pub w: Words,
    /// Name and id.
    pub name: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub options: Vec<SelectOption>,
    /// The value of the selected option. `None` adds an empty option, "Choose", and selects it.
    pub chosen: Option<String>,
    pub error: Option<String>,
}

#[derive(Clone, Debug)]
pub struct SelectOption {
    /// Not empty.
    pub value: String,
    pub words: String,
}

impl Select {
    fn described_by(&self) -> Option<String> {
        described_by(self.name, self.hint.is_some(), self.error.is_some())
    }

    fn is_chosen(&self, option: &SelectOption) -> bool {
        self.chosen.as_ref() == Some(&option.value)
    }
}
