//! Logout started by a client (OpenID Connect RP-Initiated Logout 1.0), and on its way the call to
//! every client of the session in an iframe (OpenID Connect Front-Channel Logout 1.0). ID-porten has
//! no back-channel logout, and calls the client that started the logout as well.

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::error;
use super::session::{COOKIE, Session};
use super::{Client, IdPorten};
use crate::web::{self, Parameters};

#[derive(Template)]
#[template(path = "idporten_logout.html")]
struct LogoutPage<'a> {
    frames: &'a [String],
    next: Option<&'a str>,
}

/// `GET` and `POST /logout`
pub(crate) async fn logout(
    State(idporten): State<IdPorten>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let parameters = Parameters::parse(&form);
    let next = match validate(&idporten, &parameters) {
        Ok(next) => next,
        Err(reason) => return error::page(reason),
    };
    // ID-porten cannot go on without its own cookie, and says so on a page of its own.
    let Some(cookie) = web::cookie(&headers, COOKIE) else {
        return error::page("no session with ID-porten in this browser");
    };
    let session = {
        let mut state = idporten.state();
        state.counters.logout += 1;
        state.sessions.remove(cookie)
    };
    let frames = session.map_or_else(Vec::new, |session| frames(&idporten, &session));
    let mut response = match &next {
        Some(next) if frames.is_empty() => web::see_other(next),
        _ => {
            let origins: Vec<String> = frames
                .iter()
                .filter_map(|frame| Url::parse(frame).ok())
                .map(|frame| frame.origin().ascii_serialization())
                .collect();
            let frame_src = match origins.as_slice() {
                [] => String::new(),
                origins => format!("; frame-src {}", origins.join(" ")),
            };
            let page = LogoutPage {
                frames: &frames,
                next: next.as_deref(),
            };
            web::page_with_policy(StatusCode::OK, &page, &frame_src)
        }
    };
    if let Ok(cookie) = HeaderValue::from_str(&web::expired_cookie(COOKIE)) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// Where to go afterwards, `state` included; `None` when no address was given.
fn validate(idporten: &IdPorten, parameters: &Parameters) -> Result<Option<String>, &'static str> {
    if parameters.doubled().is_some() {
        return Err("a parameter came more than once");
    }
    let client = named_client(idporten, parameters)?;
    let Some(address) = parameters.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let client = client.ok_or("post_logout_redirect_uri needs an id_token_hint or a client_id")?;
    if !client
        .post_logout_redirect_uris
        .iter()
        .any(|known| known == address)
    {
        return Err("post_logout_redirect_uri is not registered for this client");
    }
    match parameters.get("state") {
        None => Ok(Some(address.to_owned())),
        Some(state) if state.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) => {
            Ok(Some(web::with_query(address, &[("state", state)])))
        }
        Some(_) => Err("state holds characters that are not printable ASCII"),
    }
}

/// The client, from the hint, from `client_id`, or from both where they agree.
fn named_client<'i>(
    idporten: &'i IdPorten,
    parameters: &Parameters,
) -> Result<Option<&'i Client>, &'static str> {
    let hinted = match parameters.get("id_token_hint") {
        None => None,
        Some(hint) => {
            let claims = idporten
                .state()
                .keys
                .verify_hint(hint)
                .ok_or("id_token_hint was not signed here")?;
            let is = |name: &str| claims.get(name).and_then(|value| value.as_str());
            if is("iss") != Some(idporten.issuer()) {
                return Err("id_token_hint has another issuer");
            }
            Some(is("aud").unwrap_or_default().to_owned())
        }
    };
    let named = parameters.get("client_id");
    if let (Some(hinted), Some(named)) = (&hinted, named)
        && hinted != named
    {
        return Err("id_token_hint belongs to another client");
    }
    hinted
        .as_deref()
        .or(named)
        .map(|client_id| idporten.client(client_id).ok_or("unknown client"))
        .transpose()
}

/// The addresses to call, one for each client of the session that has one.
fn frames(idporten: &IdPorten, session: &Session) -> Vec<String> {
    session
        .clients
        .iter()
        .filter_map(|client_id| idporten.client(client_id))
        .filter_map(|client| client.frontchannel_logout_uri.as_deref())
        .map(|address| {
            web::with_query(
                address,
                &[("iss", idporten.issuer()), ("sid", &session.sid)],
            )
        })
        .collect()
}
