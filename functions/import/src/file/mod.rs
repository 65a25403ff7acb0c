//! From a file of HR's to checked rows: CSV, XLSX or JSON lines, found out from the content.
//! Everything is read as a stream, as often as wanted, in memory that does not grow with the
//! number of rows. Nothing here knows where files come from or what becomes of rows.

mod archive;
mod characters;
mod columns;
mod delimited;
mod encoding;
mod failure;
mod header_names;
mod json_lines;
mod records;
mod repeated;
mod row;
mod sheet;
mod values;

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use kobling_shared::{
    hr::{CheckedRow, Column, FeedKind, FileRefusal, HrFeed, RowRefusal},
    national_id::Namespace,
};
use time::Date;

pub use failure::ReadError;
pub use repeated::Repeated;

use records::{Format, Records};

/// The most that is read of a file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of the file as it lies there.
    pub bytes: u64,
    /// Of all parts of an XLSX together, unpacked.
    pub inflated_bytes: u64,
    /// Of the texts that an XLSX keeps apart from its cells; they are held in memory.
    pub shared_text_bytes: usize,
    /// Rows below the header; blank ones are not counted.
    pub rows: u64,
    pub columns: usize,
    /// Of one cell (UTF-8); of a line, in JSON lines, sixteen times as many.
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            inflated_bytes: 512 << 20,
            shared_text_bytes: 48 << 20,
            rows: 500_000,
            columns: 200,
            cell_bytes: 4096,
        }
    }
}

/// How a feed's files are read.
#[derive(Clone, Debug)]
pub struct Settings {
    pub kind: FeedKind,
    /// The registry of the national numbers.
    pub namespace: Namespace,
    /// The feed's own headers, lower-cased and trimmed; stronger than the names all feeds know.
    pub columns: BTreeMap<String, Column>,
    /// Decides which check digits are right and which century is meant.
    pub today: Date,
    /// Whether numbers of people who do not exist are taken: in test tenants only.
    pub takes_synthetic_numbers: bool,
}

impl Settings {
    pub fn of(feed: &HrFeed, today: Date, takes_synthetic_numbers: bool) -> Self {
        Self {
            kind: feed.kind,
            namespace: feed.namespace,
            columns: feed.columns.clone(),
            today,
            takes_synthetic_numbers,
        }
    }
}

/// A file whose format, encoding and header are known and fine.
#[derive(Debug)]
pub struct HrFile {
    path: PathBuf,
    format: Format,
    settings: Settings,
    limits: Limits,
}

/// What came of going over the whole file once.
#[derive(Debug)]
pub struct Checked {
    /// Rows below the header; blank ones are not counted.
    pub rows: u64,
    /// Of these, refused ones; each will be a [`Row::Refused`] of [`HrFile::rows`].
    pub refused: u64,
    /// Of the refused ones, those whose employment number is missing or cannot be read. While
    /// there are any, nobody can be said to be missing from a full file.
    pub unnamed: u64,
    pub repeated: Repeated,
}

/// One row below the header.
#[derive(Debug)]
pub enum Row {
    Fine(Box<CheckedRow>),
    Refused(RefusedRow),
}

impl Row {
    pub fn employment_number(&self) -> Option<&str> {
        match self {
            Self::Fine(checked) => Some(&checked.row.employment_number),
            Self::Refused(refused) => refused.employment_number.as_deref(),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct RefusedRow {
    pub line: u64,
    /// None where the row has none, or none that can be read.
    pub employment_number: Option<String>,
    pub refusal: RowRefusal,
}

/// Finds out what the file is and reads its header. Errors: a refusal of the whole file, or that
/// the disk did not give it.
pub fn open(path: &Path, settings: Settings, limits: Limits) -> Result<HrFile, ReadError> {
    let size = File::open(path)?.metadata()?.len();
    if size > limits.bytes {
        return Err(FileRefusal::TooLarge.into());
    }
    let mut start = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut start)?;
    let format = Format::find(path, size, &start, &settings, &limits)?;
    Ok(HrFile {
        path: path.to_owned(),
        format,
        settings,
        limits,
    })
}

impl HrFile {
    /// Goes over the whole file and gives each employment number that stands in it to
    /// `on_number`, those of refused rows too: who has a faulty row is not missing.
    pub fn check(&self, mut on_number: impl FnMut(&str)) -> Result<Checked, ReadError> {
        let mut repeated = Repeated::gather();
        let (mut rows, mut refused, mut unnamed) = (0, 0, 0);
        for row in self.rows(&Repeated::none())? {
            let row = row?;
            rows += 1;
            refused += u64::from(matches!(row, Row::Refused(_)));
            match row.employment_number() {
                Some(number) => {
                    // A row that is refused for another reason is counted once.
                    repeated.note(number, matches!(row, Row::Fine(_)));
                    on_number(number);
                }
                None => unnamed += 1,
            }
        }
        // A delta may have nothing to tell. A full file that names nobody is a mishap.
        if rows == 0 && self.settings.kind == FeedKind::Full {
            return Err(FileRefusal::Empty.into());
        }
        let (repeated, refused_too) = repeated.finish();
        Ok(Checked {
            rows,
            refused: refused + refused_too,
            unnamed,
            repeated,
        })
    }

    /// One row after the other, from the first; `repeated` is what [`HrFile::check`] found. After
    /// an error there are no more.
    pub fn rows<'a>(&'a self, repeated: &'a Repeated) -> Result<Rows<'a>, ReadError> {
        Ok(Rows {
            records: Some(Records::open(&self.path, &self.format, &self.limits)?),
            file: self,
            repeated,
            count: 0,
        })
    }
}

/// The rows of a file; made by [`HrFile::rows`].
pub struct Rows<'a> {
    /// None when the end was reached, or an error.
    records: Option<Records>,
    file: &'a HrFile,
    repeated: &'a Repeated,
    count: u64,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = match self.records.as_mut()?.next() {
            Ok(Some(record)) => {
                self.count += 1;
                if self.count > self.file.limits.rows {
                    Err(FileRefusal::TooManyRows.into())
                } else {
                    Ok(row::check(&record, &self.file.settings, self.repeated))
                }
            }
            Ok(None) => {
                self.records = None;
                return None;
            }
            Err(error) => Err(error),
        };
        if read.is_err() {
            self.records = None;
        }
        Some(read)
    }
}
