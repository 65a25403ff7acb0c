//! Out at the eID's provider, too (OpenID Connect RP-Initiated Logout 1.0, with Kobling as the
//! relying party): else the next person at this browser would be let through by it as the last.

use axum::response::Response;
use kobling_keys::SHORT_LIFE;
use kobling_model::{
    TenantId, keys,
    sessions::Session,
    tenants::{Provider, Tenant},
};
use kobling_upstream::Upstream;
use kobling_web::{Stop, Visit, see_other};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::logged_out::logged_out;

/// Where the provider sends the browser back to; registered there.
pub const DONE_PATH: &str = "/logout/done";
/// Seconds after its login for which a provider surely remembers a browser (ID-porten: thirty
/// minutes without use). Sent there later, a person would meet an error page.
const REMEMBERED: i64 = 30 * 60;
/// Seconds within which a browser comes back.
const ON_THE_WAY: i64 = 3600;
const _: () = assert!(ON_THE_WAY <= SHORT_LIFE);
/// The longest address that is carried along, in bytes.
const LONGEST: usize = 1024;
/// What the sealed word is for.
const PURPOSE: &str = "after logout";

/// Where to go on after the provider; comes back sealed, so that nobody else can say it.
#[derive(Serialize, Deserialize)]
struct Back {
    to: Option<String>,
    tenant: Option<TenantId>,
    until: i64,
}

/// Whether a session began at the provider so lately that it has to be ended there.
pub fn is_to_be_ended(session: &Session, now: i64) -> bool {
    now < session.evidence.auth_time() + REMEMBERED
}

/// The address at the provider. None where there is none, or none can be had now: that never
/// keeps anybody logged in here.
pub async fn way(
    visit: &Visit,
    session: &Session,
    provider: &Provider,
    to: Option<&str>,
) -> Option<String> {
    let app = &visit.app;
    let now = app.now();
    if !is_to_be_ended(session, now) || to.is_some_and(|to| to.len() > LONGEST) {
        return None;
    }
    let back = Back {
        to: to.map(str::to_owned),
        tenant: session.tenant.clone(),
        until: now + ON_THE_WAY,
    };
    let prover = app.prover().await.ok()?;
    let plain = serde_json::to_vec(&back).ok()?;
    let state = prover.seal(PURPOSE, &plain, app.random())?;
    let done = Url::parse(&format!("{}{DONE_PATH}", app.issuer())).ok()?;
    let upstream = Upstream::of(app).ok()?;
    let issuer = serde_json::from_value(provider.issuer.clone().into()).ok()?;
    let asked = upstream.end_session_url(&issuer, &provider.client_id, &done, &state, now);
    match asked.await {
        Ok(address) => address.map(String::from),
        Err(error) => {
            tracing::warn!(%error, "nobody was logged out at the provider");
            None
        }
    }
}

/// `GET /logout/done`: back from the provider.
pub async fn done(visit: Visit) -> Result<Response, Stop> {
    let app = &visit.app;
    let (now, prover) = (app.now(), app.prover().await?);
    let back = visit
        .query_one("state")
        .and_then(|state| prover.open(PURPOSE, state))
        .and_then(|plain| serde_json::from_slice::<Back>(&plain).ok())
        .filter(|back| now < back.until);
    let Some(back) = back else {
        return Ok(logged_out(&visit, &[], None, Vec::new()));
    };
    if let Some(to) = back.to {
        return Ok(see_other(&to, None)?);
    }
    let tenant: Option<Tenant> = match &back.tenant {
        Some(tenant) => app.store()?.get(&keys::tenant(tenant), now).await?,
        None => None,
    };
    Ok(logged_out(&visit, &[], tenant.as_ref(), Vec::new()))
}
