//! Keeps a login as it is now, and leads to its step.

use axum::response::Response;
use kobling_base::secret::Secret;
use kobling_keyring::Purpose as SealPurpose;
use kobling_model::{audit::Event, keys};
use kobling_store::{Condition, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit, see_other};

use super::{
    addresses::here,
    audited::{audited, event},
    loaded::Loaded,
    waiting::Wrong,
};

/// From where a login goes on.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'a> {
    /// The upstream's answer: its address holds a code, so no page is shown there.
    Upstream {
        number: Option<&'a Secret<String>>,
        /// The level was asked for a second time.
        is_step_up: bool,
    },
    /// A step of ours.
    Step,
}

/// Keeps the login as it is now. The number is sealed before it leaves this request.
pub async fn save(visit: &Visit, loaded: &mut Loaded, from: Origin<'_>) -> Result<(), Stop> {
    let app = &visit.app;
    let store = app.store()?;
    if let (
        Origin::Upstream {
            number: Some(number),
            ..
        },
        Some(eid),
    ) = (from, &mut loaded.request.eid)
        && eid.sealed_number.is_none()
    {
        let sealed = app
            .key_service()?
            .seal(
                SealPurpose::NationalId,
                &loaded.request.handle_digest,
                number.expose().as_bytes(),
            )
            .await?;
        eid.sealed_number = Some(sealed);
    }
    let was = loaded.request.version;
    loaded.request.version += 1;
    let condition = Condition::live(app.now()).equals("version", was);
    let mut transaction =
        Transaction::new().put(store, "request", loaded.request.as_ref(), condition);
    if let Some(id) = loaded.spends.take() {
        transaction = transaction.update(
            store,
            "proof",
            &keys::proof(&id),
            Update::new().set("spent_at", app.now()),
            Condition::live(app.now()).without("spent_at"),
        );
    }
    if matches!(from, Origin::Upstream { .. }) {
        let answered = event(visit, Event::EidAnswered)
            .tenant(&loaded.at.tenant.id)
            .client(&loaded.at.client.id);
        transaction = audited(store, transaction, [answered]);
    }
    match store.transact(transaction).await {
        Ok(()) => Ok(()),
        // Another press was quicker: show what it led to.
        Err(StoreError::Changed(_)) => Err(Stop::Ready(Box::new(see_other(
            &here(&loaded.handle),
            None,
        )?))),
        Err(error) => Err(error.into()),
    }
}

/// Shows the step that a login is at, by an address that can be loaded anew.
pub fn to_here(loaded: &Loaded) -> Result<Response, Stop> {
    Ok(see_other(&here(&loaded.handle), None)?)
}

/// Keeps what was wrong with a form, and shows the step, which tells it.
pub async fn wrong(visit: &Visit, mut loaded: Loaded, wrong: Wrong) -> Result<Response, Stop> {
    loaded.request.wrong = Some(wrong);
    save(visit, &mut loaded, Origin::Step).await?;
    to_here(&loaded)
}
