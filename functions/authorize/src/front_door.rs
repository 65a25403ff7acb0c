//! `GET /`: for who remembers the domain alone. Employers that have a start address in use, each a
//! link to it; with only one there is no page.

use std::collections::BTreeSet;

use axum::response::Response;
use http::StatusCode;
use kobling_model::{
    ClientId,
    apps::Client,
    item::Key,
    keys,
    tenants::{Tenant, TenantName, TenantState},
};
use kobling_pages::{ChooseTenantPage, Notice, Page, TenantChoice, TenantSearch};
use kobling_web::{Stop, Visit, page, see_other};

use crate::employer::{self, SHORT};

/// As many of a search are shown, and read whole.
const MOST: usize = 40;

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let mut names = employer::all(&visit).await?;
    if let [only] = names.as_slice() {
        return Ok(see_other(&start_of(only), None)?);
    }
    let language = visit.language(&[], None);
    let typed = employer::typed(&visit);
    // Of many none is shown before something is typed.
    let is_long = names.len() > SHORT;
    if is_long {
        names.retain(|name| !typed.trim().is_empty() && employer::is_found(&typed, name));
    }
    names.sort_by_cached_key(|name| language.sort_key(&name.name));
    names.truncate(MOST);
    let tenants = open(&visit, names).await?;
    if tenants.is_empty() && !is_long {
        return Err(Stop::notice(StatusCode::NOT_FOUND, Notice::NotFound));
    }
    let shown = ChooseTenantPage {
        tenants,
        is_own: false,
        search: is_long.then(|| TenantSearch {
            action: "/",
            carried: Vec::new(),
            typed,
        }),
        someone_else: None,
    };
    let html = shown.render(&visit.chrome(language, None));
    Ok(page(StatusCode::OK, html, Vec::new()))
}

fn start_of(name: &TenantName) -> String {
    format!("/t/{}", name.id)
}

/// Those whose start address leads to an app now.
async fn open(visit: &Visit, names: Vec<TenantName>) -> Result<Vec<TenantChoice>, Stop> {
    let (store, now) = (visit.app.store()?, visit.app.now());
    let wanted: Vec<Key> = names.iter().map(|name| keys::tenant(&name.id)).collect();
    let mut tenants: Vec<Tenant> = store.batch(&wanted, now).await?.all()?;
    tenants.retain(|tenant| tenant.state == TenantState::Active);
    let starts: BTreeSet<&ClientId> = tenants
        .iter()
        .filter_map(|tenant| tenant.start_client.as_ref())
        .collect();
    let wanted: Vec<Key> = starts.into_iter().map(keys::client).collect();
    let clients: Vec<Client> = store.batch(&wanted, now).await?.all()?;
    let leads_on = |tenant: &Tenant| {
        let start = clients
            .iter()
            .find(|client| client.enabled && Some(&client.id) == tenant.start_client.as_ref());
        start.is_some_and(|client| client.login_start(visit.app.issuer(), &tenant.id).is_some())
    };
    let is_open = |name: &TenantName| {
        tenants
            .iter()
            .any(|tenant| tenant.id == name.id && leads_on(tenant))
    };
    Ok(names
        .into_iter()
        .filter(is_open)
        .map(|name| TenantChoice {
            id: name.id.to_string(),
            href: start_of(&name),
            name: name.name,
        })
        .collect())
}
