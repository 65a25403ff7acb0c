//! Removes an app that is known at no tenant any more. Its id is never given to another app.

use kobling_model::{
    apps::{Client, RetiredClient, TenantOfClient},
    audit::Event,
    item::Table,
    keys,
};
use kobling_shared::app::App;
use kobling_store::Condition;

use super::{ClientError, Manager, within_reach};

pub async fn remove(app: &App, manager: &Manager, client: &Client) -> Result<(), ClientError> {
    within_reach(manager, client)?;
    let (store, now) = (app.store()?, app.now());
    let partition = keys::tenants_of_client(&client.id);
    let tenants: Vec<TenantOfClient> = store
        .partition_first(Table::Identity, &partition, 1, now)
        .await?;
    if !tenants.is_empty() {
        return Err(ClientError::InUse);
    }
    let retired = RetiredClient {
        id: client.id.clone(),
        at: now,
    };
    let (key, listed) = (keys::client(&client.id), keys::listed_client(&client.id));
    manager
        .change(app)?
        .delete("client", &key, client.as_read())
        .delete("list", &listed, Condition::anything())
        .create("retired", &retired)
        .tell(Event::ClientRemoved, |event| {
            event.changed_client(&client.id)
        })
        .write()
        .await?;
    Ok(())
}
