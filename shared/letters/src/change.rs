//! One deed: the items that it writes, its audit events and its mails, all in one transaction, and
//! who did it. Nothing is written by it without an actor.

use kobling_base::Internal;
use kobling_model::{
    TenantId,
    actor::Actor,
    audit::{AuditEvent, Event},
    item::{Entity, Key},
    people::EmailAddress,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{Condition, Store, StoreError, Transaction, Update};

use super::{
    letter::Letter,
    outbox::{OutboxMail, Posting, Sealed, post, wake},
};

/// The label of audit events in a transaction.
const AUDIT: &str = "audit";

/// A deed that is about to be written. Each item has a label, which says in
/// [`StoreError::Changed`] whose condition did not hold.
#[must_use]
#[derive(Debug)]
pub struct Change<'a> {
    app: &'a App,
    store: &'a Store,
    by: Actor,
    transaction: Transaction,
    mails: Vec<OutboxMail>,
}

impl<'a> Change<'a> {
    /// # Errors
    /// Where the function did not declare that it needs the store.
    pub fn new(app: &'a App, by: Actor) -> Result<Self, Internal> {
        Ok(Self {
            app,
            store: app.store()?,
            by,
            transaction: Transaction::new(),
            mails: Vec::new(),
        })
    }

    pub const fn by(&self) -> &Actor {
        &self.by
    }

    /// Writes a whole entity on a condition.
    pub fn put<E: Entity>(mut self, label: &'static str, entity: &E, condition: Condition) -> Self {
        self.transaction = self.transaction.put(self.store, label, entity, condition);
        self
    }

    /// Writes an entity that must not be there yet.
    pub fn create<E: Entity>(mut self, label: &'static str, entity: &E) -> Self {
        self.transaction = self.transaction.create(self.store, label, entity);
        self
    }

    /// Changes single attributes of an item on a condition.
    pub fn update(
        mut self,
        label: &'static str,
        key: &Key,
        update: Update,
        condition: Condition,
    ) -> Self {
        let transaction = self.transaction;
        self.transaction = transaction.update(self.store, label, key, update, condition);
        self
    }

    /// Only looks: nothing is written if the condition does not hold.
    pub fn check(mut self, label: &'static str, key: &Key, condition: Condition) -> Self {
        self.transaction = self.transaction.check(self.store, label, key, condition);
        self
    }

    pub fn delete(mut self, label: &'static str, key: &Key, condition: Condition) -> Self {
        self.transaction = self.transaction.delete(self.store, label, key, condition);
        self
    }

    /// Adds an audit event. Its id, actor, source address, reference number and time are filled in;
    /// `about` says the rest.
    pub fn tell(mut self, event: Event, about: impl FnOnce(AuditEvent) -> AuditEvent) -> Self {
        let id = self.app.random().uuid().to_string();
        let at = self.app.clock().now_milliseconds();
        let event = about(AuditEvent::new(id, event, &self.by, at));
        self.transaction = self.transaction.create(self.store, AUDIT, &event);
        self
    }

    /// Adds a mail in the tenant's language.
    pub async fn mail(
        self,
        tenant: &Tenant,
        to: &EmailAddress,
        letter: Letter,
    ) -> Result<Self, Internal> {
        let language = &tenant.language;
        self.mail_in(language, &tenant.id, to, letter, None).await
    }

    /// Adds a mail in a language, given by its code, with what is to be sealed in it.
    pub async fn mail_in(
        mut self,
        language: &str,
        tenant: &TenantId,
        to: &EmailAddress,
        letter: Letter,
        secret: Option<Sealed>,
    ) -> Result<Self, Internal> {
        let posting = Posting {
            tenant,
            to,
            language,
            letter,
            reference: &self.by.reference,
        };
        let (transaction, mail) = post(self.app, self.transaction, posting, secret).await?;
        self.transaction = transaction;
        self.mails.push(mail);
        Ok(self)
    }

    /// Writes all of it or nothing, and then wakes the sender of its mails.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where a condition did not hold: nothing was written.
    pub async fn write(self) -> Result<(), StoreError> {
        self.store.transact(self.transaction).await?;
        wake(self.app, &self.mails).await;
        Ok(())
    }
}
