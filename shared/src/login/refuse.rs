//! Refusals that a tenant's admin has to see: the item is stored, the help desk is told, the
//! person gets a page that says what happened and whom to ask.

use super::{
    answer::{self, audited, event},
    gather::Loaded,
    request::LoginRequest,
    told::letters,
};
use http::StatusCode;

use crate::{
    accounts::{
        AccountId, Conflict, ConflictKind, DirectoryUserId, EmailAddress, Proof, Refusal, Tenant,
        audit::Event,
    },
    digest::sha256,
    failure::Internal,
    mail::{AdminMatter, Letter, wake},
    pages::{Notice, Way, WayKind},
    store::{Condition, Transaction, keys},
    web::{Stop, Visit},
};

const DAY: i64 = 24 * 3600;

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
    let eid = loaded
        .request
        .eid
        .as_ref()
        .map(|eid| eid.authentication.link_digest.as_str());
    let matter = format!("{kind:?}\0{directory_user:?}\0{account:?}\0{eid:?}");
    Conflict {
        id: sha256(&matter),
        tenant: loaded.at.tenant.id.clone(),
        kind,
        directory_user,
        account,
        reference: visit.reference.clone(),
        at,
        is_settled: false,
    }
}

/// Where the tenant's help desk gets mail.
pub fn desk(tenant: &Tenant) -> Option<EmailAddress> {
    tenant
        .help_desk
        .email
        .as_deref()
        .and_then(EmailAddress::parse)
}

pub fn matter(kind: ConflictKind) -> AdminMatter {
    match kind {
        ConflictKind::Disputed => AdminMatter::Disputed,
        ConflictKind::TwoRecords => AdminMatter::TwoRecords,
        ConflictKind::AddressTaken => AdminMatter::AddressTaken,
        ConflictKind::NoAddress => AdminMatter::NoAddress,
        ConflictKind::Detached => AdminMatter::Detached,
        ConflictKind::SharedAddress => AdminMatter::SharedAddress,
        ConflictKind::Approval => AdminMatter::Approval,
        ConflictKind::Activation => AdminMatter::Activation,
        ConflictKind::WrongAddress => AdminMatter::WrongAddress,
        ConflictKind::AccessAsked => AdminMatter::AccessAsked,
        ConflictKind::NotMe => AdminMatter::NotMe,
    }
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
    let facts = loaded.request.facts.as_ref();
    let user = facts.and_then(|facts| facts.directory_user());
    let account = facts
        .and_then(|facts| facts.x.as_ref().or(facts.y.as_ref().map(|y| &y.account)))
        .map(|account| account.id);
    let conflict = item(visit, loaded, kind, user.map(|user| user.id), account);
    let mut transaction = transaction.create(store, "conflict", &conflict);
    let mut found = event(visit, Event::ConflictFound)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(format!("{kind:?}"));
    if let Some(user) = user {
        found = found.directory_user(&user.id);
    }
    if let Some(account) = &account {
        found = found.account(account);
    }
    transaction = audited(store, transaction, [found]);
    let mut mails = Vec::new();
    if let Some(desk) = desk(&loaded.at.tenant) {
        let person = user
            .map(crate::accounts::DirectoryUser::display_name)
            .unwrap_or_default();
        mails.push((
            desk,
            Letter::AdminItem {
                matter: matter(kind),
                person,
            },
        ));
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

/// Stores the item and gives the page for a refusal.
pub async fn conflict(
    visit: &Visit,
    loaded: &Loaded,
    kind: ConflictKind,
    refusal: Refusal,
) -> Stop {
    match report(visit, loaded, kind).await {
        Err(failure) if !failure.is_change() => failure.into(),
        _ => answer::refused(
            &visit.app,
            &loaded.at,
            &loaded.request.authorization,
            refusal,
        ),
    }
}

/// A handle that leads nowhere still says whose start address to offer.
pub fn gone_by_handle(handle: &str) -> Stop {
    let stop = Stop::notice(StatusCode::GONE, Notice::RequestGone);
    match LoginRequest::parse_handle(handle) {
        Some((tenant, _)) => stop.way(Way {
            href: format!("/t/{tenant}"),
            kind: WayKind::StartAgain,
        }),
        None => stop,
    }
}

/// Someone pressed "I did not ask for this" in a mail: the tenant's admin gets the item.
pub async fn report_not_me(visit: &Visit, proof: &Proof) -> Result<(), Internal> {
    let app = &visit.app;
    let store = app.store()?;
    let tenant: Option<Tenant> = store.get(&keys::tenant(&proof.tenant), app.now()).await?;
    let Some(tenant) = tenant else { return Ok(()) };
    let conflict = Conflict {
        id: proof.id_digest.clone(),
        tenant: tenant.id.clone(),
        kind: ConflictKind::NotMe,
        directory_user: proof.directory_user,
        account: None,
        reference: visit.reference.clone(),
        at: app.now().div_euclid(DAY) * DAY,
        is_settled: false,
    };
    let transaction = Transaction::new().put(store, "conflict", &conflict, Condition::anything());
    let mails = desk(&tenant)
        .map(|desk| {
            (
                desk,
                Letter::AdminItem {
                    matter: AdminMatter::NotMe,
                    person: String::new(),
                },
            )
        })
        .into_iter()
        .collect();
    let (transaction, posted) = letters(
        app,
        transaction,
        &tenant.id,
        &tenant.language,
        &visit.reference,
        mails,
    )
    .await?;
    store.transact(transaction).await?;
    wake(app, &posted).await;
    Ok(())
}
