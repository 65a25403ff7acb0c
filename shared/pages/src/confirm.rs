//! `/link`: is that what you want? Before something is reported, or undone that cannot be done
//! again here. Opening the page changes nothing.

use super::{
    Page, State,
    chrome::{self, Frame},
    render_with,
};
use crate::{
    parts::{Confirmation, Note, Summary, SummaryRow, Weight},
    texts::Words,
};

/// Posts to `/link`: `action` is that of `what`.
#[derive(Clone, Debug)]
pub struct ConfirmPage {
    pub what: Confirm,
    /// The same was asked before.
    pub asked: Option<AskedBefore>,
    /// To where the login is, with nothing done.
    pub back: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirm {
    /// HR's address is wrong (L7, L8, L22).
    WrongAddress { addresses: Vec<String> },
    /// The account is to be unlinked from the employer (L14). `own` is HR's address of this very
    /// person, where it is the account's.
    Detach {
        account: String,
        own: Option<String>,
    },
    /// The account cannot be used, which only people can mend (L24); `own` as above.
    Detached {
        account: String,
        own: Option<String>,
    },
    /// Those who approve are to be reminded (L11, L26).
    Approval,
}

/// An earlier time that the same was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedBefore {
    /// In Unix seconds.
    pub at: i64,
    /// Once a day is enough.
    pub may_again: bool,
}

impl AskedBefore {
    /// That it was asked, and not answered yet.
    pub(super) fn note(self, w: Words) -> Note {
        Note::of(State::Waiting, w.asked_before(w.day(self.at)))
    }
}

impl ConfirmPage {
    fn link(href: &str) -> Option<&str> {
        chrome::link(href)
    }

    fn lead(&self, w: Words, tenant: &str) -> String {
        match self.what {
            Confirm::WrongAddress { .. } => w.confirm_wrong_lead(tenant),
            Confirm::Detach { .. } => w.confirm_detach_lead(tenant),
            Confirm::Detached { .. } => w.confirm_detached_lead(tenant),
            Confirm::Approval => w.confirm_approval_lead(tenant),
        }
    }

    /// What it is about.
    fn facts(&self, w: Words) -> Option<Summary> {
        let rows = match &self.what {
            Confirm::WrongAddress { addresses } => {
                let addresses = addresses.iter();
                addresses
                    .map(|address| SummaryRow::fixed(w.address_label(), address))
                    .collect()
            }
            Confirm::Detach { account, .. } | Confirm::Detached { account, .. } => {
                vec![SummaryRow::fixed(w.account_label(), account)]
            }
            Confirm::Approval => return None,
        };
        Some(Summary { w, rows })
    }

    fn own(&self) -> Option<&str> {
        match &self.what {
            Confirm::Detach { own, .. } | Confirm::Detached { own, .. } => own.as_deref(),
            _ => None,
        }
    }

    fn before(&self, w: Words) -> Option<Note> {
        let asked = self.asked?;
        Some(match self.what {
            Confirm::Approval => asked.note(w),
            _ => Note::of(State::Waiting, w.reported_before(w.day(asked.at))),
        })
    }

    fn question(&self, frame: &Frame<'_>) -> Option<Confirmation> {
        let w = frame.w;
        let (action, button) = self.button(w)?;
        let is_detach = matches!(self.what, Confirm::Detach { .. });
        Some(Confirmation {
            w,
            consequences: vec![self.lead(w, &frame.tenant)],
            irreversible: is_detach.then(|| w.confirm_detach_forever()),
            weight: if is_detach {
                Weight::Destructive
            } else {
                Weight::Plain
            },
            action,
            button,
            back: self.back.clone(),
        })
    }

    /// Nothing to press where it was asked today.
    fn button(&self, w: Words) -> Option<(&'static str, String)> {
        if self.asked.is_some_and(|asked| !asked.may_again) {
            return None;
        }
        let is_again = self.asked.is_some();
        Some(match self.what {
            Confirm::WrongAddress { .. } if is_again => ("wrong_yes", w.report_again()),
            Confirm::WrongAddress { .. } => ("wrong_yes", w.confirm_wrong_button()),
            Confirm::Detach { .. } => ("detach_yes", w.confirm_detach_button()),
            Confirm::Detached { .. } if is_again => ("detach_yes", w.report_again()),
            Confirm::Detached { .. } => ("detach_yes", w.confirm_detached_button()),
            Confirm::Approval => ("again_yes", w.ask_again()),
        })
    }
}

impl Page for ConfirmPage {
    fn heading(&self, w: Words) -> String {
        match self.what {
            Confirm::WrongAddress { .. } => w.confirm_wrong_heading(),
            Confirm::Detach { .. } => w.confirm_detach_heading(),
            Confirm::Detached { .. } => w.confirm_detached_heading(),
            Confirm::Approval => w.confirm_approval_heading(),
        }
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("confirm.html", page: ConfirmPage);
}
