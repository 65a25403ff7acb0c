//! `/consents`: what the person has let apps of other organisations know, to be taken back.

use axum::response::Response;
use http::StatusCode;
use kobling_base::digest::sha256;
use kobling_flow::audited::event;
use kobling_model::{
    ClientId, TenantId, apps::Client, audit::Event, keys, people::Account, sessions::Session,
    tenants::Tenant,
};
use kobling_pages::{ConsentsPage, GivenConsent, Notice, Page, Way, WayKind};
use kobling_store::{Condition, StoreError, Transaction};
use kobling_web::{Stop, Visit, brand, page, see_other};

/// What the form token is for, beside the session.
const FORM: &str = "consents";
const HERE: &str = "/consents";

/// Someone who is logged in.
struct Own {
    session: Session,
    account: Account,
}

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let app = &visit.app;
    let Some(own) = own(&visit).await? else {
        let shown = ConsentsPage { given: None };
        let chrome = visit.chrome(visit.language(&[], None), None);
        return Ok(page(
            StatusCode::UNAUTHORIZED,
            shown.render(&chrome),
            Vec::new(),
        ));
    };
    let consents = &own.account.consents;
    let tenant_key = own.session.tenant.as_ref().map(keys::tenant);
    let named = consents
        .iter()
        .flat_map(|one| [keys::client(&one.client), keys::tenant(&one.tenant)]);
    let wanted: Vec<_> = named.chain(tenant_key.clone()).collect();
    let found = app.store()?.batch(&wanted, app.now()).await?;
    let mut given = Vec::new();
    for one in consents {
        let client: Option<Client> = found.get(&keys::client(&one.client))?;
        let tenant: Option<Tenant> = found.get(&keys::tenant(&one.tenant))?;
        given.push(GivenConsent {
            client: one.client.to_string(),
            tenant: one.tenant.to_string(),
            app: client.map_or_else(|| one.client.to_string(), |client| client.name),
            employer: tenant.map_or_else(|| one.tenant.to_string(), |tenant| tenant.name),
            items: one.to.clone(),
        });
    }
    let tenant: Option<Tenant> = match &tenant_key {
        Some(key) => found.get(key)?,
        None => None,
    };
    let brand = tenant.as_ref().map(brand);
    let language = visit.language(&[], tenant.as_ref());
    let mut chrome = visit.chrome(language, brand.as_ref());
    let prover = app.prover().await?;
    chrome.csrf = Some(prover.form_token(&own.session.id_digest, FORM));
    let shown = ConsentsPage { given: Some(given) };
    Ok(page(StatusCode::OK, shown.render(&chrome), Vec::new()))
}

/// Takes one back. What the app holds is of no use from the next call on.
pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    let app = &visit.app;
    let prover = app.prover().await?;
    let own = own(&visit).await?.filter(|own| {
        let token = visit.field("csrf").unwrap_or_default();
        !visit.is_cross_site && prover.is_form_token(&own.session.id_digest, FORM, token)
    });
    let Some(own) = own else {
        let again = Way {
            href: HERE.to_owned(),
            kind: WayKind::TryAgain,
        };
        return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::BadForm).way(again));
    };
    let client = visit.field("client").and_then(ClientId::parse);
    let tenant = visit.field("tenant").and_then(TenantId::parse);
    let (Some(client), Some(tenant)) = (client, tenant) else {
        return Ok(see_other(HERE, None)?);
    };
    // Pressed twice.
    if own.account.consent(&client, &tenant).is_none() {
        return Ok(see_other(HERE, None)?);
    }
    let store = app.store()?;
    let next = own.account.without_consent(&client, &tenant);
    let was = Condition::present().equals("version", own.account.version);
    let taken_back = event(&visit, Event::ConsentTakenBack)
        .tenant(&tenant)
        .account(&own.account.id)
        .client(&client);
    let transaction =
        Transaction::new()
            .put(store, "account", &next, was)
            .create(store, "audit", &taken_back);
    match store.transact(transaction).await {
        // Where the account changed meanwhile, the page shows what is so now.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(see_other(HERE, None)?),
        Err(error) => Err(error.into()),
    }
}

async fn own(visit: &Visit) -> Result<Option<Own>, Stop> {
    let Some((account_id, secret)) = visit.session() else {
        return Ok(None);
    };
    let now = visit.app.now();
    let (session_key, account_key) = (keys::session(&sha256(secret)), keys::account(&account_id));
    let wanted = [session_key.clone(), account_key.clone()];
    let found = visit.app.store()?.batch(&wanted, now).await?;
    let session: Option<Session> = found.get(&session_key)?;
    let account: Option<Account> = found.get(&account_key)?;
    Ok(session
        .zip(account)
        .filter(|(session, account)| account.is_enabled() && session.is_live_for(account, now))
        .map(|(session, account)| Own { session, account }))
}
