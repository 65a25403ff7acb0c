//! Audit events of a visit.

use kobling_model::audit::{AuditEvent, Event};
use kobling_store::{Store, Transaction};
use kobling_web::Visit;

/// An audit event of this visit.
pub fn event(visit: &Visit, event: Event) -> AuditEvent {
    AuditEvent::new(
        visit.app.random().uuid().to_string(),
        event,
        &visit.reference,
        &visit.from,
        visit.app.clock().now_milliseconds(),
    )
}

/// Adds audit events to a transaction.
pub fn audited(
    store: &Store,
    mut transaction: Transaction,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Transaction {
    for event in events {
        transaction = transaction.create(store, "audit", &event);
    }
    transaction
}
