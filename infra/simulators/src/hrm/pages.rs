//! The demo app's pages: who is logged in and how, or what went wrong and how to go on.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::Hrm;
use super::claims::{LoggedIn, time_text};
use super::session::COOKIE;
use crate::web;

#[derive(Template)]
#[template(path = "hrm_home.html")]
struct HomePage<'a> {
    name: &'a str,
    person: Option<Person>,
}

struct Person {
    form_token: String,
    /// Element id, label and value.
    facts: Vec<(&'static str, &'static str, String)>,
    token_facts: Vec<(String, String)>,
    can_refresh: bool,
}

#[derive(Template)]
#[template(path = "hrm_error.html")]
struct ErrorPage<'a> {
    trouble: &'a Trouble,
    again: &'a str,
}

#[derive(Template)]
#[template(path = "hrm_logged_out.html")]
struct LoggedOutPage {
    answers_us: bool,
}

/// What to tell about a failure.
#[derive(Debug)]
pub(crate) struct Trouble {
    error: String,
    description: String,
    tenant: Option<String>,
}

impl Trouble {
    pub(crate) fn new(error: &str, description: &str) -> Self {
        Self {
            error: error.to_owned(),
            description: description.to_owned(),
            tenant: None,
        }
    }

    pub(crate) fn at_tenant(mut self, tenant: Option<&str>) -> Self {
        self.tenant = tenant.map(ToOwned::to_owned);
        self
    }
}

/// `GET /`
pub(crate) async fn home(State(hrm): State<Hrm>, headers: HeaderMap) -> Response {
    let now = hrm.now();
    let person = {
        let mut sessions = hrm.sessions();
        sessions
            .get_mut(web::cookie(&headers, COOKIE), now)
            .and_then(|session| {
                let login = session.login.as_ref()?;
                Some(Person::new(session.form_token.clone(), login))
            })
    };
    web::page(
        StatusCode::OK,
        &HomePage {
            name: &hrm.config().name,
            person,
        },
    )
}

impl Person {
    fn new(form_token: String, login: &LoggedIn) -> Self {
        let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let time_or_none = |time: Option<i64>| time.map_or_else(|| "none".to_owned(), time_text);
        Self {
            form_token,
            facts: vec![
                ("name", "Name", or_none(&login.name)),
                ("email", "E-mail", or_none(&login.email)),
                ("tenant", "Tenant", or_none(&login.tenant)),
                ("acr", "Level of assurance (acr)", or_none(&login.acr)),
                ("amr", "Logged in by (amr)", login.amr.join(", ")),
                ("auth_time", "Logged in at", time_or_none(login.auth_time)),
                ("sub", "Account (sub)", login.sub.clone()),
                (
                    "access_token_expires_at",
                    "Access token good until",
                    time_or_none(login.tokens.expires_at),
                ),
                ("refreshed", "Times refreshed", login.refreshed.to_string()),
            ],
            token_facts: login.token_facts(),
            can_refresh: login.tokens.refresh_token.is_some(),
        }
    }
}

/// A page that says what happened and has a button to try again.
pub(crate) fn trouble(status: StatusCode, trouble: &Trouble) -> Response {
    let again = match &trouble.tenant {
        Some(tenant) => web::with_query("/login", &[("tenant", tenant)]),
        None => "/login".to_owned(),
    };
    web::page(
        status,
        &ErrorPage {
            trouble,
            again: &again,
        },
    )
}

/// A form that this session's own pages did not send.
pub(crate) fn foreign_form() -> Response {
    let text = "The form is not from this session. Go to the front page and try again.";
    trouble(StatusCode::FORBIDDEN, &Trouble::new("foreign_form", text))
}

pub(crate) fn logged_out(answers_us: bool) -> Response {
    web::page(StatusCode::OK, &LoggedOutPage { answers_us })
}
