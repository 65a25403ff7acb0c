//! Carries a row out: one transaction with everything the row changes, the session, the code for
//! the app, the mails and the audit. Anything that fails leaves all undone.

use axum::response::Response;

use super::{
    answer::{self, Person, audited, event},
    changes::{Changes, EidChange, Impossible, Setting, changes},
    gather::Loaded,
    refuse,
    told::letters,
};
use crate::{
    accounts::{
        AccountId, AddressGuard, Conflict, ConflictKind, EidLink, Refusal, audit::Event,
        first_login::Row,
    },
    failure::Internal,
    mail::{Letter, wake},
    store::{Condition, StoreError, Transaction, keys},
    web::{Stop, Visit, see_other},
};

/// How carrying out ended.
pub enum Completed {
    /// The answer to the browser.
    Done(Response),
    /// Something that was read had changed: read again and show the present step.
    Changed,
}

/// Carries the row out and ends the login.
pub async fn complete(visit: &Visit, loaded: &Loaded, row: Row) -> Result<Completed, Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let request = &loaded.request;
    let (Some(eid), Some(facts)) = (&request.eid, &request.facts) else {
        return Err(Internal::from("a login without an eID cannot be completed").into());
    };
    let setting = Setting {
        tenant: &loaded.at.tenant,
        eid,
        eid_name: &loaded.at.provider.name,
        facts,
        progress: &request.progress,
        now: app.now(),
        new_account: AccountId::new(app.random().uuid()),
    };
    let changes = match changes(row, &setting) {
        Ok(changes) => changes,
        Err(Impossible::Incomplete) => return Ok(Completed::Changed),
        Err(Impossible::Unbound) => {
            return Err(
                refuse::conflict(visit, loaded, ConflictKind::Disputed, Refusal::Disputed).await,
            );
        }
    };

    let person = Person {
        account: &changes.account,
        link: Some(&changes.link),
        user: Some(&changes.user),
        authentication: &eid.authentication,
    };
    let access = answer::ask_gate(&loaded.at, &request.authorization, &person, app.now());
    let (session, cookie) =
        answer::new_session(app, &loaded.at, &changes.account, &eid.authentication);
    let mut transaction = Transaction::new().create(store, "session", &session);
    let code = match access {
        Ok(_) => {
            let (proof, code) =
                answer::new_code(app, &loaded.at, &request.authorization, &person, &session);
            transaction = transaction.create(store, "code", &proof);
            Some(code)
        }
        Err(_) => None,
    };
    transaction = written(store, transaction, &changes, loaded, app.now());
    transaction = done(store, transaction, loaded);
    transaction = spend(store, transaction, loaded, app.now());

    let language = visit.language(&request.authorization.ui_locales, Some(&loaded.at.tenant));
    let mut mails = changes.letters.clone();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for kind in &changes.conflicts {
        conflicts.push(refuse::item(
            visit,
            loaded,
            *kind,
            Some(changes.user.id),
            Some(changes.account.id),
        ));
        if let Some(desk) = refuse::desk(&loaded.at.tenant) {
            mails.push((
                desk,
                Letter::AdminItem {
                    matter: refuse::matter(*kind),
                    person: changes.user.display_name(),
                },
            ));
        }
    }
    for conflict in &conflicts {
        transaction = transaction.put(store, "conflict", conflict, Condition::anything());
    }
    let (transaction, posted) = letters(
        app,
        transaction,
        &loaded.at.tenant.id,
        language.code(),
        &visit.reference,
        mails,
    )
    .await?;

    let mut events: Vec<_> = changes
        .happened
        .iter()
        .map(|happened| event(visit, happened.event).account(&happened.account))
        .collect();
    events.push(match access {
        Ok(_) => event(visit, Event::LoggedIn).account(&changes.account.id),
        Err(refusal) => event(visit, Event::LoginRefused)
            .account(&changes.account.id)
            .detail(format!("{refusal:?}")),
    });
    let events = events.into_iter().map(|event| {
        let detail = event.detail.clone().unwrap_or_else(|| format!("{row:?}"));
        event
            .tenant(&loaded.at.tenant.id)
            .directory_user(&changes.user.id)
            .client(&loaded.at.client.id)
            .detail(detail)
    });
    let transaction = audited(store, transaction, events);
    match store.transact(transaction).await {
        Ok(()) => {}
        Err(StoreError::Changed(labels)) => {
            tracing::info!(changed = labels.join(","), row = ?row, "changed while completing");
            return Ok(Completed::Changed);
        }
        Err(error) => return Err(error.into()),
    }
    wake(app, &posted).await;
    match (code, access) {
        (Some(code), _) => {
            answer::to_app(app, &request.authorization, &code, Some(&cookie)).map(Completed::Done)
        }
        (None, Err(refusal)) => Err(answer::refused(
            app,
            &loaded.at,
            &request.authorization,
            refusal,
        )),
        (None, Ok(_)) => Ok(Completed::Done(see_other("/", None)?)),
    }
}

