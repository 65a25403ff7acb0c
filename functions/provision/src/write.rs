//! A row's decision, written in one transaction on condition that all it was decided on still
//! holds: the feed, the employment's guard, the person's version, the guards of numbers.

use kobling_base::Internal;
use kobling_letters::{Letter, OutboxMail, Posting, post, wake};
use kobling_model::{
    Digest, DirectoryUserId,
    audit::{AuditEvent, Event},
    hr::{EmploymentNumber, HrRow, LastWord, Note, Outcome, RowOutcome},
    keys,
    people::{Conflict, DirectoryUser},
};
use kobling_shared::app::App;
use kobling_store::{Condition, Store, Transaction};

use crate::{
    decide::{Change, Decision, decide},
    file::File,
    guards::in_step,
    load::Loaded,
    shared,
};

/// Decides and writes. An error that `is_change` says that something had changed since it was
/// read, and that nothing was written.
pub(crate) async fn write(
    app: &App,
    file: &File,
    row: &HrRow,
    before: &Loaded,
) -> Result<RowOutcome, Internal> {
    let new_id = DirectoryUserId::new(app.random().uuid());
    let (outcome, notes) = match decide(file, row, before, new_id) {
        Decision::Nothing(outcome, notes) => (outcome, notes),
        Decision::Note(user, notes) => {
            note(app, file, &notes, before, user.map(|user| *user)).await?;
            (Outcome::Unchanged, notes)
        }
        Decision::Write(mut change) => {
            let others = shared::others_at(app, before.user.as_ref(), &change.user).await?;
            change.notes.extend(others.map(Note::SameAddress));
            change_user(app, file, row, before, &change).await?;
            (change.outcome, change.notes)
        }
    };
    Ok(RowOutcome {
        line: Some(row.line),
        employment_number: Some(row.employment_number.clone()),
        outcome,
        notes,
    })
}

/// How far the file got, and nothing else.
async fn note(
    app: &App,
    file: &File,
    notes: &[Note],
    before: &Loaded,
    user: Option<DirectoryUser>,
) -> Result<(), Internal> {
    let store = app.store()?;
    let Some(guard) = before.guard.clone() else {
        return Err("an employment without a guard".into());
    };
    let last = LastWord {
        import: file.import.clone(),
        outcome: Outcome::Unchanged,
        notes: notes.to_vec(),
    };
    let next = EmploymentNumber {
        feed: Some(file.feed.id.clone()),
        sequence: Some(file.sequence),
        last: Some(last),
        ..guard
    };
    let condition = as_read(before.guard.as_ref());
    let mut transaction = no_newer_full_file(Transaction::new(), store, file).put(
        store,
        "employment",
        &next,
        condition,
    );
    if let Some(user) = user {
        transaction = put_user(transaction, store, user, before.user.as_ref());
    }
    Ok(store.transact(transaction).await?)
}

async fn change_user(
    app: &App,
    file: &File,
    row: &HrRow,
    before: &Loaded,
    change: &Change,
) -> Result<(), Internal> {
    let store = app.store()?;
    let index = app.index().await?;
    let user = &change.user;
    let employment = user
        .employments
        .iter()
        .find(|employment| employment.number == row.employment_number);
    let guard = EmploymentNumber {
        tenant: user.tenant.clone(),
        digest: digest(before)?,
        directory_user: user.id,
        feed: Some(file.feed.id.clone()),
        sequence: Some(file.sequence),
        from: employment.and_then(|employment| employment.from),
        to: employment.and_then(|employment| employment.to),
        last: Some(LastWord {
            import: file.import.clone(),
            outcome: change.outcome.clone(),
            notes: change.notes.clone(),
        }),
    };
    let condition = as_read(before.guard.as_ref());
    let transaction = no_newer_full_file(Transaction::new(), store, file).put(
        store,
        "employment",
        &guard,
        condition,
    );
    let transaction = in_step(
        transaction,
        store,
        &index,
        before.user.as_ref(),
        user,
        &row.number_digests,
    );
    let mut transaction = put_user(transaction, store, user.clone(), before.user.as_ref());
    if let Some(kind) = change.conflict {
        let item = Conflict {
            id: app.random().uuid().to_string(),
            tenant: user.tenant.clone(),
            kind,
            directory_user: Some(user.id),
            account: user.account,
            reference: file.reference.clone(),
            at: app.now(),
            is_settled: false,
        };
        transaction = transaction.create(store, "conflict", &item);
    }
    let event = audit(app, file, user, format!("{:?}", change.outcome));
    transaction = transaction.create(store, "audit", &event);
    let (transaction, mails) = letters(app, file, change, transaction).await?;
    store.transact(transaction).await?;
    wake(app, &mails).await;
    Ok(())
}

async fn letters(
    app: &App,
    file: &File,
    change: &Change,
    mut transaction: Transaction,
) -> Result<(Transaction, Vec<OutboxMail>), Internal> {
    let invited = change.invited.iter().map(|to| (to, Letter::Invited));
    let pending = change.pending.iter().map(|(to, new)| {
        let address = new.clone();
        (to, Letter::AddressPending { address })
    });
    let mut mails = Vec::new();
    for (to, letter) in invited.chain(pending) {
        let posting = Posting {
            tenant: &file.tenant.id,
            to,
            language: &file.tenant.language,
            letter,
            reference: &file.reference,
        };
        let (next, mail) = post(app, transaction, posting, None).await?;
        transaction = next;
        mails.push(mail);
    }
    Ok((transaction, mails))
}

fn digest(before: &Loaded) -> Result<Digest, Internal> {
    let digest = before.employment.clone();
    digest.ok_or_else(|| Internal::from("a row was not loaded"))
}

/// No full file with a greater sequence was let through since.
pub(crate) fn no_newer_full_file(
    transaction: Transaction,
    store: &Store,
    file: &File,
) -> Transaction {
    let key = keys::hr_feed(&file.tenant.id, &file.feed.id);
    let as_read = Condition::present().equals("full_sequence", file.feed.full_sequence);
    transaction.check(store, "feed", &key, as_read)
}

/// The guard is as it was read: the same sequence, or none.
pub(crate) fn as_read(guard: Option<&EmploymentNumber>) -> Condition {
    let Some(guard) = guard else {
        return Condition::absent();
    };
    let id = guard.directory_user.to_string();
    let same = Condition::present().equals("directory_user", id);
    match guard.sequence {
        Some(sequence) => same.equals("sequence", sequence),
        None => same.without("sequence"),
    }
}

/// Writes the user in its next version.
pub(crate) fn put_user(
    transaction: Transaction,
    store: &Store,
    user: DirectoryUser,
    before: Option<&DirectoryUser>,
) -> Transaction {
    let condition = match before {
        Some(before) => Condition::present().equals("version", before.version),
        None => Condition::absent(),
    };
    let next = DirectoryUser {
        version: before.map_or(1, |before| before.version + 1),
        ..user
    };
    transaction.put(store, "directory user", &next, condition)
}

pub(crate) fn audit(app: &App, file: &File, user: &DirectoryUser, detail: String) -> AuditEvent {
    let event = AuditEvent::new(
        app.random().uuid().to_string(),
        Event::DirectoryChanged,
        &file.reference,
        "",
        app.clock().now_milliseconds(),
    )
    .tenant(&user.tenant)
    .directory_user(&user.id)
    .detail(detail);
    match &user.account {
        Some(account) => event.account(account),
        None => event,
    }
}
