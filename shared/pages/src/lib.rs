//! The pages of the login flow: one struct a page, rendered by an askama template that holds no
//! words. A page knows what is the case; which sentence says it, in which language, is decided
//! here and in `texts`. Status, headers and where a form leads are the caller's.
//!
//! Every page works without script and without inline style, as the Content Security Policy
//! demands, and follows WCAG 2.1 AA: errors are summed up at the top and linked to their field.

mod accounts;
mod address;
mod assets;
mod chrome;
mod code;
mod colour;
mod confirm;
mod consent;
mod device;
pub mod mail;
mod mailed_link;
mod notice;
mod parts;
mod samples;
pub mod sentences;
mod session;
mod state;
pub mod texts;

#[cfg(test)]
mod tests;

use askama::Template;

use crate::texts::Words;
use chrome::Frame;

pub use accounts::{
    ChooseAccountPage, ExistingLinkKind, ExistingLinkPage, KeepAccountPage, NoAccessPage, Provider,
    RecordMovedPage, SignInAsPage, UseAccountPage,
};
pub use address::{AddressError, AddressMode, AddressPage, TypeReason};
pub use assets::{Asset, assets};
pub use chrome::{Brand, Chrome, HelpDesk, Who};
pub use code::{
    ActivationCodePage, ActivationError, CodeError, CodeOver, CodePage, OtherWay, ResendState,
};
pub use colour::{Palette, Rgb, UnusableColour, tenant_stylesheet};
pub use confirm::{AskedBefore, Confirm, ConfirmPage};
pub use consent::{ConsentItem, ConsentPage, ConsentsPage, GivenConsent};
pub use device::{DeviceAllowPage, DeviceCodeError, DeviceCodePage, DevicePage};
pub use mailed_link::{GoneReason, MailedLinkPage, MailedLinkState};
pub use notice::{AssuranceLevel, Notice, NoticePage, Way, WayKind};
pub use parts::{
    Choice, ChoiceKind, Choices, Confirmation, CopyField, Note, NoteLink, Select, SelectOption,
    Steps, Summary, SummaryRow, TextField, TextKind, Timeline, TimelineEntry, Weight,
};
pub use samples::{Sample, sample_brand, samples};
pub use session::{ChooseTenantPage, LogoutPage, TenantChoice, TenantSearch, ToAppPage};
pub use state::State;

/// A page that can be sent: it has one heading, and a template.
pub trait Page {
    /// The one `<h1>`, also the first part of the title. Holds no address and no code.
    fn heading(&self, w: Words) -> String;

    /// What the person must correct, and in which fields, in the order of the fields; at most one
    /// a field.
    fn problems(&self, _w: Words) -> Vec<Problem> {
        Vec::new()
    }

    /// Whether someone who sees this page may need a human; then the help desk is shown.
    fn shows_help(&self) -> bool {
        false
    }

    /// The whole HTML document.
    fn render(&self, chrome: &Chrome<'_>) -> String;
}

/// An error at a field, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The `id` of the field, which the summary links to.
    pub field: &'static str,
    pub text: String,
}

impl Problem {
    fn at(field: &'static str, text: String) -> Self {
        Self { field, text }
    }
}

/// Writing into a `String` cannot fail, so neither can a template, unless a `Display` of ours
/// lies; then what was written until there is still the best answer.
fn document(template: &impl Template) -> String {
    let mut html = String::with_capacity(8 * 1024);
    if let Err(error) = template.render_into(&mut html) {
        tracing::error!(%error, "a template failed");
    }
    html
}

/// Ties a page to its template, which sees the page as `page`, the texts as `w` and what all
/// pages share as `frame`. Goes inside the page's `impl Page`; `page` is left out where a
/// page has nothing of its own to show.
macro_rules! render_with {
    ($path:literal $(, page: $page:ty)?) => {
        fn render(&self, chrome: &$crate::Chrome<'_>) -> String {
            #[derive(askama::Template)]
            #[template(path = $path, whitespace = "minimize")]
            struct View<'a> {
                $(page: &'a $page,)?
                frame: $crate::Frame<'a>,
                w: $crate::texts::Words,
            }
            let frame = $crate::Frame::of(self, chrome);
            $crate::document(&View {
                $(page: self as &$page,)?
                w: frame.w,
                frame,
            })
        }
    };
}
use render_with;
