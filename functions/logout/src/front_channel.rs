//! `GET /logout/front-channel/{idp}`: the person logged out at the upstream provider, which calls
//! this in a frame of its own page (OpenID Connect Front-Channel Logout 1.0 section 2). Cookies
//! may not come along in a frame, and none are looked at: `iss` and `sid` say what ends.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kobling_model::{item::Table, keys, sessions::UpstreamSession, tenants::Provider};
use kobling_pages::Notice;
use kobling_store::Condition;
use kobling_web::{Stop, Visit};

use crate::{ended, told::tell_all};

/// At most this many sessions end by one call; one person's browser has a few.
const MOST: usize = 50;
/// No provider's `sid` is longer.
const LONGEST_SID: usize = 512;

/// Ends what began by the session upstream. Who asks learns nothing: the answer is the same when
/// nothing ended.
pub async fn called(Path(idp): Path<String>, visit: Visit) -> Result<Response, Stop> {
    let app = &visit.app;
    let is_name = idp.len() <= 64 && idp.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let provider: Option<Provider> = if is_name {
        app.store()?.get(&keys::provider(&idp), app.now()).await?
    } else {
        None
    };
    let Some(provider) = provider else {
        return Err(Stop::notice(StatusCode::NOT_FOUND, Notice::NotFound));
    };
    let sid = visit
        .query_one("sid")
        .filter(|sid| !sid.is_empty() && sid.len() <= LONGEST_SID);
    let is_its_word = visit.query_one("iss") == Some(provider.issuer.as_str());
    if let (true, Some(sid)) = (is_its_word, sid) {
        end(&visit, &UpstreamSession::digest(&provider.issuer, sid)).await?;
    }
    Ok(framed(&provider))
}

/// Ends the sessions one by one: each with its own mark in the audit, and one that is gone already
/// keeps no other alive.
async fn end(visit: &Visit, upstream_digest: &str) -> Result<(), Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let begun: Vec<UpstreamSession> = store
        .partition(
            Table::Transient,
            &keys::upstream_sessions(upstream_digest),
            keys::UPSTREAM_SESSIONS,
            app.now(),
        )
        .await?;
    let mut endings = Vec::new();
    for session in begun.into_iter().take(MOST) {
        let link = keys::upstream_session(&session.upstream_digest, &session.session_digest);
        // Nobody shows a session of ours in that frame.
        let words = ended::end(
            visit,
            visit.actor(None),
            &session.session_digest,
            session.tenant.as_ref(),
            |event| event.account(&session.account).detail("upstream"),
            |change| change.delete("upstream session", &link, Condition::anything()),
        );
        endings.extend(words.await?);
    }
    // All are ended by now, however slow an app is.
    tell_all(app, endings).await;
    Ok(())
}

/// An empty page that the provider alone may frame.
fn framed(provider: &Provider) -> Response {
    let origins = provider.origins();
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {}",
        origins.join(" ")
    );
    let page = "<!doctype html><title>Kobling</title>\n";
    let mut response = Response::new(page.into());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
