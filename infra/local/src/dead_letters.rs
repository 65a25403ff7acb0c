//! Messages and events that nobody could handle: how many there are and why, and sending them back.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use kobling_shared::{
    failure::Internal,
    hr::{ImportTask, ProvisionMessage},
    queue::{Channel, Message, REASON},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    aws::sqs,
    landing::Landing,
    operator::failed,
    seed::Operator,
    stack::{ERROR_MESSAGE, drain},
};

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/dead-letters.json", get(list))
        .route("/_local/dead-letters", post(replay))
}

async fn list(State(landing): State<Arc<Landing>>) -> Json<Value> {
    let queues = &landing.operator.services.sqs;
    let lines = queues.dead_letters().into_iter().map(|(queue, count)| {
        let letters = queues.letters_of(&queue);
        let reasons: Vec<&str> = letters.iter().map(reason).collect();
        json!({ "queue": queue, "count": count, "reasons": reasons })
    });
    Json(lines.collect())
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
