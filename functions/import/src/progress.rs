//! How far an import is: its item, moved on condition that nobody else moved it.

use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_model::{
    audit::{AuditEvent, Event},
    hr::{FileRefusal, HrImport, ImportState, ImportTask},
};
use kobling_shared::app::App;
use kobling_store::{Condition, Transaction};

/// The import in its next version, in a transaction.
pub(crate) fn moved(
    app: &App,
    transaction: Transaction,
    before: &HrImport,
    change: impl FnOnce(&mut HrImport),
) -> Result<(Transaction, HrImport), Internal> {
    let mut after = before.clone();
    change(&mut after);
    after.version = before.version + 1;
    after.updated_at = app.now();
    let store = app.store()?;
    let condition = Condition::present().equals("version", before.version);
    let mut transaction = transaction.put(store, "import", &after, condition);
    if after.state != before.state {
        transaction = transaction.create(store, "audit", &audit(app, &after));
    }
    Ok((transaction, after))
}

/// Refuses the whole file, and sees to the report.
pub(crate) async fn refuse(
    app: &App,
    before: &HrImport,
    refusal: FileRefusal,
) -> Result<(), Internal> {
    let (transaction, refused) = moved(app, Transaction::new(), before, |import| {
        import.state = ImportState::Refused(refusal);
    })?;
    app.store()?.transact(transaction).await?;
    look_again(app, &refused, 0).await
}

/// Asks for the report, so many seconds from now.
pub(crate) async fn look_again(app: &App, import: &HrImport, seconds: u16) -> Result<(), Internal> {
    let task = ImportTask::Finish {
        tenant: import.tenant.clone(),
        import: import.id.clone(),
    };
    let body = serde_json::to_string(&task).map_err(Internal::new)?;
    let message = Message::new(body).delayed(seconds);
    app.queue(Channel::Import)?.send(message).await
}

fn audit(app: &App, import: &HrImport) -> AuditEvent {
    AuditEvent::new(
        app.random().uuid().to_string(),
        Event::ImportMoved,
        &import.reference,
        "",
        app.clock().now_milliseconds(),
    )
    .tenant(&import.tenant)
    .detail(format!("{}: {:?}", import.id.as_str(), import.state))
}
