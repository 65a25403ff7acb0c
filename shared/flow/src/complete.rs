//! Carries a row out: one transaction with everything the row changes, the session, the code for
//! the app, the mails and the audit. Anything that fails leaves all undone.

use axum::{http::StatusCode, response::Response};
use kobling_base::{Internal, secret::Secret};
use kobling_letters::{Letter, wake};
use kobling_model::{
    AccountId, Refusal,
    audit::Event,
    evidence::EvidenceList,
    first_login::Row,
    keys,
    people::{AddressGuard, Conflict, ConflictKind, EidLink},
    sessions::UpstreamSession,
};
use kobling_pages::Notice;
use kobling_protocol::authorization::{ErrorRedirect, Refusal as OidcRefusal};
use kobling_store::{Condition, Store, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit, see_other, session_cookie};

use super::{
    addresses, answer,
    audited::{audited, event},
    changes::{Impossible, Setting, changes},
    consent,
    guards::{number_moved, unchanged},
    knowing::knowing,
    loaded::Loaded,
    next::{Step, after_login},
    person::{Person, ask_gate},
    refuse,
    refused::refused,
    row_changes::{Changes, EidChange},
    session_number, to_app,
    told::letters,
};

/// How carrying out ended.
pub enum Completed {
    /// The answer to the browser.
    Done(Response),
    /// Something that was read had changed: read again and show the present step.
    Changed,
}

/// What the app gets of a login.
enum Outcome {
    Code(String),
    /// Its code, once the person has answered on a page.
    Page(fn(&str) -> String),
    Nobody,
}

/// Carries the row out and ends the login. `number` is the eID's, while it is in hand.
pub async fn complete(
    visit: &Visit,
    loaded: &Loaded,
    row: Row,
    number: Option<&Secret<String>>,
) -> Result<Completed, Stop> {
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

    let evidence = EvidenceList::from(eid.authentication.clone());
    let person = Person {
        account: &changes.account,
        link: Some(&changes.link),
        user: Some(&changes.user),
        evidence: &evidence,
    };
    let access = ask_gate(&loaded.at, &request.authorization, &person, app.now());
    if let Err(refusal) = access
        && !matches!(
            refusal,
            Refusal::LevelTooLow(_) | Refusal::LevelOutOfReach(_)
        )
    {
        // Whoever may not use the app here gets no link by trying. A level is another matter: the
        // link is right, and the next app may ask for less.
        return Err(refused(app, &loaded.at, &request.authorization, refusal));
    }
    let (mut session, cookie) = answer::new_session(
        visit,
        &loaded.at,
        &changes.account,
        &changes.user,
        &evidence,
    );
    let mut transaction = Transaction::new();
    let is_meant = request.authorization.is_for(changes.account.id);
    let known = knowing(app, loaded, None);
    let consent_is_missing =
        consent::is_needed(&loaded.at, &request.authorization, &changes.account);
    let outcome = match access {
        Ok(_) if is_meant => {
            if session_number::is_wanted(&loaded.at, &request.authorization) {
                session.sealed_number =
                    session_number::sealed(app, loaded, number, &session).await?;
            }
            transaction = transaction.create(store, "session", &session);
            if let Some(upstream) = UpstreamSession::of(&session, &loaded.at.provider.issuer) {
                transaction = transaction.create(store, "upstream session", &upstream);
            }
            match after_login(request, &known, consent_is_missing) {
                Step::Consent => Outcome::Page(addresses::consent),
                Step::AllowDevice => Outcome::Page(addresses::device),
                _ => {
                    let (prover, asked) = (app.prover().await?, &request.authorization);
                    let (proof, code) =
                        answer::new_code(app, &prover, &loaded.at, asked, &person, &session)?;
                    transaction = transaction.create(store, "code", &proof);
                    transaction =
                        answer::to_be_told(store, transaction, &session, &loaded.at.client);
                    transaction = answer::used_up(store, transaction, asked, app.now());
                    Outcome::Code(code)
                }
            }
        }
        // Another person than the app means has logged in: what they linked is theirs, and the app
        // gets nobody.
        Ok(_) | Err(_) => Outcome::Nobody,
    };
    transaction = written(store, transaction, &changes, loaded, app.now());
    transaction = unchanged(store, transaction, facts, eid, &loaded.at.tenant.id);
    transaction = done(store, transaction, loaded, &outcome, app.now());
    transaction = spend(store, transaction, loaded, app.now());

    let language = visit.language(&request.authorization.ui_locales, Some(&loaded.at.tenant));
    let mails = changes.letters.clone();
    let mut desk_mails = Vec::new();
    let mut conflicts: Vec<Conflict> = Vec::new();
    for kind in &changes.conflicts {
        conflicts.push(refuse::item(
            visit,
            loaded,
            *kind,
            Some(changes.user.id),
            Some(changes.account.id),
        ));
        if let Some(desk) = loaded.at.tenant.help_desk.address() {
            desk_mails.push((
                desk,
                Letter::AdminItem {
                    kind: *kind,
                    person: changes.user.display_name(),
                },
            ));
        }
    }
    for conflict in &conflicts {
        transaction = transaction.put(store, "conflict", conflict, Condition::anything());
    }
    let (transaction, mut posted) = letters(
        app,
        transaction,
        &loaded.at.tenant.id,
        language.code(),
        &visit.reference,
        mails,
    )
    .await?;
    // The help desk reads the tenant's language, whichever the person chose.
    let (transaction, desk_posted) = letters(
        app,
        transaction,
        &loaded.at.tenant.id,
        &loaded.at.tenant.language,
        &visit.reference,
        desk_mails,
    )
    .await?;
    posted.extend(desk_posted);

    let mut events: Vec<_> = changes
        .happened
        .iter()
        .map(|happened| event(visit, happened.event).account(&happened.account))
        .collect();
    events.push(match access {
        Ok(_) => event(visit, Event::LoggedIn).account(&changes.account.id),
        Err(refusal) => event(visit, Event::LoginRefused)
            .account(&changes.account.id)
            .detail(refusal.name()),
    });
    events.extend(conflicts.iter().map(|conflict| {
        event(visit, Event::ConflictFound)
            .account(&changes.account.id)
            .detail(conflict.kind.name())
    }));
    let events = events.into_iter().map(|event| {
        let detail = event.detail.clone().unwrap_or_else(|| row.id().to_owned());
        event
            .tenant(&loaded.at.tenant.id)
            .directory_user(&changes.user.id)
            .client(&loaded.at.client.id)
            .detail(detail)
    });
    let transaction = audited(store, transaction, events);
    match store.transact(transaction).await {
        Ok(()) => {}
        // The app's request gave a code already; no other can be had by it.
        Err(StoreError::Changed(labels)) if labels.contains(&answer::PUSHED) => {
            return Err(Stop::notice(
                StatusCode::BAD_REQUEST,
                Notice::InvalidRequest,
            ));
        }
        Err(StoreError::Changed(labels)) => {
            tracing::info!(changed = labels.join(","), row = ?row, "changed while completing");
            return Ok(Completed::Changed);
        }
        Err(error) => return Err(error.into()),
    }
    wake(app, &posted).await;
    match (outcome, access) {
        (Outcome::Code(code), _) => {
            to_app::with_code(visit, &request.authorization, &code, Some(&cookie))
                .map(Completed::Done)
        }
        (Outcome::Page(page), _) => {
            let page = page(&loaded.handle);
            Ok(Completed::Done(see_other(&page, session_cookie(&cookie))?))
        }
        (Outcome::Nobody, Err(refusal)) => {
            Err(refused(app, &loaded.at, &request.authorization, refusal))
        }
        (Outcome::Nobody, Ok(_)) => {
            let refused = OidcRefusal::LoginRequired;
            let redirect = ErrorRedirect::for_request(&request.authorization, refused);
            to_app::with_error(visit, &redirect).map(Completed::Done)
        }
    }
}

