//! The authorization response: by redirect or by form post, always with `state` and, after RFC 9207,
//! with `iss`, whether it carries a code or an error.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::IdPorten;
use super::authorization_request::{AuthorizationRequest, Refusal, ResponseMode, ReturnAddress};
use super::error;
use super::faults::Fault;
use super::state::{Grant, State};
use crate::{random, web};

/// What a forged answer names as its issuer.
pub(crate) const ANOTHER_ISSUER: &str = "https://another-issuer.example.com";

#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPostPage<'a> {
    action: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

/// A code on its way to the client.
pub(crate) struct IssuedCode {
    to: ReturnAddress,
    code: String,
    wrong_issuer: bool,
}

/// Makes the code for a request that the session answers, and uses up the faults for the next
/// login. `None` when there is no such session.
pub(crate) fn issue_code(
    state: &mut State,
    request: AuthorizationRequest,
    session_handle: &str,
    now: i64,
) -> Option<IssuedCode> {
    state.sweep(now);
    let session = state.sessions.get_mut(session_handle)?;
    session.used_at = now;
    session.clients.insert(request.client_id.clone());
    let session = session.clone();

    let earlier = state.last_codes.get(&request.client_id).cloned();
    let faults = state.faults.take_for_login(earlier.is_some());
    let to = request.return_address.clone();
    let wrong_issuer = faults.contains(&Fault::WrongIssuerInResponse);
    let replayed = earlier.filter(|_| faults.contains(&Fault::ReplayedCode));
    let code = replayed.unwrap_or_else(|| {
        let code = random::token();
        let client_id = request.client_id.clone();
        state.last_codes.insert(client_id, code.clone());
        state.grants.insert(
            code.clone(),
            Grant {
                request,
                session,
                issued_at: now,
                spent: false,
                faults,
            },
        );
        code
    });
    state.counters.codes += 1;
    Some(IssuedCode {
        to,
        code,
        wrong_issuer,
    })
}

impl IssuedCode {
    pub(crate) fn into_response(self, idporten: &IdPorten) -> Response {
        let issuer = if self.wrong_issuer {
            ANOTHER_ISSUER
        } else {
            idporten.issuer()
        };
        send(&self.to, &[("code", &self.code)], issuer)
    }
}

/// An error for the client.
pub(crate) fn refuse(
    idporten: &IdPorten,
    to: &ReturnAddress,
    error: &str,
    description: &str,
) -> Response {
    let fields = [("error", error), ("error_description", description)];
    send(to, &fields, idporten.issuer())
}

impl Refusal {
    pub(crate) fn into_response(self, idporten: &IdPorten) -> Response {
        match self {
            Self::Page(reason) => error::page(reason),
            Self::Redirect {
                to,
                error,
                description,
            } => refuse(idporten, &to, error, &description),
        }
    }
}

fn send(to: &ReturnAddress, answer: &[(&str, &str)], issuer: &str) -> Response {
    let mut fields = answer.to_vec();
    fields.extend(to.state.as_deref().map(|state| ("state", state)));
    fields.push(("iss", issuer));
    match to.response_mode {
        ResponseMode::Query => web::see_other(&web::with_query(&to.redirect_uri, &fields)),
        ResponseMode::FormPost => web::page(
            StatusCode::OK,
            &FormPostPage {
                action: &to.redirect_uri,
                fields: &fields,
            },
        ),
    }
}
