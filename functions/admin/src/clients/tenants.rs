//! Where an app is in use, and what a service may do in a tenant's name. Noted in the tenant's own
//! audit: it is the tenant whose people and files this opens.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kobling_model::{
    TenantId,
    apps::{Client, ClientAtTenant, TenantOfClient},
    audit::Event,
    item::Table,
    keys,
    tenants::Tenant,
};
use kobling_protocol::{api, userinfo::national_id};
use kobling_store::{Condition, Order, StoreError, Transaction};
use kobling_web::Problem;
use serde::{Deserialize, Serialize};

use super::{Manager, manager, named, precondition, unchanged, within_reach};
use crate::{
    call::{Call, invalid},
    cursor,
    json::{List, answer},
};

/// The largest body, in bytes.
const BODY_LIMIT: usize = 4096;

/// What the app may do at a tenant, as it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wished {
    enabled: bool,
    #[serde(default)]
    scopes: Vec<String>,
}

#[derive(Serialize)]
struct Shown {
    tenant: TenantId,
    enabled: bool,
    scopes: Vec<String>,
}

impl From<ClientAtTenant> for Shown {
    fn from(at: ClientAtTenant) -> Self {
        Self {
            tenant: at.tenant,
            enabled: at.enabled,
            scopes: at.scopes,
        }
    }
}

/// `GET /api/clients/{id}/tenants`
pub async fn list(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let client = named(&granted).await?;
    let name = format!("clients/{}/tenants", client.id);
    let limit = cursor::limit(&granted)?;
    let after = cursor::opened(&granted, &name).await?;
    let (store, now) = (granted.app().store()?, granted.app().now());
    let page = store
        .page::<TenantOfClient>(
            Table::Identity,
            &keys::tenants_of_client(&client.id),
            Order::FirstKeysFirst,
            after.as_deref(),
            limit,
            now,
        )
        .await?;
    let next_cursor = cursor::sealed(&granted, &name, &page).await?;
    let listed = page.entities.iter();
    let wanted: Vec<_> = listed
        .map(|listed| keys::client_at_tenant(&listed.tenant, &client.id))
        .collect();
    let found = store.batch(&wanted, now).await?;
    let items = found.all::<ClientAtTenant>()?;
    let items: Vec<Shown> = items.into_iter().map(Shown::from).collect();
    Ok(answer(StatusCode::OK, &List { items, next_cursor }))
}

/// `PUT /api/clients/{id}/tenants/{tenant}`
pub async fn put(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = manager(call).await?;
    granted.is_json()?;
    let body = granted.body(BODY_LIMIT).await?.unwrap_or_default();
    let wished: Wished = serde_json::from_slice(&body)
        .map_err(|_| invalid("send {\"enabled\": true or false, \"scopes\": [\"…\"]}"))?;
    let client = within_reach(&granted).await?;
    let at = ClientAtTenant {
        tenant: tenant(&granted).await?,
        client: client.id.clone(),
        enabled: wished.enabled,
        scopes: sorted(&client, wished.scopes)?,
    };
    let store = granted.app().store()?;
    let state = if at.enabled { "enabled" } else { "disabled" };
    let event = granted
        .event(Event::ClientAtTenantSet, &client.id)
        .tenant(&at.tenant)
        .detail(format!("{state} {}", at.scopes.join(" ")).trim_end());
    let transaction = Transaction::new()
        // What it was judged by is still so, and it is still there.
        .check(
            store,
            "client",
            &keys::client(&client.id),
            unchanged(&client),
        )
        .put(store, "permission", &at, Condition::anything())
        .put(store, "list", &at.listed(), Condition::anything())
        .create(store, "audit", &event);
    match store.transact(transaction).await {
        Err(StoreError::Changed(_)) => Err(precondition::failed()),
        done => {
            done?;
            Ok(answer(StatusCode::OK, &Shown::from(at)))
        }
    }
}

/// Scopes that a tenant grants and that the app is registered for, each once.
fn sorted(client: &Client, mut scopes: Vec<String>) -> Result<Vec<String>, Problem> {
    let is_tenants = |scope: &str| api::SCOPES.contains(&scope) || scope == national_id::SCOPE;
    let is_right = |scope: &String| is_tenants(scope) && client.scopes.contains(scope);
    if !scopes.iter().all(is_right) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            "scopes are those that a tenant grants and that the app is registered for",
        ));
    }
    scopes.sort_unstable();
    scopes.dedup();
    Ok(scopes)
}

/// The tenant that the address names.
async fn tenant(granted: &Manager) -> Result<TenantId, Problem> {
    let id = TenantId::parse(granted.path("tenant")).ok_or_else(Problem::not_found)?;
    let (store, now) = (granted.app().store()?, granted.app().now());
    let tenant: Option<Tenant> = store.get(&keys::tenant(&id), now).await?;
    Ok(tenant.ok_or_else(Problem::not_found)?.id)
}

/// `DELETE /api/clients/{id}/tenants/{tenant}`
pub async fn remove(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let client = within_reach(&granted).await?;
    let tenant = TenantId::parse(granted.path("tenant")).ok_or_else(Problem::not_found)?;
    let store = granted.app().store()?;
    let event = granted
        .event(Event::ClientAtTenantRemoved, &client.id)
        .tenant(&tenant);
    let transaction = Transaction::new()
        .check(
            store,
            "client",
            &keys::client(&client.id),
            unchanged(&client),
        )
        .delete(
            store,
            "permission",
            &keys::client_at_tenant(&tenant, &client.id),
            Condition::present(),
        )
        .delete(
            store,
            "list",
            &keys::tenant_of_client(&client.id, &tenant),
            Condition::anything(),
        )
        .create(store, "audit", &event);
    match store.transact(transaction).await {
        Err(StoreError::Changed(labels)) if labels.contains(&"permission") => {
            Err(Problem::not_found())
        }
        Err(StoreError::Changed(_)) => Err(precondition::failed()),
        done => {
            done?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    }
}
