//! `/link`: which account. The pages for someone whose eID, or whose place with the employer,
//! already leads to an account (rows L2, L3, L6, L8, L14, L24, L25, L26 of the first login).

use super::{AddressError, AskedBefore, OtherWay, Page, Problem, chrome::Frame, render_with};
use crate::{
    parts::{Choice, ChoiceKind, Choices, Note, TextField, TextKind},
    texts::{Words, unbroken},
};

/// The eID has an account that is not used at this tenant yet (L2). Posts to `/link`: `action`
/// is `use` or `other`; the box `add_address` is `1` if HR's address is to be added.
#[derive(Clone, Debug)]
pub struct UseAccountPage {
    /// The account's address, which the eID has proved to be the person's.
    pub account: String,
    pub hr_address: Option<String>,
}

impl Page for UseAccountPage {
    fn heading(&self, w: Words) -> String {
        w.use_account_heading()
    }

    render_with!("use-account.html", page: UseAccountPage);
}

/// HR now says that the person is another entry than the one linked before (L25). Posts to
/// `/link`: `action` is `continue`.
#[derive(Clone, Debug)]
pub struct RecordMovedPage;

impl Page for RecordMovedPage {
    fn heading(&self, w: Words) -> String {
        w.record_moved_heading()
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("record-moved.html");
}

/// The eID leads to one account and the employer to another (L3). Posts to `/link`: `account` is
/// `this` or `other`, `action` is `continue`.
#[derive(Clone, Debug)]
pub struct ChooseAccountPage {
    /// The account that the eID leads to.
    pub this: String,
    /// The account linked at this employer, masked.
    pub other: String,
    /// The other one has no login that could be used here: only people can help with it.
    pub is_other_stuck: bool,
    /// Whether the form came back without a choice.
    pub unchosen: bool,
}

impl ChooseAccountPage {
    fn accounts(&self, frame: &Frame<'_>) -> Choices {
        let this_hint = frame.w.choose_account_this_hint(&frame.tenant);
        let other_hint = self.other_hint(frame.w, &frame.tenant);
        two_accounts(frame, (&self.this, this_hint), (&self.other, other_hint))
    }

    fn other_hint(&self, w: Words, tenant: &str) -> String {
        if self.is_other_stuck {
            w.choose_account_other_stuck()
        } else {
            w.choose_account_other_hint(tenant)
        }
    }
}

impl Page for ChooseAccountPage {
    fn heading(&self, w: Words) -> String {
        w.choose_account_heading()
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        unchosen(self.unchosen, w)
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("choose-account.html", page: ChooseAccountPage);
}

/// Which of two accounts, both proved, keeps the link at this employer (L26). Fields as in
/// [`ChooseAccountPage`].
#[derive(Clone, Debug)]
pub struct KeepAccountPage {
    pub this: String,
    pub other: String,
    pub unchosen: bool,
}

impl KeepAccountPage {
    fn accounts(&self, frame: &Frame<'_>) -> Choices {
        let this_hint = frame.w.keep_account_this_hint();
        let other_hint = frame.w.keep_account_other_hint(&frame.tenant);
        two_accounts(frame, (&self.this, this_hint), (&self.other, other_hint))
    }
}

/// Two accounts to choose between, each with its hint; none is chosen beforehand.
fn two_accounts(frame: &Frame<'_>, this: (&str, String), other: (&str, String)) -> Choices {
    let choice = |value: &str, (address, hint): (&str, String)| Choice {
        value: value.to_owned(),
        words: address.to_owned(),
        hint: Some(hint),
        is_chosen: false,
    };
    Choices {
        name: "account",
        legend: frame.w.choose_account_legend(),
        hint: None,
        kind: ChoiceKind::One,
        choices: vec![choice("this", this), choice("other", other)],
        error: frame.error_at("account"),
    }
}

fn unchosen(is_unchosen: bool, w: Words) -> Vec<Problem> {
    let problem = is_unchosen.then(|| Problem::at("account", w.error_choice()));
    problem.into_iter().collect()
}

impl Page for KeepAccountPage {
    fn heading(&self, w: Words) -> String {
        w.keep_account_heading()
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        unchosen(self.unchosen, w)
    }

    render_with!("keep-account.html", page: KeepAccountPage);
}

/// The employer has already linked the person to an account that this eID is not on (L14, L24).
/// Posts to `/link`: `action` is `send`, `not_mine` or `unreachable`, or `have_code` where one is
/// out.
#[derive(Clone, Debug)]
pub struct ExistingLinkPage {
    /// The account's address, masked.
    pub account: String,
    pub kind: ExistingLinkKind,
    /// A code that was sent before is still good.
    pub has_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingLinkKind {
    /// The account has no eID of this kind (L14).
    FirstEid,
    /// The account has the eID of the number that HR has replaced (L24).
    ReplacedNumber,
}

impl Page for ExistingLinkPage {
    fn heading(&self, w: Words) -> String {
        w.existing_heading()
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("existing-link.html", page: ExistingLinkPage);
}

/// Own sign-in: the account proves to be the person's by an eID it already has. Posts to
/// `/link`: `provider` is the id of one, or `action` is that of `other`.
#[derive(Clone, Debug)]
pub struct SignInAsPage {
    /// The account's address, masked.
    pub account: String,
    pub providers: Vec<Provider>,
    pub other: Option<OtherWay>,
}

/// An upstream that can be chosen.
#[derive(Clone, Debug)]
pub struct Provider {
    pub id: String,
    pub name: String,
}

impl Provider {
    fn name(&self) -> String {
        unbroken(&self.name)
    }
}

impl Page for SignInAsPage {
    fn heading(&self, w: Words) -> String {
        w.sign_in_as_heading()
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("sign-in-as.html", page: SignInAsPage);
}

/// Logged in, but the account belongs to nobody at this tenant (A5, L6). Posts to `/link`:
/// `action` is `send` (with `address`), `switch` or `ask`, or `have_code` where one is out.
#[derive(Clone, Debug)]
pub struct NoAccessPage {
    /// The account's address, masked until its owner has shown to be there.
    pub account: String,
    pub typed: String,
    pub error: Option<AddressError>,
    /// A code that was sent before is still good.
    pub has_code: bool,
    /// Access was asked for before.
    pub asked: Option<AskedBefore>,
}

impl NoAccessPage {
    fn field(&self, frame: &Frame<'_>) -> TextField {
        TextField {
            name: "address",
            label: frame.w.no_access_address(),
            hint: Some(frame.w.no_access_hint(&frame.tenant)),
            kind: TextKind::Email,
            value: self.typed.clone(),
            error: frame.error_at("address"),
        }
    }

    fn asked(&self, w: Words) -> Option<Note> {
        Some(self.asked?.note(w))
    }
}

impl Page for NoAccessPage {
    fn heading(&self, w: Words) -> String {
        w.no_access_heading()
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        let problem = self.error.map(|error| error.problem(w, &[]));
        problem.into_iter().collect()
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("no-access.html", page: NoAccessPage);
}
