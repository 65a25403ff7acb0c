//! Finds people of the directory for whoever decides about them: by tenant and employment number.

use std::collections::{HashMap, HashSet};

use kobling_base::{Internal, digest::sha256};
use kobling_model::{
    DirectoryUserId, TenantId,
    hr::EmploymentNumber,
    item::{Entity, Key, Table},
    keys,
    people::{DirectoryUser, Proof, ProofKind},
    tenants::Tenant,
};
use kobling_shared::app::App;

/// The most that the store reads by key in one call.
const AT_ONCE: usize = 100;

/// Who is not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    Tenant,
    Employment,
}

/// Who has an employment number at a tenant.
pub async fn find(
    app: &App,
    tenant: &str,
    employment: &str,
) -> Result<Result<(Tenant, DirectoryUser), Missing>, Internal> {
    let Some(id) = TenantId::parse(tenant) else {
        return Ok(Err(Missing::Tenant));
    };
    let (store, now) = (app.store()?, app.now());
    let Some(tenant) = store.get::<Tenant>(&keys::tenant(&id), now).await? else {
        return Ok(Err(Missing::Tenant));
    };
    let digest = app.index().await?.digest("employment", employment);
    let key = keys::employment_number(&id, &digest);
    let Some(found) = store.get::<EmploymentNumber>(&key, now).await? else {
        return Ok(Err(Missing::Employment));
    };
    let key = keys::directory_user(&id, &found.directory_user);
    let user: Option<DirectoryUser> = store.get(&key, now).await?;
    Ok(user.map(|user| (tenant, user)).ok_or(Missing::Employment))
}

/// The numbers of someone's current employments, or, where there is none, of all.
pub fn employment_numbers(user: &DirectoryUser, now: i64) -> Vec<String> {
    let numbers = |is_wanted: &dyn Fn(bool) -> bool| -> Vec<String> {
        let all = user.employments.iter();
        let wanted = all.filter(|employment| is_wanted(employment.is_current(now)));
        wanted.map(|employment| employment.number.clone()).collect()
    };
    let current = numbers(&|is_current| is_current);
    if current.is_empty() {
        numbers(&|_| true)
    } else {
        current
    }
}

/// Those people of a tenant.
pub async fn of(
    app: &App,
    tenant: &TenantId,
    ids: &[DirectoryUserId],
) -> Result<HashMap<DirectoryUserId, DirectoryUser>, Internal> {
    let keys = ids.iter().map(|id| keys::directory_user(tenant, id));
    let users: Vec<DirectoryUser> = by_keys(app, keys.collect()).await?;
    Ok(users.into_iter().map(|user| (user.id, user)).collect())
}

/// Everyone of a tenant who ever had an employment.
pub async fn everyone(app: &App, tenant: &TenantId) -> Result<Vec<DirectoryUser>, Internal> {
    let mut keys = HashSet::new();
    for shard in 0..keys::EMPLOYMENT_SHARDS {
        let partition = keys::employment_numbers(tenant, shard);
        let numbers: Vec<EmploymentNumber> = app
            .store()?
            .partition(Table::Identity, &partition, "", app.now())
            .await?;
        let users = numbers.iter().map(|number| number.directory_user);
        keys.extend(users.map(|user| keys::directory_user(tenant, &user)));
    }
    by_keys(app, keys.into_iter().collect()).await
}

/// Who of them has an activation code that still works.
pub async fn with_code(
    app: &App,
    tenant: &TenantId,
    ids: &[DirectoryUserId],
) -> Result<HashSet<DirectoryUserId>, Internal> {
    let prover = app.prover().await?;
    let key = |id: &DirectoryUserId| keys::proof(&sha256(&format!("activation:{tenant}:{id}")));
    let codes: Vec<Proof> = by_keys(app, ids.iter().map(key).collect()).await?;
    let works = |proof: &&Proof| {
        proof.kind == ProofKind::ActivationCode
            && proof.spent_at.is_none()
            && proof.tries_left > 0
            && prover.counts(&proof.secret_digest)
    };
    let working = codes.iter().filter(works);
    Ok(working.filter_map(|proof| proof.directory_user).collect())
}

async fn by_keys<E: Entity>(app: &App, keys: Vec<Key>) -> Result<Vec<E>, Internal> {
    let mut found = Vec::new();
    for some in keys.chunks(AT_ONCE) {
        let read = app.store()?.batch(some, app.now()).await?;
        for key in some {
            found.extend(read.get::<E>(key)?);
        }
    }
    Ok(found)
}
