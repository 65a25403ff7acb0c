//! `/link`: which account, which address. One page a question; what it asks is decided by the
//! first-login table, what is answered is kept with the login. And what an app of another
//! organisation may know of the person.

mod consent;
mod consents;

use axum::response::Response;
use http::StatusCode;
use kobling_flow::{
    Loaded, Purpose, Wrong, advance, approvals, code, confirm, form, gone_by_handle, keep, present,
    refuse,
    show::Show,
    state, told,
    upstream_step::{self, Beginning},
};
use kobling_model::{
    first_login::{Choice, ExtraProof, Row, Step},
    people::{ConflictKind, EmailAddress},
};
use kobling_pages::{AddressError, Notice};
use kobling_shared::function::{Function, Need};
use kobling_web::{PAGES, Stop, Visit, see_other};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::answering(
        PAGES,
        "link",
        &[
            Need::Store,
            Need::DataKey,
            Need::NationalIds,
            Need::Upstream,
            Need::Outbox,
        ],
    )
    .keys_in_init()
    .get("/link", get)
    .post("/link", post)
    .get("/consent", consent::get)
    .post("/consent", consent::post)
    .get("/consents", consents::get)
    .post("/consents", consents::post)
}

async fn get(visit: Visit) -> Result<Response, Stop> {
    let handle = visit.query_one("request").unwrap_or_default().to_owned();
    let Some(loaded) = kobling_flow::load(&visit.app, &handle, visit.browser()).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    if let Some(asked) = confirm::page(&visit, &loaded).await? {
        return Ok(asked);
    }
    present::present(&visit, &loaded, false).await
}

async fn post(visit: Visit) -> Result<Response, Stop> {
    let mut loaded = form::loaded(&visit).await?;
    let Some((row, step)) = state(&loaded, visit.app.now()).filter(|_| !loaded.request.is_done)
    else {
        return keep::to_here(&loaded);
    };
    let action = visit.field("action").unwrap_or_default();
    match (action, row, step) {
        ("cancel", ..) => advance::cancelled(&visit, &loaded),
        ("send", _, Step::Ask | Step::Code { .. }) => send(&visit, loaded, row).await,
        ("have_code", ..) => have_code(&visit, loaded).await,
        ("wrong", Row::L7 | Row::L8 | Row::L22, _) => to_page(&loaded, Show::Wrong),
        ("wrong_yes", Row::L7 | Row::L8 | Row::L22, _) => {
            noted(&visit, &loaded, ConflictKind::WrongAddress).await
        }
        ("without", Row::L10, _) => {
            loaded.request.progress.is_without_address = true;
            advance::advance(&visit, loaded, keep::Origin::Step).await
        }
        ("use", Row::L2, _) => {
            loaded.request.progress.is_confirmed = true;
            if visit.field("add_address") != Some("1") {
                return advance::advance(&visit, loaded, keep::Origin::Step).await;
            }
            loaded.request.progress.adds_address = true;
            advance::refresh(&visit, &mut loaded, None).await?;
            advance::send_code(&visit, loaded).await
        }
        ("continue", Row::L25, _) => {
            loaded.request.progress.is_confirmed = true;
            advance::advance(&visit, loaded, keep::Origin::Step).await
        }
        ("continue", Row::L3 | Row::L26, Step::Ask) => {
            loaded.request.progress.choice = match visit.field("account") {
                Some("other") if row == Row::L3 && !can_move(&loaded) => {
                    // The other account has no way to sign in of its own yet: people decide.
                    return noted(&visit, &loaded, ConflictKind::OtherAccount).await;
                }
                Some("this") => Some(Choice::This),
                Some("other") => Some(Choice::Other),
                _ => return keep::wrong(&visit, loaded, Wrong::Unchosen).await,
            };
            advance::advance(&visit, loaded, keep::Origin::Step).await
        }
        ("other", Row::L2, _) => {
            let (app, notice) = (&visit.app, Notice::AccountNotMine);
            Err(told(app, &loaded, StatusCode::OK, notice))
        }
        ("not_mine" | "unreachable", Row::L14 | Row::L24, _) => to_page(&loaded, Show::Detach),
        ("detach_yes", Row::L14, _) => {
            advance::detach(&visit, &mut loaded).await?;
            advance::advance(&visit, loaded, keep::Origin::Step).await
        }
        ("detach_yes", Row::L24, _) => noted(&visit, &loaded, ConflictKind::Detached).await,
        ("change" | "back", ..) => {
            let progress = &mut loaded.request.progress;
            progress.address = None;
            progress.choice = None;
            progress.mailbox = None;
            progress.is_confirmed = false;
            advance::refresh(&visit, &mut loaded, None).await?;
            advance::advance(&visit, loaded, keep::Origin::Step).await
        }
        ("switch", Row::L6, _) => {
            loaded.request.eid = None;
            loaded.request.facts = None;
            let beginning = Beginning {
                purpose: Purpose::LogIn,
                is_fresh: true,
                is_step_up: false,
            };
            upstream_step::go(&visit, loaded, beginning).await
        }
        ("ask", Row::L6, _) => noted(&visit, &loaded, ConflictKind::AccessAsked).await,
        ("again_yes", _, Step::Extra(ExtraProof::AdminApproval)) => {
            Err(approvals::ask_again(&visit, &loaded).await)
        }
        ("" | "sign_in", _, Step::SignIn) => sign_in(&visit, loaded, row).await,
        // A form of a step that is over: show the present one.
        _ => keep::to_here(&loaded),
    }
}

