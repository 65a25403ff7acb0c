//! Approval of a first use by the tenant's admin: asked for here, decided by an admin's action, used
//! once by the next login of the same eID.

use http::StatusCode;
use kobling_base::Internal;
use kobling_model::{
    audit::Event,
    first_login::Row,
    people::{Approval, ApprovalState, ConflictKind},
};
use kobling_pages::{Notice, Way, WayKind};
use kobling_store::{Condition, Transaction};
use kobling_web::{Stop, Visit};

use super::{
    audited::{audited, event},
    loaded::Loaded,
    refuse,
    show::Show,
};

const DAY: i64 = 24 * 3600;

/// Asks, unless it was asked already, and gives the page that says so.
pub async fn ask(visit: &Visit, loaded: &Loaded, row: Row) -> Stop {
    let facts = loaded.request.facts.as_ref();
    let user = facts
        .and_then(|facts| facts.directory_user())
        .map(|user| user.id);
    if user.is_some() && facts.and_then(|facts| facts.refused) == user {
        let refused = Notice::ApprovalRefused;
        return refuse::told(&visit.app, loaded, StatusCode::FORBIDDEN, refused);
    }
    match put(visit, loaded, row).await {
        Ok(()) => pending(visit, loaded),
        Err(failure) => failure.into(),
    }
}

/// The page of whoever waits, with a way to ask again where that was on an earlier day.
fn pending(visit: &Visit, loaded: &Loaded) -> Stop {
    let now = visit.app.now();
    let asked_at = loaded
        .request
        .facts
        .as_ref()
        .and_then(|facts| facts.asked_at);
    let earlier = asked_at.filter(|at| refuse::is_another_day(*at, now));
    let waits = Notice::ApprovalPending {
        tenant: loaded.at.tenant.name.clone(),
        asked_at: earlier,
    };
    let page = refuse::told(&visit.app, loaded, StatusCode::OK, waits);
    if earlier.is_none() {
        return page;
    }
    page.aside(Way {
        href: Show::Again.address(&loaded.handle),
        kind: WayKind::AskAgain,
    })
}

/// Tells the help desk again that someone waits, at most once a day, and gives the page.
pub async fn ask_again(visit: &Visit, loaded: &Loaded) -> Stop {
    match refuse::noted(visit, loaded, ConflictKind::Approval).await {
        Ok(()) => {
            let waits = Notice::ApprovalPending {
                tenant: loaded.at.tenant.name.clone(),
                asked_at: None,
            };
            refuse::told(&visit.app, loaded, StatusCode::OK, waits)
        }
        Err(failure) => failure.into(),
    }
}

async fn put(visit: &Visit, loaded: &Loaded, row: Row) -> Result<(), Internal> {
    let app = &visit.app;
    let store = app.store()?;
    let (Some(eid), Some(facts)) = (&loaded.request.eid, &loaded.request.facts) else {
        return Ok(());
    };
    let Some(user) = facts.directory_user() else {
        return Ok(());
    };
    let approval = Approval {
        tenant: loaded.at.tenant.id.clone(),
        eid: facts.approval_digest(eid).clone(),
        directory_user: user.id,
        account: facts
            .x
            .as_ref()
            .or_else(|| facts.gaining(row))
            .map(|account| account.id),
        address: loaded.request.progress.mailbox.clone(),
        state: ApprovalState::Asked,
        asked_at: app.now(),
        decided_by: None,
        expires_at: app.now() + i64::from(loaded.at.tenant.settings.link_life) * DAY,
    };
    let transaction = Transaction::new().put(
        store,
        "approval",
        &approval,
        // One that asks to be someone else takes the place of an earlier wish.
        Condition::absent_expired_or_not(app.now(), "directory_user", user.id.to_string()),
    );
    let asked = event(visit, Event::ApprovalAsked)
        .tenant(&loaded.at.tenant.id)
        .directory_user(&user.id)
        .detail(row.id());
    let transaction = audited(store, transaction, [asked]);
    match refuse::report_with(visit, loaded, ConflictKind::Approval, transaction).await {
        // It was asked before and not decided yet, or refused: one item is enough.
        Err(failure) if failure.is_change() => Ok(()),
        other => other,
    }
}
