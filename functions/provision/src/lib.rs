//! Begun.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_shared::{
    app::App,
    function::{Function, Need},
};

/// Name and needs.
pub fn function() -> Function {
    Function::new(
        "provision",
        &[
            Need::Store,
            Need::DataKey,
            Need::Outbox,
            Need::ProvisionDeadLetters,
        ],
    )
    .queue(on_queue)
}

async fn on_queue(_app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        let mut failed = BatchItemFailure::default();
        failed.item_identifier = record.message_id.unwrap_or_default();
        answer.batch_item_failures.push(failed);
    }
    answer
}
