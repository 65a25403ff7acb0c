//! Audit events of a visit.

use kobling_model::audit::{AuditEvent, Event};
use kobling_store::{Store, Transaction};
use kobling_web::Visit;

/// An audit event of this visit.
pub fn event(visit: &Visit, event: Event) -> AuditEvent {
    AuditEvent::new(
        visit.app.random().uuid().to_string(),
        event,
        &visit.actor(None),
        visit.app.clock().now_milliseconds(),
    )
}

/// Adds the audit events of one request to a transaction: whoever one of them knows did them all.
pub fn audited(
    store: &Store,
    mut transaction: Transaction,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Transaction {
    let events: Vec<AuditEvent> = events.into_iter().collect();
    let person = events.iter().find_map(AuditEvent::person).copied();
    for mut event in events {
        if let Some(account) = &person {
            event = event.by_person(account);
        }
        transaction = transaction.create(store, "audit", &event);
    }
    transaction
}
