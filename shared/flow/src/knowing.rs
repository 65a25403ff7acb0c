//! Reads off what `next` looks at.

use kobling_model::{Refusal, tenants::TenantState};
use kobling_shared::app::App;

use super::{
    consent,
    loaded::{Deployment, Loaded, state},
    next::{Known, SessionAnswer, SessionKnown},
    person::ask_gate,
    recognised::Recognised,
    session_number,
    waiting::Waiting,
};

/// What is known round a request, with whoever is logged in at its browser.
pub fn knowing(app: &App, loaded: &Loaded, who: Option<&Recognised>) -> Known {
    let (at, now) = (&loaded.at, app.now());
    Known {
        is_employer_known: true,
        closed: closed(at),
        first_login: state(loaded, now),
        is_first_answer: false,
        session: who.map(|who| session(at, &loaded.request, who, now)),
        can_start: at.client.login_start(app.issuer(), &at.tenant.id).is_some(),
    }
}

/// Why nobody gets to the app at the tenant, whoever it is.
fn closed(at: &Deployment) -> Option<Refusal> {
    let is_in_use = at.client_at_tenant.as_ref();
    match at.tenant.state {
        _ if !at.client.enabled => Some(Refusal::ClientDisabled),
        TenantState::Active if is_in_use.is_some_and(|permission| permission.enabled) => None,
        TenantState::Active => Some(Refusal::AppNotEnabled),
        TenantState::Suspended => Some(Refusal::TenantSuspended),
    }
}

fn session(at: &Deployment, waiting: &Waiting, who: &Recognised, now: i64) -> SessionKnown {
    let request = &waiting.authorization;
    let is_answered = request.is_for(who.session.account)
        && request.is_recent_enough(who.session.evidence.auth_time(), waiting.begun_at(), now)
        && who.session.suits(&at.tenant.settings, now);
    let answer = if session_number::is_lacking(at, request, &who.session) {
        SessionAnswer::LacksNumber
    } else if is_answered {
        SessionAnswer::Yes
    } else {
        SessionAnswer::No
    };
    SessionKnown {
        denied: ask_gate(at, request, &who.person(), now).err(),
        answer,
        consent_is_missing: consent::is_needed(at, request, &who.account),
    }
}
