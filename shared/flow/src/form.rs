//! A form of ours: its login, and the proof that the form was shown to this very browser.

use http::StatusCode;
use kobling_pages::{Notice, Way, WayKind};
use kobling_web::{Stop, Visit};

use super::{
    loaded::{Loaded, load},
    recognised::{Recognised, load_with_session},
};

/// The login that a posted form belongs to. The form token ties it to browser and login; a form
/// that another site sent is refused whatever it carries.
pub async fn loaded(visit: &Visit) -> Result<Loaded, Stop> {
    let handle = visit.field("request").unwrap_or_default();
    let Some(loaded) = load(&visit.app, handle, visit.browser()).await? else {
        return Err(super::gone_by_handle(visit, handle).await);
    };
    checked(visit, loaded).await
}

/// The same, with whoever is logged in.
pub async fn with_session(visit: &Visit) -> Result<(Loaded, Option<Recognised>), Stop> {
    let handle = visit.field("request").unwrap_or_default();
    let Some((loaded, who)) = load_with_session(visit, handle).await? else {
        return Err(super::gone_by_handle(visit, handle).await);
    };
    Ok((checked(visit, loaded).await?, who))
}

async fn checked(visit: &Visit, mut loaded: Loaded) -> Result<Loaded, Stop> {
    let handle = &loaded.handle;
    let prover = visit.app.prover().await?;
    let is_ours = !visit.is_cross_site
        && visit
            .browser()
            .zip(visit.field("csrf"))
            .is_some_and(|(browser, token)| prover.is_form_token(browser, handle, token));
    if is_ours {
        // What was wrong with the form before is told; what is kept from here on is about this one.
        loaded.request.wrong = None;
        Ok(loaded)
    } else {
        Err(Stop::notice(StatusCode::FORBIDDEN, Notice::BadForm)
            .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
            .way(Way {
                href: super::addresses::here(handle),
                kind: WayKind::Continue,
            }))
    }
}