fn version(was: u64) -> Condition {
    Condition::present().equals("version", was)
}

/// The changes as actions, each on condition that what was read still holds.
fn written(
    store: &Store,
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
        // A suspension, or an end to all sessions, that came meanwhile must not be undone.
        let condition = match changes.link_was {
            None => Condition::absent(),
            Some(generation) => Condition::present().equals("session_generation", generation),
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
    for (digest, account) in &changes.removed_eids {
        transaction = transaction.delete(
            store,
            "removed eID",
            &keys::eid_link(digest),
            Condition::present().equals("account", account.to_string()),
        );
    }
    if let Some(digest) = &changes.absent_eid {
        let key = keys::eid_link(digest);
        transaction = transaction.check(store, "eID", &key, Condition::absent());
    }
    transaction = number_moved(store, transaction, changes.number.as_ref());
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
            &keys::approval(tenant, facts.approval_digest(eid)),
            Condition::live(now).equals("state", "approved"),
        );
    }
    transaction
}

/// The request ends; what it carried of the person goes.
fn done(
    store: &Store,
    transaction: Transaction,
    loaded: &Loaded,
    outcome: &Outcome,
    now: i64,
) -> Transaction {
    let was = loaded.request.version;
    let mut request = loaded.request.clone();
    request.is_done = true;
    request.code_given_at = matches!(outcome, Outcome::Code(_)).then_some(now);
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
fn spend(store: &Store, transaction: Transaction, loaded: &Loaded, now: i64) -> Transaction {
    let Some(id) = &loaded.spends else {
        return transaction;
    };
    transaction.update(
        store,
        "proof",
        &keys::proof(id),
        Update::new().set("spent_at", now),
        Condition::live(now).without("spent_at"),
    )
}
