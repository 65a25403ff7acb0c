//! "I did not ask for this", said by whoever reads the mailbox.

use kobling_base::Internal;
use kobling_letters::{Letter, wake};
use kobling_model::{
    audit::Event,
    keys,
    people::{Conflict, ConflictKind, DirectoryUser, Proof},
    tenants::Tenant,
};
use kobling_store::{Condition, StoreError};
use kobling_web::Visit;

use super::{
    audited::{audited, event},
    refuse::DAY,
    told::letters,
};

/// Someone pressed "I did not ask for this" in a mail: the code ends, and the tenant's admin gets
/// the item, or neither.
pub async fn report_not_me(visit: &Visit, proof: &Proof) -> Result<(), Internal> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let tenant_key = keys::tenant(&proof.tenant);
    let user_key = proof
        .directory_user
        .map(|user| keys::directory_user(&proof.tenant, &user));
    let wanted: Vec<_> = std::iter::once(tenant_key.clone())
        .chain(user_key.clone())
        .collect();
    let found = store.batch(&wanted, now).await?;
    let Some(tenant) = found.get::<Tenant>(&tenant_key)? else {
        return Ok(());
    };
    let user: Option<DirectoryUser> = user_key.map(|key| found.get(&key)).transpose()?.flatten();
    let conflict = Conflict {
        id: proof.id_digest.clone(),
        tenant: tenant.id.clone(),
        kind: ConflictKind::NotMe,
        directory_user: proof.directory_user,
        account: None,
        reference: visit.reference.clone(),
        at: now.div_euclid(DAY) * DAY,
        is_settled: false,
    };
    let reported = event(visit, Event::NotMeReported).tenant(&tenant.id);
    let transaction = super::code::stopped(store, proof, now).put(
        store,
        "conflict",
        &conflict,
        Condition::anything(),
    );
    let person = user.map(|user| user.display_name()).unwrap_or_default();
    let mails = tenant
        .help_desk
        .address()
        .map(|desk| {
            (
                desk,
                Letter::AdminItem {
                    kind: ConflictKind::NotMe,
                    person,
                },
            )
        })
        .into_iter()
        .collect();
    let (transaction, posted) = letters(
        app,
        audited(store, transaction, [reported]),
        &tenant.id,
        &tenant.language,
        &visit.reference,
        mails,
    )
    .await?;
    match store.transact(transaction).await {
        Ok(()) => wake(app, &posted).await,
        // It has ended already, this way or another.
        Err(StoreError::Changed(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
