//! What became of a file and of each of its rows. Says where and why, never what stood there.

use serde::{Deserialize, Serialize};

use super::Column;

/// A field of a directory user or an employment that a row changed.
pub type FieldName = Column;

/// Passed over in a row that was taken.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The address is none: the field stays as it was.
    InvalidEmail,
    /// The phone number is none: the field stays as it was.
    InvalidPhone,
    /// A spreadsheet's error value stands in a field that no access hangs on: it stays as it was.
    ErrorValue(Column),
    /// A day that systems write for an empty cell, such as 1 January 1900: it was taken for one.
    EmptyDate(Column),
    /// Signs that nobody sees were left out.
    InvisibleCharacters,
    /// A name has signs that no name has: it was read or written in a wrong encoding once.
    OddName,
    /// The national number is, under another name, that of someone with this employment.
    SameNumberOtherName(String),
    /// Someone else has the same address, at this employment.
    SameAddress(String),
    /// The person is linked: the new address waits until the person confirms it.
    PendingEmail,
    /// HR's number and an earlier login disagree; the tenant's admin has an item about it.
    Disputed,
}

/// Why a row was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum RowRefusal {
    NoEmploymentNumber,
    /// All rows of a file that share an employment number are refused.
    EmploymentNumberTwice,
    /// Not a number of the feed's registry: form, date or check digits are wrong.
    WrongNationalId,
    /// A date that is none, or in a form that could be read in two ways.
    WrongDate(Column),
    /// The employment ends before it begins.
    EndsBeforeItBegins,
    /// A new person needs at least one name.
    NoName,
    /// Neither yes nor no in one of the usual words.
    WrongYesNo(Column),
    TooLong(Column),
    /// Control characters, or what the file's encoding has no sense for.
    WrongCharacters(Column),
    /// A spreadsheet's error value, such as `#N/A`.
    ErrorValue(Column),
    /// The day lies before the birth date.
    BeforeBirth(Column),
    /// The birth date is still to come.
    NotBorn,
    /// Another number of cells than the header has, and not only empty ones at the end.
    WrongCellCount,
    /// The number belongs to another person of the directory than the employment.
    NumberOfAnother,
    /// The person number belongs to another person of the directory than the employment.
    PersonNumberOfAnother,
    /// It could not be processed and waits in the dead letters to be replayed.
    DeadLetter,
}

/// What became of a row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new employment.
    Taken,
    Changed(Vec<FieldName>),
    Unchanged,
    /// A newer file had said something about it before.
    Older,
    Refused(RowRefusal),
    /// Not in a full file: the employment was ended.
    Ended,
    /// A held file would end the employment. Only ever told, never done.
    WouldEnd,
}

impl Outcome {
    /// For the log and the audit: its name, and which fields changed.
    pub fn description(&self) -> String {
        match self {
            Self::Changed(fields) => {
                let fields: Vec<&str> = fields.iter().map(|field| field.name()).collect();
                format!("{}: {}", self.name(), fields.join(" "))
            }
            other => other.name().to_owned(),
        }
    }

    /// As it is stored and logged; never changed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Changed(_) => "changed",
            Self::Unchanged => "unchanged",
            Self::Older => "older",
            Self::Refused(_) => "refused",
            Self::Ended => "ended",
            Self::WouldEnd => "would_end",
        }
    }
}

/// One row's outcome, as the report tells it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RowOutcome {
    /// None for what is not in the file (`Ended`).
    pub line: Option<u64>,
    /// Shown in the report so that HR finds its record; none where the row has none.
    pub employment_number: Option<String>,
    pub outcome: Outcome,
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// Why a whole file was refused; nothing of it is taken.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum FileRefusal {
    /// No such feed, or it is off.
    UnknownFeed,
    /// The sequence is missing where the feed says it stands.
    NoSequence,
    /// A later full file of the feed was let through before.
    Older,
    TooLarge,
    /// Would be too large once inflated (XLSX).
    TooLargeInflated,
    TooManyRows,
    TooManyColumns,
    /// Neither CSV, XLSX nor JSON lines.
    UnknownFormat,
    /// A workbook that opens with a password alone.
    Encrypted,
    /// The bytes fit no encoding that is known.
    UnknownEncoding,
    NulBytes,
    /// A quoted cell that never ends, a broken archive, a line that is no JSON object: from here.
    Broken {
        line: u64,
    },
    Empty,
    /// The header lacks the column that everything is keyed by.
    NoColumn(Column),
    /// Two headers mean the same column.
    ColumnTwice(Column),
    /// A spreadsheet with formulas: what they give is not known here.
    Formulas,
    /// Someone said no to a held file.
    Declined,
    /// Deleted or replaced before it was read, or before someone let it through.
    Gone,
}

impl FileRefusal {
    /// As it is stored, logged and told by the API; never changed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::UnknownFeed => "unknown_feed",
            Self::NoSequence => "no_sequence",
            Self::Older => "older",
            Self::TooLarge => "too_large",
            Self::TooLargeInflated => "too_large_inflated",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
            Self::UnknownFormat => "unknown_format",
            Self::Encrypted => "encrypted",
            Self::UnknownEncoding => "unknown_encoding",
            Self::NulBytes => "nul_bytes",
            Self::Broken { .. } => "broken",
            Self::Empty => "empty",
            Self::NoColumn(_) => "no_column",
            Self::ColumnTwice(_) => "column_twice",
            Self::Formulas => "formulas",
            Self::Declined => "declined",
            Self::Gone => "gone",
        }
    }
}
