//! The report for programs: one object a row. Codes, no sentences; they are part of the interface
//! and stay as they are.

use std::io::{self, Write};

use kobling_shared::hr::{Column, Note, Outcome, RowOutcome, RowRefusal};
use serde::Serialize;

use super::in_order;

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
    #[serde(skip_serializing_if = "<[Note]>::is_empty")]
    notes: &'a [Note],
}

/// Writes the report; `outcomes` in any order.
pub fn write_json_lines(
    mut out: impl Write,
    outcomes: impl Iterator<Item = RowOutcome>,
) -> io::Result<()> {
    for row in in_order(outcomes) {
        let (outcome, fields, refusal): (_, &[Column], _) = match &row.outcome {
            Outcome::Taken => ("taken", &[], None),
            Outcome::Changed(fields) => ("changed", fields, None),
            Outcome::Unchanged => ("unchanged", &[], None),
            Outcome::Older => ("older", &[], None),
            Outcome::Refused(refusal) => ("refused", &[], Some(reason(*refusal))),
            Outcome::Ended => ("ended", &[], None),
        };
        let said = Row {
            line: row.line,
            employment_number: row.employment_number.as_deref(),
            outcome,
            fields,
            reason: refusal.map(|(reason, _)| reason),
            field: refusal.and_then(|(_, field)| field),
            notes: &row.notes,
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
        RowRefusal::WrongCellCount => ("wrong_cell_count", None),
        RowRefusal::NumberOfAnother => ("number_of_another", None),
        RowRefusal::PersonNumberOfAnother => ("person_number_of_another", None),
        RowRefusal::DeadLetter => ("dead_letter", None),
    }
}