fn version(was: u64) -> Condition {
    Condition::present().equals("version", was)
}

/// The changes as actions, each on condition that what was read still holds.
fn written(
    store: &crate::store::Store,
    mut transaction: Transaction,
    changes: &Changes,
    loaded: &Loaded,
    now: i64,
) -> Transaction {
    let tenant = &loaded.at.tenant.id;
    let account_key = keys::account(&changes.account.id);
    transaction = match changes.account_was {
        None => transaction.create(store, "account", &changes.account),
        Some(was) if changes.account.version != was => transaction.put(
            store,
            "account",
            &changes.account,
            version(was).equals("state", "enabled"),
        ),
        Some(was) => transaction.check(
            store,
            "account",
            &account_key,
            version(was).equals("state", "enabled"),
        ),
    };
    if changes.is_link_written {
        let condition = if changes.is_link_new {
            Condition::absent()
        } else {
            Condition::present()
        };
        transaction = transaction
            .put(store, "app link", &changes.link, condition)
            .put(
                store,
                "directory user",
                &changes.user,
                version(changes.user_was),
            );
    } else {
        let key = keys::directory_user(tenant, &changes.user.id);
        transaction = transaction.check(store, "directory user", &key, version(changes.user_was));
    }
    for (account, was) in &changes.other_accounts {
        transaction = transaction.put(store, "other account", account, version(*was));
    }
    for (user, was) in &changes.other_users {
        transaction = transaction.put(store, "other directory user", user, version(*was));
    }
    for account in &changes.ended_links {
        transaction = transaction.delete(
            store,
            "ended link",
            &keys::app_link(account, tenant),
            Condition::present(),
        );
    }
    transaction = match &changes.eid {
        EidChange::None => transaction,
        EidChange::Create(link) => transaction.create::<EidLink>(store, "eID", link),
        EidChange::Repoint { link, from } => transaction.put(
            store,
            "eID",
            link,
            Condition::present().equals("account", from.to_string()),
        ),
    };
    if let Some((digest, account)) = &changes.removed_eid {
        transaction = transaction.delete(
            store,
            "replaced eID",
            &keys::eid_link(digest),
            Condition::present().equals("account", account.to_string()),
        );
    }
    if let Some(guard) = &changes.new_address {
        transaction = transaction.create::<AddressGuard>(store, "address", guard);
    }
    if let (Some(facts), Some(eid)) = (&loaded.request.facts, &loaded.request.eid)
        && facts.approved == Some(changes.user.id)
    {
        // An approval is used once.
        transaction = transaction.delete(
            store,
            "approval",
            &keys::approval(tenant, &eid.authentication.link_digest),
            Condition::live(now).equals("state", "approved"),
        );
    }
    transaction
}

/// The request ends; what it carried of the person goes.
fn done(store: &crate::store::Store, transaction: Transaction, loaded: &Loaded) -> Transaction {
    let was = loaded.request.version;
    let mut request = loaded.request.clone();
    request.is_done = true;
    request.version = was + 1;
    request.facts = None;
    request.code = None;
    request.upstream = None;
    if let Some(eid) = &mut request.eid {
        eid.sealed_number = None;
    }
    transaction.put(store, "request", request.as_ref(), version(was))
}

/// A mailed code that was given is spent with what it brought about.
fn spend(
    store: &crate::store::Store,
    transaction: Transaction,
    loaded: &Loaded,
    now: i64,
) -> Transaction {
    let Some(id) = &loaded.spends else {
        return transaction;
    };
    transaction.update(
        store,
        "proof",
        &keys::proof(id),
        crate::store::Update::new().set("spent_at", now),
        Condition::live(now).without("spent_at"),
    )
}
