//! Pages that show each part in its states, with texts of the account pages. No page of the product
//! uses all parts, so the checks that run over all samples see them here.

use crate::{
    Page, Problem,
    chrome::Frame,
    parts::{TextField, TextKind},
    render_with,
    texts::Words,
};

/// A sample's name and its page.
pub(super) type Shown = (&'static str, Gallery);

pub(super) type Button = (&'static str, fn(Words) -> String);

/// Makes the parts of a page, as HTML.
pub(super) type Parts = Box<dyn Fn(&Frame<'_>) -> Vec<String>>;

/// A page of parts.
pub(super) struct Gallery {
    pub(super) heading: fn(Words) -> String,
    pub(super) parts: Parts,
    pub(super) problems: fn(Words) -> Vec<Problem>,
    pub(super) is_form: bool,
    /// Action and words of the button that the form has beside its parts.
    pub(super) button: Option<Button>,
}

impl Gallery {
    fn parts(&self, frame: &Frame<'_>) -> Vec<String> {
        (self.parts)(frame)
    }

    fn button(&self, w: Words) -> Option<(&'static str, String)> {
        let (action, words) = self.button?;
        Some((action, words(w)))
    }
}

impl Page for Gallery {
    fn heading(&self, w: Words) -> String {
        (self.heading)(w)
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        (self.problems)(w)
    }

    render_with!("part-gallery.html", page: Gallery);
}

pub(super) fn shows(
    heading: fn(Words) -> String,
    parts: impl Fn(&Frame<'_>) -> Vec<String> + 'static,
) -> Gallery {
    Gallery {
        heading,
        parts: Box::new(parts),
        problems: |_| Vec::new(),
        is_form: false,
        button: None,
    }
}

pub(super) fn asks(
    heading: fn(Words) -> String,
    parts: impl Fn(&Frame<'_>) -> Vec<String> + 'static,
) -> Gallery {
    Gallery {
        is_form: true,
        ..shows(heading, parts)
    }
}

/// A field as it is met.
pub(super) fn text_field(
    name: &'static str,
    label: String,
    kind: TextKind,
    value: String,
) -> TextField {
    TextField {
        name,
        label,
        hint: None,
        kind,
        value,
        error: None,
    }
}
