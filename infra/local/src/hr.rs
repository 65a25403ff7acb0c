//! HR's side on a laptop: a page to send files by and to see what became of them, and the decision
//! on held ones. At the running process, from this machine only.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post, put},
};
use http::{StatusCode, header};
use kobling_actions::held::{self, Decided};
use kobling_aws::objects::Bucket;
use kobling_base::Internal;
use kobling_model::{
    ImportId, TenantId,
    hr::{HrImport, ImportState, Outcome},
    item::Table,
    keys,
};
use kobling_pages::{
    sentences,
    texts::{Language, Words},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    landing::Landing,
    operator::{authority, failed},
    seed::{CHANGES, FEED, Operator, Registered},
};

/// The largest file that is taken here, in bytes; what the import itself refuses is smaller.
const LARGEST: usize = 256 * 1024 * 1024;
/// Imports that are listed of a tenant.
const LATEST: usize = 20;
/// Employments that are listed of a held file; its report lists all.
const NAMED: usize = 20;
/// What HR may begin with, as docs/hr-files.md offers it.
pub const EXAMPLE: &str = include_str!("../../../docs/examples/people.csv");

/// One import, as scripts and the page see it.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Listed {
    pub tenant: String,
    pub id: String,
    pub feed: String,
    pub name: String,
    /// `checking`, `held`, `provisioning`, `done`, or `refused` with its reason.
    pub state: Value,
    pub rows: u64,
    pub people: u64,
    pub people_ended: u64,
    pub employments_ended: u64,
    /// Seconds since 1970.
    pub created_at: i64,
    /// A sentence each, in English.
    pub warnings: Vec<String>,
    pub unused_columns: Vec<String>,
    pub counts: Value,
    pub has_report: bool,
    pub reference: String,
}

impl Listed {
    fn of(import: &HrImport) -> Self {
        Self {
            tenant: import.tenant.to_string(),
            id: import.id.as_str().to_owned(),
            feed: import.feed.clone(),
            name: import.name.clone(),
            state: json!(import.state),
            rows: import.rows,
            people: import.people,
            people_ended: import.people_ended,
            employments_ended: import.employments_ended,
            created_at: import.created_at,
            warnings: sentences::warnings(import, Words::in_language(Language::En)),
            unused_columns: import.headers.unused.clone(),
            counts: json!(import.counts),
            has_report: import.report_key.is_some(),
            reference: import.reference.clone(),
        }
    }

    /// Whether it waits for a decision.
    pub fn is_held(&self) -> bool {
        self.state == json!(ImportState::Held)
    }

    /// The state in a word or two.
    pub fn says(&self) -> String {
        match &self.state {
            Value::String(state) => state.clone(),
            other => other
                .to_string()
                .replace(['{', '}', '"'], " ")
                .trim()
                .to_owned(),
        }
    }

    /// The counts that are not zero.
    pub fn counted(&self) -> String {
        let counts = self.counts.as_object().into_iter().flatten();
        let said: Vec<String> = counts
            .filter(|(_, count)| **count != json!(0))
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        said.join(", ")
    }
}

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/hr", get(page))
        .route("/_local/hr.json", get(list))
        .route("/_local/hr/{tenant}/{feed}/{name}", put(upload))
        .route("/_local/hr-report", get(report))
        .route("/_local/hr-example.csv", get(example))
        .route("/_local/hr-decision", post(decide))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// A file to begin with.
async fn example() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"people-1.csv\"",
        ),
    ];
    (headers, EXAMPLE).into_response()
}

/// The latest imports of all demo tenants, newest first within each.
pub async fn latest(operator: &Operator, registered: &Registered) -> Result<Vec<Listed>, Internal> {
    let app = &operator.app;
    let mut all = Vec::new();
    let tenants = registered.tenants.iter();
    for tenant in tenants.filter_map(|tenant| TenantId::parse(&tenant.id)) {
        let partition = keys::hr_imports(&tenant);
        let imports: Vec<HrImport> = app
            .store()?
            .partition(Table::Transient, &partition, "", app.now())
            .await?;
        all.extend(imports.iter().rev().take(LATEST).map(Listed::of));
    }
    Ok(all)
}

#[derive(Template)]
#[template(path = "hr.html")]
struct Page<'a> {
    landing: &'a Landing,
    feeds: [&'a str; 2],
    imports: Vec<Row>,
}

/// An import on the page, with some of the employments that it would end where it is held.
struct Row {
    import: Listed,
    would_end: Vec<String>,
}

async fn row(operator: &Operator, import: Listed) -> Result<Row, Internal> {
    let would_end = if import.is_held() {
        would_end(operator, &import).await?
    } else {
        Vec::new()
    };
    Ok(Row { import, would_end })
}

