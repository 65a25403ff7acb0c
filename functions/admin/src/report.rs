//! What became of each row of a file: as the CSV that was written for people, or as JSON lines for
//! programs, whichever the call accepts.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_shared::{
    failure::Internal,
    hr::{HrImport, ImportChunk, ImportState},
    objects::Bucket,
    oidc::api::HR_IMPORT,
    store::{Table, keys},
    web::Problem,
};

use crate::{
    call::{Call, Granted},
    cursor, imports,
};

/// A function's answer holds 6 MB, and rows beyond this many are read from the bucket instead.
const ROWS: u64 = 20_000;
/// For how long the address of a large report can be read, in seconds.
const LIFE: u32 = 300;
/// Chunks of outcomes in one answer of JSON lines.
const CHUNKS: u16 = 100;

/// `GET /api/hr/imports/{id}/report`
pub async fn report(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = call?.granted(HR_IMPORT).await?;
    let import = imports::named(&granted).await?;
    if granted.header("accept").is_some_and(wants_lines) {
        lines(&granted, &import).await
    } else {
        csv(&granted, &import).await
    }
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

/// What is not there yet, or never will be.
fn not_ready(import: &HrImport) -> Problem {
    let absent = Problem::new(
        StatusCode::CONFLICT,
        "no_report",
        "there is no report, or not yet; the import's state tells",
    );
    match import.state {
        ImportState::Checking | ImportState::Provisioning => absent.retry_after(5),
        ImportState::Held | ImportState::Done | ImportState::Refused(_) => absent,
    }
}

async fn csv(granted: &Granted, import: &HrImport) -> Result<Response, Problem> {
    let app = granted.app();
    let Some(key) = &import.report_key else {
        return Err(not_ready(import));
    };
    let file_name = format!("report-{}.csv", import.id.as_str());
    if import.rows > ROWS {
        let signed = app
            .objects()?
            .presigned_report(key, &file_name, app.now(), LIFE)
            .await?;
        let location = HeaderValue::from_str(&signed.url).map_err(Internal::new)?;
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response());
    }
    let bytes = app.objects()?.read(Bucket::Reports, key).await?;
    let bytes = bytes.ok_or_else(Problem::not_found)?;
    let name = format!("attachment; filename=\"{file_name}\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).map_err(Internal::new)?,
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// One outcome a line; more than fit into an answer are behind the `next` of `Link` (RFC 8288).
async fn lines(granted: &Granted, import: &HrImport) -> Result<Response, Problem> {
    if import.report_key.is_none() {
        return Err(not_ready(import));
    }
    let app = granted.app();
    let list = format!("report#{}", import.id.as_str());
    let after = cursor::opened(granted, &list).await?;
    let partition = keys::import_chunks(&import.tenant, &import.id);
    let page = app
        .store()?
        .page::<ImportChunk>(
            Table::Transient,
            &partition,
            after.as_deref(),
            CHUNKS,
            app.now(),
        )
        .await?;
    let mut text = String::new();
    for outcome in page.entities.iter().flat_map(|chunk| &chunk.outcomes) {
        text.push_str(&serde_json::to_string(outcome).map_err(Internal::new)?);
        text.push('\n');
    }
    let kind = HeaderValue::from_static("application/jsonl");
    let mut response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    if let Some(next) = cursor::sealed(granted, &list, &page).await? {
        let address = imports::address(app.issuer(), &import.id);
        let link = format!("<{address}/report?cursor={next}>; rel=\"next\"");
        let link = HeaderValue::from_str(&link).map_err(Internal::new)?;
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
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
