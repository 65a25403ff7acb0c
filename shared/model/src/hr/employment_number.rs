//! The guards of HR's own numbers: whose an employment number is and what a file last said of it,
//! and whose a person number is. One item each; unique within a tenant.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Note, Outcome};
use crate::{
    Digest, DirectoryUserId, ImportId, TenantId,
    condition::Condition,
    item::{Entity, Key},
    keys,
};

/// What an import made of a row or of its absence. A row that is delivered again finds it and
/// reports the same.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct LastWord {
    pub import: ImportId,
    pub outcome: Outcome,
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// Says whose an employment number is, and since which file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct EmploymentNumber {
    pub tenant: TenantId,
    pub digest: Digest,
    pub directory_user: DirectoryUserId,
    /// The feed that brought it; none where no import did.
    #[serde(default)]
    pub feed: Option<String>,
    /// The sequence of the latest file that said something new about it.
    #[serde(default)]
    pub sequence: Option<u64>,
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// The first second after it.
    #[serde(default)]
    pub to: Option<Timestamp>,
    #[serde(default)]
    pub last: Option<LastWord>,
}

impl EmploymentNumber {
    /// As an administrator enters it, by no file.
    pub fn without_file(tenant: TenantId, digest: Digest, user: DirectoryUserId) -> Self {
        Self {
            tenant,
            digest,
            directory_user: user,
            feed: None,
            sequence: None,
            from: None,
            to: None,
            last: None,
        }
    }

    pub fn is_current(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// What this very import made of it before, if it did.
    pub fn word_of(&self, import: &ImportId) -> Option<&LastWord> {
        self.last.as_ref().filter(|last| last.import == *import)
    }
}

/// Conditions of writes.
impl EmploymentNumber {
    /// It is as it was read: the same directory user and sequence, or none.
    pub fn as_read(before: Option<&Self>) -> Condition {
        let Some(before) = before else {
            return Condition::absent();
        };
        let id = before.directory_user.to_string();
        let same = Condition::present().equals("directory_user", id);
        match before.sequence {
            Some(sequence) => same.equals("sequence", sequence),
            None => same.without("sequence"),
        }
    }
}

impl Entity for EmploymentNumber {
    const TYPE: &'static str = "employment_number";

    fn key(&self) -> Key {
        keys::employment_number(&self.tenant, &self.digest)
    }
}

/// Says whose HR's number for a person is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PersonNumber {
    pub tenant: TenantId,
    pub digest: Digest,
    pub directory_user: DirectoryUserId,
}

impl PersonNumber {
    /// It stands for this directory user.
    pub fn is_of(user: &DirectoryUserId) -> Condition {
        Condition::present().equals("directory_user", user.to_string())
    }
}

impl Entity for PersonNumber {
    const TYPE: &'static str = "person_number";

    fn key(&self) -> Key {
        keys::person_number(&self.tenant, &self.digest)
    }
}
