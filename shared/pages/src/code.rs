//! `/verify-code`: the code that was mailed, and the tenant's activation code. Both fields take
//! spaces and pasted text; what a code is worth is decided elsewhere.

use serde::{Deserialize, Serialize};

use super::{
    AskedBefore, Page, Problem, State,
    chrome::{self, Frame},
    render_with,
};
use crate::{
    parts::{Note, TextField, TextKind},
    texts::Words,
};

/// Posts to `/verify-code`: `code` with `action` `verify`; `resend`, `cancel` and what `other` says
/// need no code.
#[derive(Clone, Debug)]
pub struct CodePage {
    /// The address the mail went to, in full if the person typed it or HR knows it, else masked.
    pub sent_to: String,
    /// Whether a code was certainly sent. If not, the page says alike for every typed address
    /// that a mail is on its way, and the mail says the rest.
    pub certain: bool,
    /// How long a code works.
    pub minutes: u32,
    /// Why no code of the last mail is good any more, if it is known that none is.
    pub over: Option<CodeOver>,
    pub error: Option<CodeError>,
    pub resend: ResendState,
    /// When a further mail was sent, in Unix seconds; none while there was only one.
    pub sent_again_at: Option<i64>,
    pub other: Option<OtherWay>,
    /// How many steps the login has; this is the second.
    pub steps: u32,
    /// Begins the login anew.
    pub start: String,
}

/// Why a mailed code is good no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeOver {
    /// No tries are left.
    Tried,
    Expired,
    /// Someone said in the mail that they had not asked for it.
    Stopped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeError {
    Empty,
    Malformed,
    Wrong {
        tries_left: u32,
    },
    /// A new mail was asked for, and none was sent: the next may be in so many seconds.
    TooEarly {
        seconds: u32,
    },
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

/// What else there is for who does not get the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherWay {
    /// Another address may be chosen: `change`.
    Change,
    /// HR's address cannot be changed here, only be said to be wrong: `wrong`.
    Wrong,
    /// To the page before: `back`.
    Back,
}

/// From so many seconds on a wait is told in minutes.
const IN_MINUTES: u32 = 90;

impl CodePage {
    const STEP: u32 = 2;

    fn can_resend(&self) -> bool {
        !matches!(self.resend, ResendState::NoMore { .. })
    }

    /// How long the next mail has to wait, in seconds, and the words for it.
    fn wait(&self, w: Words) -> Option<(u32, String)> {
        let ResendState::At { seconds } = self.resend else {
            return None;
        };
        let text = if seconds > IN_MINUTES {
            w.code_resend_minutes(seconds.div_ceil(60))
        } else {
            w.code_resend_at(seconds)
        };
        Some((seconds, text))
    }

    /// A new mail is what helps where no code is good any more.
    fn resend_class(&self) -> &'static str {
        match self.over {
            Some(CodeOver::Tried | CodeOver::Expired) => "primary",
            _ => "secondary",
        }
    }

    fn is_stopped(&self) -> bool {
        self.over == Some(CodeOver::Stopped)
    }

    fn link(href: &str) -> Option<&str> {
        chrome::link(href)
    }

    fn field(frame: &Frame<'_>) -> TextField {
        TextField {
            name: "code",
            label: frame.w.code_label(),
            hint: Some(frame.w.code_hint()),
            kind: TextKind::OneTimeCode,
            value: String::new(),
            error: frame.error_at("code"),
        }
    }

    /// That a further mail was sent.
    fn receipt(&self, w: Words) -> Option<Note> {
        let text = w.code_sent_again(w.time_of_day(self.sent_again_at?));
        Some(Note::of(State::Done, text).as_news())
    }

    /// What became of the code, where the error at the top is about something else.
    fn over_beside(&self, w: Words) -> Option<String> {
        let is_beside = matches!(self.error, Some(CodeError::TooEarly { .. }));
        self.over.filter(|_| is_beside).map(|over| over.what(w))
    }
}

impl CodeOver {
    fn what(self, w: Words) -> String {
        match self {
            Self::Tried => w.error_code_ended(),
            Self::Expired => w.error_code_expired(),
            Self::Stopped => w.error_code_stopped(),
        }
    }
}

impl OtherWay {
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Wrong => "wrong",
            Self::Back => "back",
        }
    }

    pub(super) fn words(self, w: Words) -> String {
        match self {
            Self::Change => w.use_another_address(),
            Self::Wrong => w.address_wrong(),
            Self::Back => w.back_button(),
        }
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

    fn problems(&self, w: Words) -> Vec<Problem> {
        let (field, text) = match (self.error, self.over) {
            (Some(CodeError::TooEarly { seconds }), _) if seconds > IN_MINUTES => {
                let minutes = seconds.div_ceil(60);
                ("resend", w.error_resend_early_minutes(minutes))
            }
            (Some(CodeError::TooEarly { seconds }), _) => ("resend", w.error_resend_early(seconds)),
            (_, Some(over)) => ("code", over.what(w)),
            (Some(CodeError::Empty), None) => ("code", w.error_code_empty()),
            (Some(CodeError::Malformed), None) => ("code", w.error_code_malformed()),
            (Some(CodeError::Wrong { tries_left }), None) => {
                ("code", w.error_code_wrong(tries_left))
            }
            (None, None) => return Vec::new(),
        };
        vec![Problem::at(field, text)]
    }

    render_with!("code.html", page: CodePage);
}

/// The tenant's extra proof by a code that it has handed out. Posts to `/verify-code`:
/// `activation_code` with `action` `activate`; `ask` and `cancel` need no code.
#[derive(Clone, Debug)]
pub struct ActivationCodePage {
    pub error: Option<ActivationError>,
    /// A code was asked for before.
    pub asked: Option<AskedBefore>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivationError {
    Empty,
    Wrong {
        tries_left: u32,
    },
    /// No tries are left.
    Ended,
}

impl ActivationCodePage {
    fn field(frame: &Frame<'_>) -> TextField {
        TextField {
            name: "activation_code",
            label: frame.w.activation_label(),
            hint: None,
            kind: TextKind::Code,
            value: String::new(),
            error: frame.error_at("activation_code"),
        }
    }

    fn asked(&self, w: Words) -> Option<Note> {
        Some(self.asked?.note(w))
    }
}

impl Page for ActivationCodePage {
    fn heading(&self, w: Words) -> String {
        w.activation_heading()
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        let text = match self.error {
            None => return Vec::new(),
            Some(ActivationError::Empty) => w.error_activation_empty(),
            Some(ActivationError::Wrong { tries_left }) => w.error_activation_wrong(tries_left),
            Some(ActivationError::Ended) => w.error_activation_ended(),
        };
        vec![Problem::at("activation_code", text)]
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("activation-code.html", page: ActivationCodePage);
}
