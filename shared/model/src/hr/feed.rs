//! A feed: one stream of files from one HR system of a tenant, and how its files are to be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    TenantId,
    condition::{Condition, Update},
    item::{Entity, Key},
    keys,
    national_id::Namespace,
};

/// Whether a file names everybody, or only those that changed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum FeedKind {
    /// Who is not in the file has no employment in this feed any more.
    Full,
    Delta,
}

/// Where a file's sequence number stands; a later file has a greater one.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum SequenceSource {
    /// The object's metadata `sequence`.
    Metadata,
    /// All digits of the file's name, as one number (`people-20260302-0700.csv`); of a name without
    /// any, the time at which it was stored (`20260302070000`, UTC).
    Name,
}

/// The fields of a row, by the name of their column in a file without a mapping.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    EmploymentNumber,
    PersonNumber,
    NationalId,
    BirthDate,
    GivenName,
    FamilyName,
    Email,
    Mailing,
    Phone,
    Department,
    Position,
    From,
    To,
    Rights,
}

impl Column {
    /// As it is stored and logged; never changed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EmploymentNumber => "employment_number",
            Self::PersonNumber => "person_number",
            Self::NationalId => "national_id",
            Self::BirthDate => "birth_date",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Email => "email",
            Self::Mailing => "mailing",
            Self::Phone => "phone",
            Self::Department => "department",
            Self::Position => "position",
            Self::From => "from",
            Self::To => "to",
            Self::Rights => "rights",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct HrFeed {
    pub tenant: TenantId,
    /// Its name in addresses and object keys; the rules of `ClientId` hold for it.
    pub id: String,
    pub kind: FeedKind,
    pub sequence: SequenceSource,
    /// The registry that the file's national numbers belong to.
    pub namespace: Namespace,
    /// Headers of this feed's files, lower-cased and trimmed, beside the names in five languages
    /// that every feed knows.
    #[serde(default)]
    pub columns: BTreeMap<String, Column>,
    pub enabled: bool,
    /// The sequence of the latest full file that was let through. A row of an older file changes
    /// nothing any more: who was in the newer file has its row from there.
    pub full_sequence: u64,
}

/// Conditions of writes, and updates.
impl HrFeed {
    /// No other full file was admitted since it was read.
    pub fn as_read(&self) -> Condition {
        Condition::present().equals("full_sequence", self.full_sequence)
    }

    /// No full file of this sequence or a greater one was admitted.
    pub fn is_behind(sequence: u64) -> Condition {
        Condition::present().less_than("full_sequence", sequence)
    }

    /// A full file of this sequence is admitted.
    pub fn admit(sequence: u64) -> Update {
        Update::new().set("full_sequence", sequence)
    }
}

impl Entity for HrFeed {
    const TYPE: &'static str = "hr_feed";

    fn key(&self) -> Key {
        keys::hr_feed(&self.tenant, &self.id)
    }
}
