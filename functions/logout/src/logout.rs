//! The two ways to `/logout`: an app sends the browser here, or a person says yes on our page.

use axum::{http::StatusCode, response::Response};
use kobling_base::{Internal, digest::sha256};
use kobling_keys::Prover;
use kobling_model::{
    apps::Client,
    keys,
    people::Account,
    sessions::{Ending, Session},
    tenants::{Provider, Tenant},
};
use kobling_pages::{LogoutPage, Page};
use kobling_protocol::{
    logout::{Logout, LogoutRequest, decide},
    token::Hint,
};
use kobling_store::Found;
use kobling_web::{BROWSER, SESSION, Stop, Visit, brand, clear_cookie, page, see_other};
use url::Url;

use crate::{
    carried, ended,
    logged_out::{logged_out, ui_locales},
    told::tell_all,
    upstream,
};

/// Logins in one browser that are ended with the last of them.
const MOST_REPLACED: usize = 10;
/// What the form token of our page is for.
const FORM: &str = "logout";

/// `GET /logout`: asked for by an app, or by the person.
pub async fn asked(visit: Visit) -> Result<Response, Stop> {
    let prover = visit.app.prover().await?;
    let carried = visit
        .query_one(carried::NAME)
        .and_then(|sealed| carried::open(&prover, sealed, visit.app.now()));
    let raw = carried.unwrap_or_else(|| visit.query.clone());
    answer(&visit, &raw, false).await
}

/// `POST /logout`: the person's yes on our page; or an app's form, which comes from another site
/// and therefore without our cookies, and is sent on to where they are.
pub async fn posted(visit: Visit) -> Result<Response, Stop> {
    let prover = visit.app.prover().await?;
    if visit.field("action") != Some("logout") {
        let sealed = carried::seal(&visit, &prover, &visit.form);
        return Ok(see_other(&carried::address(sealed.as_deref()), None)?);
    }
    let sealed = visit.field(carried::NAME).unwrap_or_default();
    let raw = carried::open(&prover, sealed, visit.app.now());
    if visit.is_cross_site {
        // Our page did not send it: the person is asked on it.
        let sealed = raw.is_some().then_some(sealed);
        return Ok(see_other(&carried::address(sealed), None)?);
    }
    answer(&visit, &raw.unwrap_or_default(), true).await
}

/// This browser's session, dead or alive, and what belongs to it.
struct Own {
    session: Session,
    is_live: bool,
    has_consents: bool,
    tenant: Option<Tenant>,
    provider: Option<Provider>,
}

async fn answer(visit: &Visit, raw: &[(String, String)], says_yes: bool) -> Result<Response, Stop> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let (ring, prover) = (app.keys().await?, app.prover().await?);
    let request = LogoutRequest::read(raw);
    let hint = request
        .id_token_hint
        .and_then(|hint| Hint::read(&ring.signing, app.issuer(), hint, now));

    let client_key = request.client(hint.as_ref()).map(keys::client);
    let own_keys = visit
        .session()
        .map(|(account, secret)| (keys::session(&sha256(secret)), keys::account(&account)));
    let wanted: Vec<_> = client_key
        .iter()
        .chain(
            own_keys
                .iter()
                .flat_map(|(session, account)| [session, account]),
        )
        .cloned()
        .collect();
    let found = store.batch(&wanted, now).await?;
    let client: Option<Client> = match &client_key {
        Some(key) => found.get(key)?,
        None => None,
    };
    let own = own(visit, &found).await?;
    let live = own.as_ref().filter(|own| own.is_live);
    let session = live.map(|own| &own.session);
    let is_confirmed =
        says_yes && session.is_some_and(|session| has_form_token(visit, &prover, session));
    let decide = |is_confirmed| {
        decide(
            &request,
            hint.as_ref(),
            client.as_ref(),
            session,
            is_confirmed,
        )
    };

    match (decide(is_confirmed), live) {
        (Logout::Confirm, Some(own)) => {
            let Logout::End { redirect } = decide(true) else {
                return Err(Internal::from("a confirmed logout asks again").into());
            };
            Ok(ask(visit, raw, &prover, own, redirect.as_deref()))
        }
        (Logout::Confirm, None) => Err(Internal::from("a logout without a session asks").into()),
        (Logout::End { redirect }, _) => {
            if let Some(own) = &own {
                end(visit, own, client.as_ref()).await?;
            }
            // The next person at this browser must not find a login that was left half-way.
            // A form of another site's comes without cookies, and takes none away.
            let cookies: Vec<_> = [SESSION, BROWSER]
                .into_iter()
                .filter(|name| visit.cookies.get(name).is_some())
                .filter_map(clear_cookie)
                .collect();
            if let Some(own) = live
                && let Some(provider) = &own.provider
                && let Some(way) =
                    upstream::way(visit, &own.session, provider, redirect.as_deref()).await
            {
                return Ok(see_other(&way, cookies)?);
            }
            if let Some(location) = redirect {
                return Ok(see_other(&location, cookies)?);
            }
            let tenant = own.as_ref().and_then(|own| own.tenant.as_ref());
            Ok(logged_out(visit, raw, tenant, cookies))
        }
    }
}

