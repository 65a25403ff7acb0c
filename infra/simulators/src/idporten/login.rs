//! The login page: one plain form that works without JavaScript. It stands for all of ID-porten's
//! ways to log in, checks what is chosen against what the request asked for, and hands a code over.
//! Fields: `request`, `pid`, `level`, `person`, `email`, `eidas_*`; buttons: `action`.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::acr::Acr;
use super::authorization_request::AuthorizationRequest;
use super::authorization_response::{issue_code, refuse};
use super::error;
use super::identity::Identity;
use super::session::{self, Session};
use super::texts::Texts;
use super::{IdPorten, TestUser, is_synthetic_number};
use crate::web::Parameters;
use crate::{random, web};

const GONE: &str = "this login has ended or run out; go back to the service and start again";

#[derive(Template)]
#[template(path = "idporten_login.html")]
struct LoginPage<'a> {
    texts: &'static Texts,
    request: &'a str,
    client_id: &'a str,
    error: Option<&'static str>,
    /// What was typed, shown again beside an error.
    pid: &'a str,
    levels: Vec<Level>,
    people: &'a [TestUser],
    eidas: Option<EidasFields<'a>>,
    email: Option<&'a str>,
}

struct Level {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

struct EidasFields<'a> {
    identifier: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    date_of_birth: &'a str,
}

/// What the eIDAS fields hold until someone changes them, and when a form leaves them out.
const EIDAS_PERSON: EidasFields<'static> = EidasFields {
    identifier: "SE/NO/198001019999",
    first_name: "Granit",
    last_name: "Testsson",
    date_of_birth: "1980-01-01",
};

/// `GET /login?request=…`
pub(crate) async fn show(State(idporten): State<IdPorten>, RawForm(query): RawForm) -> Response {
    let parameters = Parameters::parse(&query);
    match pending(&idporten, &parameters) {
        Some((handle, request)) => {
            render(&idporten, handle, &request, &Parameters::default(), None)
        }
        None => error::page(GONE),
    }
}

/// `POST /login`
pub(crate) async fn answer(
    State(idporten): State<IdPorten>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    idporten.state().counters.login += 1;
    let form = Parameters::parse(&body);
    let Some((handle, request)) = pending(&idporten, &form) else {
        return error::page(GONE);
    };
    let outcome = match form.get("action") {
        Some("cancel") => {
            idporten.state().pending.remove(handle);
            return refuse(
                &idporten,
                &request.return_address,
                "access_denied",
                "the user cancelled the login",
            );
        }
        Some("eidas") => by_eidas(&request, &form),
        Some("email") => by_email(&request, &form),
        // A person's own button carries no action.
        Some("login") | None => by_number(&request, &form),
        Some(_) => Err(request.locale.texts().way_error),
    };
    match outcome {
        Ok((identity, acr)) => complete(&idporten, &headers, handle, identity, acr),
        Err(error) => render(&idporten, handle, &request, &form, Some(error)),
    }
}

fn pending<'p>(
    idporten: &IdPorten,
    parameters: &'p Parameters,
) -> Option<(&'p str, AuthorizationRequest)> {
    let handle = parameters.get("request")?;
    let now = idporten.now();
    let state = idporten.state();
    let pending = state.pending.get(handle)?;
    (now < pending.expires_at).then(|| (handle, pending.request.clone()))
}

fn by_number(
    request: &AuthorizationRequest,
    form: &Parameters,
) -> Result<(Identity, Acr), &'static str> {
    let texts = request.locale.texts();
    let levels = request.acr.levels();
    if levels.is_empty() {
        return Err(texts.way_error);
    }
    // A pressed person says more than a number left in the field.
    let typed = form.get("person").or(form.get("pid")).unwrap_or_default();
    let pid: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if !is_synthetic_number(&pid) {
        return Err(texts.number_error);
    }
    let acr = match form.get("level") {
        None => request.acr.default_level(),
        Some(level) => Acr::parse(level).ok_or(texts.level_error)?,
    };
    if !levels.contains(&acr) {
        return Err(texts.level_error);
    }
    Ok((Identity::National { pid }, acr))
}

