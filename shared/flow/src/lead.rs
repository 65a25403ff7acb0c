//! Leads to what comes next: reads off what `next` looks at, asks it, and carries the step out as
//! far as a redirect.

use axum::response::Response;
use kobling_base::clock::Timestamp;
use kobling_model::{Refusal, apps::Client};
use kobling_protocol::authorization::{
    AuthorizationRequest, ErrorRedirect, Prompt, Refusal as OidcRefusal,
};
use kobling_store::Transaction;
use kobling_web::{Stop, Visit, see_other};

use super::{
    addresses, answer, keep,
    knowing::knowing,
    loaded::Loaded,
    next::{Known, Step, next, silent_error},
    recognised::Recognised,
    refused::refused,
    to_app,
    upstream_step::{self, Beginning},
    waiting::{Purpose, Waiting},
};

/// Leads there; `who` is logged in at this browser.
pub async fn lead(
    visit: &Visit,
    loaded: Loaded,
    who: Option<Recognised>,
) -> Result<Response, Stop> {
    let app = &visit.app;
    let (at, request) = (&loaded.at, &loaded.request.authorization);
    let asked = next(&loaded.request, &knowing(app, &loaded, who.as_ref()));
    if let Some(error) = silent(&at.client, request, &asked) {
        return to_app::with_error(visit, &error);
    }
    match asked {
        Err(refusal) => Err(refused(app, at, request, refusal)),
        Ok(Step::Finish) => match who {
            Some(who) => finish(visit, loaded, &who).await,
            None => go_upstream(visit, loaded, false, false).await,
        },
        Ok(Step::Consent) => Box::pin(kept(visit, loaded, addresses::consent)).await,
        Ok(Step::AllowDevice) => Box::pin(kept(visit, loaded, addresses::device)).await,
        Ok(Step::FirstLogin(..)) => keep::to_here(&loaded),
        Ok(Step::StartAgain) => {
            let start = at.client.login_start(app.issuer(), &at.tenant.id);
            Ok(see_other(&start.unwrap_or_default(), None)?)
        }
        Ok(Step::ShowEid {
            is_fresh,
            is_step_up,
        }) => Box::pin(go_upstream(visit, loaded, is_fresh, is_step_up)).await,
        // Its page is `authorize`'s, which knows no deployment yet.
        Ok(Step::ChooseEmployer) => Ok(see_other("/", None)?),
    }
}

/// What the app hears of a request without an employer, where it wants no page.
pub fn before_employer(
    client: &Client,
    request: &AuthorizationRequest,
    now: Timestamp,
) -> Option<ErrorRedirect> {
    let waiting = Waiting::arriving(None, request.clone(), now);
    silent(client, request, &next(&waiting, &Known::BEFORE_EMPLOYER))
}

/// What the app hears where it wants no page and one is needed.
fn silent(
    client: &Client,
    request: &AuthorizationRequest,
    asked: &Result<Step, Refusal>,
) -> Option<ErrorRedirect> {
    let word = OidcRefusal::silent(client);
    (request.prompt == Prompt::None)
        .then(|| silent_error(asked, word))
        .flatten()
        .map(|error| ErrorRedirect::for_request(request, error))
}

/// The code, in one write.
async fn finish(visit: &Visit, loaded: Loaded, who: &Recognised) -> Result<Response, Stop> {
    let (at, waiting) = (&loaded.at, &loaded.request);
    let mut transaction = Transaction::new();
    if waiting.is_stored() {
        let store = visit.app.store()?;
        transaction = waiting.gives_code(store, transaction, visit.app.now());
    }
    let (request, person) = (&waiting.authorization, who.person());
    let given = answer::given(visit, at, request, &person, &who.session, transaction).await?;
    if let Some(response) = given {
        return Ok(response);
    }
    // The session ended between the read and this, or another press was quicker: what is stored by
    // now says which.
    if waiting.is_stored() {
        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
    }
    let gone = Ok(Step::ShowEid {
        is_fresh: false,
        is_step_up: false,
    });
    if let Some(error) = silent(&at.client, request, &gone) {
        return to_app::with_error(visit, &error);
    }
    Box::pin(go_upstream(visit, loaded, false, false)).await
}

/// Keeps a request that has only just arrived, and leads to the page of its step.
async fn kept(
    visit: &Visit,
    mut loaded: Loaded,
    page: fn(&str) -> String,
) -> Result<Response, Stop> {
    let mut cookie = None;
    if !loaded.request.is_stored() {
        cookie = loaded.name(visit);
        let store = visit.app.store()?;
        let transaction = Transaction::new().create(store, "request", loaded.request.as_ref());
        store.transact(transaction).await?;
    }
    Ok(see_other(&page(&loaded.handle), cookie)?)
}

async fn go_upstream(
    visit: &Visit,
    mut loaded: Loaded,
    is_fresh: bool,
    is_step_up: bool,
) -> Result<Response, Stop> {
    if loaded.request.is_done {
        // It ended: the same wish once more, as a new request.
        loaded = Loaded::arriving(*loaded.at, loaded.request.authorization, visit.app.now());
    }
    if is_step_up {
        loaded.request.eid = None;
        loaded.request.facts = None;
    }
    let beginning = Beginning {
        purpose: Purpose::LogIn,
        is_fresh,
        is_step_up,
    };
    upstream_step::go(visit, loaded, beginning).await
}
