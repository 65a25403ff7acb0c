//! The page behind a mailed link. In the browser that asked, one press finishes; in another it
//! never does: it shows the code to type in the first, and who asks.

use axum::response::Response;
use http::StatusCode;
use kobling_base::digest::{is_equal, sha256};
use kobling_flow::{addresses, code, load, report_not_me, state};
use kobling_model::{
    TenantId,
    first_login::Step,
    keys,
    people::{Carries, Proof},
    tenants::Tenant,
};
use kobling_pages::{GoneReason, MailedLinkPage, MailedLinkState, Notice, Page};
use kobling_web::{Stop, Visit, brand, page, see_other};

pub(crate) async fn get(visit: &Visit, mailed: &str) -> Result<Response, Stop> {
    let proof = code::by_link(&visit.app, mailed).await?;
    shown(visit, proof.as_ref(), mailed).await
}

pub(crate) async fn post(visit: &Visit, mailed: &str, action: &str) -> Result<Response, Stop> {
    // Whoever has the link's secret may press, but not by another site's form.
    if visit.is_cross_site {
        return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::BadForm));
    }
    let proof = code::by_link(&visit.app, mailed).await?;
    let is_live = |proof: &&Proof| proof.spent_at.is_none() && proof.tries_left > 0;
    let Some(live) = proof.as_ref().filter(is_live) else {
        return shown(visit, proof.as_ref(), mailed).await;
    };
    let Carries::MailedCode {
        address,
        handle,
        is_real,
        ..
    } = &live.carries
    else {
        return shown(visit, None, mailed).await;
    };
    match action {
        "not_me" => {
            report_not_me(visit, live).await?;
            let stopped = Stop::notice(StatusCode::OK, Notice::StoppedByYou).end();
            let tenant = tenant_of(visit, Some(&live.tenant)).await?;
            Err(match tenant {
                Some(tenant) => stopped.at(&tenant, &[]),
                None => stopped,
            })
        }
        "finish" if *is_real && is_here(visit, live) && is_in_force(visit, live).await? => {
            let Some(loaded) = load(&visit.app, handle, visit.browser()).await? else {
                return Err(kobling_flow::gone_by_handle(visit, handle).await);
            };
            let waits = matches!(
                state(&loaded, visit.app.now()),
                Some((_, Step::Code { is_real: true }))
            );
            if loaded.request.is_done || !waits || !code::is_bound(live, &loaded) {
                // The login has gone on without this code, or is another eID's by now.
                return Ok(see_other(&addresses::here(handle), None)?);
            }
            crate::given(visit, loaded, address.clone()).await
        }
        _ => shown(visit, proof.as_ref(), mailed).await,
    }
}

/// Whether this is the browser that asked for the code.
fn is_here(visit: &Visit, proof: &Proof) -> bool {
    visit
        .browser()
        .zip(proof.browser.as_deref())
        .is_some_and(|(browser, asked)| is_equal(&sha256(browser), asked))
}

/// Whether what the code was made with still counts.
async fn is_in_force(visit: &Visit, proof: &Proof) -> Result<bool, Stop> {
    let prover = visit.app.prover().await?;
    Ok(prover.counts(&proof.secret_digest))
}

/// Where to begin anew, as far as the link itself says; nowhere for one that was cut off.
fn start(visit: &Visit) -> String {
    visit
        .query_one("tenant")
        .and_then(TenantId::parse)
        .map_or_else(String::new, |tenant| format!("/t/{tenant}"))
}

async fn tenant_of(visit: &Visit, tenant: Option<&TenantId>) -> Result<Option<Tenant>, Stop> {
    let Some(tenant) = tenant else {
        return Ok(None);
    };
    let app = &visit.app;
    Ok(app.store()?.get(&keys::tenant(tenant), app.now()).await?)
}

async fn shown(visit: &Visit, proof: Option<&Proof>, mailed: &str) -> Result<Response, Stop> {
    let app = &visit.app;
    let gone = |why: GoneReason, start: String| MailedLinkState::Gone { why, start };
    let (state, status) = match proof {
        None => (gone(GoneReason::Expired, start(visit)), StatusCode::GONE),
        Some(proof) => {
            let start = format!("/t/{}", proof.tenant);
            let Carries::MailedCode {
                is_real,
                sealed_code,
                asked_from,
                is_stopped,
                ..
            } = &proof.carries
            else {
                return Err(Stop::notice(StatusCode::GONE, Notice::RequestGone));
            };
            if *is_stopped {
                (gone(GoneReason::Stopped, start), StatusCode::GONE)
            } else if proof.spent_at.is_some() || proof.tries_left == 0 {
                (gone(GoneReason::Spent, start), StatusCode::GONE)
            } else if !is_real {
                let state = MailedLinkState::Report {
                    token: mailed.to_owned(),
                    asked_from: asked_from.clone(),
                    asked_at: proof.created_at,
                };
                (state, StatusCode::OK)
            } else if !is_in_force(visit, proof).await? {
                (gone(GoneReason::Expired, start), StatusCode::GONE)
            } else if is_here(visit, proof) {
                (
                    MailedLinkState::Here {
                        token: mailed.to_owned(),
                    },
                    StatusCode::OK,
                )
            } else {
                let prover = app.prover().await?;
                let code = sealed_code
                    .as_deref()
                    .and_then(|sealed| prover.open(&proof.id_digest, sealed))
                    .and_then(|code| String::from_utf8(code).ok())
                    .unwrap_or_default();
                let state = MailedLinkState::Elsewhere {
                    token: mailed.to_owned(),
                    code,
                    asked_from: asked_from.clone(),
                    asked_at: proof.created_at,
                };
                (state, StatusCode::OK)
            }
        }
    };
    // A link that has outlived its proof still says whose it was, for looks and help alone.
    let named = visit.query_one("tenant").and_then(TenantId::parse);
    let whose = proof.map(|proof| &proof.tenant).or(named.as_ref());
    let tenant = tenant_of(visit, whose).await?;
    let language = visit.language(&[], tenant.as_ref());
    let brand = tenant.as_ref().map(brand);
    let mut chrome = visit.chrome(language, brand.as_ref());
    chrome.reference = Some(visit.reference.clone());
    // The press in the browser that asked ends at the app.
    let mut targets = Vec::new();
    if let Some(Proof {
        carries: Carries::MailedCode { handle, .. },
        ..
    }) = proof
        && let Some(loaded) = load(app, handle, visit.browser()).await?
    {
        targets = kobling_flow::present::form_targets(&loaded);
    }
    Ok(page(
        status,
        MailedLinkPage { state }.render(&chrome),
        targets,
    ))
}
