//! Approves or rejects an HR import that is on hold. The import itself goes on from there.

use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_letters::Change;
use kobling_model::{
    ImportId,
    actor::Actor,
    audit::Event,
    hr::{FileRefusal, HrImport, ImportState, ImportTask},
    keys,
};
use kobling_shared::app::App;
use kobling_store::StoreError;

use super::{authority::Authority, rights::DecideHr};

/// What is decided of a held import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It may end so many people: who approves has to know the figure.
    Approve {
        people_ended: u64,
    },
    Reject,
}

/// What came of a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    Done,
    /// Nothing is held under that id, or not any more.
    NotHeld,
    /// It would end so many people, not as many as were named.
    OtherFigure(u64),
}

/// Approves or rejects a held import. The decision stands when this returns an
/// error of the queue: deciding again sends the task again.
pub async fn decide(
    app: &App,
    authority: &Authority<DecideHr>,
    import: &ImportId,
    decision: Decision,
) -> Result<Decided, Internal> {
    let (store, tenant) = (app.store()?, authority.of());
    let key = keys::hr_import(tenant, import);
    let Some(held): Option<HrImport> = store.get(&key, app.now()).await? else {
        return Ok(Decided::NotHeld);
    };
    if held.state != ImportState::Held {
        return Ok(Decided::NotHeld);
    }
    // An approval is not taken back by a later rejection.
    if held.decided_by.is_some() && decision == Decision::Reject {
        return Ok(Decided::NotHeld);
    }
    if let Decision::Approve { people_ended } = decision
        && people_ended != held.people_ended
    {
        return Ok(Decided::OtherFigure(held.people_ended));
    }
    // Whoever approved first has approved it; the task may have been lost on its way.
    if held.decided_by.is_none() {
        let (state, report_key, detail) = match decision {
            Decision::Approve { people_ended } => (
                ImportState::Held,
                held.report_key.clone(),
                format!("approved to end {people_ended} people"),
            ),
            // Its report told what it would have done.
            Decision::Reject => (
                ImportState::Refused(FileRefusal::Declined),
                None,
                "rejected".to_owned(),
            ),
        };
        let decided = HrImport {
            state,
            report_key,
            decided_by: Some(authority.by().who.name()),
            updated_at: app.now(),
            version: held.version + 1,
            ..held.clone()
        };
        // Found by the import's own number, as the rest of what becomes of it.
        let by = Actor {
            reference: held.reference.clone(),
            ..authority.by().clone()
        };
        let change = Change::new(app, by)?
            .put("import", &decided, held.as_read())
            .tell(Event::ImportMoved, |event| {
                event.tenant(tenant).detail(detail)
            });
        match change.write().await {
            Ok(()) => {}
            Err(StoreError::Changed(_)) => return Ok(Decided::NotHeld),
            Err(error) => return Err(error.into()),
        }
    }
    let task = ImportTask::Decided {
        tenant: tenant.clone(),
        import: import.clone(),
    };
    let body = serde_json::to_string(&task).map_err(Internal::new)?;
    app.queue(Channel::Import)?.send(Message::new(body)).await?;
    Ok(Decided::Done)
}
