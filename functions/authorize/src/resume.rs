//! `GET /authorize/resume`: where a login that was begun goes on, whatever became of it. Steps
//! never lead to one another; they come back here.

use axum::response::Response;
use kobling_flow::{
    Loaded, Purpose, advance, answer, consent, gone_by_handle, load, recognised, upstream_step,
};
use kobling_model::{Refusal, first_login::Row};
use kobling_protocol::authorization::{AuthorizationRequest, Prompt};
use kobling_store::Transaction;
use kobling_web::{Stop, Visit, see_other};

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let handle = visit.query_one("request").unwrap_or_default().to_owned();
    let Some(mut loaded) = load(&visit.app, &handle, visit.browser()).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    if loaded.request.is_done {
        return again_for_the_app(&visit, &loaded).await;
    }
    // "Not you?" on a page of the login: the eID asks anew, and until it answers nothing changes.
    let is_another = visit.query_one("person") == Some("another");
    // Whose level was too low may try again by another way; the eID is asked for the level.
    let is_too_low =
        advance::state(&loaded, visit.app.now()).is_some_and(|(row, _)| row == Row::L17);
    if loaded.request.eid.is_some() && !is_too_low && !is_another {
        return Ok(see_other(&advance::here(&handle), None)?);
    }
    if is_too_low {
        loaded.request.eid = None;
        loaded.request.facts = None;
    }
    let beginning = upstream_step::Beginning {
        purpose: Purpose::LogIn,
        is_fresh: is_another || is_too_low || is_fresh(&loaded.request.authorization),
        is_step_up: is_too_low,
    };
    upstream_step::again(&visit, loaded, beginning).await
}

/// The login has ended already: the back button, a second press. With the session it gave, the
/// app gets a new answer; without, the login begins anew.
async fn again_for_the_app(visit: &Visit, loaded: &Loaded) -> Result<Response, Stop> {
    let app = &visit.app;
    let at = &loaded.at;
    let authorization = &loaded.request.authorization;
    if visit.query_one("person") == Some("another") {
        return begin(visit, loaded, true).await;
    }
    let Some(who) = recognised(visit, at).await? else {
        return begin(visit, loaded, false).await;
    };
    let begun_at = Some(loaded.request.created_at);
    if !answer::is_answered_by(at, authorization, &who.session, begun_at, app.now()) {
        // The eID would let the same person through by itself.
        return begin(visit, loaded, true).await;
    }
    let person = who.person();
    let start = at.client.login_start(app.issuer(), &at.tenant.id);
    if loaded.request.is_used_up() && start.is_none() {
        return begin(visit, loaded, true).await;
    }
    match (
        answer::ask_gate(at, authorization, &person, app.now()),
        start,
    ) {
        (Ok(_), _)
            if !loaded.request.is_used_up()
                && consent::is_needed(at, authorization, &who.account) =>
        {
            Ok(see_other(&consent::page(&loaded.handle), None)?)
        }
        // The app has most likely had its answer, and takes none with the same `state`
        // twice: it is asked to begin again, which the session lets through.
        (Ok(_), Some(start)) => Ok(see_other(&start, None)?),
        (Ok(_), None) => {
            let store = app.store()?;
            let nothing = Transaction::new();
            let transaction = loaded.request.gives_code(store, nothing, app.now());
            let session = &who.session;
            match answer::given(visit, at, authorization, &person, session, transaction).await? {
                Some(response) => Ok(response),
                // The session ended meanwhile, or another press was quicker.
                None => begin(visit, loaded, true).await,
            }
        }
        (Err(Refusal::NotLinked), _) => begin(visit, loaded, false).await,
        (Err(refusal), _) => Err(answer::refused(app, at, authorization, refusal)),
    }
}

/// The same wish once more, as a new login.
async fn begin(visit: &Visit, loaded: &Loaded, anew: bool) -> Result<Response, Stop> {
    let authorization = &loaded.request.authorization;
    let beginning = upstream_step::Beginning {
        purpose: Purpose::LogIn,
        is_fresh: anew || is_fresh(authorization),
        is_step_up: false,
    };
    upstream_step::begin(visit, &loaded.at, authorization.clone(), beginning).await
}

/// `prompt=login` holds however often the login is tried.
fn is_fresh(authorization: &AuthorizationRequest) -> bool {
    authorization.prompt == Prompt::Login
}