/// The first employments that a held file would end, out of its report for programs.
async fn would_end(operator: &Operator, listed: &Listed) -> Result<Vec<String>, Internal> {
    let which = Which {
        tenant: listed.tenant.clone(),
        import: listed.id.clone(),
    };
    let lines = report_of(operator, &which, HrImport::lines_key).await?;
    let lines = String::from_utf8_lossy(&lines.unwrap_or_default()).into_owned();
    let outcomes = lines.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        let is_it = line["outcome"] == json!(Outcome::WouldEnd);
        let number = line["employment_number"].as_str().unwrap_or("?");
        is_it.then(|| number.to_owned())
    });
    Ok(outcomes.take(NAMED).collect())
}

async fn page(State(landing): State<Arc<Landing>>) -> Response {
    let listed = match latest(&landing.operator, &landing.registered).await {
        Ok(listed) => listed,
        Err(error) => return failed(&error),
    };
    let mut imports = Vec::new();
    for import in listed {
        match row(&landing.operator, import).await {
            Ok(row) => imports.push(row),
            Err(error) => return failed(&error),
        }
    }
    let page = Page {
        landing: &landing,
        feeds: [FEED, CHANGES],
        imports,
    };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn list(State(landing): State<Arc<Landing>>) -> Response {
    match latest(&landing.operator, &landing.registered).await {
        Ok(imports) => Json(imports).into_response(),
        Err(error) => failed(&error),
    }
}

/// Stores a file as HR would, by the product's own client.
pub async fn store(operator: &Operator, key: &str, bytes: Vec<u8>) -> Result<(), Internal> {
    let objects = operator.app.objects()?;
    let kind = "application/octet-stream";
    objects.put(Bucket::Uploads, key, kind, &[], bytes).await
}

async fn upload(
    State(landing): State<Arc<Landing>>,
    Path((tenant, feed, name)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let key = format!("{tenant}/{feed}/{name}");
    match store(&landing.operator, &key, body.into()).await {
        Ok(()) => StatusCode::CREATED.into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct Which {
    tenant: String,
    import: String,
}

impl Which {
    fn parse(&self) -> Option<(TenantId, ImportId)> {
        TenantId::parse(&self.tenant).zip(ImportId::parse(&self.import))
    }
}

async fn report(State(landing): State<Arc<Landing>>, Query(which): Query<Which>) -> Response {
    let csv = |import: &HrImport| import.report_key.clone();
    match report_of(&landing.operator, &which, csv).await {
        Ok(Some(text)) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            (kind, text).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is no report.\n").into_response(),
        Err(error) => failed(&error),
    }
}

async fn report_of(
    operator: &Operator,
    which: &Which,
    key_of: impl Fn(&HrImport) -> Option<String>,
) -> Result<Option<Vec<u8>>, Internal> {
    let Some((tenant, import)) = which.parse() else {
        return Ok(None);
    };
    let app = &operator.app;
    let key = keys::hr_import(&tenant, &import);
    let import: Option<HrImport> = app.store()?.get(&key, app.now()).await?;
    match import.as_ref().and_then(key_of) {
        Some(key) => app.objects()?.read(Bucket::Reports, &key).await,
        None => Ok(None),
    }
}

#[derive(Deserialize)]
struct Decision {
    #[serde(flatten)]
    which: Which,
    /// `approve` or `decline`.
    #[serde(rename = "decision")]
    word: String,
    /// How many people it may end, typed by whoever approves.
    #[serde(default)]
    ends: String,
}

impl Decision {
    fn meant(&self) -> Option<held::Decision> {
        match self.word.as_str() {
            "approve" => {
                let people_ended = self.ends.trim().parse().ok()?;
                Some(held::Decision::Approve { people_ended })
            }
            "decline" => Some(held::Decision::Reject),
            _ => None,
        }
    }
}

async fn decide(State(landing): State<Arc<Landing>>, Form(decision): Form<Decision>) -> Response {
    let Some((tenant, import)) = decision.which.parse() else {
        return (StatusCode::BAD_REQUEST, "No such import.\n").into_response();
    };
    let Some(meant) = decision.meant() else {
        let say = "To approve the file, type how many people it would end.\n";
        return (StatusCode::BAD_REQUEST, say).into_response();
    };
    match decide_at(&landing.operator, tenant, &import, meant).await {
        Ok(Decided::Done) => Redirect::to("/_local/hr").into_response(),
        Ok(Decided::NotHeld) => (StatusCode::NOT_FOUND, "Nothing is held there.\n").into_response(),
        Ok(Decided::OtherFigure(people)) => {
            let say = format!("It would end {people} people. Nothing was done.\n");
            (StatusCode::CONFLICT, say).into_response()
        }
        Err(error) => failed(&error),
    }
}

async fn decide_at(
    operator: &Operator,
    tenant: TenantId,
    import: &ImportId,
    decision: held::Decision,
) -> Result<Decided, Internal> {
    let authority = authority(operator, tenant)?;
    held::decide(&operator.app, &authority, import, decision).await
}
