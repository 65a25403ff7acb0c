//! `GET /t/{tenant}`: the address that a municipality gives its people. It opens the tenant's
//! start app, which comes back as a relying party (OpenID Connect Core section 4).

use axum::{extract::Path, response::Response};
use http::StatusCode;
use kobling_model::{
    TenantId,
    apps::Client,
    keys,
    tenants::{Tenant, TenantState},
};
use kobling_pages::Notice;
use kobling_web::{Stop, Visit, see_other};

pub(crate) async fn get(Path(tenant): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let unknown = || Stop::notice(StatusCode::NOT_FOUND, Notice::TenantUnknown);
    let app = &visit.app;
    let id = TenantId::parse(&tenant.to_lowercase()).ok_or_else(unknown)?;
    let store = app.store()?;
    let tenant: Tenant = store
        .get(&keys::tenant(&id), app.now())
        .await?
        .ok_or_else(unknown)?;
    if tenant.state != TenantState::Active {
        return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::TenantSuspended).at(&tenant, &[]));
    }
    let no_app = || Stop::notice(StatusCode::NOT_FOUND, Notice::NoStartApp).at(&tenant, &[]);
    let start = tenant.start_client.as_ref().ok_or_else(no_app)?;
    let client: Option<Client> = store.get(&keys::client(start), app.now()).await?;
    let login = client
        .filter(|client| client.enabled)
        .and_then(|client| client.login_start(app.issuer(), &id))
        .ok_or_else(no_app)?;
    Ok(see_other(&login, None)?)
}
