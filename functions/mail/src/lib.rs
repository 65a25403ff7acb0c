//! Sends what waits in the outbox: woken by a queue, and by a schedule for what was left. The
//! only function that can open what a waiting mail holds sealed.

mod body;
mod paced;
mod send;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_letters::{OutboxMail, OutboxState, WakeUp};
use kobling_model::{
    item::{Entity, Table},
    keys,
};
use kobling_shared::{
    app::App,
    function::{Function, Need},
};

/// A mail that waits longer than this, in milliseconds, was not told to the queue or was lost.
const LEFT: i64 = 2 * 60 * 1000;

/// Name and needs.
pub fn function() -> Function {
    Function::new("mail", &[Need::Store, Need::DataKey, Need::Mailer])
        .queue(on_queue)
        .schedule(sweep)
}

/// Each message by itself: what fails comes again, what is through does not.
async fn on_queue(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        let woken = record
            .body
            .as_deref()
            .and_then(|body| serde_json::from_str::<WakeUp>(body).ok());
        let sent = match woken {
            Some(woken) => send::send(&app, &woken.key()).await,
            None => Err("a message that is no wake-up".into()),
        };
        if let Err(failure) = sent {
            tracing::warn!(cause = %failure.chain(), "a mail was not sent");
            let mut failed = BatchItemFailure::default();
            failed.item_identifier = record.message_id.unwrap_or_default();
            answer.batch_item_failures.push(failed);
        }
    }
    answer
}

/// What the queue did not bring, and what no queue brings.
async fn sweep(app: App) {
    left(&app).await;
    paced::bring_out(&app).await;
}

async fn left(app: &App) {
    let Ok(store) = app.store() else { return };
    let before = app.clock().now_milliseconds() - LEFT;
    for shard in 0..keys::OUTBOX_SHARDS {
        let waiting: Vec<OutboxMail> = match store
            .partition(Table::Transient, &keys::outbox_shard(shard), "", app.now())
            .await
        {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                continue;
            }
        };
        for mail in waiting {
            if mail.state == OutboxState::Waiting
                && mail.at_milliseconds < before
                && let Err(failure) = send::send(app, &mail.key()).await
            {
                tracing::warn!(cause = %failure.chain(), "a left mail was not sent");
            }
        }
    }
}
