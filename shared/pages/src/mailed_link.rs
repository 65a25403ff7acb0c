//! `/verify-code`: the page behind a mailed link. Opening it spends nothing, as scanners open
//! links too; only the press does, and only in the browser that asked (F2).

use super::{Page, chrome, render_with};
use crate::texts::Words;

/// Posts to `/verify-code` with the hidden field `token`: `action` is `finish`
/// (in the browser that asked) or `not_me` (in another).
#[derive(Clone, Debug)]
pub struct MailedLinkPage {
    pub state: MailedLinkState,
}

#[derive(Clone, Debug)]
pub enum MailedLinkState {
    /// Opened in the browser that asked: one press finishes.
    Here { token: String },
    /// Opened in another: the code is to be typed in the first.
    Elsewhere {
        token: String,
        code: String,
        /// Where the login was begun, as well as can be told: place, browser.
        asked_from: String,
        /// When, in Unix seconds.
        asked_at: i64,
    },
    /// The mail held no code, only the news that someone used the address: the press tells the
    /// tenant.
    Report {
        token: String,
        asked_from: String,
        asked_at: i64,
    },
    /// No longer of use. `start` begins anew.
    Gone { why: GoneReason, start: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoneReason {
    Expired,
    Spent,
    /// Someone said that they had not asked for it.
    Stopped,
}

impl GoneReason {
    fn what(self, w: Words) -> String {
        match self {
            Self::Expired => w.link_expired_what(),
            Self::Spent => w.link_spent_what(),
            Self::Stopped => w.link_stopped_what(),
        }
    }
}

/// Who asked, as it was noted (browser, system, address), in words: an address is called one.
pub(super) fn asker(w: Words, noted: &str) -> String {
    let (before, last) = noted.rsplit_once(", ").unwrap_or(("", noted));
    if last.parse::<std::net::IpAddr>().is_err() {
        return noted.to_owned();
    }
    let address = w.ip_address(last);
    match before {
        "" => address,
        before => format!("{before}, {address}"),
    }
}

impl MailedLinkPage {
    fn asker(w: &Words, noted: &str) -> String {
        asker(*w, noted)
    }

    fn link(href: &str) -> Option<&str> {
        chrome::link(href)
    }
}

impl Page for MailedLinkPage {
    fn heading(&self, w: Words) -> String {
        match self.state {
            MailedLinkState::Here { .. } => w.link_here_heading(),
            MailedLinkState::Elsewhere { .. } => w.link_elsewhere_heading(),
            MailedLinkState::Report { .. } => w.link_report_heading(),
            MailedLinkState::Gone {
                why: GoneReason::Expired,
                ..
            } => w.link_expired_heading(),
            MailedLinkState::Gone {
                why: GoneReason::Spent,
                ..
            } => w.link_spent_heading(),
            MailedLinkState::Gone {
                why: GoneReason::Stopped,
                ..
            } => w.link_stopped_heading(),
        }
    }

    fn shows_help(&self) -> bool {
        matches!(
            self.state,
            MailedLinkState::Gone {
                why: GoneReason::Stopped,
                ..
            }
        )
    }

    render_with!("mailed-link.html", page: MailedLinkPage);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Language;

    #[test]
    fn an_address_is_called_one() {
        let w = Words::in_language(Language::En);
        for (noted, said) in [
            (
                "Chrome, Linux, 192.0.2.7",
                "Chrome, Linux, IP address 192.0.2.7",
            ),
            ("2001:db8::7", "IP address 2001:db8::7"),
            ("Firefox, Windows", "Firefox, Windows"),
            ("", ""),
        ] {
            assert_eq!(asker(w, noted), said);
        }
    }
}
