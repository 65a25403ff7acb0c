//! The way back to the app, by redirect or by a form, as the app wants its answers.

use axum::response::Response;
use http::StatusCode;
use kobling_pages::{Page, ToAppPage, Way, WayKind};
use kobling_protocol::authorization::{
    Answer, AuthorizationRequest, ErrorRedirect, Refusal, ResponseMode,
};
use kobling_shared::app::App;
use kobling_web::{Noted, Stop, Visit, page, see_other, session_cookie};

use super::loaded::Deployment;

/// Back to the app with a code; `cookie` is a new session's.
pub fn with_code(
    visit: &Visit,
    request: &AuthorizationRequest,
    code: &str,
    cookie: Option<&str>,
) -> Result<Response, Stop> {
    let answer = request.success(code, visit.app.issuer());
    let cookie = cookie.and_then(session_cookie);
    sent(visit, &answer, &request.ui_locales, cookie)
}

/// Back to the app with an error.
pub fn with_error(visit: &Visit, redirect: &ErrorRedirect) -> Result<Response, Stop> {
    let refusal = redirect.refusal;
    // A silent request that finds nobody is asked all day long, and nothing is wrong with it.
    if !matches!(
        refusal,
        Refusal::LoginRequired | Refusal::InteractionRequired
    ) {
        Noted::default()
            .by(redirect.client.clone())
            .to(redirect.redirect_uri().as_str())
            .log(refusal.error(), refusal.description().unwrap_or_default());
    }
    sent(visit, &redirect.answer(visit.app.issuer()), &[], None)
}

/// By redirect, or by a page whose form goes to the app (OAuth 2.0 Form Post Response Mode).
fn sent(
    visit: &Visit,
    answer: &Answer,
    ui_locales: &[String],
    cookie: Option<http::HeaderValue>,
) -> Result<Response, Stop> {
    if answer.mode == ResponseMode::Query {
        return Ok(see_other(&answer.location(), cookie)?);
    }
    let shown = ToAppPage {
        action: answer.redirect_uri.as_str().to_owned(),
        fields: fields(answer),
    };
    let html = shown.render(&visit.chrome(visit.language(ui_locales, None), None));
    let targets = answer.redirect_uri.form_target().into_iter().collect();
    let mut response = page(StatusCode::OK, html, targets);
    if let Some(cookie) = cookie {
        response
            .headers_mut()
            .append(http::header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let named = answer.parameters.iter();
    named
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// Back to the app with an error, by the way that it wants its answers.
pub fn way_back(
    app: &App,
    at: &Deployment,
    request: &AuthorizationRequest,
    refusal: Refusal,
) -> Way {
    let answer = ErrorRedirect::for_request(request, refusal).answer(app.issuer());
    let (href, posts) = match answer.mode {
        ResponseMode::Query => (answer.location(), Vec::new()),
        ResponseMode::FormPost => (answer.redirect_uri.as_str().to_owned(), fields(&answer)),
    };
    Way {
        href,
        kind: WayKind::BackToApp {
            name: at.client.name.clone(),
            posts,
        },
    }
}
