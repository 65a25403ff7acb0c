//! The upstream provider's answer (OpenID Connect Core section 3.1.2.5, RFC 9207).

use axum::{extract::Path, response::Response};
use http::StatusCode;
use kobling_base::{
    Internal,
    digest::{is_equal, sha256},
};
use kobling_flow::{
    Failed, Loaded, Progress, Purpose, UpstreamAttempt, Waiting, addresses, advance,
    audited::event,
    gone_by_handle, keep, load, noted_once,
    refused::{is_in_use, switched_off},
    state, upstream_step,
};
use kobling_model::{audit::Event, keys, people::EidLink};
use kobling_pages::{Notice, Way, WayKind};
use kobling_shared::function::{Function, Need};
use kobling_store::{Condition, StoreError, Transaction};
use kobling_upstream::{CallbackParameters, EidLogin, Upstream, UpstreamError, configured};
use kobling_web::{PAGES, Stop, Visit, encode, see_other};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::answering(
        PAGES,
        "callback",
        &[
            Need::Store,
            Need::DataKey,
            Need::NationalIds,
            Need::Upstream,
            Need::Outbox,
        ],
    )
    .keys_in_init()
    .get("/callback/{idp}", get)
    .post("/callback/{idp}", post)
}

/// `response_mode=form_post`: another site's form brings no cookies, so the same comes again by
/// GET on this host.
async fn post(Path(idp): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let pairs: Vec<(&str, &str)> = visit
        .form
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "code" | "state" | "iss" | "error"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let query = encode(&pairs);
    if query.len() > 7000 {
        return Err(Stop::notice(
            StatusCode::PAYLOAD_TOO_LARGE,
            Notice::TooLarge,
        ));
    }
    Ok(see_other(
        &format!("/callback/{}?{query}", encode_path(&idp)),
        None,
    )?)
}

fn encode_path(idp: &str) -> String {
    idp.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

async fn get(Path(idp): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let query: Vec<(&str, &str)> = visit
        .query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let Ok(parameters) = CallbackParameters::parse(&encode(&query)) else {
        return Err(Stop::notice(StatusCode::BAD_REQUEST, Notice::RequestGone));
    };
    let state = parameters.state.clone().unwrap_or_default();
    let handle = state
        .rsplit_once('.')
        .map_or("", |(handle, _)| handle)
        .to_owned();
    let Some(mut loaded) = load(&visit.app, &handle, visit.browser()).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    let Some(attempt) = loaded.request.upstream.take() else {
        // It came back before: reload, back button. The login shows where it is.
        return Ok(see_other(&addresses::resume(&handle), None)?);
    };
    if attempt.provider != idp || !is_equal(&attempt.state_digest, &sha256(&state)) {
        return Ok(see_other(&addresses::resume(&handle), None)?);
    }
    let app = &visit.app;
    if let Some(why) = attempt.failed {
        return Err(shown(&visit, &loaded, attempt.purpose, why));
    }
    let at = &loaded.at;
    if !is_in_use(at) {
        let request = &loaded.request.authorization;
        return Err(switched_off(app, at, request));
    }
    let provider = configured(app, &loaded.at.provider, &loaded.at.tenant).await?;
    let login = Upstream::of(app)?
        .finish(
            &provider,
            &parameters,
            &attempt.expected,
            app.random(),
            app.now(),
        )
        .await;
    let login = match login {
        Ok(login) => login,
        Err(error) => return Err(refused(&visit, loaded, attempt, &error).await),
    };
    let unfinished = loaded.request.clone();
    let ended = Box::pin(go_on(&visit, loaded, &attempt, login)).await;
    if let Err(Stop::Page(_)) = &ended {
        used_up(&visit, *unfinished).await?;
    }
    ended
}

/// The eID answered as it should.
async fn go_on(
    visit: &Visit,
    mut loaded: Loaded,
    attempt: &UpstreamAttempt,
    login: EidLogin,
) -> Result<Response, Stop> {
    let app = &visit.app;
    let answered = Box::pin(upstream_step::answered(app, &loaded.at, login)).await?;
    match attempt.purpose {
        Purpose::LogIn => log_in(visit, loaded, answered, attempt).await,
        Purpose::SignInAs(account) => {
            let by_key: Vec<_> = answered.eid.link_digests().map(keys::eid_link).collect();
            let links: Vec<EidLink> = app.store()?.batch(&by_key, app.now()).await?.all()?;
            let is_own = links.iter().any(|link| link.account == account)
                && answered.eid.authentication.level >= loaded.at.tenant.settings.minimum_acr;
            if !is_own {
                keep::save(visit, &mut loaded, keep::Origin::Step).await?;
                return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::AccountNotMine)
                    .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
                    .way(back(&loaded)));
            }
            loaded.request.progress.signed_in_as = Some(account);
            let from = keep::Origin::Upstream {
                number: None,
                is_step_up: true,
            };
            advance::advance(visit, loaded, from).await
        }
    }
}

