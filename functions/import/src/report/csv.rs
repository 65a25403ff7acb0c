//! The report for people: UTF-8 with its mark, parted by `;`, lines ended by CR LF, which is how
//! the spreadsheets of these countries open CSV rightly. First the file and its counts, then a
//! line for each row.

use std::io::{self, Write};

use kobling_shared::{
    hr::{HrImport, Note, RowOutcome},
    texts::{Language, Words},
};

use super::in_order;

/// Writes the report; `outcomes` in any order.
pub fn write(
    mut out: impl Write,
    language: Language,
    import: &HrImport,
    outcomes: impl Iterator<Item = RowOutcome>,
) -> io::Result<()> {
    let w = Words::in_language(language);
    out.write_all("\u{feff}".as_bytes())?;
    let sequence = import.sequence.map(|sequence| sequence.to_string());
    let counts = import.counts;
    for (name, value) in [
        (w.import_file(), import.name.clone()),
        (w.import_sequence(), sequence.unwrap_or_default()),
        (w.import_reference(), import.reference.clone()),
        (w.import_state(), import.say_state(w)),
        (w.import_rows(), import.rows.to_string()),
        (w.import_taken(), counts.taken.to_string()),
        (w.import_changed(), counts.changed.to_string()),
        (w.import_unchanged(), counts.unchanged.to_string()),
        (w.import_older(), counts.older.to_string()),
        (w.import_refused(), counts.refused.to_string()),
        (w.import_ended(), counts.ended.to_string()),
    ] {
        line(&mut out, &[&name, &value])?;
    }
    line(&mut out, &[])?;
    line(
        &mut out,
        &[
            &w.import_line(),
            &w.column_employment_number(),
            &w.import_outcome(),
            &w.import_details(),
            &w.import_notes(),
        ],
    )?;
    for row in in_order(outcomes) {
        let number = row.line.map(|line| line.to_string()).unwrap_or_default();
        let notes: Vec<String> = row.notes.iter().map(|note: &Note| note.say(w)).collect();
        line(
            &mut out,
            &[
                &number,
                row.employment_number.as_deref().unwrap_or_default(),
                &row.outcome.say(w),
                &row.outcome.say_details(w),
                &notes.join(" "),
            ],
        )?;
    }
    out.flush()
}

fn line(out: &mut impl Write, cells: &[&str]) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.write_all(b";")?;
        }
        out.write_all(guarded(cell).as_bytes())?;
    }
    out.write_all(b"\r\n")
}

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula gets an
/// apostrophe in front, which makes a text of it (CWE-1236).
fn guarded(cell: &str) -> String {
    let is_formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    if is_formula || cell.contains(['"', ';', ',', '\t', '\r', '\n']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
