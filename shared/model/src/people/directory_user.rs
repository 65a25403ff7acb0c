//! A directory user: one person in one tenant, as HR knows them, with 1..n employments.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{EmailAddress, PersonalDetails};
use crate::{
    AccountId, Digest, DirectoryUserId, TenantId,
    condition::Condition,
    item::{Entity, Key},
    keys,
};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryUserState {
    Imported,
    Invited,
    Active,
    Suspended,
    Left,
}

/// Where a number came from. Only HR's finds a person; a learned one is a note.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    FromHr,
    Learned,
}

/// A national number of a directory user, as the tenant's directory digest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct KnownNumber {
    pub namespace: String,
    pub digest: Digest,
    pub known: Known,
    /// Since when it is this one.
    pub since: Timestamp,
    /// The number it replaced in the same HR row, if it did.
    pub replaced: Option<Digest>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Employment {
    /// HR's employment number: the import's key.
    pub number: String,
    pub department: Option<String>,
    pub position: Option<String>,
    pub email: Option<EmailAddress>,
    /// HR's newer address of someone who is linked: waits until the person confirms it, and is
    /// used for nothing until then.
    #[serde(default)]
    pub pending_email: Option<EmailAddress>,
    /// Mail to that address came back.
    #[serde(default)]
    pub is_bounced: bool,
    /// Whether HR sends mail for this employment.
    pub mailing: bool,
    pub from: Option<Timestamp>,
    /// The first second after it.
    pub to: Option<Timestamp>,
}

impl Employment {
    /// Takes HR's address. Another one than before has not come back yet.
    pub fn set_email(&mut self, email: Option<EmailAddress>) {
        if self.email != email {
            self.is_bounced = false;
            self.email = email;
        }
    }

    pub fn is_current(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }
}

/// Which of HR's files last spoke of the person: an older one of the same feed has no say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct SpokenOf {
    pub feed: String,
    pub sequence: u64,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct DirectoryUser {
    pub id: DirectoryUserId,
    pub tenant: TenantId,
    /// HR's number for the person, across employments.
    pub person_number: Option<String>,
    pub given_name: String,
    pub family_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    pub phone: Option<String>,
    pub numbers: Vec<KnownNumber>,
    pub state: DirectoryUserState,
    pub rights: Vec<String>,
    pub employments: Vec<Employment>,
    /// The account it is app-linked to.
    pub account: Option<AccountId>,
    pub linked_at: Option<Timestamp>,
    #[serde(default)]
    pub spoken_of: Option<SpokenOf>,
    /// What else the directory knows, if anything; of no meaning for a login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Box<PersonalDetails>>,
    /// Counts up with every change; writes are on condition of it.
    pub version: u64,
}

/// Whether a directory user may use the tenant's apps now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EmploymentStatus {
    Current,
    Suspended,
    /// The first employment begins then.
    NotBegun(Timestamp),
    /// The last employment ended then (the first second after it).
    Ended(Timestamp),
}

impl DirectoryUser {
    pub fn employment_status(&self, now: Timestamp) -> EmploymentStatus {
        match self.state {
            DirectoryUserState::Suspended => return EmploymentStatus::Suspended,
            DirectoryUserState::Left => {
                let last = self.employments.iter().filter_map(|e| e.to).max();
                return EmploymentStatus::Ended(last.map_or(now, |last| last.min(now)));
            }
            _ => {}
        }
        if self.employments.is_empty() || self.employments.iter().any(|e| e.is_current(now)) {
            return EmploymentStatus::Current;
        }
        let next = self
            .employments
            .iter()
            .filter_map(|e| e.from)
            .filter(|from| *from > now)
            .min();
        match next {
            Some(from) => EmploymentStatus::NotBegun(from),
            None => EmploymentStatus::Ended(
                self.employments
                    .iter()
                    .filter_map(|e| e.to)
                    .max()
                    .unwrap_or(now),
            ),
        }
    }

    /// The number that HR knows in a namespace.
    pub fn known_from_hr(&self, namespace: &str) -> Option<&KnownNumber> {
        self.numbers
            .iter()
            .find(|number| number.known == Known::FromHr && number.namespace == namespace)
    }

    /// Whether HR knows any number at all.
    pub fn is_number_known(&self) -> bool {
        self.numbers
            .iter()
            .any(|number| number.known == Known::FromHr)
    }

    /// The addresses that mail may go to, that of the newest current employment with mailing
    /// first, without repetition.
    pub fn usable_addresses(&self, now: Timestamp) -> Vec<EmailAddress> {
        let mut usable: Vec<&Employment> = self
            .employments
            .iter()
            .filter(|e| e.email.is_some() && !e.is_bounced && e.is_current(now))
            .collect();
        usable.sort_by_key(|e| (!e.mailing, std::cmp::Reverse(e.from)));
        let mut addresses: Vec<EmailAddress> = Vec::new();
        for address in usable.into_iter().filter_map(|e| e.email.clone()) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    pub fn display_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

/// Conditions of writes.
impl DirectoryUser {
    /// Nobody has changed them since they were read; or there is nobody yet.
    pub fn as_read(before: Option<&Self>) -> Condition {
        match before {
            Some(before) => Condition::present().equals("version", before.version),
            None => Condition::absent(),
        }
    }
}

impl Entity for DirectoryUser {
    const TYPE: &'static str = "directory_user";

    fn key(&self) -> Key {
        keys::directory_user(&self.tenant, &self.id)
    }
}

/// Says who has a number known from HR; there is one directory user per known number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct DirectoryNumber {
    pub tenant: TenantId,
    pub digest: Digest,
    pub directory_user: DirectoryUserId,
}

impl DirectoryNumber {
    /// It stands for this directory user.
    pub fn is_of(user: &DirectoryUserId) -> Condition {
        Condition::present().equals("directory_user", user.to_string())
    }
}

impl Entity for DirectoryNumber {
    const TYPE: &'static str = "directory_number";

    fn key(&self) -> Key {
        keys::directory_number(&self.tenant, &self.digest)
    }
}

/// Says that a directory user has an address; several may have the same (a shared mailbox).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct DirectoryAddress {
    pub tenant: TenantId,
    pub digest: Digest,
    pub directory_user: DirectoryUserId,
}

impl Entity for DirectoryAddress {
    const TYPE: &'static str = "directory_address";

    fn key(&self) -> Key {
        keys::directory_address(&self.tenant, &self.digest, &self.directory_user)
    }
}
