//! What became of an HR file and of each of its rows: for people as CSV that a spreadsheet opens,
//! in the tenant's language; for programs as JSON lines. Neither holds anything of a row beyond
//! its employment number.

mod csv;
mod json_lines;

#[cfg(test)]
mod tests;

use kobling_aws::objects::Bucket;
use kobling_base::Internal;
use kobling_model::{
    hr::{HrImport, Outcome, RowOutcome},
    tenants::Tenant,
};
use kobling_pages::texts::Language;
use kobling_shared::app::App;

pub use csv::write;
pub use json_lines::write_json_lines;

/// Where an import's report for people lies in the bucket of reports.
pub(crate) fn key(import: &HrImport) -> String {
    format!("{}/{}.csv", import.tenant, import.id.as_str())
}

/// Writes both reports; the import says where.
pub(crate) async fn store(
    app: &App,
    tenant: &Tenant,
    import: &HrImport,
    outcomes: Vec<RowOutcome>,
) -> Result<(), Internal> {
    let language = Language::from_tag(&tenant.language).unwrap_or(Language::Nb);
    let objects = app.objects()?;
    if let Some(key) = import.lines_key() {
        let mut lines = Vec::new();
        write_json_lines(&mut lines, outcomes.iter()).map_err(Internal::new)?;
        let kind = "application/jsonl";
        objects.put(Bucket::Reports, &key, kind, &[], lines).await?;
    }
    let mut text = Vec::new();
    write(&mut text, language, import, outcomes.iter()).map_err(Internal::new)?;
    let (key, kind) = (key(import), "text/csv; charset=utf-8");
    objects.put(Bucket::Reports, &key, kind, &[], text).await
}

/// In the order of the file; what was not in it comes last.
fn by_line<'a>(outcomes: impl Iterator<Item = &'a RowOutcome>) -> Vec<&'a RowOutcome> {
    let mut sorted: Vec<&RowOutcome> = outcomes.collect();
    sorted.sort_by_key(|outcome| (outcome.line.unwrap_or(u64::MAX), &outcome.employment_number));
    sorted
}

/// What people have to do something about comes first: refused rows, then whom a file on hold would
/// end, then rows with notes. Within each, the order of the file.
fn by_need<'a>(outcomes: impl Iterator<Item = &'a RowOutcome>) -> Vec<&'a RowOutcome> {
    let mut sorted = by_line(outcomes);
    sorted.sort_by_key(|outcome| match outcome.outcome {
        Outcome::Refused(_) => 0,
        Outcome::WouldEnd => 1,
        _ if !outcome.notes.is_empty() => 2,
        _ => 3,
    });
    sorted
}
