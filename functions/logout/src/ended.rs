//! Ends a session, and in the same transaction makes the words for the apps that want to hear of it:
//! whoever dies after that leaves nothing untold. What is not told at once is told later, by the
//! schedule.

use kobling_letters::Change;
use kobling_model::{
    Actor, TenantId,
    audit::{AuditEvent, Event},
    item::Table,
    keys,
    sessions::{Ending, SessionClient},
};
use kobling_store::{Condition, StoreError};
use kobling_web::{Stop, Visit};

/// At most so many apps hear of one session; a transaction has its bounds.
const MOST: usize = 50;

/// Ends the session under a digest, and gives the words that are to be told. `with` adds what goes
/// with it; `about` says of the logout what the audit is to know.
pub async fn end<'a>(
    visit: &'a Visit,
    by: Actor,
    session_digest: &str,
    tenant: Option<&TenantId>,
    about: impl FnOnce(AuditEvent) -> AuditEvent,
    with: impl FnOnce(Change<'a>) -> Change<'a>,
) -> Result<Vec<Ending>, Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let listening: Vec<SessionClient> = store
        .partition(
            Table::Transient,
            &keys::session_clients(session_digest),
            keys::SESSION_CLIENTS,
            app.now(),
        )
        .await?;
    if listening.len() > MOST {
        tracing::warn!(apps = listening.len(), "not every app of a session is told");
    }
    let endings: Vec<Ending> = listening
        .into_iter()
        .take(MOST)
        .map(|listener| Ending::new(app.random().uuid().to_string(), listener, app.now()))
        .collect();
    let key = keys::session(session_digest);
    let mut change = with(Change::new(app, by)?.delete("session", &key, Condition::present()));
    for ending in &endings {
        change = change.create("ending", ending);
    }
    let change = change.tell(Event::LoggedOut, |event| match tenant {
        Some(tenant) => about(event.tenant(tenant)),
        None => about(event),
    });
    match change.write().await {
        Ok(()) => Ok(endings),
        // Another tab was first, and its words are on their way.
        Err(StoreError::Changed(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
