//! What SES says about mails that went out: bounces and complaints, by way of EventBridge. Stops
//! mail to the address, shows it on the directory user, and lets a tenant's mails that nobody
//! waits for rest where too many come back.

mod event;
mod take;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_base::Internal;
use kobling_shared::{
    app::App,
    function::{Function, Need},
};
use serde_json::Value;

/// Name and needs.
pub fn function() -> Function {
    Function::new("mail-events", &[Need::Store, Need::DataKey, Need::Notices])
        .event(on_event)
        .queue(on_dead_letters)
}

/// One that is no event of SES, or cannot be taken now, fails as often as it is tried and then lies
/// in the dead letters with the reason.
async fn on_event(app: App, event: Value) -> Result<(), Internal> {
    let taken = take(&app, &event.to_string()).await;
    if let Err(failure) = &taken {
        let id = event["id"].as_str().unwrap_or_default();
        tracing::warn!(event = id, cause = %failure.chain(), "an event was not taken");
    }
    taken
}

/// Dead letters that come again once their reason is mended: events as they were, each by itself.
async fn on_dead_letters(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        let body = record.body.as_deref().unwrap_or_default();
        if let Err(failure) = take(&app, body).await {
            tracing::warn!(
                message = record.message_id.as_deref().unwrap_or_default(),
                cause = %failure.chain(),
                "a dead letter was not taken"
            );
            let mut failed = BatchItemFailure::default();
            failed.item_identifier = record.message_id.unwrap_or_default();
            answer.batch_item_failures.push(failed);
        }
    }
    answer
}

async fn take(app: &App, event: &str) -> Result<(), Internal> {
    let told =
        event::read(event).map_err(|why| Internal::new(format!("no event of a mail: {why}")))?;
    take::take(app, &told).await
}
