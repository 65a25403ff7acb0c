//! Notice box with a state icon: information, success, waiting, stopped, warning, error. The icon's
//! shape differs by state as well as its colour, and the text must be clear without it.

use askama::Template;

use crate::{State, chrome};

/// A notice box.
#[derive(Clone, Debug, Template)]
#[template(path = "part-note.html", whitespace = "minimize")]
pub struct Note {
    pub state: State,
    pub heading: Option<String>,
    /// Paragraphs.
    pub text: Vec<String>,
    pub link: Option<NoteLink>,
    /// Whether it reports the result of what the person just did; screen readers announce it then.
    pub is_news: bool,
}

#[derive(Clone, Debug)]
pub struct NoteLink {
    /// Path or `http(s)` URL; anything else is left out.
    pub href: String,
    pub words: String,
}

impl Note {
    /// A box with one paragraph and no heading.
    pub fn of(state: State, text: String) -> Self {
        Self {
            state,
            heading: None,
            text: vec![text],
            link: None,
            is_news: false,
        }
    }

    /// The same box, announced by screen readers.
    #[must_use]
    pub fn as_news(self) -> Self {
        Self {
            is_news: true,
            ..self
        }
    }
}

impl NoteLink {
    fn link(&self) -> Option<&str> {
        chrome::link(&self.href)
    }
}
