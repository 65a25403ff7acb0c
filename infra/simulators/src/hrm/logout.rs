//! Logging out: first of this app, then, started by this app, of the hub (OpenID Connect
//! RP-Initiated Logout 1.0), and the page that the hub sends people back to.

use axum::extract::{RawForm, RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::Hrm;
use super::pages::{self, Trouble};
use super::session::COOKIE;
use crate::random;
use crate::web::{self, Parameters};

/// `POST /logout`
pub(crate) async fn logout(
    State(hrm): State<Hrm>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let form = Parameters::parse(&form);
    let cookie = web::cookie(&headers, COOKIE);
    let now = hrm.now();
    let login = {
        let mut sessions = hrm.sessions();
        match sessions.get_mut(cookie, now) {
            Some(session) if form.get("form_token") == Some(session.form_token.as_str()) => {}
            _ => return pages::foreign_form(),
        }
        sessions.close(cookie).and_then(|session| session.login)
    };
    let (cookie, state) = {
        let mut sessions = hrm.sessions();
        let (cookie, session) = sessions.open(now);
        let state = random::token();
        session.logout_state = Some(state.clone());
        (cookie, state)
    };
    let mut response = match (login, hrm.hub().end_session_endpoint().await) {
        (Some(login), Ok(Some(endpoint))) => {
            let back = format!("{}/logged-out", hrm.config().base_url);
            web::see_other(&web::with_query(
                &endpoint,
                &[
                    ("id_token_hint", &login.id_token),
                    ("client_id", &hrm.config().client_id),
                    ("post_logout_redirect_uri", &back),
                    ("state", &state),
                ],
            ))
        }
        (_, Ok(_)) => web::see_other(&web::with_query("/logged-out", &[("state", &state)])),
        (_, Err(error)) => pages::trouble(
            StatusCode::BAD_GATEWAY,
            &Trouble::new(
                "no_answer",
                &format!("You are logged out here, but {error}"),
            ),
        ),
    };
    let cookie = web::session_cookie(COOKIE, &cookie, &hrm.config().base_url);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// `GET /logged-out`
pub(crate) async fn logged_out(
    State(hrm): State<Hrm>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let now = hrm.now();
    let cookie = web::cookie(&headers, COOKIE);
    let expected = {
        let mut sessions = hrm.sessions();
        sessions
            .get_mut(cookie, now)
            .and_then(|session| session.logout_state.take())
    };
    let answers_us = expected.is_some() && expected.as_deref() == parameters.get("state");
    pages::logged_out(answers_us)
}
