//! What became of HR's files: one import, or a tenant's latest.

use axum::{http::StatusCode, response::Response};
use kobling_actions::rights::ImportHr;
use kobling_model::{
    ImportId,
    hr::{Counts, FeedKind, FileRefusal, Headers, HrImport, ImportState},
    item::Table,
    keys,
};
use kobling_store::Order;
use kobling_web::Problem;
use serde::Serialize;
use serde_json::Value;

use crate::{
    call::{Call, Granted},
    cursor,
    json::{List, answer, time},
};

/// For how long an id that is not known yet may be that of a file whose turn will come, in seconds.
const TURN: i64 = 15 * 60;

/// An import as the API shows it.
#[derive(Serialize)]
pub struct Shown {
    id: ImportId,
    feed: String,
    name: String,
    kind: FeedKind,
    sequence: Option<u64>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refusal>,
    rows: u64,
    people: u64,
    people_ended: u64,
    employments_ended: u64,
    columns: Headers,
    warnings: Vec<Warning>,
    counts: Counts,
    decided_by: Option<String>,
    reference: String,
    created_at: Option<String>,
    updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
}

/// What HR would not expect although the file was imported.
#[derive(Serialize)]
struct Warning {
    warning: &'static str,
    /// The row that is why.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
}

fn warnings(import: &HrImport) -> Vec<Warning> {
    let nobody_ended = import.ends_nobody().then_some(Warning {
        warning: "nobody_ended",
        line: import.unnamed_line,
    });
    let no_address = import.lacks_addresses().then_some(Warning {
        warning: "no_address_column",
        line: None,
    });
    nobody_ended.into_iter().chain(no_address).collect()
}

/// Why a file was refused, and where.
#[derive(Serialize)]
struct Refusal {
    reason: String,
    /// A line, or a column; none where it concerns the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Value>,
}

fn refusal(refused: &FileRefusal) -> Option<Refusal> {
    match serde_json::to_value(refused).ok()? {
        Value::String(reason) => Some(Refusal { reason, at: None }),
        Value::Object(map) => {
            let (reason, at) = map.into_iter().next()?;
            let at = Some(at);
            Some(Refusal { reason, at })
        }
        _ => None,
    }
}

/// The address of an import.
pub fn address(issuer: &str, id: &ImportId) -> String {
    format!("{issuer}/api/hr/imports/{}", id.as_str())
}

/// An import for its sender.
pub fn shown(issuer: &str, import: HrImport) -> Shown {
    let address = address(issuer, &import.id);
    Shown {
        state: import.state.name(),
        refusal: match &import.state {
            ImportState::Refused(refused) => refusal(refused),
            _ => None,
        },
        warnings: warnings(&import),
        report: import.report_key.map(|_| format!("{address}/report")),
        id: import.id,
        feed: import.feed,
        name: import.name,
        kind: import.kind,
        sequence: import.sequence,
        rows: import.rows,
        people: import.people,
        people_ended: import.people_ended,
        employments_ended: import.employments_ended,
        columns: import.headers,
        counts: import.counts,
        decided_by: import.decided_by,
        reference: import.reference,
        created_at: time(import.created_at),
        updated_at: time(import.updated_at),
    }
}

/// The import that a call's path names, at the tenant of its token and nowhere else.
pub async fn named<R>(granted: &Granted<R>) -> Result<HrImport, Problem> {
    let (store, now) = (granted.app().store()?, granted.app().now());
    let id = ImportId::parse(granted.path("id")).ok_or_else(Problem::not_found)?;
    let key = keys::hr_import(granted.of(), &id);
    let import: Option<HrImport> = store.get(&key, now).await?;
    import.ok_or_else(|| {
        // A file shows here as soon as its turn has come; the id tells when it was stored.
        let stored_at: i64 = id.as_str().split('-').next().map_or(0, |time| {
            let digits = time.trim_start_matches('0');
            digits.parse().unwrap_or_default()
        });
        let absent = Problem::not_found();
        if (stored_at..stored_at + TURN).contains(&now) {
            absent.retry_after(2)
        } else {
            absent
        }
    })
}

/// `GET /api/hr/imports/{id}`
pub async fn status(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = call?.granted::<ImportHr>().await?;
    let import = named(&granted).await?;
    let body = shown(granted.app().issuer(), import);
    Ok(answer(StatusCode::OK, &body))
}

/// `GET /api/hr/imports`: the latest first, of one feed or file name where the call says so. As with
/// all lists here, a page may hold fewer than asked for and be followed by more.
pub async fn list(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = call?.granted::<ImportHr>().await?;
    let (feed, name) = (granted.query("feed")?, granted.query("name")?);
    let limit = cursor::limit(&granted)?;
    let after = cursor::opened(&granted, "imports").await?;
    let (store, now) = (granted.app().store()?, granted.app().now());
    let partition = keys::hr_imports(granted.of());
    let page = store
        .page::<HrImport>(
            Table::Transient,
            &partition,
            Order::LastKeysFirst,
            after.as_deref(),
            limit,
            now,
        )
        .await?;
    let next_cursor = cursor::sealed(&granted, "imports", &page).await?;
    let items = page
        .entities
        .into_iter()
        .filter(|import| feed.is_none_or(|feed| import.feed == feed))
        .filter(|import| name.is_none_or(|name| import.name == name))
        .map(|import| shown(granted.app().issuer(), import))
        .collect();
    Ok(answer(StatusCode::OK, &List { items, next_cursor }))
}
