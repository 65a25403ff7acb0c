//! Confirmation: what will happen, what cannot be undone, the button that does it, and a link back.
//! The page provides the heading, the form around it and a summary of what is affected.

use askama::Template;

use super::Note;
use crate::{State, chrome, texts::Words};

/// The body of a confirm page, inside its form.
#[derive(Clone, Debug, Template)]
#[template(path = "part-confirmation.html", whitespace = "minimize")]
pub struct Confirmation {
    pub w: Words,
    /// What will happen, in full sentences. One is rendered as a paragraph, several as a list.
    pub consequences: Vec<String>,
    /// What cannot be undone, as a full sentence; shown as a warning.
    pub irreversible: Option<String>,
    pub weight: Weight,
    /// The value of the form field `action`.
    pub action: &'static str,
    /// The button's text: the action itself, never "OK".
    pub button: String,
    /// Where the link back leads: a path or `http(s)` URL; anything else is left out.
    pub back: String,
}

/// How serious the action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    /// Deletes or closes something: the button is red.
    Destructive,
}

impl Confirmation {
    /// The only consequence, if there is exactly one.
    fn only(&self) -> Option<&str> {
        match self.consequences.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    fn warning(&self) -> Option<Note> {
        let irreversible = self.irreversible.clone()?;
        Some(Note::of(State::Warning, irreversible))
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Plain => "primary",
            Weight::Destructive => "primary danger",
        }
    }

    fn back(&self) -> Option<&str> {
        chrome::link(&self.back)
    }
}
