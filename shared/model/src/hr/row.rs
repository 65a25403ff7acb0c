//! One row of a file: one employment of one person.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::{Digest, national_id::NationalNumber, people::EmailAddress};

/// What a row says about a field.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Said<T> {
    /// The file has no such column, or what stands there could not be read: the field stays.
    #[default]
    Nothing,
    /// The column is there and empty: the field is cleared.
    Empty,
    Value(T),
}

impl<T> Said<T> {
    /// The value that a field has afterwards.
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Nothing => before,
            Self::Empty => None,
            Self::Value(value) => Some(value),
        }
    }

    /// What a value means, where there is one.
    pub fn map<U>(self, meaning: impl FnOnce(T) -> U) -> Said<U> {
        match self {
            Self::Nothing => Said::Nothing,
            Self::Empty => Said::Empty,
            Self::Value(value) => Said::Value(meaning(value)),
        }
    }

    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Empty => None,
        }
    }
}

/// A checked row on its way to the directory. Holds no national number, only its digests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct HrRow {
    /// The line of the file that it began on; the header is line 1. For XLSX the sheet's row.
    pub line: u64,
    pub employment_number: String,
    pub person_number: Said<String>,
    /// The registry of the number, as its text form (`no.fnr`).
    pub namespace: Option<String>,
    /// The tenant's directory digests of the number: under the current key first, then under the
    /// previous one while there is one. Empty where the row gives no number.
    pub number_digests: Vec<Digest>,
    /// `YYYY-MM-DD`.
    pub birth_date: Said<String>,
    pub given_name: Said<String>,
    pub family_name: Said<String>,
    pub email: Said<EmailAddress>,
    pub mailing: Said<bool>,
    pub phone: Said<String>,
    pub department: Said<String>,
    pub position: Said<String>,
    pub from: Said<Timestamp>,
    /// The first second after the last day.
    pub to: Said<Timestamp>,
    pub rights: Said<Vec<String>>,
    /// What was passed over in the row, which is taken all the same.
    pub notes: Vec<Note>,
}

/// A row whose national number is still in hand. Never leaves the process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckedRow {
    /// `number_digests` is empty yet.
    pub row: HrRow,
    pub number: Option<NationalNumber>,
}
