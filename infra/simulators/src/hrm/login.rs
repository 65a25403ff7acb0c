//! Logging in: from the app's own button, started by a third party (OpenID Connect Core section 4),
//! the hub's answer at the callback, and the refresh button.

use axum::extract::{RawForm, RawQuery, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::Hrm;
use super::hub::HubError;
use super::pages::{self, Trouble};
use super::session::COOKIE;
use crate::web::{self, Parameters};

/// `GET /login`, with `tenant` if the person chose one.
pub(crate) async fn login(
    State(hrm): State<Hrm>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    begin(&hrm, &headers, &parameters, "/".to_owned()).await
}

/// `GET` and `POST /start`: someone else, the hub as a rule, asks this app to log a person in.
pub(crate) async fn start(
    State(hrm): State<Hrm>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let parameters = Parameters::parse(&form);
    if parameters.get("iss") != Some(hrm.config().issuer.as_str()) {
        let trouble = Trouble::new("unknown_issuer", "This app uses another login service.");
        return pages::trouble(StatusCode::BAD_REQUEST, &trouble);
    }
    let target = match parameters.get("target_link_uri") {
        None => Some("/".to_owned()),
        Some(target) => own_path(&hrm.config().base_url, target),
    };
    let Some(target) = target else {
        let trouble = Trouble::new("foreign_target", "The target lies outside this app.");
        return pages::trouble(StatusCode::BAD_REQUEST, &trouble);
    };
    begin(&hrm, &headers, &parameters, target).await
}

/// Path and query of an address in this app; `None` for any other, or a third party could send
/// people on from here to wherever it likes.
fn own_path(base_url: &str, target: &str) -> Option<String> {
    let base = Url::parse(base_url).ok()?;
    let target = Url::parse(target).ok()?;
    if target.origin() != base.origin() {
        return None;
    }
    let query = target.query().map(|query| format!("?{query}"));
    Some(format!("{}{}", target.path(), query.unwrap_or_default()))
}

async fn begin(
    hrm: &Hrm,
    headers: &HeaderMap,
    parameters: &Parameters,
    target: String,
) -> Response {
    let tenant = parameters.get("tenant");
    let begun = hrm
        .hub()
        .begin(tenant, parameters.get("login_hint"), target)
        .await;
    let (address, pending) = match begun {
        Ok(begun) => begun,
        Err(error) => return hub_trouble(&error, tenant),
    };
    let now = hrm.now();
    let cookie = web::cookie(headers, COOKIE);
    let mut sessions = hrm.sessions();
    let mut response = web::see_other(&address);
    if let Some(session) = sessions.get_mut(cookie, now) {
        session.wait_for(pending);
    } else {
        let (cookie, session) = sessions.open(now);
        session.wait_for(pending);
        set_cookie(hrm, &mut response, &cookie);
    }
    response
}

/// `GET /callback`
pub(crate) async fn callback(
    State(hrm): State<Hrm>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let cookie = web::cookie(&headers, COOKIE);
    let now = hrm.now();
    let pending = {
        let mut sessions = hrm.sessions();
        let session = sessions.get_mut(cookie, now);
        session.and_then(|session| session.take(parameters.get("state")?))
    };
    let Some(pending) = pending else {
        let trouble = Trouble::new(
            "unknown_state",
            "This answer belongs to no login that this browser has begun, or to one already done.",
        );
        return pages::trouble(StatusCode::BAD_REQUEST, &trouble);
    };
    let tenant = pending.tenant.as_deref();
    if let Err(error) = hrm.hub().check_issuer(parameters.get("iss")).await {
        return hub_trouble(&error, tenant);
    }
    if let Some(error) = parameters.get("error") {
        let refused = HubError::Refused {
            error: error.to_owned(),
            description: parameters.get("error_description").map(ToOwned::to_owned),
        };
        return hub_trouble(&refused, tenant);
    }
    let Some(code) = parameters.get("code") else {
        let missing = HubError::NotVerified("there is no code".to_owned());
        return hub_trouble(&missing, tenant);
    };
    match hrm.hub().finish(code.to_owned(), &pending, now).await {
        Ok(login) => {
            let mut sessions = hrm.sessions();
            let earlier = sessions.close(cookie);
            let (cookie, session) = sessions.open(now);
            session.login = Some(login);
            // Other tabs may still be on their way.
            session.pending = earlier.map(|earlier| earlier.pending).unwrap_or_default();
            // With the own address in front, so that no path can be read as another host.
            let target = format!("{}{}", hrm.config().base_url, pending.target);
            let mut response = web::see_other(&target);
            set_cookie(&hrm, &mut response, &cookie);
            response
        }
        Err(error) => hub_trouble(&error, tenant),
    }
}

/// `POST /refresh`
pub(crate) async fn refresh(
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
            Some(session) if form.get("form_token") == Some(session.form_token.as_str()) => {
                session.login.clone()
            }
            _ => return pages::foreign_form(),
        }
    };
    let Some(login) = login else {
        return web::see_other("/");
    };
    match hrm.hub().refresh(&login, now).await {
        Ok(renewed) => {
            if let Some(session) = hrm.sessions().get_mut(cookie, now) {
                session.login = Some(renewed);
            }
            web::see_other("/")
        }
        Err(error) => {
            // A refused refresh token will not come right again: the login has ended.
            if matches!(&error, HubError::Refused { error, .. } if error == "invalid_grant")
                && let Some(session) = hrm.sessions().get_mut(cookie, now)
            {
                session.login = None;
            }
            hub_trouble(&error, login.tenant.as_deref())
        }
    }
}

fn set_cookie(hrm: &Hrm, response: &mut Response, cookie: &str) {
    let cookie = web::session_cookie(COOKIE, cookie, &hrm.config().base_url);
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

fn hub_trouble(error: &HubError, tenant: Option<&str>) -> Response {
    let (status, trouble) = match error {
        HubError::NoAnswer(_) => (
            StatusCode::BAD_GATEWAY,
            Trouble::new("no_answer", &error.to_string()),
        ),
        HubError::NotVerified(_) => (
            StatusCode::BAD_REQUEST,
            Trouble::new("not_verified", &error.to_string()),
        ),
        HubError::Refused { error, description } => (
            StatusCode::BAD_REQUEST,
            Trouble::new(error, description.as_deref().unwrap_or_default()),
        ),
    };
    pages::trouble(status, &trouble.at_tenant(tenant))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_targets_inside_the_app_are_followed() {
        let base = "http://hrm.localhost:8000";
        let inside = own_path(base, "http://hrm.localhost:8000/leave?month=8");
        assert_eq!(inside.as_deref(), Some("/leave?month=8"));
        for outside in [
            "http://hrm.localhost:8001/",
            "https://hrm.localhost:8000/",
            "http://hrm.localhost.example.com:8000/",
            "http://hrm.localhost:8000@example.com/",
            "//example.com/",
            "/leave",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(base, outside), None, "{outside}");
        }
    }
}
