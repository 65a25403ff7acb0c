//! `/verify-code`: the code that was mailed, and the tenant's activation code. Both fields take
//! spaces and pasted text; what a code is worth is decided elsewhere.

use super::{Page, Problem, render_with};
use crate::texts::Words;

/// Posts to `/verify-code`: `code` with `action` `verify`; `resend` and `change` need no code.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// The address the mail went to, in full if the person typed it or HR knows it, else masked.
    pub sent_to: String,
    /// Whether a code was certainly sent. If not, the page says alike for every typed address
    /// that a mail is on its way, and the mail says the rest.
    pub certain: bool,
    /// How long a code works.
    pub minutes: u32,
    pub error: Option<CodeError>,
    pub resend: ResendState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    Empty,
    Malformed,
    Wrong {
        tries_left: u32,
    },
    /// No tries are left on this code.
    Ended,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResendState {
    Now,
    /// In so many seconds.
    At {
        seconds: u32,
    },
    /// The limit is reached: so many were sent, and the next may be at this Unix time.
    NoMore {
        sent: u32,
        next_at: i64,
    },
}

impl CodePage {
    fn can_resend(&self) -> bool {
        !matches!(self.resend, ResendState::NoMore { .. })
    }

    /// Of a code that is known to be dead the page does not say how long it lives.
    fn may_work(&self) -> bool {
        !matches!(self.error, Some(CodeError::Ended | CodeError::Expired))
    }
}

impl Page for CodePage {
    fn heading(&self, w: Words) -> String {
        if self.certain {
            w.code_heading()
        } else {
            w.code_maybe_heading()
        }
    }

    fn problem(&self, w: Words) -> Option<Problem> {
        let text = match self.error? {
            CodeError::Empty => w.error_code_empty(),
            CodeError::Malformed => w.error_code_malformed(),
            CodeError::Wrong { tries_left } => w.error_code_wrong(tries_left),
            CodeError::Ended => w.error_code_ended(),
            CodeError::Expired => w.error_code_expired(),
        };
        Some(Problem::at("code", text))
    }

    render_with!("code.html", page: CodePage);
}

/// The tenant's extra proof by a code that it has handed out. Posts to `/verify-code`:
/// `activation_code` with `action` `activate`; `ask` needs no code.
#[derive(Clone, Debug)]
pub struct ActivationCodePage {
    pub error: Option<ActivationError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActivationError {
    Empty,
    Wrong {
        tries_left: u32,
    },
    /// No tries are left.
    Ended,
}

impl Page for ActivationCodePage {
    fn heading(&self, w: Words) -> String {
        w.activation_heading()
    }

    fn problem(&self, w: Words) -> Option<Problem> {
        let text = match self.error? {
            ActivationError::Empty => w.error_activation_empty(),
            ActivationError::Wrong { tries_left } => w.error_activation_wrong(tries_left),
            ActivationError::Ended => w.error_activation_ended(),
        };
        Some(Problem::at("activation_code", text))
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("activation-code.html", page: ActivationCodePage);
}
