//! How far an import is: its item, moved on condition that nobody else moved it.

use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_letters::Change;
use kobling_model::{
    actor::Actor,
    audit::Event,
    hr::{FileRefusal, HrImport, ImportState, ImportTask},
};
use kobling_shared::app::App;

/// The import in its next version, as a change that the import makes by itself.
pub(crate) fn moved<'a>(
    app: &'a App,
    before: &HrImport,
    edit: impl FnOnce(&mut HrImport),
) -> Result<(Change<'a>, HrImport), Internal> {
    let mut after = before.clone();
    edit(&mut after);
    after.version = before.version + 1;
    after.updated_at = app.now();
    let by = Actor::system("import", &before.reference);
    let mut change = Change::new(app, by)?.put("import", &after, before.as_read());
    if after.state != before.state {
        let detail = format!("{}: {}", after.id.as_str(), after.state.description());
        change = change.tell(Event::ImportMoved, |event| {
            event.tenant(&after.tenant).detail(detail)
        });
    }
    Ok((change, after))
}

/// Refuses the whole file, and sees to the report.
pub(crate) async fn refuse(
    app: &App,
    before: &HrImport,
    refusal: FileRefusal,
) -> Result<(), Internal> {
    let (change, refused) = moved(app, before, |import| {
        import.state = ImportState::Refused(refusal);
    })?;
    change.write().await?;
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
