//! A stored login request with what stands round it: one read.

use super::request::LoginRequest;
use crate::{
    accounts::{Client, ClientAtTenant, ID_PORTEN, Provider, Tenant},
    app::App,
    digest::sha256,
    failure::Internal,
    store::{Found, keys},
};

/// Tenant and app, as they are now.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub tenant: Tenant,
    pub client: Client,
    pub client_at_tenant: Option<ClientAtTenant>,
    pub provider: Provider,
}

/// A login request with its surroundings.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub handle: String,
    pub request: Box<LoginRequest>,
    pub at: Box<Deployment>,
    /// The proof that this very request gave, to be spent with what it brings about.
    pub spends: Option<String>,
}

/// A tenant's upstream provider: among what was read, or by a read of its own.
pub async fn provider_of(
    app: &App,
    tenant: &Tenant,
    found: &Found,
) -> Result<Option<Provider>, Internal> {
    let key = keys::provider(tenant.provider());
    if let Some(provider) = found.get(&key)? {
        return Ok(Some(provider));
    }
    if tenant.provider() == ID_PORTEN {
        // It was asked for, and is not there.
        return Ok(None);
    }
    Ok(app.store()?.get(&key, app.now()).await?)
}

/// One read: request, tenant, app and provider; a second one for the provider where it is another
/// than the usual one. `None` where the handle names no live request of
/// this browser; which of the reasons it was is not told.
pub async fn load(
    app: &App,
    handle: &str,
    browser: Option<&str>,
) -> Result<Option<Loaded>, Internal> {
    let (Some((tenant, client)), Some(browser)) = (LoginRequest::parse_handle(handle), browser)
    else {
        return Ok(None);
    };
    let key = LoginRequest::key_of(handle);
    let found = app
        .store()?
        .batch(
            &[
                key.clone(),
                keys::tenant(&tenant),
                keys::client(&client),
                keys::client_at_tenant(&tenant, &client),
                keys::provider(ID_PORTEN),
            ],
            app.now(),
        )
        .await?;
    let Some(request) = found.get::<LoginRequest>(&key)? else {
        return Ok(None);
    };
    let is_ours = crate::digest::is_equal(&request.browser_digest, &sha256(browser))
        && request.tenant == tenant
        && request.client == client;
    if !is_ours {
        return Ok(None);
    }
    let (Some(tenant_item), Some(client_item)) = (
        found.get::<Tenant>(&keys::tenant(&tenant))?,
        found.get(&keys::client(&client))?,
    ) else {
        return Ok(None);
    };
    let Some(provider) = provider_of(app, &tenant_item, &found).await? else {
        return Ok(None);
    };
    Ok(Some(Loaded {
        handle: handle.to_owned(),
        request: Box::new(request),
        spends: None,
        at: Box::new(Deployment {
            tenant: tenant_item,
            client: client_item,
            client_at_tenant: found.get(&keys::client_at_tenant(&tenant, &client))?,
            provider,
        }),
    }))
}
