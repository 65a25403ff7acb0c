//! Approval of a first use by the tenant's admin: asked for by a login, decided by an admin,
//! used once by the next login of the same eID.

use http::StatusCode;
use kobling_base::Internal;
use kobling_letters::{Letter, Posting, post, wake};
use kobling_model::{
    DirectoryUserId, TenantId,
    audit::{AuditEvent, Event},
    first_login::Row,
    item::Table,
    keys,
    people::{Approval, ApprovalState, ConflictKind, DirectoryUser, DirectoryUserState},
    tenants::Tenant,
};
use kobling_pages::{Notice, Way, WayKind};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};
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
        .detail(format!("{row:?}"));
    let transaction = audited(store, transaction, [asked]);
    match refuse::report_with(visit, loaded, ConflictKind::Approval, transaction).await {
        // It was asked before and not decided yet, or refused: one item is enough.
        Err(failure) if failure.is_change() => Ok(()),
        other => other,
    }
}

/// The approvals of a tenant that wait for a word.
pub async fn asked(app: &App, tenant: &TenantId) -> Result<Vec<Approval>, StoreError> {
    let store = app
        .store()
        .map_err(|_| StoreError::Unreadable("no store".to_owned()))?;
    let all: Vec<Approval> = store
        .partition(Table::Identity, &keys::approvals(tenant), "", app.now())
        .await?;
    Ok(all
        .into_iter()
        .filter(|approval| approval.state == ApprovalState::Asked)
        .collect())
}

/// Decides one approval, named by the eID that asks: several may ask to be the same person.
/// False where it does not wait.
pub async fn decide(
    app: &App,
    tenant: &TenantId,
    eid: &str,
    is_approved: bool,
    by: &str,
) -> Result<bool, Internal> {
    let store = app.store()?;
    let waiting = asked(app, tenant).await?;
    let Some(approval) = waiting
        .into_iter()
        .find(|approval| approval.eid.as_str() == eid)
    else {
        return Ok(false);
    };
    let mut decided = approval.clone();
    decided.state = if is_approved {
        ApprovalState::Approved
    } else {
        ApprovalState::Refused
    };
    decided.decided_by = Some(by.to_owned());
    let mut transaction = Transaction::new().put(
        store,
        "approval",
        &decided,
        Condition::live(app.now()).equals("state", "asked"),
    );
    let reference = app.random().uuid().to_string();
    let told = AuditEvent::new(
        app.random().uuid().to_string(),
        Event::ApprovalDecided,
        &reference,
        by,
        app.clock().now_milliseconds(),
    )
    .tenant(tenant)
    .directory_user(&approval.directory_user)
    .detail(if is_approved { "approved" } else { "refused" });
    transaction = audited(store, transaction, [told]);
    let mut posted = Vec::new();
    if let Some(address) = &decided.address {
        let tenant_item: Option<Tenant> = store.get(&keys::tenant(tenant), app.now()).await?;
        let language = tenant_item.map_or_else(|| "nb".to_owned(), |tenant| tenant.language);
        let letter = if is_approved {
            Letter::ApprovalGiven
        } else {
            Letter::ApprovalRefused
        };
        let posting = Posting {
            tenant,
            to: address,
            language: &language,
            letter,
            reference: &reference,
        };
        let (next, mail) = post(app, transaction, posting, None).await?;
        transaction = next;
        posted.push(mail);
    }
    match store.transact(transaction).await {
        Ok(()) => {}
        // Someone else was quicker, or it has just expired.
        Err(StoreError::Changed(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    wake(app, &posted).await;
    Ok(true)
}

/// Activates a directory user that HR has imported or an admin has invited, and writes to them
/// (L28). False where there is nothing to activate.
pub async fn activate(
    app: &App,
    tenant: &TenantId,
    user: DirectoryUserId,
    by: &str,
) -> Result<bool, Internal> {
    let store = app.store()?;
    let key = keys::directory_user(tenant, &user);
    let Some(before) = store.get::<DirectoryUser>(&key, app.now()).await? else {
        return Ok(false);
    };
    if !matches!(
        before.state,
        DirectoryUserState::Imported | DirectoryUserState::Invited
    ) {
        return Ok(false);
    }
    let mut after = before.clone();
    after.state = DirectoryUserState::Active;
    after.version += 1;
    let reference = app.random().uuid().to_string();
    let told = AuditEvent::new(
        app.random().uuid().to_string(),
        Event::Activated,
        &reference,
        by,
        app.clock().now_milliseconds(),
    )
    .tenant(tenant)
    .directory_user(&user);
    let mut transaction = Transaction::new().put(
        store,
        "directory user",
        &after,
        Condition::present().equals("version", before.version),
    );
    transaction = audited(store, transaction, [told]);
    let mut posted = Vec::new();
    if let Some(address) = after.usable_addresses(app.now()).first() {
        let tenant_item: Option<Tenant> = store.get(&keys::tenant(tenant), app.now()).await?;
        let language = tenant_item.map_or_else(|| "nb".to_owned(), |tenant| tenant.language);
        let posting = Posting {
            tenant,
            to: address,
            language: &language,
            letter: Letter::ApprovalGiven,
            reference: &reference,
        };
        let (next, mail) = post(app, transaction, posting, None).await?;
        transaction = next;
        posted.push(mail);
    }
    match store.transact(transaction).await {
        Ok(()) => {}
        Err(StoreError::Changed(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    wake(app, &posted).await;
    Ok(true)
}
