//! The upstream provider's answer (OpenID Connect Core section 3.1.2.5, RFC 9207).

use axum::{extract::Path, response::Response};
use http::StatusCode;
use kobling_shared::{
    accounts::{EidLink, audit::Event},
    digest::{is_equal, sha256},
    function::{Function, Need},
    login::{
        Loaded, Purpose, UpstreamAttempt, advance,
        answer::{audited, event},
        gone_by_handle, load, upstream_step,
    },
    pages::{Notice, Way, WayKind},
    store::{Transaction, keys},
    upstream::{CallbackParameters, UpstreamError},
    web::{Stop, Visit, encode, see_other},
};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new(
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
        return Err(gone_by_handle(&handle));
    };
    let Some(attempt) = loaded.request.upstream.take() else {
        // It came back before: reload, back button. The login shows where it is.
        return Ok(see_other(&upstream_step::resume(&handle), None)?);
    };
    if attempt.provider != idp || !is_equal(&attempt.state_digest, &sha256(&state)) {
        return Ok(see_other(&upstream_step::resume(&handle), None)?);
    }
    let app = &visit.app;
    let at = &loaded.at;
    if !upstream_step::is_in_use(at) {
        let request = &loaded.request.authorization;
        return Err(upstream_step::switched_off(app, at, request));
    }
    let provider = upstream_step::configured(app, &loaded.at.provider, &loaded.at.tenant).await?;
    let login = app
        .upstream()?
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
        Err(error) => return Err(refused(&visit, &loaded, attempt.purpose, &error).await),
    };
    let answered = Box::pin(upstream_step::answered(app, &loaded.at, login)).await?;
    match attempt.purpose {
        Purpose::LogIn => log_in(&visit, loaded, answered, &attempt).await,
        Purpose::SignInAs(account) => {
            let by_key: Vec<_> = answered.eid.link_digests().map(keys::eid_link).collect();
            let links: Vec<EidLink> = app.store()?.batch(&by_key, app.now()).await?.all()?;
            let is_own = links.iter().any(|link| link.account == account)
                && answered.eid.authentication.level >= loaded.at.tenant.settings.minimum_acr;
            if !is_own {
                advance::save(&visit, &mut loaded, advance::From::Step).await?;
                return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::AccountNotMine)
                    .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
                    .way(back(&loaded)));
            }
            loaded.request.progress.signed_in_as = Some(account);
            let from = advance::From::Upstream {
                number: None,
                is_step_up: true,
            };
            advance::advance(&visit, loaded, from).await
        }
    }
}

/// The eID gave no login: that is written down, and a page says what now.
async fn refused(visit: &Visit, loaded: &Loaded, purpose: Purpose, error: &UpstreamError) -> Stop {
    let refused = event(visit, Event::EidRefused)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(error.to_string());
    let stop = upstream_step::upstream_failed(&visit.app, loaded, error);
    let store = match visit.app.store() {
        Ok(store) => store,
        Err(failure) => return failure.into(),
    };
    if let Err(failure) = store
        .transact(audited(store, Transaction::new(), [refused]))
        .await
    {
        return failure.into();
    }
    match purpose {
        Purpose::LogIn => stop,
        Purpose::SignInAs(_) => stop.way(back(loaded)),
    }
}

async fn log_in(
    visit: &Visit,
    mut loaded: Loaded,
    answered: upstream_step::Answered,
    attempt: &UpstreamAttempt,
) -> Result<Response, Stop> {
    // Another eID than before: what was shown with the other counts for nothing.
    loaded.request.progress = kobling_shared::login::Progress::default();
    loaded.request.code = None;
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
        let is_same = advance::state(&loaded, now)
            .zip(loaded.request.facts.as_ref())
            .is_some_and(|((row, _), facts)| facts.is_approved(row));
        if !is_same {
            // Who has the address, or the account behind it, is another by now.
            loaded.request.progress = kobling_shared::login::Progress::default();
            advance::refresh(visit, &mut loaded, answered.number.as_ref()).await?;
        }
    }
    advance::advance(
        visit,
        loaded,
        advance::From::Upstream {
            number: answered.number.as_ref(),
            is_step_up: attempt.is_step_up,
        },
    )
    .await
}

fn back(loaded: &Loaded) -> Way {
    Way {
        href: advance::here(&loaded.handle),
        kind: WayKind::Continue,
    }
}
