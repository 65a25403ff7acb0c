//! A person's word about an import that is held: whoever may speak for the tenant lets it through
//! or declines it. The import itself goes on from there.

use crate::{
    accounts::{
        TenantId,
        audit::{AuditEvent, Event},
    },
    app::App,
    failure::Internal,
    hr::{FileRefusal, HrImport, ImportId, ImportState, ImportTask},
    queue::{Channel, Message},
    store::{Condition, StoreError, Transaction, keys},
};

/// Lets a held import through, or declines it. `by` names who says so. False where nothing is
/// held under that id (any more). The word stands when this returns an error of the queue: saying
/// it again sends the task again.
pub async fn decide(
    app: &App,
    tenant: &TenantId,
    import: &ImportId,
    is_let_through: bool,
    by: &str,
) -> Result<bool, Internal> {
    let store = app.store()?;
    let key = keys::hr_import(tenant, import);
    let Some(held): Option<HrImport> = store.get(&key, app.now()).await? else {
        return Ok(false);
    };
    if held.state != ImportState::Held {
        return Ok(false);
    }
    // A yes is not taken back by a later no.
    if held.decided_by.is_some() && !is_let_through {
        return Ok(false);
    }
    // Who said yes first has said it; the task may have been lost on its way.
    if held.decided_by.is_none() {
        let state = if is_let_through {
            ImportState::Held
        } else {
            ImportState::Refused(FileRefusal::Declined)
        };
        let decided = HrImport {
            state,
            decided_by: Some(by.to_owned()),
            updated_at: app.now(),
            version: held.version + 1,
            ..held.clone()
        };
        let event = AuditEvent::new(
            app.random().uuid().to_string(),
            Event::ImportMoved,
            &held.reference,
            "",
            app.clock().now_milliseconds(),
        )
        .tenant(tenant)
        .detail(if is_let_through {
            format!("let through by {by}")
        } else {
            format!("declined by {by}")
        });
        let transaction = Transaction::new()
            .put(
                store,
                "import",
                &decided,
                Condition::present().equals("version", held.version),
            )
            .create(store, "audit", &event);
        match store.transact(transaction).await {
            Ok(()) => {}
            Err(StoreError::Changed(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
    let task = ImportTask::Decided {
        tenant: tenant.clone(),
        import: import.clone(),
    };
    let body = serde_json::to_string(&task).map_err(Internal::new)?;
    app.queue(Channel::Import)?.send(Message::new(body)).await?;
    Ok(true)
}
