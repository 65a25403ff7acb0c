//! Whole files: every format, encoding and fault, hostile ones, and what reading costs in memory.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::needless_pass_by_value,
    reason = "what is made for a test is small, and a test ends where it fails"
)]

mod archives;
mod code_pages;
mod containers;
mod exports;
mod faults;
mod hostile;
mod made;
mod memory;
mod noise;
mod shapes;
mod sheets;

use std::{collections::BTreeMap, io::Write};

use kobling_base::time_zone::TimeZone;
use kobling_import::file::{self, Checked, HrFile, Limits, ReadError, RefusedRow, Row, Settings};
use kobling_model::{
    hr::{CheckedRow, FeedKind, FileRefusal, RowRefusal},
    national_id::Namespace,
};
use tempfile::NamedTempFile;
use time::macros::date;

fn settings() -> Settings {
    Settings {
        kind: FeedKind::Full,
        namespace: Namespace::NoFnr,
        columns: BTreeMap::new(),
        zone: TimeZone::CentralEuropean,
        today: date!(2026 - 11 - 24),
        takes_synthetic_numbers: true,
    }
}

fn on_disk(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn open(bytes: &[u8], settings: Settings) -> Result<(NamedTempFile, HrFile), FileRefusal> {
    let disk = on_disk(bytes);
    match file::open(disk.path(), settings, Limits::default()) {
        Ok(file) => Ok((disk, file)),
        Err(error) => Err(refusal(error)),
    }
}

fn refusal(error: ReadError) -> FileRefusal {
    match error {
        ReadError::Refused(refusal) => refusal,
        ReadError::Io(error) => panic!("{error}"),
    }
}

/// All that a file gives, in both passes.
#[derive(Debug)]
struct Outcome {
    checked: Checked,
    numbers: Vec<String>,
    fine: Vec<CheckedRow>,
    refused: Vec<RefusedRow>,
}

impl Outcome {
    fn refusals(&self) -> BTreeMap<u64, RowRefusal> {
        self.refused
            .iter()
            .map(|refused| (refused.line, refused.refusal))
            .collect()
    }
}

fn read_by(bytes: &[u8], settings: Settings) -> Result<Outcome, FileRefusal> {
    let (_disk, file) = open(bytes, settings)?;
    let mut numbers = Vec::new();
    let checked = file
        .check(|number| numbers.push(number.to_owned()))
        .map_err(refusal)?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for row in file.rows(&checked.repeated).map_err(refusal)? {
        match row.map_err(refusal)? {
            Row::Fine(row) => taken.push(*row),
            Row::Refused(row) => refused.push(row),
        }
    }
    // What the first pass counts is what the second gives.
    assert_eq!(checked.rows, (taken.len() + refused.len()) as u64);
    assert_eq!(checked.refused, refused.len() as u64);
    let mut unnamed = refused.iter().filter(|row| row.employment_number.is_none());
    assert_eq!(checked.unnamed_line, unnamed.next().map(|row| row.line));
    Ok(Outcome {
        checked,
        numbers,
        fine: taken,
        refused,
    })
}

fn read(bytes: &[u8]) -> Result<Outcome, FileRefusal> {
    read_by(bytes, settings())
}
