//! Refusals that a tenant's admin has to see: the item is stored, the help desk is told, the
//! person gets a page that says what happened and whom to ask.

use http::StatusCode;
use kobling_base::{Internal, digest::sha256};
use kobling_letters::{Letter, wake};
use kobling_model::{
    AccountId, DirectoryUserId, Refusal,
    audit::Event,
    first_login::Row,
    keys,
    people::{
        Account, AppLink, Asked, Conflict, ConflictKind, DirectoryUser, EmailAddress,
        EmploymentStatus,
    },
};
use kobling_pages::{AskedBefore, Notice};
use kobling_protocol::authorization::Refusal as OidcRefusal;
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};
use kobling_web::{Stop, Visit};

use super::{
    audited::{audited, event},
    loaded::Loaded,
    once::noted_once,
    refused::refused,
    to_app,
    told::letters,
    upstream_step,
};

pub(super) const DAY: i64 = 24 * 3600;

/// The item for a tenant's admin.
pub fn item(
    visit: &Visit,
    loaded: &Loaded,
    kind: ConflictKind,
    directory_user: Option<DirectoryUserId>,
    account: Option<AccountId>,
) -> Conflict {
    // The same matter of the same people is one item a day, however often it is met.
    let at = visit.app.now().div_euclid(DAY) * DAY;
    Conflict {
        id: matter(loaded, kind, directory_user, account),
        tenant: loaded.at.tenant.id.clone(),
        kind,
        directory_user,
        account,
        reference: visit.reference.clone(),
        at,
        is_settled: false,
    }
}

/// The id of a matter, the same whenever the same person comes with it.
fn matter(
    loaded: &Loaded,
    kind: ConflictKind,
    directory_user: Option<DirectoryUserId>,
    account: Option<AccountId>,
) -> String {
    let eid = loaded.request.eid.as_ref();
    let eid = eid.map(|eid| eid.authentication.link_digest.as_str());
    let facts = loaded.request.facts.as_ref();
    // A corrected address that is wrong again is another matter.
    let address = facts
        .and_then(|facts| facts.address.as_ref())
        .filter(|_| kind == ConflictKind::WrongAddress);
    sha256(&format!(
        "{}\0{directory_user:?}\0{account:?}\0{eid:?}\0{address:?}",
        kind.name()
    ))
}

/// Whom of the directory, and which account, a matter of this login is about.
fn whom(loaded: &Loaded) -> (Option<&DirectoryUser>, Option<AccountId>) {
    let facts = loaded.request.facts.as_ref();
    let user = facts.and_then(|facts| facts.directory_user());
    let account = facts
        .and_then(|facts| facts.x.as_ref().or(facts.y.as_ref().map(|y| &y.account)))
        .map(|account| account.id);
    (user, account)
}

/// When the person asked the same before, if they did.
pub async fn asked_before(
    visit: &Visit,
    loaded: &Loaded,
    kind: ConflictKind,
) -> Result<Option<AskedBefore>, Internal> {
    let now = visit.app.now();
    let (user, account) = whom(loaded);
    let matter = matter(loaded, kind, user.map(|user| user.id), account);
    let asked: Option<Asked> = visit.app.store()?.get(&keys::asked(&matter), now).await?;
    Ok(asked.map(|asked| AskedBefore {
        at: asked.at,
        may_again: is_another_day(asked.at, now),
    }))
}

/// Whether a matter of then would be an item of its own now.
pub fn is_another_day(then: i64, now: i64) -> bool {
    then.div_euclid(DAY) != now.div_euclid(DAY)
}

/// Stores the item and tells the help desk.
pub async fn report(visit: &Visit, loaded: &Loaded, kind: ConflictKind) -> Result<(), Internal> {
    report_with(visit, loaded, kind, Transaction::new()).await
}

