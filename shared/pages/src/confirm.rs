//! `/link`: is that what you want? Before something is reported, or undone that cannot be done
//! again here. Opening the page changes nothing.

use super::{Page, chrome, render_with};
use crate::texts::Words;

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
    pub(super) fn day(self, w: Words) -> String {
        w.day(self.at)
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

    /// What it is about, each under its label.
    fn shown(&self, w: Words) -> Vec<(String, &str)> {
        match &self.what {
            Confirm::WrongAddress { addresses } => addresses
                .iter()
                .map(|address| (w.address_label(), address.as_str()))
                .collect(),
            Confirm::Detach { account, .. } | Confirm::Detached { account, .. } => {
                vec![(w.account_label(), account.as_str())]
            }
            Confirm::Approval => Vec::new(),
        }
    }

    fn own(&self) -> Option<&str> {
        match &self.what {
            Confirm::Detach { own, .. } | Confirm::Detached { own, .. } => own.as_deref(),
            _ => None,
        }
    }

    fn before(&self, w: Words) -> Option<String> {
        let asked = self.asked?;
        Some(match self.what {
            Confirm::Approval => w.asked_before(asked.day(w)),
            _ => w.reported_before(asked.day(w)),
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
