//! Messages and events that nobody could handle: how many there are and why, and sending them back.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Form, Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use kobling_aws::queue::{Channel, Message, REASON};
use kobling_base::Internal;
use kobling_model::hr::{ImportTask, ProvisionMessage};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    aws::sqs,
    landing::Landing,
    moment::span,
    operator::failed,
    seed::Operator,
    stack::{ERROR_MESSAGE, drain},
    table::{Column, table},
};

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/dead-letters.json", get(list))
        .route("/_local/dead-letters", post(replay))
}

/// What lies in the dead letters of one queue.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub(crate) struct Lies {
    pub(crate) queue: String,
    pub(crate) count: usize,
    /// Of each message, in the order in which they came.
    reasons: Vec<String>,
    /// Seconds since the oldest was sent, where anything lies there that says so.
    oldest_seconds: Option<i64>,
}

async fn list(State(landing): State<Arc<Landing>>) -> Json<Vec<Lies>> {
    let queues = &landing.operator.services.sqs;
    let now = landing.operator.app.now();
    let lines = queues.dead_letters().into_iter().map(|(queue, count)| {
        let letters = queues.letters_of(&queue);
        let sent = letters.iter().map(|letter| letter.sent_at);
        let oldest = sent.filter(|sent| *sent > 0).min();
        Lies {
            queue,
            count,
            reasons: letters.iter().map(reason).map(str::to_owned).collect(),
            oldest_seconds: oldest.map(|sent| now - sent),
        }
    });
    Json(lines.collect())
}

/// All queues as a table.
pub(crate) fn text(queues: &[Lies]) -> String {
    let columns = [
        Column::Text("QUEUE"),
        Column::Figure("MESSAGES"),
        Column::Text("OLDEST"),
        Column::Text("WHY"),
    ];
    let mut rows = Vec::new();
    for lies in queues {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for reason in &lies.reasons {
            *counts.entry(reason).or_default() += 1;
        }
        let mut reasons: Vec<(&str, usize)> = counts.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let reasons = reasons.into_iter();
        let whys: Vec<String> = reasons
            .map(|(why, count)| format!("{count} × {why}"))
            .collect();
        let oldest = lies.oldest_seconds.map(|seconds| {
            let age = span(u64::try_from(seconds).unwrap_or_default());
            format!("{age} ago")
        });
        rows.push([
            lies.queue.clone(),
            lies.count.to_string(),
            oldest.unwrap_or_default(),
            whys.join("; "),
        ]);
    }
    table(columns, &rows)
}

/// By whoever put it aside: a function, Lambda, or the bus.
fn reason(letter: &sqs::Message) -> &str {
    [REASON, ERROR_MESSAGE, "ERROR_CODE"]
        .into_iter()
        .find_map(|name| letter.attributes.get(name))
        .map_or("came too often", String::as_str)
}

#[derive(Deserialize)]
struct Replay {
    /// A queue's name, or that of a function that is told of events.
    queue: String,
}

/// Sends dead letters back, and has the reports of their imports written anew. Where a function
/// has its dead letters as an event source that is switched off, it takes them from there.
async fn replay(
    State(landing): State<Arc<Landing>>,
    Form(Replay { queue }): Form<Replay>,
) -> Response {
    let queues = &landing.operator.services.sqs;
    let letters_arn = queues.dead_letters_arn(&queue);
    let source = landing.mounted.iter().find_map(|function| {
        let mut sources = function.resource.queues.iter();
        let is_it = |arn: &String| Some(arn) == letters_arn.as_ref();
        let source = sources.find(|source| !source.is_enabled && is_it(&source.queue_arn))?;
        Some((function, source))
    });
    if let Some((function, source)) = source {
        let count = drain(function, source, queues).await;
        return Json(json!({ "count": count })).into_response();
    }
    let imports: Vec<ImportTask> = queues
        .letters_of(&queue)
        .iter()
        .filter_map(|letter| serde_json::from_str::<ProvisionMessage>(&letter.body).ok())
        .map(|message| ImportTask::Finish {
            tenant: message.tenant,
            import: message.import,
        })
        .collect();
    let Some(count) = queues.replay(&queue) else {
        return (StatusCode::NOT_FOUND, "There is no such queue.\n").into_response();
    };
    for task in imports {
        if let Err(error) = ask_for_report(&landing.operator, &task).await {
            return failed(&error);
        }
    }
    Json(json!({ "count": count })).into_response()
}

async fn ask_for_report(operator: &Operator, task: &ImportTask) -> Result<(), Internal> {
    let body = serde_json::to_string(task).map_err(Internal::new)?;
    let message = Message::new(body).delayed(60);
    operator.app.queue(Channel::Import)?.send(message).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_grouped_with_the_most_frequent_first() {
        let why = |reason: &str| reason.to_owned();
        let lies = |queue: &str, reasons: Vec<String>, oldest_seconds| Lies {
            queue: queue.to_owned(),
            count: reasons.len(),
            reasons,
            oldest_seconds,
        };
        let many = vec![why("a row"), why("came too often"), why("came too often")];
        let queues = [
            lies("import-queue", Vec::new(), None),
            lies("provision-queue", many, Some(3_725)),
        ];
        let expected = "\
QUEUE            MESSAGES  OLDEST         WHY
import-queue            0  -              -
provision-queue         3  1 h 2 min ago  2 × came too often; 1 × a row";
        assert_eq!(text(&queues), expected);
    }
}