fn by_eidas(
    request: &AuthorizationRequest,
    form: &Parameters,
) -> Result<(Identity, Acr), &'static str> {
    let texts = request.locale.texts();
    let acr = request.acr.eidas().ok_or(texts.way_error)?;
    let field = |name: &str, otherwise: &str| form.get(name).unwrap_or(otherwise).trim().to_owned();
    let identifier = field("eidas_identifier", EIDAS_PERSON.identifier);
    // eIDAS SAML Attribute Profile section 2.2.3: two countries and what is unique between them.
    let well_formed = matches!(
        identifier.split('/').collect::<Vec<_>>().as_slice(),
        [from, "NO", rest] if from.len() == 2 && !rest.is_empty()
    );
    let first_name = field("eidas_firstname", EIDAS_PERSON.first_name);
    let last_name = field("eidas_lastname", EIDAS_PERSON.last_name);
    if !well_formed || first_name.is_empty() || last_name.is_empty() {
        return Err(texts.eidas_error);
    }
    let identity = Identity::Eidas {
        identifier,
        first_name,
        last_name,
        date_of_birth: field("eidas_date_of_birth", EIDAS_PERSON.date_of_birth),
    };
    Ok((identity, acr))
}

fn by_email(
    request: &AuthorizationRequest,
    form: &Parameters,
) -> Result<(Identity, Acr), &'static str> {
    let texts = request.locale.texts();
    if !request.acr.offers_email() {
        return Err(texts.way_error);
    }
    let address = form.get("email").unwrap_or_default().trim();
    match address.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && domain.contains('.') => Ok((
            Identity::Email {
                address: address.to_owned(),
            },
            Acr::SelfregisteredEmail,
        )),
        _ => Err(texts.email_error),
    }
}

/// Opens a session, or renews the browser's own if it is the same person's, and sends the code.
fn complete(
    idporten: &IdPorten,
    headers: &HeaderMap,
    handle: &str,
    identity: Identity,
    acr: Acr,
) -> Response {
    let now = idporten.now();
    let mut state = idporten.state();
    // Taken out under the lock: of two answers to one page, one gets a code.
    let Some(pending) = state.pending.remove(handle) else {
        return error::page(GONE);
    };
    let earlier = web::cookie(headers, session::COOKIE)
        .and_then(|cookie| state.sessions.remove(cookie))
        .filter(|earlier| earlier.is_alive(now) && earlier.identity == identity);
    let (sid, clients) = earlier.map_or_else(
        || (random::token(), BTreeSet::new()),
        |earlier| (earlier.sid, earlier.clients),
    );
    let cookie = random::token();
    state.sessions.insert(
        cookie.clone(),
        Session {
            sid,
            identity,
            acr,
            auth_time: now,
            started_at: now,
            used_at: now,
            clients,
        },
    );
    let Some(code) = issue_code(&mut state, pending.request, &cookie, now) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = code.into_response(idporten);
    let cookie = web::session_cookie(session::COOKIE, &cookie, idporten.issuer());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

fn render(
    idporten: &IdPorten,
    handle: &str,
    request: &AuthorizationRequest,
    form: &Parameters,
    error: Option<&'static str>,
) -> Response {
    let texts = request.locale.texts();
    let levels = request.acr.levels();
    let default = request.acr.default_level();
    let chosen = form
        .get("level")
        .and_then(Acr::parse)
        .filter(|level| levels.contains(level))
        .unwrap_or(default);
    let page = LoginPage {
        texts,
        request: handle,
        client_id: &request.client_id,
        error,
        pid: form.get("pid").unwrap_or_default(),
        people: if levels.is_empty() {
            &[]
        } else {
            &idporten.config().test_users
        },
        levels: levels
            .into_iter()
            .map(|level| Level {
                value: level.as_str(),
                label: match level {
                    Acr::IdportenLow => texts.low,
                    Acr::IdportenHigh => texts.high,
                    _ => texts.substantial,
                },
                chosen: level == chosen,
            })
            .collect(),
        eidas: request.acr.eidas().map(|_| EidasFields {
            identifier: form
                .get("eidas_identifier")
                .unwrap_or(EIDAS_PERSON.identifier),
            first_name: form
                .get("eidas_firstname")
                .unwrap_or(EIDAS_PERSON.first_name),
            last_name: form.get("eidas_lastname").unwrap_or(EIDAS_PERSON.last_name),
            date_of_birth: form
                .get("eidas_date_of_birth")
                .unwrap_or(EIDAS_PERSON.date_of_birth),
        }),
        email: request
            .acr
            .offers_email()
            .then(|| form.get("email").unwrap_or_default()),
    };
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    web::page(status, &page)
}
