//! What became of each row of a file: as the CSV that was written for people, or as JSON lines for
//! programs, whichever the call accepts.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_actions::rights::ImportHr;
use kobling_aws::objects::Bucket;
use kobling_base::Internal;
use kobling_web::Problem;

use crate::{call::Call, imports};

/// A function's answer holds 6 MB; of a file with more rows than this the report is read from the
/// bucket itself.
const ROWS: u64 = 20_000;
/// For how long the address of such a report is good, in seconds.
const LIFE: u32 = 300;

/// UTF-8's byte order mark, by which spreadsheets know the encoding. Lambda's answer of text is made
/// with a decoder that takes one away.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// `GET /api/hr/imports/{id}/report`
pub async fn report(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = call?.granted::<ImportHr>().await?;
    let import = imports::named(&granted).await?;
    let is_lines = granted.header("accept").is_some_and(wants_lines);
    let (key, kind, ending) = if is_lines {
        (import.lines_key(), "application/jsonl", "jsonl")
    } else {
        let csv = import.report_key.clone();
        (csv, "text/csv; charset=utf-8", "csv")
    };
    let key = key.ok_or_else(not_ready)?;
    let name = format!("report-{}.{ending}", import.id.as_str());
    let app = granted.app();
    let objects = app.objects()?;
    if import.rows > ROWS {
        let signed = objects
            .presigned_report(&key, &name, app.now(), LIFE)
            .await?;
        let location = HeaderValue::from_str(&signed.url).map_err(Internal::new)?;
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response());
    }
    let bytes = objects.read(Bucket::Reports, &key).await?;
    let mut bytes = bytes.ok_or_else(|| Internal::from("a report is not where its import says"))?;
    if bytes.starts_with(MARK) {
        bytes.splice(..0, MARK.iter().copied());
    }
    let saved_as = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&saved_as).map_err(Internal::new)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// Whether JSON lines are asked for, and CSV is not.
fn wants_lines(accept: &str) -> bool {
    let kinds = || accept.split(',').filter_map(|part| part.split(';').next());
    let is = |wanted: &[&str]| kinds().any(|kind| wanted.contains(&kind.trim()));
    is(&[
        "application/jsonl",
        "application/x-ndjson",
        "application/json",
    ]) && !is(&["text/csv"])
}

fn not_ready() -> Problem {
    let absent = Problem::new(
        StatusCode::CONFLICT,
        "no_report",
        "there is no report yet; the import's state tells",
    );
    absent.retry_after(5)
}

#[cfg(test)]
mod tests {
    use super::wants_lines;

    #[test]
    fn csv_is_what_comes_unless_only_lines_are_asked_for() {
        assert!(wants_lines("application/jsonl"));
        assert!(wants_lines("application/x-ndjson;q=1, */*;q=0.1"));
        assert!(!wants_lines("*/*"));
        assert!(!wants_lines("text/csv, application/json"));
    }
}
