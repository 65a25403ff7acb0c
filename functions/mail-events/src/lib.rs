//! What SES says about mails that went out: bounces and complaints, by way of EventBridge and a
//! queue. Stops mail to the address, shows it on the directory user, and lets a tenant's mails
//! that nobody waits for rest where too many come back.

mod event;
mod take;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_shared::{
    app::App,
    failure::Internal,
    function::{Function, Need},
};

/// Name and needs.
pub fn function() -> Function {
    Function::new("mail-events", &[Need::Store, Need::DataKey, Need::Notices]).queue(on_queue)
}

/// Each message by itself. One that is no event of SES fails as often as the queue allows and then
/// lies in the dead letters, from where it can be sent back once its reason is mended.
async fn on_queue(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        let body = record.body.as_deref().unwrap_or_default();
        let taken = match event::read(body) {
            Ok(told) => take::take(&app, &told).await,
            Err(why) => Err(Internal::new(format!("no event of a mail: {why}"))),
        };
        if let Err(failure) = taken {
            tracing::warn!(
                message = record.message_id.as_deref().unwrap_or_default(),
                cause = %failure.chain(),
                "an event was not taken"
            );
            let mut failed = BatchItemFailure::default();
            failed.item_identifier = record.message_id.unwrap_or_default();
            answer.batch_item_failures.push(failed);
        }
    }
    answer
}
