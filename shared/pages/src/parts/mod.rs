//! Reusable parts of pages, one file each: a typed struct and its template `part-….html`. A page's
//! template renders a part by printing it: `{{ page.facts(*w) }}`. A part never holds a `<form>`;
//! the page puts one around it.

mod choices;
mod confirmation;
mod copy_field;
mod note;
mod select;
mod steps;
mod summary;
mod text_field;
mod timeline;

#[cfg(test)]
mod tests;

use askama::filters::HtmlSafe;

pub use choices::{Choice, ChoiceKind, Choices};
pub use confirmation::{Confirmation, Weight};
pub use copy_field::CopyField;
pub use note::{Note, NoteLink};
pub use select::{Select, SelectOption};
pub use steps::Steps;
pub use summary::{Summary, SummaryRow};
pub use text_field::{TextField, TextKind};
pub use timeline::{Timeline, TimelineEntry};

// A part renders to HTML: its own template has escaped the values, so they are not escaped again.
impl HtmlSafe for Choices {}
impl HtmlSafe for Confirmation {}
impl HtmlSafe for CopyField {}
impl HtmlSafe for Note {}
impl HtmlSafe for Select {}
impl HtmlSafe for Steps {}
impl HtmlSafe for Summary {}
impl HtmlSafe for TextField {}
impl HtmlSafe for Timeline {}

/// The value of `aria-describedby` for a field: the ids of its hint and of its error, if any.
pub(super) fn described_by(name: &str, has_hint: bool, has_error: bool) -> Option<String> {
    let hint = has_hint.then(|| format!("{name}-hint"));
    let error = has_error.then(|| format!("{name}-error"));
    match (hint, error) {
        (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
        (hint, error) => hint.or(error),
    }
}