/// As `report`, together with other changes.
pub async fn report_with(
    visit: &Visit,
    loaded: &Loaded,
    kind: ConflictKind,
    transaction: Transaction,
) -> Result<(), Internal> {
    let app = &visit.app;
    let store = app.store()?;
    let (user, account) = whom(loaded);
    let conflict = item(visit, loaded, kind, user.map(|user| user.id), account);
    let mut transaction = transaction.create(store, "conflict", &conflict);
    if is_asked(kind) {
        let asked = Asked::new(conflict.id.clone(), app.now());
        transaction = transaction.put(store, "asked", &asked, Condition::anything());
    }
    let mut found = event(visit, Event::ConflictFound)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(kind.name());
    if let Some(user) = user {
        found = found.directory_user(&user.id);
    }
    if let Some(account) = &account {
        found = found.account(account);
    }
    transaction = audited(store, transaction, [found]);
    let mut mails = Vec::new();
    if let Some(desk) = loaded.at.tenant.help_desk.address() {
        let person = user.map_or_else(|| stranger(loaded), DirectoryUser::display_name);
        mails.push((desk, Letter::AdminItem { kind, person }));
    }
    let (transaction, posted) = letters(
        app,
        transaction,
        &loaded.at.tenant.id,
        &loaded.at.tenant.language,
        &visit.reference,
        mails,
    )
    .await?;
    store.transact(transaction).await?;
    wake(app, &posted).await;
    Ok(())
}

/// Whether a person asks for it and waits for an answer; approvals hold that themselves.
fn is_asked(kind: ConflictKind) -> bool {
    matches!(
        kind,
        ConflictKind::WrongAddress
            | ConflictKind::AccessAsked
            | ConflictKind::OtherAccount
            | ConflictKind::Detached
            | ConflictKind::SharedAddress
    )
}

/// A page that says how the login has ended here; its one button leads back to the app.
pub fn told(app: &App, loaded: &Loaded, status: StatusCode, notice: Notice) -> Stop {
    let request = &loaded.request.authorization;
    let denied = OidcRefusal::AccessDenied;
    Stop::notice(status, notice)
        .at(&loaded.at.tenant, &request.ui_locales)
        .who(loaded.who())
        .way(to_app::way_back(app, &loaded.at, request, denied))
}

/// The page of a row that refuses, with what has to be noted for the tenant.
pub async fn row(visit: &Visit, loaded: &Loaded, row: Row) -> Stop {
    let now = visit.app.now();
    let facts = loaded.request.facts.clone().unwrap_or_default();
    let refused = |refusal| {
        refused(
            &visit.app,
            &loaded.at,
            &loaded.request.authorization,
            refusal,
        )
        .who(loaded.who())
    };
    match row {
        Row::L16 | Row::L17 | Row::L18 if audit_refusal(visit, loaded, row).await.is_err() => {
            Internal::from("the refusal could not be written down").into()
        }
        // The eID is asked anew from where a login goes on.
        Row::L17 => {
            let (request, unmet) = (
                &loaded.request.authorization,
                OidcRefusal::UnmetAuthenticationRequirements,
            );
            refused(Refusal::LevelTooLow(loaded.at.tenant.settings.minimum_acr))
                .way(upstream_step::try_again(&loaded.handle))
                .aside(to_app::way_back(&visit.app, &loaded.at, request, unmet))
        }
        Row::L18 => refused(Refusal::AccountDisabled),
        Row::L16 => {
            let status = [facts.d.as_ref(), facts.d2.as_ref()]
                .into_iter()
                .flatten()
                .map(|user| user.employment_status(now))
                .find(|status| *status != EmploymentStatus::Current)
                .unwrap_or(EmploymentStatus::Suspended);
            refused(Refusal::Employment(status))
        }
        Row::L5 => match suspend_link(visit, loaded, facts.x_link.as_ref()).await {
            Ok(()) => {
                conflict(
                    visit,
                    loaded,
                    ConflictKind::Disputed,
                    Refusal::LinkSuspended,
                )
                .await
            }
            Err(failure) => failure.into(),
        },
        Row::L28 => conflict(visit, loaded, ConflictKind::Activation, Refusal::NotActive).await,
        _ if is_birth_date_another(loaded) => birth_date_differs(visit, loaded).await,
        _ => conflict(visit, loaded, ConflictKind::Disputed, Refusal::Disputed).await,
    }
}

