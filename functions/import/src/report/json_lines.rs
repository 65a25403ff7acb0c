//! The report for programs: one object a row. Codes, no sentences; they are part of the interface
//! and stay as they are.

use std::io::{self, Write};

use kobling_model::hr::{Column, Note, Outcome, RowOutcome, RowRefusal};
use serde::Serialize;

use super::by_line;

#[derive(Serialize)]
struct Row<'a> {
    /// The file's line; not there for what was not in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_number: Option<&'a str>,
    outcome: &'static str,
    /// The fields that changed.
    #[serde(skip_serializing_if = "<[Column]>::is_empty")]
    fields: &'a [Column],
    /// Why the row was refused, and because of which field.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Column>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
    /// Of those notes that have some.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note_details: Vec<Details<'a>>,
}

/// What a note is about.
#[derive(Serialize)]
struct Details<'a> {
    note: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Column>,
    /// Somebody else's.
    #[serde(skip_serializing_if = "Option::is_none")]
    employment_number: Option<&'a str>,
}

fn details(note: &Note) -> Option<Details<'_>> {
    let (note, field, employment_number) = code(note);
    (field.is_some() || employment_number.is_some()).then_some(Details {
        note,
        field,
        employment_number,
    })
}

fn code(note: &Note) -> (&'static str, Option<Column>, Option<&str>) {
    match note {
        Note::InvalidEmail => ("invalid_email", None, None),
        Note::InvalidPhone => ("invalid_phone", None, None),
        Note::ErrorValue(column) => ("error_value", Some(*column), None),
        Note::EmptyDate(column) => ("empty_date", Some(*column), None),
        Note::InvisibleCharacters => ("invisible_characters", None, None),
        Note::OddName => ("odd_name", None, None),
        Note::SameNumberOtherName(employment) => ("same_number_other_name", None, Some(employment)),
        Note::SameAddress(employment) => ("same_address", None, Some(employment)),
        Note::PendingEmail => ("pending_email", None, None),
        Note::Disputed => ("disputed", None, None),
    }
}

/// Writes the report; `outcomes` in any order.
pub fn write_json_lines<'a>(
    mut out: impl Write,
    outcomes: impl Iterator<Item = &'a RowOutcome>,
) -> io::Result<()> {
    for row in by_line(outcomes) {
        let (outcome, fields, refusal): (_, &[Column], _) = match &row.outcome {
            Outcome::Taken => ("taken", &[], None),
            Outcome::Changed(fields) => ("changed", fields, None),
            Outcome::Unchanged => ("unchanged", &[], None),
            Outcome::Older => ("older", &[], None),
            Outcome::Refused(refusal) => ("refused", &[], Some(reason(*refusal))),
            Outcome::Ended => ("ended", &[], None),
            Outcome::WouldEnd => ("would_end", &[], None),
        };
        let said = Row {
            line: row.line,
            employment_number: row.employment_number.as_deref(),
            outcome,
            fields,
            reason: refusal.map(|(reason, _)| reason),
            field: refusal.and_then(|(_, field)| field),
            notes: row.notes.iter().map(|note| code(note).0).collect(),
            note_details: row.notes.iter().filter_map(details).collect(),
        };
        serde_json::to_writer(&mut out, &said)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn reason(refusal: RowRefusal) -> (&'static str, Option<Column>) {
    match refusal {
        RowRefusal::NoEmploymentNumber => ("no_employment_number", None),
        RowRefusal::EmploymentNumberTwice => ("employment_number_twice", None),
        RowRefusal::WrongNationalId => ("wrong_national_id", None),
        RowRefusal::WrongDate(column) => ("wrong_date", Some(column)),
        RowRefusal::EndsBeforeItBegins => ("ends_before_it_begins", None),
        RowRefusal::NoName => ("no_name", None),
        RowRefusal::WrongYesNo(column) => ("wrong_yes_no", Some(column)),
        RowRefusal::TooLong(column) => ("too_long", Some(column)),
        RowRefusal::WrongCharacters(column) => ("wrong_characters", Some(column)),
        RowRefusal::ErrorValue(column) => ("error_value", Some(column)),
        RowRefusal::BeforeBirth(column) => ("before_birth", Some(column)),
        RowRefusal::NotBorn => ("not_born", None),
        RowRefusal::WrongCellCount => ("wrong_cell_count", None),
        RowRefusal::NumberOfAnother => ("number_of_another", None),
        RowRefusal::PersonNumberOfAnother => ("person_number_of_another", None),
        RowRefusal::DeadLetter => ("dead_letter", None),
    }
}
