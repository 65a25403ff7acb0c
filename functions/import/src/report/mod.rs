//! What became of an HR file and of each of its rows: for people as CSV that a spreadsheet opens,
//! in the tenant's language; for programs as JSON lines. Neither holds anything of a row beyond
//! its employment number.

mod csv;
mod json_lines;

#[cfg(test)]
mod tests;

use kobling_shared::hr::RowOutcome;

pub use csv::write;
pub use json_lines::write_json_lines;

/// In the order of the file; at the end what was ended for not being in it.
fn in_order(outcomes: impl Iterator<Item = RowOutcome>) -> Vec<RowOutcome> {
    let mut sorted: Vec<RowOutcome> = outcomes.collect();
    sorted.sort_by(|one, other| {
        let place = |outcome: &RowOutcome| outcome.line.unwrap_or(u64::MAX);
        place(one)
            .cmp(&place(other))
            .then_with(|| one.employment_number.cmp(&other.employment_number))
    });
    sorted
}
