//! What was found about an eID's answer, and the first-login table's inputs from it.

use kobling_base::clock::Timestamp;
use kobling_model::{
    AccountId, Digest, DirectoryUserId, Level, TenantId,
    first_login::{
        Chosen, D, DLink, Inputs, Need, Number, Owner, Proved, Row, Step, Typed, X, XLink, Y, YEid,
        decide, needs,
    },
    people::{
        Account, AppLink, DirectoryUser, DirectoryUserState, EmailAddress, EmploymentStatus,
        OwnAddress,
    },
    tenants::{Activation, Tenant},
};
use serde::{Deserialize, Serialize};

use super::{answered_eid::AnsweredEid, moves::Moves, progress::Progress};

/// An account with what of its app links matters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct OtherAccount {
    pub account: Account,
    /// Its app link at this tenant.
    pub link: Option<AppLink>,
    /// It is app-linked at another tenant to someone whose known number the eID does not carry.
    pub differs_elsewhere: bool,
    /// The directory users that this was read from, with their versions: a link is made only
    /// while they are as they were.
    pub elsewhere: Vec<(TenantId, DirectoryUserId, u64)>,
}

/// All that was found. What was not takes no room: it is written at every step of a login.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
#[serde(default)]
pub struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_link: Option<AppLink>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d: Option<DirectoryUser>,
    /// Reached by X's app link, or alone behind a typed address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d2: Option<DirectoryUser>,
    /// All behind a typed address, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub several: Vec<DirectoryUserId>,
    /// What D (or D2) is app-linked to, if it is not X.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<OtherAccount>,
    /// What owns the address in use, if it is neither X nor Y.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub z: Option<OtherAccount>,
    /// HR's usable addresses of D, but for those in `returned`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<EmailAddress>,
    /// Of HR's addresses of D and of Y's own, those that mail comes back from. Never a typed one:
    /// what is known about it is told to nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<EmailAddress>,
    /// The address in use: chosen, typed, or HR's only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<EmailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_digest: Option<Digest>,
    /// The address was typed where there is no D.
    pub is_typed: bool,
    /// The tenant said yes to this eID being this directory user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<DirectoryUserId>,
    /// The account that the approval was asked for; none where one was to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_account: Option<AccountId>,
    /// The address that was proved when the approval was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_address: Option<EmailAddress>,
    /// The tenant said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<DirectoryUserId>,
    /// When this eID asked for the approval that nobody has decided yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// What lies under the other key for national ids. All else here names the eID and its number
    /// by the current one.
    #[serde(skip_serializing_if = "Moves::is_none")]
    pub moves: Moves,
}

impl Facts {
    /// The directory user that the row is about.
    pub fn directory_user(&self) -> Option<&DirectoryUser> {
        self.d.as_ref().or(self.d2.as_ref())
    }

    pub fn row(&self, tenant: &Tenant, eid: &AnsweredEid, now: Timestamp) -> Row {
        decide(&self.inputs(tenant, eid, now))
    }

    /// The account that gains the eID under the row, if one that exists does.
    pub fn gaining(&self, row: Row) -> Option<&Account> {
        match row {
            Row::L8 => self.z.as_ref().map(|z| &z.account),
            Row::L11 if self.x.is_none() => self.z.as_ref().map(|z| &z.account),
            Row::L3 | Row::L14 | Row::L24 | Row::L26 => self.y.as_ref().map(|y| &y.account),
            _ => None,
        }
    }

    /// By what the approval lies, if there is one, and is asked for, if there is none.
    pub fn approval_digest<'f>(&'f self, eid: &'f AnsweredEid) -> &'f Digest {
        let current = &eid.authentication.link_digest;
        self.moves.approval.as_ref().unwrap_or(current)
    }

    /// Whether the tenant said yes to exactly this: the eID, the directory user and the account.
    pub fn is_approved(&self, row: Row) -> bool {
        let account = self
            .x
            .as_ref()
            .or_else(|| self.gaining(row))
            .map(|account| account.id);
        self.approved.is_some()
            && self.approved == self.directory_user().map(|user| user.id)
            && self.approved_account == account
    }

    /// Whether that account may gain the eID at all: in L3 it is the person's choice, and an
    /// account that is linked elsewhere to another number is no choice.
    fn may_gain(&self, row: Row) -> bool {
        row != Row::L3 || self.y.as_ref().is_some_and(|y| !y.differs_elsewhere)
    }

