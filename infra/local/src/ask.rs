//! What the command says to whoever typed it, and how it asks the running process.

use axum::body::Bytes;
use http::{Request, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

use crate::{LocalStack, hr::Listed, operator::Waiting};

/// Why the running process did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("Nothing answers on port {0}. Start Kobling first: cargo run.")]
    NotRunning(u16),
    #[error("Kobling refused ({0}): {1}")]
    Refused(StatusCode, String),
}

/// An error with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(" (");
        text.push_str(&cause.to_string());
        text.push(')');
        next = cause.source();
    }
    text
}

/// Where to click, and who to log in as.
pub fn greeting(stack: &LocalStack) -> String {
    let issuer = stack.issuer();
    let registered = stack.registered();
    let mut lines = vec![
        "Kobling is ready.".to_owned(),
        String::new(),
        format!("  Everything   {issuer}/_local/"),
    ];
    for tenant in registered.tenants.iter().take(2) {
        lines.push(format!("  Start        {issuer}/t/{}", tenant.id));
    }
    lines.push(format!("  Inbox        {issuer}/_local/inbox"));
    if let Some(path) = stack.authority_file() {
        lines.push(format!("  Certificate  {} (curl --cacert)", path.display()));
    }
    lines.push(String::new());
    lines.push("Log in at the first one as".to_owned());
    let first = registered.tenants.first().map(|tenant| &tenant.id);
    for (row, what) in [("L7", "new here"), ("L1", "been here before")] {
        let person = registered
            .people
            .iter()
            .find(|person| person.row == row && Some(&person.tenant) == first);
        if let Some((person, number)) = person.zip(person.and_then(|p| p.national_id.as_ref())) {
            lines.push(format!("  {number}  {} ({what})", person.name));
        }
    }
    lines.push(String::new());
    lines.push("Ctrl-C stops it.".to_owned());
    lines.join("\n")
}

/// Every call by function and operation, then the grants that nothing made use of.
pub fn calls(stack: &LocalStack) -> String {
    let mut lines = vec!["function | operation | calls | refused | units".to_owned()];
    for ((function, operation), totals) in stack.shim().counters().0 {
        let crate::shim::Totals {
            calls,
            refused,
            units,
        } = totals;
        lines.push(format!(
            "{function} | {operation} | {calls} | {refused} | {units}"
        ));
    }
    lines.push("granted and not used:".to_owned());
    for (function, action, resource) in stack.unused_permissions() {
        lines.push(format!("{function} | {action} | {resource}"));
    }
    lines.join("\n")
}

/// The approvals that wait, one a line.
pub async fn approvals(port: u16) -> Result<String, AskError> {
    let text = call(port, "/_local/approvals.json", None).await?;
    let waiting: Vec<Waiting> = serde_json::from_str(&text).unwrap_or_default();
    if waiting.is_empty() {
        return Ok("Nobody waits for an approval.".to_owned());
    }
    let lines: Vec<String> = waiting
        .iter()
        .map(|one| {
            format!(
                "--tenant {} --eid {}  {} ({})",
                one.tenant, one.eid, one.name, one.address
            )
        })
        .collect();
    Ok(lines.join("\n"))
}

/// Decides one.
pub async fn approve(
    port: u16,
    tenant: &str,
    eid: &str,
    is_approved: bool,
) -> Result<String, AskError> {
    let decision = if is_approved { "approve" } else { "refuse" };
    let form = [("tenant", tenant), ("eid", eid), ("decision", decision)];
    call(port, "/_local/approve", Some(&form)).await?;
    Ok(if is_approved { "Approved." } else { "Refused." }.to_owned())
}

/// Opens someone's access.
pub async fn activate(port: u16, tenant: &str, person: &str) -> Result<String, AskError> {
    let form = [("tenant", tenant), ("person", person)];
    let text = call(port, "/_local/activate", Some(&form)).await?;
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(format!(
        "Activated: {}",
        answer["name"].as_str().unwrap_or_default()
    ))
}

/// A new activation code for an employment.
pub async fn code(port: u16, tenant: &str, person: &str) -> Result<String, AskError> {
    let form = [("tenant", tenant), ("person", person)];
    let text = call(port, "/_local/activation-code", Some(&form)).await?;
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(format!(
        "{} for {}",
        answer["code"].as_str().unwrap_or_default(),
        answer["name"].as_str().unwrap_or_default()
    ))
}

/// The latest imports, one a line.
pub async fn imports(port: u16) -> Result<String, AskError> {
    let text = call(port, "/_local/hr.json", None).await?;
    let imports: Vec<Listed> = serde_json::from_str(&text).unwrap_or_default();
    if imports.is_empty() {
        return Ok("No file has come yet.".to_owned());
    }
    let lines: Vec<String> = imports
        .iter()
        .map(|one| {
            let (says, counted) = (one.says(), one.counted());
            format!("{} {}  {} {says} {counted}", one.tenant, one.id, one.name)
        })
        .collect();
    Ok(lines.join("\n"))
}

/// Lets a held import through, or declines it.
pub async fn held(
    port: u16,
    tenant: &str,
    import: &str,
    is_let_through: bool,
) -> Result<String, AskError> {
    let decision = if is_let_through { "approve" } else { "decline" };
    let form = [
        ("tenant", tenant),
        ("import", import),
        ("decision", decision),
    ];
    call(port, "/_local/hr-decision", Some(&form)).await?;
    Ok(if is_let_through {
        "Let through."
    } else {
        "Declined."
    }
    .to_owned())
}

/// The dead letters of all queues.
pub async fn dead_letters(port: u16) -> Result<String, AskError> {
    let text = call(port, "/_local/dead-letters.json", None).await?;
    let queues: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
    let lines: Vec<String> = queues
        .iter()
        .map(|one| {
            let queue = one["queue"].as_str().unwrap_or_default();
            format!("{queue}  {}  {}", one["count"], one["reasons"])
        })
        .collect();
    Ok(lines.join("\n"))
}

/// Sends those of a queue back to it.
pub async fn replay(port: u16, queue: &str) -> Result<String, AskError> {
    let text = call(port, "/_local/dead-letters", Some(&[("queue", queue)])).await?;
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    Ok(format!("Sent back: {}", answer["count"]))
}

/// New signing keys and a new data key that proves, now.
pub async fn rotate_now(port: u16, grace: u32) -> Result<String, AskError> {
    let grace = grace.to_string();
    let form = [("grace_seconds", grace.as_str())];
    call(port, "/_local/keys/rotate-now", Some(&form)).await
}

/// What lies under a key for national ids.
pub async fn left(port: u16, key: &str) -> Result<String, AskError> {
    call(port, "/_local/keys/left", Some(&[("key", key)])).await
}

async fn call(port: u16, path: &str, form: Option<&[(&str, &str)]>) -> Result<String, AskError> {
    let not_running = || AskError::NotRunning(port);
    let address = format!("http://localhost:{port}{path}");
    let request = match form {
        None => Request::get(&address).body(Full::new(Bytes::new())),
        Some(form) => {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form)
                .finish();
            Request::post(&address)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Full::new(Bytes::from(body)))
        }
    };
    let request = request.map_err(|_| not_running())?;
    let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let answer = client.request(request).await.map_err(|_| not_running())?;
    let status = answer.status();
    let body = answer
        .into_body()
        .collect()
        .await
        .map_err(|_| not_running())?
        .to_bytes();
    let text = String::from_utf8_lossy(&body).trim().to_owned();
    if status.is_client_error() || status.is_server_error() {
        return Err(AskError::Refused(status, text));
    }
    Ok(text)
}
