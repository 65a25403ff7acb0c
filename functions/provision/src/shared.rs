//! Whether somebody else of the tenant has an address that a row brings. Two people may share a
//! mailbox; more often one of the two rows is wrong, and HR is the one to know.

use std::collections::BTreeSet;

use kobling_base::Internal;
use kobling_model::{
    item::Table,
    keys,
    people::{DirectoryAddress, DirectoryUser, EmailAddress},
};
use kobling_shared::app::App;

/// Enough to see whether there is another.
const MOST: u32 = 2;

fn addresses(user: &DirectoryUser) -> BTreeSet<&EmailAddress> {
    let employments = user.employments.iter();
    employments.filter_map(|one| one.email.as_ref()).collect()
}

/// An employment of somebody else who has an address that is new to this person. A read for each
/// new address; nothing is decided on it, so what cannot be read is no hindrance.
pub(crate) async fn others_at(
    app: &App,
    before: Option<&DirectoryUser>,
    after: &DirectoryUser,
) -> Result<Option<String>, Internal> {
    match look(app, before, after).await {
        Err(failure) if !failure.is_passing() => Ok(None),
        found => found,
    }
}

async fn look(
    app: &App,
    before: Option<&DirectoryUser>,
    after: &DirectoryUser,
) -> Result<Option<String>, Internal> {
    let was = before.map(addresses).unwrap_or_default();
    let new: Vec<&EmailAddress> = addresses(after).difference(&was).copied().collect();
    if new.is_empty() {
        return Ok(None);
    }
    let (store, index) = (app.store()?, app.index().await?);
    for address in new {
        let digest = index.digest("address", address.as_str());
        let partition = keys::directory_addresses(&after.tenant, &digest);
        let found: Vec<DirectoryAddress> = store
            .partition_first(Table::Identity, &partition, MOST, app.now())
            .await?;
        let Some(other) = found.iter().find(|one| one.directory_user != after.id) else {
            continue;
        };
        let key = keys::directory_user(&after.tenant, &other.directory_user);
        let user: Option<DirectoryUser> = store.get(&key, app.now()).await?;
        let employment = user.and_then(|user| user.employments.into_iter().next());
        if let Some(employment) = employment {
            return Ok(Some(employment.number));
        }
    }
    Ok(None)
}