    /// The address of an account that a code goes to: the primary one, unless mail comes back.
    pub fn reachable<'a>(&self, account: &'a Account) -> Option<&'a EmailAddress> {
        account
            .primary_address()
            .into_iter()
            .chain(account.addresses.iter().map(|own| &own.address))
            .find(|address| !self.returned.contains(address))
    }

    /// HR's address that the row goes without because mail comes back from it.
    pub fn returned_at_hr(&self) -> Option<&EmailAddress> {
        let employments = self.d.iter().flat_map(|d| &d.employments);
        employments
            .filter(|employment| {
                let is_returned = |email| self.returned.contains(email);
                employment.is_bounced || employment.email.as_ref().is_some_and(is_returned)
            })
            .find_map(|employment| employment.email.as_ref())
    }

    /// Where the mailed code goes under the row.
    pub fn code_address(&self, row: Row) -> Option<&EmailAddress> {
        match row {
            Row::L14 | Row::L24 => self.y.as_ref().and_then(|y| self.reachable(&y.account)),
            Row::L2 | Row::L7 | Row::L8 => self.address.as_ref(),
            Row::L11 | Row::L12 | Row::L13 | Row::L26 | Row::L27 => self.address.as_ref(),
            Row::L4 => self.d2.as_ref().and_then(|d2| {
                d2.employments
                    .iter()
                    .filter(|employment| !employment.is_bounced)
                    .find_map(|employment| employment.email.as_ref())
            }),
            Row::L15 | Row::L16 | Row::L18 if self.is_typed => self.address.as_ref(),
            _ => None,
        }
    }

    /// The next step, from what was found and what was shown.
    pub fn step(&self, row: Row, tenant: &Tenant, eid: &AnsweredEid, progress: &Progress) -> Step {
        let gaining = self.gaining(row).map(|account| account.id);
        let extra_for = self.directory_user().map(|user| user.id);
        let need = Need {
            row,
            has_x: self.x.is_some(),
            has_sign_in: self
                .gaining(row)
                .is_some_and(|account| !account.eids.is_empty() && self.may_gain(row)),
            is_new_eid: self.is_new_eid(eid),
            first_use_proof: tenant.settings.first_use_proof,
            adds_address: self.x.is_some() && self.d.is_some() && self.address.is_some(),
            has_code_address: self.code_address(row).is_some(),
            may_go_without: tenant.settings.account_without_address,
            is_typed: self.is_typed,
            waits_for_activation: self
                .directory_user()
                .is_some_and(|user| waits(user, tenant)),
        };
        let proved = Proved {
            is_confirmed: progress.is_confirmed,
            choice: progress.choice,
            is_mailbox: progress.mailbox.is_some()
                && progress.mailbox.as_ref() == self.code_address(row),
            is_signed_in: gaining.is_some() && progress.signed_in_as == gaining,
            is_extra: extra_for.is_some()
                && (progress.activation == extra_for || self.is_approved(row)),
            is_without_address: progress.is_without_address,
        };
        needs(&need, &proved)
    }

    /// The first-login table's inputs.
    pub fn inputs(&self, tenant: &Tenant, eid: &AnsweredEid, now: Timestamp) -> Inputs {
        let namespace = &eid.authentication.namespace;
        let link_digest = &eid.authentication.link_digest;
        let is_current =
            |user: &DirectoryUser| user.employment_status(now) == EmploymentStatus::Current;
        let x = self.x.as_ref().map(|x| X {
            is_enabled: x.is_enabled(),
            link: match (&self.x_link, &self.d, &self.d2) {
                (Some(link), Some(d), _) if link.directory_user == d.id => XLink::ToD,
                (Some(link), _, Some(d2)) => XLink::ToD2 {
                    number: if d2.known_from_hr(namespace).is_some()
                        || (d2.is_number_known() && !link.has_used_eid)
                    {
                        Number::Differs
                    } else {
                        Number::Unknown
                    },
                    is_new_eid: self.is_new_eid(eid),
                    is_current: is_current(d2),
                },
                _ => XLink::None,
            },
        });
        let y = self.y.as_ref().map(|y| Y {
            is_enabled: y.account.is_enabled(),
            eid: self.eid_of(y, namespace, link_digest),
            is_number_older: self.is_number_older(namespace),
            differs_elsewhere: y.differs_elsewhere,
        });
        let d = self.d.as_ref().map(|d| D {
            is_current: is_current(d),
            waits_for_activation: waits(d, tenant),
            link: match (d.account, &self.x, y) {
                (None, _, _) => DLink::None,
                (Some(account), Some(x), _) if account == x.id => DLink::ToX,
                (Some(_), _, Some(y)) => DLink::ToY(y),
                // The account is gone: as good as not linked, and cleared when it is linked anew.
                (Some(_), _, None) => DLink::None,
            },
        });
        Inputs {
            is_level_enough: eid.authentication.level >= tenant.settings.minimum_acr
                && eid.authentication.level > Level::None,
            x,
            d,
            chosen: match (&self.address, self.offered.len()) {
                (Some(_), _) => Chosen::Address(self.owner(namespace, link_digest)),
                (None, 0) => Chosen::NoneAtHr,
                (None, _) => Chosen::SeveralAtHr,
            },
            typed: self
                .is_typed
                .then(|| self.typed(namespace, link_digest, now)),
            is_birth_date_another: self.is_birth_date_another(eid),
        }
    }

    /// HR has another birth date for who the row is about than the eID tells.
    pub fn is_birth_date_another(&self, eid: &AnsweredEid) -> bool {
        let user = self.directory_user();
        user.is_some_and(|user| eid.contradicts(user))
    }

    /// Whether X's app link was never used with this eID, or not since X lost one.
    fn is_new_eid(&self, eid: &AnsweredEid) -> bool {
        let both = self.x.as_ref().zip(self.x_link.as_ref());
        both.is_some_and(|(x, link)| !eid.is_shown(link, x))
    }

    fn owner(&self, namespace: &str, link_digest: &Digest) -> Owner {
        self.z.as_ref().map_or(Owner::Nobody, |z| Owner::Z {
            is_enabled: z.account.is_enabled(),
            is_barred: z.account.holds_other(namespace, link_digest)
                || z.link.is_some()
                || z.differs_elsewhere,
            has_sign_in: !z.account.eids.is_empty(),
        })
    }

    fn typed(&self, namespace: &str, link_digest: &Digest, now: Timestamp) -> Typed {
        let Some(d2) = &self.d2 else {
            return if self.several.is_empty() {
                Typed::Unknown
            } else {
                Typed::Several
            };
        };
        let number = if d2.is_number_known() {
            Number::Differs
        } else {
            Number::Unknown
        };
        let is_current = d2.employment_status(now) == EmploymentStatus::Current;
        match &self.y {
            Some(y) => Typed::Linked {
                is_current,
                number,
                is_y_enabled: y.account.is_enabled(),
                is_y_barred: y.account.holds_other(namespace, link_digest)
                    || y.differs_elsewhere
                    || !self.is_proved_by_address(&y.account),
            },
            None => Typed::Unlinked {
                is_current,
                number,
                owner: self.owner(namespace, link_digest),
            },
        }
    }

    /// Whether a code to the typed address shows whose the account is. It does where the address
    /// is the account's own, and need not where the account has a sign-in of its own. An address
    /// that only the directory has is the tenant's word, and an account is not the tenant's.
    fn is_proved_by_address(&self, account: &Account) -> bool {
        let is_own = |own: &OwnAddress| Some(&own.address) == self.address.as_ref();
        !account.eids.is_empty()
            || account.addresses.is_empty()
            || account.addresses.iter().any(is_own)
    }

    fn eid_of(&self, y: &OtherAccount, namespace: &str, link_digest: &Digest) -> YEid {
        if !y.account.holds_other(namespace, link_digest) {
            return YEid::None;
        }
        let replaced = self
            .d
            .as_ref()
            .and_then(|d| d.known_from_hr(namespace))
            .and_then(|known| known.replaced.as_ref());
        let shown = y
            .link
            .as_ref()
            .and_then(|link| link.shown(namespace, &y.account));
        let held = y
            .account
            .eids
            .iter()
            .filter(|held| held.namespace == namespace)
            .count();
        if replaced.is_some() && replaced == shown && held == 1 {
            YEid::Replaced
        } else {
            YEid::Other
        }
    }

    fn is_number_older(&self, namespace: &str) -> bool {
        let Some(d) = &self.d else { return false };
        match (d.known_from_hr(namespace), d.linked_at) {
            (Some(known), Some(linked_at)) => known.since < linked_at,
            _ => false,
        }
    }
}

/// Whether an admin has to activate the directory user before it can be linked.
pub fn waits(user: &DirectoryUser, tenant: &Tenant) -> bool {
    tenant.settings.activation == Activation::ByAdmin
        && matches!(
            user.state,
            DirectoryUserState::Imported | DirectoryUserState::Invited
        )
}
