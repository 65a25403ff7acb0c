//! Group of radio buttons or checkboxes. The group has a legend, a hint and an error; each choice may
//! have a hint of its own.

use askama::Template;

use super::described_by;

/// A fieldset of radio buttons or checkboxes.
#[derive(Clone, Debug, Template)]
#[template(path = "part-choices.html", whitespace = "minimize")]
pub struct Choices {
    /// Name of every input, and id of the first, which the error summary links to.
    pub name: &'static str,
    pub legend: String,
    pub hint: Option<String>,
    pub kind: ChoiceKind,
    pub choices: Vec<Choice>,
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Radio buttons.
    One,
    /// Checkboxes.
    Any,
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub words: String,
    pub hint: Option<String>,
    pub is_chosen: bool,
}

impl Choices {
    /// For each choice: its id, the id of its hint, and the choice. The group's hint is `{name}-hint`.
    fn boxes(&self) -> impl Iterator<Item = (String, String, &Choice)> {
        let numbered = self.choices.iter().enumerate();
        numbered.map(|(index, choice)| {
            let id = match index {
                0 => self.name.to_owned(),
                index => format!("{}-{index}", self.name),
            };
            (id, format!("{}-{index}-hint", self.name), choice)
        })
    }

    fn input_type(&self) -> &'static str {
        match self.kind {
            ChoiceKind::One => "radio",
            ChoiceKind::Any => "checkbox",
        }
    }

    fn described_by(&self) -> Option<String> {
        described_by(self.name, self.hint.is_some(), self.error.is_some())
    }

    /// `aria-invalid` is allowed on `radiogroup` and on `checkbox`, not on `radio` (WAI-ARIA 1.2).
    fn is_invalid_group(&self) -> bool {
        self.error.is_some() && self.kind == ChoiceKind::One
    }

    fn is_invalid_each(&self) -> bool {
        self.error.is_some() && self.kind == ChoiceKind::Any
    }
}
