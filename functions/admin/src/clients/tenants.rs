//! Where an app is in use, and what a service may do in a tenant's name.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kobling_actions::clients::at_tenant;
use kobling_model::{
    TenantId,
    apps::{ClientAtTenant, TenantOfClient},
    item::Table,
    keys,
};
use kobling_store::Order;
use kobling_web::Problem;
use serde::{Deserialize, Serialize};

use super::{Manager, manager, named, problem, within_reach};
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
    let tenant = tenant(&granted)?;
    let Wished { enabled, scopes } = wished;
    let (app, authority) = (granted.app(), &granted.authority);
    let set = at_tenant::set(app, authority, &client, &tenant, enabled, scopes).await;
    let set = set.map_err(problem)?;
    Ok(answer(StatusCode::OK, &Shown::from(set)))
}

/// The tenant that the address names.
fn tenant(granted: &Manager) -> Result<TenantId, Problem> {
    TenantId::parse(granted.path("tenant")).ok_or_else(Problem::not_found)
}

/// `DELETE /api/clients/{id}/tenants/{tenant}`
pub async fn remove(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let client = within_reach(&granted).await?;
    let tenant = tenant(&granted)?;
    at_tenant::remove(granted.app(), &granted.authority, &client, &tenant)
        .await
        .map_err(problem)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