fn to_page(loaded: &Loaded, show: Show) -> Result<Response, Stop> {
    Ok(see_other(&show.address(&loaded.handle), None)?)
}

/// Whether the account that is linked at the tenant can show whose it is (L3).
fn can_move(loaded: &Loaded) -> bool {
    let facts = loaded.request.facts.as_ref();
    facts.is_some_and(present::can_move)
}

/// Tells the help desk what the person says, and the person that it was told.
async fn noted(visit: &Visit, loaded: &Loaded, kind: ConflictKind) -> Result<Response, Stop> {
    refuse::noted(visit, loaded, kind).await?;
    let notice = match kind {
        ConflictKind::WrongAddress => Notice::AddressReported,
        ConflictKind::OtherAccount => Notice::OtherAccountAsked,
        ConflictKind::Detached => Notice::DetachAsked,
        _ => Notice::AccessAsked,
    };
    Err(told(&visit.app, loaded, StatusCode::OK, notice))
}

/// Back to the field for a code that was sent before.
async fn have_code(visit: &Visit, mut loaded: Loaded) -> Result<Response, Stop> {
    let now = visit.app.now();
    let sent = loaded.request.code.clone();
    let Some(sent) = sent.filter(|sent| sent.over(now).is_none()) else {
        return keep::to_here(&loaded);
    };
    let is_at = |loaded: &Loaded| {
        let facts = loaded.request.facts.as_ref();
        let row = state(loaded, now).map(|(row, _)| row);
        row.zip(facts)
            .is_some_and(|(row, facts)| facts.code_address(row) == Some(&sent.address))
    };
    if !is_at(&loaded) {
        // It was typed or chosen before, and is again.
        loaded.request.progress.address = Some(sent.address.clone());
        advance::refresh(visit, &mut loaded, None).await?;
        if !is_at(&loaded) {
            loaded.request.progress.address = None;
            return keep::to_here(&loaded);
        }
        keep::save(visit, &mut loaded, keep::Origin::Step).await?;
    }
    code::to_step(&loaded)
}

/// Takes the address, if the step asks for one, and sends the code.
async fn send(visit: &Visit, mut loaded: Loaded, row: Row) -> Result<Response, Stop> {
    if matches!(row, Row::L6 | Row::L9 | Row::L10 | Row::L22 | Row::L29) {
        match address(visit, &loaded, row) {
            Ok(address) => {
                code::count_address(visit, &loaded).await?;
                loaded.request.progress.address = Some(address);
                advance::refresh(visit, &mut loaded, None).await?;
            }
            Err(error) => {
                let typed: String = visit
                    .field("address")
                    .unwrap_or_default()
                    .chars()
                    .take(254)
                    .collect();
                let wrong = Wrong::Address { typed, error };
                return keep::wrong(visit, loaded, wrong).await;
            }
        }
    }
    advance::send_code(visit, loaded).await
}

/// The address of the form: one of HR's by its place in the list, or a typed one.
fn address(visit: &Visit, loaded: &Loaded, row: Row) -> Result<EmailAddress, AddressError> {
    let settings = &loaded.at.tenant.settings;
    if row == Row::L22 {
        let choice = visit.field("choice").unwrap_or_default();
        if choice != "other" {
            let offered = loaded
                .request
                .facts
                .as_ref()
                .map(|facts| facts.offered.as_slice())
                .unwrap_or_default();
            return choice
                .parse::<usize>()
                .ok()
                .and_then(|index| offered.get(index))
                .cloned()
                .ok_or(AddressError::Empty);
        }
        if !settings.free_address {
            return Err(AddressError::Empty);
        }
    }
    let typed = visit.field("address").unwrap_or_default().trim();
    if typed.is_empty() {
        return Err(AddressError::Empty);
    }
    let address = EmailAddress::parse(typed).ok_or_else(|| AddressError::of(typed))?;
    // Where there is no entry, the directory itself says which addresses count.
    let is_free = matches!(row, Row::L9 | Row::L10 | Row::L22);
    let domains = &settings.allowed_domains;
    let is_allowed = domains.is_empty() || domains.iter().any(|domain| domain == address.domain());
    if is_free && !is_allowed {
        return Err(AddressError::DomainNotAllowed);
    }
    Ok(address)
}

/// To an eID that the account concerned already has.
async fn sign_in(visit: &Visit, loaded: Loaded, row: Row) -> Result<Response, Stop> {
    let gaining = loaded
        .request
        .facts
        .as_ref()
        .and_then(|facts| facts.gaining(row))
        .map(|account| account.id);
    let asked = visit.field("provider").unwrap_or_default();
    match gaining {
        Some(account) if asked == loaded.at.provider.id => {
            let beginning = Beginning {
                purpose: Purpose::SignInAs(account),
                is_fresh: true,
                is_step_up: false,
            };
            upstream_step::go(visit, loaded, beginning).await
        }
        _ => keep::to_here(&loaded),
    }
}
