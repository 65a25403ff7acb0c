//! Registers an app.

use kobling_model::{apps::Client, audit::Event, keys};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError};

use super::{ClientError, Made, Manager, secrets, within_reach};

/// The label of the guard of removed apps' ids.
const RETIRED: &str = "retired";

/// Registers it, and makes the secret that it needs.
pub async fn register(
    app: &App,
    manager: &Manager,
    mut client: Client,
) -> Result<(Client, Option<Made>), ClientError> {
    within_reach(manager, &client)?;
    client.revision = Some(app.random().token());
    let made = secrets::first(app, &mut client);
    let retired = keys::retired_client(&client.id);
    let change = manager
        .change(app)?
        .create("client", &client)
        .check(RETIRED, &retired, Condition::absent())
        .put("list", &client.listed(), Condition::anything())
        .tell(Event::ClientRegistered, |event| {
            event.changed_client(&client.id)
        });
    match change.write().await {
        Err(StoreError::Changed(labels)) if labels.contains(&RETIRED) => {
            Err(ClientError::IdRetired)
        }
        written => {
            written?;
            Ok((client, made))
        }
    }
}
