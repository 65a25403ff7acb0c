//! `/verify-code`: a mailed code, typed or by the link beside it, and the activation code that a
//! tenant handed over. Nothing is spent by GET: mail scanners open links, too.

mod activation;
mod mailed_link;

use axum::response::Response;
use http::StatusCode;
use kobling_flow::{
    Loaded, Wrong, advance,
    code::{self, Tried},
    form, gone_by_handle, keep, load, present, refuse,
    show::Show,
    state, told,
};
use kobling_model::{
    first_login::{Row, Step},
    people::EmailAddress,
};
use kobling_pages::{CodeError, Notice};
use kobling_shared::function::{Function, Need};
use kobling_web::{PAGES, Stop, Visit, see_other};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::answering(
        PAGES,
        "verify-code",
        &[
            Need::Store,
            Need::DataKey,
            Need::NationalIds,
            Need::Upstream,
            Need::Outbox,
        ],
    )
    .keys_in_init()
    .get("/verify-code", get)
    .post("/verify-code", post)
}

async fn get(visit: Visit) -> Result<Response, Stop> {
    if let Some(mailed) = visit.query_one("mail") {
        return mailed_link::get(&visit, mailed).await;
    }
    let handle = visit.query_one("request").unwrap_or_default();
    let Some(loaded) = load(&visit.app, handle, visit.browser()).await? else {
        return Err(gone_by_handle(&visit, handle).await);
    };
    present::present(&visit, &loaded, true).await
}

async fn post(visit: Visit) -> Result<Response, Stop> {
    let action = visit.field("action").unwrap_or_default();
    if let Some(mailed) = visit.field("token") {
        return mailed_link::post(&visit, mailed, action).await;
    }
    let mut loaded = form::loaded(&visit).await?;
    let Some((row, step)) = state(&loaded, visit.app.now()).filter(|_| !loaded.request.is_done)
    else {
        return keep::to_here(&loaded);
    };
    match (action, step) {
        ("cancel", _) => advance::cancelled(&visit, &loaded),
        ("resend", Step::Code { .. }) => resend(&visit, loaded).await,
        ("wrong", Step::Code { .. }) => to_page(&loaded, Show::Wrong),
        ("back", Step::Code { .. }) if matches!(row, Row::L14 | Row::L24) => {
            to_page(&loaded, Show::Account)
        }
        ("change" | "back", Step::Code { .. }) => {
            // The code that is out stays: who comes back to its address types it.
            loaded.request.progress.address = None;
            loaded.request.progress.adds_address = false;
            loaded.request.progress.is_confirmed = false;
            advance::refresh(&visit, &mut loaded, None).await?;
            keep::save(&visit, &mut loaded, keep::Origin::Step).await?;
            keep::to_here(&loaded)
        }
        ("ask", Step::Extra(_)) => {
            refuse::noted(&visit, &loaded, present::activation_matter(row)).await?;
            Err(told(
                &visit.app,
                &loaded,
                StatusCode::OK,
                Notice::AccessAsked,
            ))
        }
        ("activate", Step::Extra(_)) => activation::post(&visit, loaded, row).await,
        // The field's own key sends the form without a button.
        ("verify" | "", Step::Code { .. }) => verify(&visit, loaded).await,
        _ => keep::to_here(&loaded),
    }
}

fn to_page(loaded: &Loaded, show: Show) -> Result<Response, Stop> {
    Ok(see_other(&show.address(&loaded.handle), None)?)
}

async fn verify(visit: &Visit, mut loaded: Loaded) -> Result<Response, Stop> {
    let typed = visit.field("code").unwrap_or_default();
    match code::try_code(visit, &loaded, typed).await? {
        Tried::Right(address) => given(visit, loaded, address).await,
        Tried::Over(_) if is_over(visit, &loaded).await? => keep::to_here(&loaded),
        Tried::Over(over) => {
            if let Some(sent) = &mut loaded.request.code {
                sent.over = Some(over);
            }
            keep::save(visit, &mut loaded, keep::Origin::Step).await?;
            code::to_step(&loaded)
        }
        Tried::Wrong(error) => keep::wrong(visit, loaded, Wrong::Code(error)).await,
    }
}

/// The code was given: the login goes on, and the code is spent with what it brings about.
async fn given(visit: &Visit, mut loaded: Loaded, address: EmailAddress) -> Result<Response, Stop> {
    loaded.spends = Some(loaded.request.code_proof_id());
    loaded.request.progress.mailbox = Some(address);
    loaded.request.code = None;
    advance::advance(visit, loaded, keep::Origin::Step).await
}

/// Whether the code ended because another press of the same form was quicker.
async fn is_over(visit: &Visit, loaded: &Loaded) -> Result<bool, Stop> {
    let now = load(&visit.app, &loaded.handle, visit.browser()).await?;
    Ok(now.is_some_and(|now| now.request.version != loaded.request.version))
}

async fn resend(visit: &Visit, loaded: Loaded) -> Result<Response, Stop> {
    let wait = loaded.request.code.as_ref().map_or(0, |sent| {
        sent.sent_at + code::pause(sent.count) - visit.app.now()
    });
    match u32::try_from(wait) {
        Ok(seconds) if seconds > 0 => {
            let error = CodeError::TooEarly { seconds };
            keep::wrong(visit, loaded, Wrong::Code(error)).await
        }
        _ => advance::send_code(visit, loaded).await,
    }
}
