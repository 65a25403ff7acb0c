//! The login page: whom to be, and at which level. Fields: `request`, `level`, `person`; the
//! button `action` is `cancel`.

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::Response;
use http::StatusCode;

use super::authorization_request::{AuthorizationRequest, refuse};
use super::{Broker, Grant, LEVELS, TestUser, is_test_number};
use crate::random;
use crate::web::{self, Parameters};

#[derive(Template)]
#[template(path = "eid_broker_login.html")]
struct LoginPage<'a> {
    is_english: bool,
    request: &'a str,
    error: bool,
    levels: Vec<(&'static str, &'static str)>,
    people: &'a [TestUser],
}

#[derive(Template)]
#[template(path = "eid_broker_error.html")]
struct ErrorPage<'a> {
    reason: &'a str,
}

/// A page for what must not be redirected.
pub(super) fn refusal(reason: &str) -> Response {
    web::page(StatusCode::BAD_REQUEST, &ErrorPage { reason })
}

const GONE: &str = "this login has ended; go back to the service and start again";

/// `GET /login?request=…`
pub(super) async fn show(State(broker): State<Broker>, RawForm(query): RawForm) -> Response {
    let parameters = Parameters::parse(&query);
    let handle = parameters.get("request").unwrap_or_default();
    let request = broker.held().pending.get(handle).map(|p| p.request.clone());
    request.map_or_else(
        || refusal(GONE),
        |request| render(&broker, handle, &request, false),
    )
}

/// `POST /login`
pub(super) async fn answer(State(broker): State<Broker>, RawForm(body): RawForm) -> Response {
    let form = Parameters::parse(&body);
    let handle = form.get("request").unwrap_or_default();
    let request = broker.held().pending.get(handle).map(|p| p.request.clone());
    let Some(request) = request else {
        return refusal(GONE);
    };
    if form.get("action") == Some("cancel") {
        broker.held().pending.remove(handle);
        let (to, state) = (&request.redirect_uri, Some(request.state.as_str()));
        return refuse(&broker, to, state, "access_denied", "the user cancelled");
    }
    let person = form
        .get("person")
        .filter(|number| is_test_number(number))
        .and_then(|number| {
            let people = &broker.config().test_users;
            people.iter().find(|known| known.number == number)
        });
    let level = form.get("level").unwrap_or_default();
    let acr = request.levels.iter().find(|acr| **acr == level).copied();
    let (Some(person), Some(acr)) = (person, acr) else {
        return render(&broker, handle, &request, true);
    };
    let code = random::token();
    let now = broker.now();
    let mut held = broker.held();
    // Taken out under the lock: of two answers to one page, one gets a code.
    if held.pending.remove(handle).is_none() {
        return refusal(GONE);
    }
    let fields = [
        ("code", code.as_str()),
        ("state", &request.state),
        ("iss", &broker.config().issuer),
    ];
    let to = web::with_query(&request.redirect_uri, &fields);
    held.grants.insert(
        code,
        Grant {
            request,
            person: person.clone(),
            acr,
            issued_at: now,
            is_spent: false,
        },
    );
    web::see_other(&to)
}

fn render(broker: &Broker, handle: &str, request: &AuthorizationRequest, error: bool) -> Response {
    let page = LoginPage {
        is_english: request.is_english,
        request: handle,
        error,
        levels: LEVELS
            .into_iter()
            .filter(|(acr, _)| request.levels.contains(acr))
            .collect(),
        people: &broker.config().test_users,
    };
    let status = if error {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    web::page(status, &page)
}
