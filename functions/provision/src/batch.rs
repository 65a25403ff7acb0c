//! A batch of the queue: each message by itself and side by side, with a partial answer.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_base::Internal;
use kobling_model::hr::ProvisionMessage;
use kobling_shared::app::App;
use tokio::task::JoinSet;

use crate::chunk;

/// What fails comes again, what is through does not.
pub(crate) async fn on_queue(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut running = JoinSet::new();
    let mut failed: Vec<String> = Vec::new();
    for record in event.records {
        let id = record.message_id.unwrap_or_default();
        let message = record.body.as_deref().map(serde_json::from_str);
        let Some(Ok(message)) = message else {
            // The queue puts it aside when it has come often enough.
            tracing::error!("a message that is no part of an import");
            failed.push(id);
            continue;
        };
        // Failed until it says that it is not: a panic ends one message and not the batch.
        failed.push(id.clone());
        running.spawn(handle(app.clone(), message, id));
    }
    while let Some(ended) = running.join_next().await {
        if let Ok((id, Ok(()))) = ended {
            failed.retain(|known| *known != id);
        }
    }
    let mut answer = SqsBatchResponse::default();
    for id in failed {
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = id;
        answer.batch_item_failures.push(failure);
    }
    answer
}

async fn handle(app: App, message: ProvisionMessage, id: String) -> (String, Result<(), Internal>) {
    let done = chunk::provision(&app, &message).await;
    if let Err(failure) = &done {
        tracing::warn!(
            reference = %message.reference,
            chunk = message.chunk,
            cause = %failure.chain(),
            "a part of an import comes again"
        );
    }
    (id, done)
}
