//! Says what an app may do at a tenant. Noted in the tenant's own audit: it is the tenant whose
//! people and files this opens.

use kobling_model::{
    TenantId,
    apps::{Client, ClientAtTenant},
    audit::Event,
    keys,
    tenants::Tenant,
};
use kobling_protocol::{api, userinfo::national_id};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError};

use super::{ClientError, Manager, within_reach};

/// The label of what the app may do.
const PERMISSION: &str = "permission";

/// Enables or disables an app at a tenant, with the scopes that the tenant grants.
pub async fn set(
    app: &App,
    manager: &Manager,
    client: &Client,
    tenant: &TenantId,
    enabled: bool,
    scopes: Vec<String>,
) -> Result<ClientAtTenant, ClientError> {
    within_reach(manager, client)?;
    let key = keys::tenant(tenant);
    let found: Option<Tenant> = app.store()?.get(&key, app.now()).await?;
    let at = ClientAtTenant {
        tenant: found.ok_or(ClientError::NotFound)?.id,
        client: client.id.clone(),
        enabled,
        scopes: sorted(client, scopes)?,
    };
    let state = if at.enabled { "enabled" } else { "disabled" };
    let detail = format!("{state} {}", at.scopes.join(" "));
    manager
        .change(app)?
        // What it was judged by is still so, and it is still there.
        .check("client", &keys::client(&client.id), client.as_read())
        .put(PERMISSION, &at, Condition::anything())
        .put("list", &at.listed(), Condition::anything())
        .tell(Event::ClientAtTenantSet, |event| {
            event
                .changed_client(&client.id)
                .tenant(&at.tenant)
                .detail(detail.trim_end())
        })
        .write()
        .await?;
    Ok(at)
}

/// Scopes that a tenant grants and that the app is registered for, each once.
fn sorted(client: &Client, mut scopes: Vec<String>) -> Result<Vec<String>, ClientError> {
    let is_tenants = |scope: &str| api::SCOPES.contains(&scope) || scope == national_id::SCOPE;
    let is_right = |scope: &String| is_tenants(scope) && client.scopes.contains(scope);
    if !scopes.iter().all(is_right) {
        return Err(ClientError::InvalidScope);
    }
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}

/// Takes an app from a tenant.
pub async fn remove(
    app: &App,
    manager: &Manager,
    client: &Client,
    tenant: &TenantId,
) -> Result<(), ClientError> {
    within_reach(manager, client)?;
    let permission = keys::client_at_tenant(tenant, &client.id);
    let listed = keys::tenant_of_client(&client.id, tenant);
    let change = manager
        .change(app)?
        .check("client", &keys::client(&client.id), client.as_read())
        .delete(PERMISSION, &permission, Condition::present())
        .delete("list", &listed, Condition::anything())
        .tell(Event::ClientAtTenantRemoved, |event| {
            event.changed_client(&client.id).tenant(tenant)
        });
    match change.write().await {
        Err(StoreError::Changed(labels)) if labels.contains(&PERMISSION) => {
            Err(ClientError::NotFound)
        }
        written => Ok(written?),
    }
}
