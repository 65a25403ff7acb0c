//! The report for people: UTF-8 with its mark, parted by `;`, lines ended by CR LF, which is how
//! the spreadsheets of these countries open CSV rightly. First the file, which of its columns were
//! used, warnings and counts, then a line for each row.

use std::io::{self, Write};

use kobling_model::hr::{FeedKind, HrImport, ImportState, Note, RowOutcome, UsedHeader};
use kobling_pages::{
    sentences::{self, Say, SayAsIn},
    texts::{Language, Words},
};

use super::by_need;

/// Writes the report; `outcomes` in any order.
pub fn write<'a>(
    mut out: impl Write,
    language: Language,
    import: &HrImport,
    outcomes: impl Iterator<Item = &'a RowOutcome>,
) -> io::Result<()> {
    let w = Words::in_language(language);
    out.write_all("\u{feff}".as_bytes())?;
    let sequence = import.sequence.map(|sequence| sequence.to_string());
    let mut head = vec![
        (w.import_file(), import.name.clone()),
        (w.import_sequence(), sequence.unwrap_or_default()),
        (w.import_reference(), import.reference.clone()),
        (w.import_state(), sentences::state(import, w)),
    ];
    let warnings = sentences::warnings(import, w).into_iter();
    head.extend(warnings.map(|warning| (w.import_warning(), warning)));
    head.extend(columns(w, import));
    head.push((w.import_rows(), import.rows.to_string()));
    head.extend(counts(w, import));
    for (name, value) in head {
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
    let headers = &import.headers;
    for row in by_need(outcomes) {
        let number = row.line.map(|line| line.to_string()).unwrap_or_default();
        let say = |note: &Note| note.say_as_in(w, headers);
        let notes: Vec<String> = row.notes.iter().map(say).collect();
        line(
            &mut out,
            &[
                &number,
                row.employment_number.as_deref().unwrap_or_default(),
                &row.outcome.say(w),
                &sentences::details(&row.outcome, w, headers, row.line),
                &notes.join(" "),
            ],
        )?;
    }
    out.flush()
}

/// Which header was understood as what, and which were not used.
fn columns(w: Words, import: &HrImport) -> Vec<(String, String)> {
    let headers = &import.headers;
    let say = |used: &UsedHeader| format!("{} → {}", used.header, used.column.say(w));
    let used: Vec<String> = headers.used.iter().map(say).collect();
    let mut lines = Vec::new();
    if !used.is_empty() {
        lines.push((w.import_columns_used(), used.join(", ")));
    }
    if !headers.unused.is_empty() {
        lines.push((w.import_columns_unused(), headers.unused.join(", ")));
    }
    lines
}

/// Rows by what became of them, and whom a full file ends: employments and people are not the same.
fn counts(w: Words, import: &HrImport) -> Vec<(String, String)> {
    let counts = import.counts;
    let mut lines = vec![(w.import_refused(), counts.refused)];
    if import.state == ImportState::Held {
        lines.push((w.import_employments_would_end(), import.employments_ended));
    } else {
        lines.extend([
            (w.import_taken(), counts.taken),
            (w.import_changed(), counts.changed),
            (w.import_unchanged(), counts.unchanged),
            (w.import_older(), counts.older),
            (w.import_employments_ended(), counts.ended),
        ]);
    }
    if import.kind == FeedKind::Full {
        lines.push((w.import_people_ended(), import.people_ended));
    }
    let lines = lines.into_iter();
    lines
        .map(|(name, count)| (name, count.to_string()))
        .collect()
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
/// apostrophe in front, which makes a text of it (CWE-1236); what begins with one gets another, so
/// that a program knows what to take away.
fn guarded(cell: &str) -> String {
    const LED_BY: [char; 12] = [
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\'',
    ];
    let is_guarded = cell.starts_with(LED_BY);
    let guard = if is_guarded { "'" } else { "" };
    if is_guarded || cell.contains(['"', ';', ',', '\t', '\r', '\n']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
