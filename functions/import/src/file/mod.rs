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
mod lines;
mod record;
mod records;
mod repeated;
mod row;
mod sheet;
mod text;
mod values;

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use kobling_base::{clock::Timestamp, time_zone::TimeZone};
use kobling_model::{
    hr::{
        CheckedRow, Column, FeedKind, FileRefusal, Headers, HrFeed, Outcome, RowOutcome, RowRefusal,
    },
    national_id::Namespace,
    tenants::Tenant,
};
use time::Date;

pub use failure::ReadError;
pub use header_names::NAMES;
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
    /// By which clock the file's days begin and end.
    pub zone: TimeZone,
    /// Decides which check digits are right and which century is meant.
    pub today: Date,
    /// Whether numbers of people who do not exist are taken: in test tenants only.
    pub takes_synthetic_numbers: bool,
}

impl Settings {
    pub fn of(feed: &HrFeed, tenant: &Tenant, now: Timestamp) -> Self {
        let zone = tenant.country.time_zone();
        Self {
            kind: feed.kind,
            namespace: feed.namespace,
            columns: feed.columns.clone(),
            zone,
            today: zone.date(now),
            takes_synthetic_numbers: tenant.synthetic,
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
    /// Of the refused ones, the first whose employment number is missing or cannot be read. While
    /// there is one, nobody can be said to be missing from a full file.
    pub unnamed_line: Option<u64>,
    pub repeated: Repeated,
    pub headers: Headers,
}

/// One row below the header.
#[derive(Debug)]
pub enum Row {
    Fine(Box<CheckedRow>),
    Refused(RefusedRow),
}

impl Row {
    fn line(&self) -> u64 {
        match self {
            Self::Fine(checked) => checked.row.line,
            Self::Refused(refused) => refused.line,
        }
    }

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

impl RefusedRow {
    pub(crate) fn outcome(&self) -> RowOutcome {
        RowOutcome {
            line: Some(self.line),
            employment_number: self.employment_number.clone(),
            outcome: Outcome::Refused(self.refusal),
            notes: Vec::new(),
        }
    }
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
        let (mut count, mut refused, mut unnamed_line) = (0, 0, None);
        let none = Repeated::none();
        let mut rows = self.rows(&none)?;
        for row in rows.by_ref() {
            let row = row?;
            count += 1;
            refused += u64::from(matches!(row, Row::Refused(_)));
            match row.employment_number() {
                Some(number) => {
                    // A row that is refused for another reason is counted once.
                    repeated.note(number, matches!(row, Row::Fine(_)));
                    on_number(number);
                }
                None => unnamed_line = unnamed_line.or(Some(row.line())),
            }
        }
        // A delta may have nothing to tell. A full file that names nobody is a mishap.
        if count == 0 && self.settings.kind == FeedKind::Full {
            return Err(FileRefusal::Empty.into());
        }
        let headers = rows.records.headers();
        let (repeated, refused_too) = repeated.finish();
        Ok(Checked {
            rows: count,
            refused: refused + refused_too,
            unnamed_line,
            repeated,
            headers,
        })
    }

    /// One row after the other, from the first; `repeated` is what [`HrFile::check`] found. After
    /// an error there are no more.
    pub fn rows<'a>(&'a self, repeated: &'a Repeated) -> Result<Rows<'a>, ReadError> {
        Ok(Rows {
            records: Records::open(&self.path, &self.format, &self.limits)?,
            is_over: false,
            file: self,
            repeated,
            count: 0,
        })
    }
}

/// The rows of a file; made by [`HrFile::rows`].
pub struct Rows<'a> {
    records: Records,
    /// The end was reached, or an error.
    is_over: bool,
    file: &'a HrFile,
    repeated: &'a Repeated,
    count: u64,
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = match self.records.next() {
            Ok(Some(record)) => {
                self.count += 1;
                if self.count > self.file.limits.rows {
                    Err(FileRefusal::TooManyRows.into())
                } else {
                    Ok(row::check(&record, &self.file.settings, self.repeated))
                }
            }
            Ok(None) => {
                self.is_over = true;
                return None;
            }
            Err(error) => Err(error),
        };
        self.is_over = read.is_err();
        Some(read)
    }
}
