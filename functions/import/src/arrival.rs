//! What the queue brings: S3's notices of new objects, and tasks of the import's own.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_aws::objects::Bucket;
use kobling_base::Internal;
use kobling_model::hr::ImportTask;
use kobling_shared::app::App;
use serde::Deserialize;

use crate::{finish, place::Place, take};

/// A notice (S3's event message structure), as far as it is read here.
#[derive(Deserialize)]
struct Notice {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: Stored,
}

#[derive(Deserialize)]
struct Stored {
    bucket: Named,
    object: Keyed,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Keyed {
    /// Encoded as in a form.
    key: String,
}

/// Sent once by S3 when notices are switched on.
#[derive(Deserialize)]
struct TestNotice {
    #[serde(rename = "Event")]
    event: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Arrival {
    Task(ImportTask),
    Notice(Notice),
    Test(TestNotice),
}

/// Each message by itself: what fails comes again.
pub(crate) async fn on_queue(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        if let Err(failure) = handle(&app, record.body.as_deref().unwrap_or_default()).await {
            tracing::warn!(cause = %failure.chain(), "an import comes again");
            let mut failed = BatchItemFailure::default();
            failed.item_identifier = record.message_id.unwrap_or_default();
            answer.batch_item_failures.push(failed);
        }
    }
    answer
}

async fn handle(app: &App, body: &str) -> Result<(), Internal> {
    match serde_json::from_str(body) {
        Ok(Arrival::Task(ImportTask::Decided { tenant, import })) => {
            take::take_decided(app, &tenant, &import).await
        }
        Ok(Arrival::Task(ImportTask::Finish { tenant, import })) => {
            finish::finish(app, &tenant, &import).await
        }
        Ok(Arrival::Notice(notice)) => {
            for record in notice.records {
                stored(app, &record.s3).await?;
            }
            Ok(())
        }
        Ok(Arrival::Test(test)) if test.event == "s3:TestEvent" => Ok(()),
        Ok(Arrival::Test(_)) | Err(_) => Err("a message that is no part of an import".into()),
    }
}

async fn stored(app: &App, stored: &Stored) -> Result<(), Internal> {
    if stored.bucket.name != app.objects()?.name(Bucket::Uploads) {
        tracing::error!(bucket = stored.bucket.name, "a notice of another bucket");
        return Ok(());
    }
    let key: String = url::form_urlencoded::parse(stored.object.key.as_bytes())
        .map(|(name, _)| name.into_owned())
        .next()
        .unwrap_or_default();
    let Some(place) = Place::parse(&key) else {
        // Nobody's, so nobody can be told; it goes with the others of its age.
        tracing::warn!("an object whose key names no tenant and feed");
        return Ok(());
    };
    take::take(app, &place).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_tasks_and_the_test_notice_are_told_apart() {
        let read = |text: &str| serde_json::from_str::<Arrival>(text);
        let notice = r#"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"a/b/c+d","size":1}}}]}"#;
        assert!(matches!(read(notice), Ok(Arrival::Notice(_))));
        let task = r#"{"task":"finish","tenant":"asnes","import":"001772442000-abc"}"#;
        assert!(matches!(
            read(task),
            Ok(Arrival::Task(ImportTask::Finish { .. }))
        ));
        let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#;
        assert!(matches!(read(test), Ok(Arrival::Test(_))));
        assert!(read("{}").is_err());
    }
}
