//! A stored login request with what stands round it: one read.

use http::HeaderValue;
use kobling_base::{Internal, clock::Timestamp, digest::sha256};
use kobling_model::{
    TenantId,
    apps::{Client, ClientAtTenant},
    first_login::{Row, Step},
    item::Key,
    keys,
    tenants::{ID_PORTEN, Provider, Tenant},
};
use kobling_pages::Who;
use kobling_protocol::authorization::AuthorizationRequest;
use kobling_shared::app::App;
use kobling_store::{Condition, Found, StoreError, Transaction};
use kobling_web::{BROWSER, Visit, encode, set_cookie};

use super::{progress::Progress, waiting::Waiting};

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
    pub request: Box<Waiting>,
    pub at: Box<Deployment>,
    /// The proof that this very request gave, to be spent with what it brings about.
    pub spends: Option<String>,
}

impl Loaded {
    /// A request that has only just arrived.
    pub fn arriving(at: Deployment, authorization: AuthorizationRequest, now: Timestamp) -> Self {
        let request = Waiting::arriving(Some(&at.tenant.id), authorization, now);
        Self {
            handle: String::new(),
            request: Box::new(request),
            at: Box::new(at),
            spends: None,
        }
    }

    /// Gives it a handle, and the browser a cookie where it has none, so that it can be stored.
    pub fn name(&mut self, visit: &Visit) -> Option<HeaderValue> {
        let random = visit.app.random();
        let browser = visit
            .browser()
            .map_or_else(|| random.token(), str::to_owned);
        self.handle = Waiting::new_handle(&self.at.tenant.id, &self.at.client.id, random);
        self.request.name(&self.handle, &browser);
        set_cookie(BROWSER, &browser, None)
    }

    /// Whose login it is, by the eID, the account or HR, once an eID has answered.
    pub fn who(&self) -> Option<Who> {
        let eid = self.request.eid.as_ref()?;
        let facts = self.request.facts.as_ref();
        let told = eid.given_name.as_ref().zip(eid.family_name.as_ref());
        let account = facts.and_then(|facts| facts.x.as_ref());
        let account = account.filter(|account| !account.is_name_placeholder);
        // Where the birth dates differ, HR's name may be another person's.
        let user = facts.and_then(|facts| facts.d.as_ref());
        let user = user.filter(|user| !eid.contradicts(user));
        let name = told
            .map(|(given, family)| (given.as_str(), family.as_str()))
            .or_else(|| account.map(|own| (own.given_name.as_str(), own.family_name.as_str())))
            .or_else(|| user.map(|hr| (hr.given_name.as_str(), hr.family_name.as_str())));
        Some(Who {
            name: name.and_then(|(given, family)| Who::short(given, family)),
            other: self.somebody_else(),
        })
    }

    /// Where the eID asks anew, for somebody else at the same machine.
    pub fn somebody_else(&self) -> String {
        let query = encode(&[("request", &self.handle), ("person", "another")]);
        format!("/authorize/resume?{query}")
    }
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
    let found = load_along(app, handle, browser, |_| Vec::new()).await?;
    Ok(found.map(|(loaded, _)| loaded))
}

/// The same, with what else is wanted of the tenant that the handle names.
pub(super) async fn load_along(
    app: &App,
    handle: &str,
    browser: Option<&str>,
    also: impl FnOnce(&TenantId) -> Vec<Key>,
) -> Result<Option<(Loaded, Found)>, Internal> {
    let (Some((tenant, client)), Some(browser)) = (Waiting::parse_handle(handle), browser) else {
        return Ok(None);
    };
    let key = Waiting::key_of(handle);
    let mut wanted = vec![
        key.clone(),
        keys::tenant(&tenant),
        keys::client(&client),
        keys::client_at_tenant(&tenant, &client),
        keys::provider(ID_PORTEN),
    ];
    wanted.extend(also(&tenant));
    let found = app.store()?.batch(&wanted, app.now()).await?;
    let Some(mut request) = found.get::<Waiting>(&key)? else {
        return Ok(None);
    };
    let is_ours = kobling_base::digest::is_equal(&request.browser_digest, &sha256(browser))
        && request.tenant.as_ref() == Some(&tenant)
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
    if is_outlived(app, &request) {
        begin_anew(app, &mut request).await?;
    }
    let at = Deployment {
        tenant: tenant_item,
        client: client_item,
        client_at_tenant: found.get(&keys::client_at_tenant(&tenant, &client))?,
        provider,
    };
    let loaded = Loaded {
        handle: handle.to_owned(),
        request: Box::new(request),
        spends: None,
        at: Box::new(at),
    };
    Ok(Some((loaded, found)))
}

/// The key for national ids was rolled over meanwhile: the eID has to answer anew. That is kept,
/// since the dispatcher, which sends the browser there, makes no digests and cannot tell.
async fn begin_anew(app: &App, request: &mut Waiting) -> Result<(), Internal> {
    let was = request.version;
    request.version += 1;
    request.eid = None;
    request.facts = None;
    request.progress = Progress::default();
    request.code = None;
    request.wrong = None;
    let store = app.store()?;
    let condition = Condition::live(app.now()).equals("version", was);
    let transaction = Transaction::new().put(store, "request", request, condition);
    match store.transact(transaction).await {
        // Another press did it.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whether the eID's digests are of other keys than those in use: written now, they would be
/// looked for in vain, or beside a guard that they do not know of.
fn is_outlived(app: &App, request: &Waiting) -> bool {
    let Some(eid) = &request.eid else {
        return false;
    };
    app.config().has_national_ids()
        && !request.is_done
        && app
            .key_service()
            .is_ok_and(|service| !service.is_of_keys_in_use(eid.link_digests()))
}

/// Row and step of a login, from what is stored with it.
pub fn state(loaded: &Loaded, now: i64) -> Option<(Row, Step)> {
    let eid = loaded.request.eid.as_ref()?;
    let facts = loaded.request.facts.as_ref()?;
    let row = facts.row(&loaded.at.tenant, eid, now);
    Some((
        row,
        facts.step(row, &loaded.at.tenant, eid, &loaded.request.progress),
    ))
}