fn is_birth_date_another(loaded: &Loaded) -> bool {
    let found = loaded
        .request
        .facts
        .as_ref()
        .zip(loaded.request.eid.as_ref());
    found.is_some_and(|(facts, eid)| facts.is_birth_date_another(eid))
}

/// HR's birth date and the eID's belong to two people, or one of them is wrong (L15).
async fn birth_date_differs(visit: &Visit, loaded: &Loaded) -> Stop {
    match report(visit, loaded, ConflictKind::BirthDate).await {
        Err(failure) if !failure.is_change() => failure.into(),
        _ => Stop::notice(StatusCode::FORBIDDEN, Notice::BirthDateDiffers)
            .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
            .who(loaded.who()),
    }
}

/// Writes down that a login was refused for good.
async fn audit_refusal(visit: &Visit, loaded: &Loaded, row: Row) -> Result<(), Internal> {
    let facts = loaded.request.facts.as_ref();
    let mut told = event(visit, Event::LoginRefused)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(row.id());
    if let Some(user) = facts.and_then(|facts| facts.directory_user()) {
        told = told.directory_user(&user.id);
    }
    if let Some(account) = facts.and_then(|facts| facts.x.as_ref()) {
        told = told.account(&account.id);
    }
    let eid = loaded.request.eid.as_ref();
    let whose = eid.map_or("", |eid| eid.authentication.link_digest.as_str());
    noted_once(visit, told, whose).await
}

/// A disputed app link gives no access until the tenant decides (L5).
async fn suspend_link(
    visit: &Visit,
    loaded: &Loaded,
    link: Option<&AppLink>,
) -> Result<(), Internal> {
    let Some(link) = link.filter(|link| !link.suspended) else {
        return Ok(());
    };
    let store = visit.app.store()?;
    let suspended = AppLink {
        suspended: true,
        session_generation: link.session_generation + 1,
        ..link.clone()
    };
    let told = event(visit, Event::AppLinkSuspended)
        .tenant(&loaded.at.tenant.id)
        .account(&link.account)
        .directory_user(&link.directory_user);
    let transaction = Transaction::new().put(
        store,
        "app link",
        &suspended,
        Condition::present().equals("session_generation", link.session_generation),
    );
    match store.transact(audited(store, transaction, [told])).await {
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Someone who is nobody in the directory: by the account's name, or by the address they typed.
fn stranger(loaded: &Loaded) -> String {
    let facts = loaded.request.facts.as_ref();
    let account = facts
        .and_then(|facts| facts.x.as_ref())
        .map(Account::display_name);
    let address = facts
        .and_then(|facts| facts.address.as_ref())
        .map(EmailAddress::to_string);
    [account, address]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Stores the item and gives the page for a refusal.
pub async fn conflict(
    visit: &Visit,
    loaded: &Loaded,
    kind: ConflictKind,
    refusal: Refusal,
) -> Stop {
    match report(visit, loaded, kind).await {
        Err(failure) if !failure.is_change() => failure.into(),
        _ => refused(
            &visit.app,
            &loaded.at,
            &loaded.request.authorization,
            refusal,
        )
        .who(loaded.who()),
    }
}

/// Stores an item for the tenant's admin; one that is there already is enough.
pub async fn noted(visit: &Visit, loaded: &Loaded, kind: ConflictKind) -> Result<(), Internal> {
    match report(visit, loaded, kind).await {
        Err(failure) if failure.is_change() => Ok(()),
        other => other,
    }
}
