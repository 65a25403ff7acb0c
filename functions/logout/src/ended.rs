//! Ends a session, and in the same transaction makes the words for the apps that want to hear of it:
//! whoever dies after that leaves nothing untold. What is not told at once is told later, by the
//! schedule.

use kobling_model::{
    audit::AuditEvent,
    item::Table,
    keys,
    sessions::{Ending, SessionClient},
};
use kobling_store::{Condition, StoreError, Transaction};
use kobling_web::{Stop, Visit};

/// At most so many apps hear of one session; a transaction has its bounds.
const MOST: usize = 50;

/// Ends the session under a digest, and gives the words that are to be told. `with` adds what goes
/// with it.
pub async fn end(
    visit: &Visit,
    session_digest: &str,
    event: &AuditEvent,
    with: impl FnOnce(Transaction) -> Transaction,
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
    let mut transaction = Transaction::new().delete(
        store,
        "session",
        &keys::session(session_digest),
        Condition::present(),
    );
    transaction = with(transaction);
    for ending in &endings {
        transaction = transaction.create(store, "ending", ending);
    }
    match store
        .transact(transaction.create(store, "audit", event))
        .await
    {
        Ok(()) => Ok(endings),
        // Another tab was first, and its words are on their way.
        Err(StoreError::Changed(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}
