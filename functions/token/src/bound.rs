//! What a call may leave in the store where the app shows no secret: anybody can call in its name,
//! so it is counted by network and app.

use kobling_base::Internal;
use kobling_model::apps::Client;
use kobling_store::{Store, StoreError, Transaction, counter::Window};

use crate::{answer::Refused, call::Call};

/// Requests of one network and app within a window. A municipality may go out by one address:
/// three thousand people who all come to work, twice.
pub const MOST: u32 = 6000;
/// Seconds of the window.
pub const WINDOW: i64 = 600;
/// What the counter is called in a transaction.
const COUNTED: &str = "requests of the network";

/// The count that goes with what is stored; none for an app that showed who it is.
pub async fn of(call: &Call, client: &Client, kind: &str) -> Result<Option<Window>, Internal> {
    if client.is_confidential() {
        return Ok(None);
    }
    let index = call.app.index().await?;
    let whose = format!("{}\0{}", client.id, call.network());
    let digest = index.digest(kind, &whose);
    let now = call.app.now();
    Ok(Some(Window::new(kind, digest.as_str(), WINDOW, MOST, now)))
}

/// Adds the count to a transaction.
pub fn counted(store: &Store, transaction: Transaction, window: Option<&Window>) -> Transaction {
    let Some(window) = window else {
        return transaction;
    };
    let (update, condition) = window.count();
    transaction.update(store, COUNTED, &window.key, update, condition)
}

/// What to say where the bound is reached.
pub fn reached<E>(error: &StoreError, window: Option<&Window>, now: i64) -> Option<Refused<E>> {
    let window = window?;
    match error {
        StoreError::Changed(labels) if labels.contains(&COUNTED) => {
            Some(Refused::TooMany((window.ends_at - now).max(1)))
        }
        _ => None,
    }
}
