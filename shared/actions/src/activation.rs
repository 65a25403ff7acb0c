//! Activates a directory user whom HR has imported or an admin has invited (L28).

use kobling_base::Internal;
use kobling_letters::Letter;
use kobling_model::{
    DirectoryUserId,
    audit::Event,
    keys,
    people::{DirectoryUser, DirectoryUserState},
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::StoreError;

use super::{authority::Authority, rights::ActivatePeople};

/// Activates, and writes to the person. False where there is nothing to activate.
pub async fn activate(
    app: &App,
    authority: &Authority<ActivatePeople>,
    user: DirectoryUserId,
) -> Result<bool, Internal> {
    let (store, now, tenant) = (app.store()?, app.now(), authority.of());
    let key = keys::directory_user(tenant, &user);
    let Some(before) = store.get::<DirectoryUser>(&key, now).await? else {
        return Ok(false);
    };
    if !matches!(
        before.state,
        DirectoryUserState::Imported | DirectoryUserState::Invited
    ) {
        return Ok(false);
    }
    let as_read = DirectoryUser::as_read(Some(&before));
    let after = DirectoryUser {
        state: DirectoryUserState::Active,
        version: before.version + 1,
        ..before
    };
    let mut change = authority
        .change(app)?
        .put("directory user", &after, as_read)
        .tell(Event::Activated, |event| {
            event.tenant(tenant).directory_user(&user)
        });
    if let Some(address) = after.usable_addresses(now).first() {
        let found: Option<Tenant> = store.get(&keys::tenant(tenant), now).await?;
        let language = found.map_or_else(|| "nb".to_owned(), |tenant| tenant.language);
        let letter = Letter::ApprovalGiven;
        change = change
            .mail_in(&language, tenant, address, letter, None)
            .await?;
    }
    match change.write().await {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
