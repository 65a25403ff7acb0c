//! `/link`: which e-mail address. One page for the address that HR knows, for a choice among
//! several, and for one typed by hand (rows L7, L9, L10, L22, L29 of the first login).

use serde::{Deserialize, Serialize};

use super::{Page, Problem, chrome::Frame, render_with};
use crate::{
    parts::{TextField, TextKind},
    texts::Words,
};

/// Posts to `/link`. `action` is `send` or `cancel`, `have_code` where one is out, or `wrong` or
/// `without` where the mode offers them.
#[derive(Clone, Debug)]
pub struct AddressPage {
    pub mode: AddressMode,
    /// What was typed before, to be kept in the field.
    pub typed: String,
    pub error: Option<AddressError>,
    /// A code that was sent before is still good.
    pub has_code: bool,
    /// How many steps the login has; this is the first.
    pub steps: u32,
}

#[derive(Clone, Debug)]
pub enum AddressMode {
    /// HR's one address, shown and not to be changed. Offers `wrong`.
    Locked { address: String },
    /// Several addresses known to HR: the field `choice` is an index into `addresses`, or
    /// `other` with the address in `address` where a `free` one is allowed. Offers `wrong`
    /// where it is not.
    Choose {
        addresses: Vec<String>,
        /// Index into `addresses`; `None` is the free one.
        chosen: Option<usize>,
        free: bool,
        /// Allowed domains without `@` for the free one; empty allows all.
        domains: Vec<String>,
    },
    /// The field `address` is typed. Offers `without` ("I have no e-mail") if so set.
    Type {
        why: TypeReason,
        domains: Vec<String>,
        without: bool,
    },
}

#[derive(Clone, Debug)]
pub enum TypeReason {
    /// HR does not know the person's national id, so nobody was found.
    Unknown,
    /// HR knows the person, but no address.
    NoneAtHr,
    /// HR knows an address, and mail to it comes back.
    ReturnedAtHr { address: String },
    /// HR's address belongs to an account that cannot be this person's.
    TakenByAnother { address: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressError {
    Empty,
    Malformed,
    /// Letters, or a blank, that no address has.
    Letters,
    /// Not under one of the page's `domains`.
    DomainNotAllowed,
}

impl AddressError {
    /// What is wrong with what was typed and is no address.
    pub fn of(typed: &str) -> Self {
        let is_foreign = |c: char| !c.is_ascii() || c.is_whitespace();
        if typed.trim().contains(is_foreign) {
            Self::Letters
        } else {
            Self::Malformed
        }
    }

    pub(super) fn problem(self, w: Words, domains: &[String]) -> Problem {
        let text = match self {
            Self::Empty => w.error_address_empty(),
            Self::Malformed => w.error_address_malformed(),
            Self::Letters => w.error_address_letters(),
            Self::DomainNotAllowed => w.error_address_domain(list(w, domains)),
        };
        Problem::at("address", text)
    }
}

impl TypeReason {
    /// A code is promised only where one is certainly sent.
    fn button(&self, w: Words) -> String {
        match self {
            Self::Unknown => w.send_mail(),
            Self::NoneAtHr | Self::ReturnedAtHr { .. } | Self::TakenByAnother { .. } => {
                w.send_code()
            }
        }
    }
}

impl AddressPage {
    const STEP: u32 = 1;

    /// The addresses to choose among, with whether each is chosen.
    fn choices(&self) -> Vec<(&str, bool)> {
        let AddressMode::Choose {
            addresses, chosen, ..
        } = &self.mode
        else {
            return Vec::new();
        };
        let chosen = chosen.filter(|_| self.error.is_none());
        let numbered = addresses.iter().enumerate();
        numbered
            .map(|(index, address)| (address.as_str(), chosen == Some(index)))
            .collect()
    }

    /// Also while the typed address has an error, or its field would be folded away.
    fn is_free_chosen(&self) -> bool {
        self.error.is_some() || matches!(&self.mode, AddressMode::Choose { chosen: None, .. })
    }

    fn domains(&self) -> &[String] {
        match &self.mode {
            AddressMode::Locked { .. } => &[],
            AddressMode::Choose { domains, .. } | AddressMode::Type { domains, .. } => domains,
        }
    }

    /// Where an address is typed.
    fn field(&self, frame: &Frame<'_>) -> TextField {
        let label = match self.mode {
            AddressMode::Choose { .. } => frame.w.address_other_label(),
            AddressMode::Locked { .. } | AddressMode::Type { .. } => frame.w.address_label(),
        };
        TextField {
            name: "address",
            label,
            hint: self.hint(frame.w),
            kind: TextKind::Email,
            value: self.typed.clone(),
            error: frame.error_at("address"),
        }
    }

    /// What a typed address must end in, where that is limited.
    fn hint(&self, w: Words) -> Option<String> {
        let domains = self.domains();
        (!domains.is_empty()).then(|| w.address_domains(list(w, domains)))
    }
}

impl Page for AddressPage {
    fn heading(&self, w: Words) -> String {
        match &self.mode {
            AddressMode::Locked { .. } => w.address_locked_heading(),
            AddressMode::Choose { .. } => w.address_choose_heading(),
            AddressMode::Type { why, .. } => match why {
                TypeReason::Unknown => w.address_type_heading(),
                TypeReason::NoneAtHr => w.address_none_heading(),
                TypeReason::ReturnedAtHr { .. } => w.address_returned_heading(),
                TypeReason::TakenByAnother { .. } => w.address_taken_heading(),
            },
        }
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        let problem = self.error.map(|error| error.problem(w, self.domains()));
        problem.into_iter().collect()
    }

    fn shows_help(&self) -> bool {
        matches!(self.mode, AddressMode::Type { .. })
    }

    render_with!("address.html", page: AddressPage);
}

/// `@a, @b or @c`.
fn list(w: Words, domains: &[String]) -> String {
    let domains: Vec<String> = domains.iter().map(|domain| format!("@{domain}")).collect();
    match domains.split_last() {
        Some((last, first)) if !first.is_empty() => w.list_or(first.join(", "), last),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}