/// The session of the cookie, if the store has it; whether it is alive is a second question.
async fn own(visit: &Visit, found: &Found) -> Result<Option<Own>, Internal> {
    let Some((account, secret)) = visit.session() else {
        return Ok(None);
    };
    let session: Option<Session> = found.get(&keys::session(&sha256(secret)))?;
    let Some(session) = session.filter(|session| session.account == account) else {
        return Ok(None);
    };
    let held: Option<Account> = found.get(&keys::account(&account))?;
    let now = visit.app.now();
    let has_consents = held.as_ref().is_some_and(|held| !held.consents.is_empty());
    let is_live = held.is_some_and(|held| session.is_live(held.session_generation, now));
    let provider = session.evidence.eid().map(|eid| &eid.provider);
    let provider_key = provider.map(|id| keys::provider(id));
    let tenant_key = session.tenant.as_ref().map(keys::tenant);
    let wanted: Vec<_> = provider_key.iter().chain(&tenant_key).cloned().collect();
    let beside = visit.app.store()?.batch(&wanted, now).await?;
    let tenant = match &tenant_key {
        Some(key) => beside.get(key)?,
        None => None,
    };
    Ok(Some(Own {
        session,
        is_live,
        has_consents,
        tenant,
        provider: match &provider_key {
            Some(key) => beside.get(key)?,
            None => None,
        },
    }))
}

/// The form token is bound to the session that it ends.
fn has_form_token(visit: &Visit, prover: &Prover, session: &Session) -> bool {
    visit
        .field("csrf")
        .is_some_and(|token| prover.is_form_token(&session.id_digest, FORM, token))
}

/// Asks the person.
fn ask(
    visit: &Visit,
    raw: &[(String, String)],
    prover: &Prover,
    own: &Own,
    redirect: Option<&str>,
) -> Response {
    let (session, tenant) = (&own.session, own.tenant.as_ref());
    let brand = tenant.map(brand);
    let mut chrome = visit.chrome(visit.language(&ui_locales(raw), tenant), brand.as_ref());
    chrome.csrf = Some(prover.form_token(&session.id_digest, FORM));
    let sealed = carried::seal(visit, prover, raw);
    chrome.here = carried::address(sealed.as_deref());
    chrome.request = Some(sealed.unwrap_or_default());
    // The answer to the form may lead to the eID's provider, and to the app.
    let target = redirect
        .and_then(|location| Url::parse(location).ok())
        .map(|location| location.origin().ascii_serialization());
    let is_upstream = upstream::is_to_be_ended(session, visit.app.now());
    let provider = own.provider.iter().filter(|_| is_upstream);
    let targets = target
        .into_iter()
        .chain(provider.flat_map(Provider::origins))
        .collect();
    let shown = LogoutPage {
        back: tenant.map(|tenant| format!("/t/{}", tenant.id)),
        has_consents: own.has_consents,
    };
    page(StatusCode::OK, shown.render(&chrome), targets)
}

/// Ends the session. Grants that hang on it look for it at their next use and find nothing.
async fn end(visit: &Visit, own: &Own, client: Option<&Client>) -> Result<(), Stop> {
    let session = &own.session;
    let mut endings = ended::end(
        visit,
        visit.actor(Some(session.account)),
        &session.id_digest,
        session.tenant.as_ref(),
        |event| match client {
            Some(client) => event.account(&session.account).client(&client.id),
            None => event.account(&session.account),
        },
        |change| change,
    )
    .await?;
    endings.extend(replaced(visit, session).await?);
    tell_all(&visit.app, endings).await;
    Ok(())
}

/// Ends what this browser was logged in by before: apps may still stand on it.
async fn replaced(visit: &Visit, session: &Session) -> Result<Vec<Ending>, Stop> {
    let app = &visit.app;
    let by = session.account;
    let mut endings = Vec::new();
    let mut before = session.replaces.clone();
    for _ in 0..MOST_REPLACED {
        let Some(digest) = before else { break };
        let key = keys::session(&digest);
        let Some(session) = app.store()?.get::<Session>(&key, app.now()).await? else {
            break;
        };
        let ended = ended::end(
            visit,
            visit.actor(Some(by)),
            &digest,
            session.tenant.as_ref(),
            |event| event.account(&session.account).detail("replaced"),
            |change| change,
        );
        endings.extend(ended.await?);
        before = session.replaces;
    }
    Ok(endings)
}