/// The eID gave no login: the attempt is used up, that is written down, and a page says what now.
async fn refused(
    visit: &Visit,
    mut loaded: Loaded,
    attempt: UpstreamAttempt,
    error: &UpstreamError,
) -> Stop {
    let (purpose, why) = (attempt.purpose, Failed::from(error));
    let refused = event(visit, Event::EidRefused)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(error.to_string());
    upstream_step::told(error);
    loaded.request.upstream = Some(UpstreamAttempt {
        failed: Some(why),
        ..attempt
    });
    match written(visit, (*loaded.request).clone()).await {
        Ok(true) => {
            // Whoever asks can fail as often as they like; who they are is not known.
            if let Err(failure) = noted_once(visit, refused, &visit.network()).await {
                return failure.into();
            }
            shown(visit, &loaded, purpose, why)
        }
        // The same answer came twice at once, and the other one wrote it down.
        Ok(false) => shown(visit, &loaded, purpose, why),
        Err(failure) => failure.into(),
    }
}

/// The page of an attempt that gave no login.
fn shown(visit: &Visit, loaded: &Loaded, purpose: Purpose, why: Failed) -> Stop {
    let stop = upstream_step::failed_page(&visit.app, loaded, why);
    match purpose {
        Purpose::LogIn => stop,
        Purpose::SignInAs(_) => stop.way(back(loaded)),
    }
}

/// Where nothing else was kept of an answer that ended on a page, at least that it came.
async fn used_up(visit: &Visit, request: Waiting) -> Result<(), Internal> {
    written(visit, request).await.map(|_| ())
}

/// Keeps the login; false where it changed meanwhile.
async fn written(visit: &Visit, mut request: Waiting) -> Result<bool, Internal> {
    let store = visit.app.store()?;
    let condition = Condition::live(visit.app.now()).equals("version", request.version);
    request.version += 1;
    let transaction = Transaction::new().put(store, "request", &request, condition);
    match store.transact(transaction).await {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn log_in(
    visit: &Visit,
    mut loaded: Loaded,
    answered: upstream_step::Answered,
    attempt: &UpstreamAttempt,
) -> Result<Response, Stop> {
    // Another eID than before: what was shown with the other counts for nothing.
    loaded.request.progress = Progress::default();
    loaded.request.code = None;
    loaded.request.wrong = None;
    loaded.request.eid = Some(answered.eid);
    advance::refresh(visit, &mut loaded, answered.number.as_ref()).await?;
    let approved = loaded
        .request
        .facts
        .as_ref()
        .filter(|facts| facts.d.is_none())
        .and_then(|facts| facts.approved_address.clone());
    if let Some(address) = approved {
        // This eID had shown this mailbox when it asked, and the tenant has said yes to both.
        loaded.request.progress.address = Some(address.clone());
        loaded.request.progress.mailbox = Some(address);
        advance::refresh(visit, &mut loaded, answered.number.as_ref()).await?;
        let now = visit.app.now();
        let is_same = state(&loaded, now)
            .zip(loaded.request.facts.as_ref())
            .is_some_and(|((row, _), facts)| facts.is_approved(row));
        if !is_same {
            // Who has the address, or the account behind it, is another by now.
            loaded.request.progress = Progress::default();
            advance::refresh(visit, &mut loaded, answered.number.as_ref()).await?;
        }
    }
    advance::advance(
        visit,
        loaded,
        keep::Origin::Upstream {
            number: answered.number.as_ref(),
            is_step_up: attempt.is_step_up,
        },
    )
    .await
}

fn back(loaded: &Loaded) -> Way {
    Way {
        href: addresses::here(&loaded.handle),
        kind: WayKind::Continue,
    }
}
