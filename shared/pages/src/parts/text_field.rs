//! Text field with hint and error. `name` is both the name and the id; as for all fields, the ids of
//! hint and error are `{name}-hint` and `{name}-error`.

use askama::Template;

use super::described_by;

/// A one-line text field.
#[derive(Clone, Debug, Template)]
#[template(path = "part-text-field.html", whitespace = "minimize")]
pub struct TextField {
    pub name: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub kind: TextKind,
    /// The current value. A one-time code is never sent back to the browser.
    pub value: String,
    /// The text of the page's [`crate::Problem`] for this field.
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// `autocomplete` is a token of HTML's autofill, such as `name`, or `off`.
    Plain {
        autocomplete: &'static str,
    },
    Email,
    Phone,
    /// Digits received by email or text message.
    OneTimeCode,
    /// Letters and digits, such as an activation code.
    Code,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Plain { .. } | Self::OneTimeCode | Self::Code => "text",
        }
    }

    fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("tel"),
            Self::OneTimeCode => Some("numeric"),
            Self::Plain { .. } | Self::Code => None,
        }
    }

    fn autocomplete(self) -> &'static str {
        match self {
            Self::Plain { autocomplete } => autocomplete,
            Self::Email => "email",
            Self::Phone => "tel",
            Self::OneTimeCode => "one-time-code",
            Self::Code => "off",
        }
    }

    /// `None` leaves it to the browser.
    fn autocapitalize(self) -> Option<&'static str> {
        match self {
            Self::Plain { .. } => None,
            Self::Email | Self::Phone | Self::OneTimeCode => Some("none"),
            Self::Code => Some("characters"),
        }
    }

    fn is_code(self) -> bool {
        matches!(self, Self::OneTimeCode | Self::Code)
    }
}

impl TextField {
    fn described_by(&self) -> Option<String> {
        described_by(self.name, self.hint.is_some(), self.error.is_some())
    }

    fn value(&self) -> Option<&str> {
        let is_shown = self.kind != TextKind::OneTimeCode && !self.value.is_empty();
        is_shown.then_some(self.value.as_str())
    }
}
