//! Conflict items: what a tenant's admin has to look at. Kept for the console.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, DirectoryUserId, TenantId,
    item::{Entity, Key},
    keys,
};

/// Why an item was made; in brackets the rows of the first-login table.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// HR and an earlier login disagree about a number (L15, L5).
    Disputed,
    /// HR has another birth date than the eID (L15).
    BirthDate,
    /// Two records of one person, or an earlier wrong link (L25).
    TwoRecords,
    /// HR's address is used by someone else (L9).
    AddressTaken,
    /// HR has no address for someone (L10).
    NoAddress,
    /// The person says that the linked account is not theirs, or out of reach (L14).
    Detached,
    /// Several people share a typed address (L27).
    SharedAddress,
    /// Waits for approval (L11, L26, L4).
    Approval,
    /// Waits for activation (L28).
    Activation,
    /// The person says that HR's address is wrong (A2).
    WrongAddress,
    /// The person asks for access (A5).
    AccessAsked,
    /// The person wants the account that they have at the tenant, which they cannot log in to (L3).
    OtherAccount,
    /// Too many of the tenant's mails come back: those that nobody waits for rest.
    MailRests,
    /// A new employment has the national id of somebody with another name and another birth date.
    NumberShared,
    /// Someone pressed "I did not ask for this" in a mail about an address (L12).
    NotMe,
    /// One that a later version knows.
    #[serde(other)]
    Unknown,
}

impl ConflictKind {
    /// As it is stored and logged; never changed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disputed => "disputed",
            Self::BirthDate => "birth_date",
            Self::TwoRecords => "two_records",
            Self::AddressTaken => "address_taken",
            Self::NoAddress => "no_address",
            Self::Detached => "detached",
            Self::SharedAddress => "shared_address",
            Self::Approval => "approval",
            Self::Activation => "activation",
            Self::WrongAddress => "wrong_address",
            Self::AccessAsked => "access_asked",
            Self::OtherAccount => "other_account",
            Self::MailRests => "mail_rests",
            Self::NumberShared => "number_shared",
            Self::NotMe => "not_me",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Conflict {
    pub id: String,
    pub tenant: TenantId,
    pub kind: ConflictKind,
    pub directory_user: Option<DirectoryUserId>,
    pub account: Option<AccountId>,
    /// The reference number of the page that the person saw.
    pub reference: String,
    pub at: i64,
    pub is_settled: bool,
}

impl Entity for Conflict {
    const TYPE: &'static str = "conflict";

    fn key(&self) -> Key {
        keys::conflict(&self.tenant, self.at, &self.id)
    }
}
