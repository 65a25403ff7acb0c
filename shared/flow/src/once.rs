//! Audit events of what somebody can bring about again and again without being stopped: the same
//! matter of the same people is one event an hour. The audit is for good.

use kobling_base::{Internal, digest::sha256};
use kobling_model::audit::AuditEvent;
use kobling_store::{StoreError, Transaction, counter::Window};
use kobling_web::Visit;

use super::audited::audited;

const HOUR: i64 = 3600;
/// What counts the events of an hour is called so in a transaction.
const SAID: &str = "said this hour";

/// Writes an event, unless one about the same was written within the hour; `whose` is who brought
/// it about, as far as that is known: an eID's digest, or a network.
pub async fn noted_once(visit: &Visit, event: AuditEvent, whose: &str) -> Result<(), Internal> {
    let store = visit.app.store()?;
    let matter = format!(
        "{}\0{:?}\0{:?}\0{:?}\0{:?}\0{:?}\0{whose}",
        event.event.name(),
        event.tenant,
        event.client,
        event.account_pk,
        event.directory_user,
        event.detail
    );
    let window = Window::new("said", &sha256(&matter), HOUR, 1, visit.app.now());
    let (update, condition) = window.count();
    let transaction = Transaction::new().update(store, SAID, &window.key, update, condition);
    match store.transact(audited(store, transaction, [event])).await {
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
