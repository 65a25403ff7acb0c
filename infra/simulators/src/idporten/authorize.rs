//! Pushed authorization requests (RFC 9126) and the authorization endpoint: takes the request in,
//! answers at once from the single sign-on session where that will do, else shows the login page.

use axum::Json;
use axum::extract::{RawForm, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::IdPorten;
use super::authorization_request::{AuthorizationRequest, Prompt, Refusal, validate};
use super::authorization_response::{issue_code, refuse};
use super::client_authentication::authenticate;
use super::error::OAuthError;
use super::session;
use super::state::{Pushed, SHORT_LIFE};
use crate::web::Parameters;
use crate::{random, web};

const REQUEST_URI_PREFIX: &str = "urn:idporten:";

/// `POST /par`
pub(crate) async fn push(
    State(idporten): State<IdPorten>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let parameters = Parameters::parse(&body);
    match take_in(&idporten, &headers, &parameters) {
        Ok(request_uri) => {
            let body = json!({"request_uri": request_uri, "expires_in": SHORT_LIFE});
            let mut response = (StatusCode::CREATED, Json(body)).into_response();
            web::protect(response.headers_mut());
            response
        }
        Err(error) => error.into_response(),
    }
}

fn take_in(
    idporten: &IdPorten,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<String, OAuthError> {
    let now = idporten.now();
    let mut state = idporten.state();
    state.counters.par += 1;
    let client = authenticate(idporten, &mut state, headers, parameters, "/par", now)?;
    if parameters.get("request_uri").is_some() {
        return Err(OAuthError::invalid_request(
            "request_uri has no place in a pushed request",
        ));
    }
    let request = validate(parameters, |_| Some(client)).map_err(|refusal| match refusal {
        Refusal::Page(reason) => OAuthError::invalid_request(reason),
        Refusal::Redirect {
            error, description, ..
        } => OAuthError::new(error, description),
    })?;
    state.sweep(now);
    let request_uri = format!("{REQUEST_URI_PREFIX}{}", random::token());
    state.pushed.insert(
        request_uri.clone(),
        Pushed {
            client_id: client.client_id.clone(),
            request,
            expires_at: now + SHORT_LIFE,
        },
    );
    Ok(request_uri)
}

/// `GET /authorize`
pub(crate) async fn authorize(
    State(idporten): State<IdPorten>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    idporten.state().counters.authorize += 1;
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let request = match parameters.get("request_uri") {
        Some(request_uri) => fetch_pushed(&idporten, &parameters, request_uri),
        None => validate(&parameters, |client_id| idporten.client(client_id)),
    };
    match request {
        Ok(request) => proceed(&idporten, &headers, request),
        Err(refusal) => refusal.into_response(&idporten),
    }
}

/// A pushed request is used up by the first look from its own client. What else stands in the
/// query counts for nothing (RFC 9126 section 4).
fn fetch_pushed(
    idporten: &IdPorten,
    parameters: &Parameters,
    request_uri: &str,
) -> Result<AuthorizationRequest, Refusal> {
    const UNKNOWN: Refusal =
        Refusal::Page("request_uri is unknown, expired, used, or another client's");
    let client_id = parameters
        .get("client_id")
        .ok_or(Refusal::Page("client_id is missing"))?;
    let now = idporten.now();
    let mut state = idporten.state();
    if state
        .pushed
        .get(request_uri)
        .is_none_or(|pushed| pushed.client_id != client_id)
    {
        return Err(UNKNOWN);
    }
    match state.pushed.remove(request_uri) {
        Some(pushed) if now < pushed.expires_at => Ok(pushed.request),
        _ => Err(UNKNOWN),
    }
}

fn proceed(idporten: &IdPorten, headers: &HeaderMap, request: AuthorizationRequest) -> Response {
    let now = idporten.now();
    let mut state = idporten.state();
    let handle = web::cookie(headers, session::COOKIE);
    let session = state.session(handle, now).filter(|session| {
        request.prompt != Prompt::Login
            && request.acr.is_met_by(session.acr)
            && request
                .max_age
                .is_none_or(|seconds| now - session.auth_time <= seconds)
    });
    match (session.is_some(), handle) {
        (true, Some(handle)) => match issue_code(&mut state, request, handle, now) {
            Some(code) => code.into_response(idporten),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        _ if request.prompt == Prompt::None => refuse(
            idporten,
            &request.return_address,
            "login_required",
            "no session that would do",
        ),
        _ => {
            let handle = state.hold(request, now);
            web::see_other(&web::with_query("/login", &[("request", &handle)]))
        }
    }
}
