//! A row's decision, written in one transaction on condition that all it was decided on still
//! holds: the feed, the employment's guard, the person's version, the guards of numbers.

use kobling_base::Internal;
use kobling_letters::{Change, Letter};
use kobling_model::{
    Digest, DirectoryUserId,
    actor::Actor,
    audit::{AuditEvent, Event},
    hr::{EmploymentNumber, HrRow, LastWord, Note, Outcome, RowOutcome},
    keys,
    people::{Conflict, DirectoryUser},
};
use kobling_shared::app::App;

use crate::{
    decide::{self, Decision, decide},
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
    let condition = EmploymentNumber::as_read(before.guard.as_ref());
    let mut change =
        no_newer_full_file(begin(app, file)?, file).put("employment", &next, condition);
    if let Some(user) = user {
        change = put_user(change, user, before.user.as_ref());
    }
    Ok(change.write().await?)
}

async fn change_user(
    app: &App,
    file: &File,
    row: &HrRow,
    before: &Loaded,
    wanted: &decide::Change,
) -> Result<(), Internal> {
    let index = app.index().await?;
    let user = &wanted.user;
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
            outcome: wanted.outcome.clone(),
            notes: wanted.notes.clone(),
        }),
    };
    let condition = EmploymentNumber::as_read(before.guard.as_ref());
    let change = no_newer_full_file(begin(app, file)?, file).put("employment", &guard, condition);
    let change = in_step(
        change,
        &index,
        before.user.as_ref(),
        user,
        &row.number_digests,
    );
    let mut change = put_user(change, user.clone(), before.user.as_ref());
    if let Some(kind) = wanted.conflict {
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
        change = change.create("conflict", &item);
    }
    let change = change.tell(Event::DirectoryChanged, |event| {
        about(event, user, &wanted.outcome)
    });
    let change = letters(file, wanted, change).await?;
    Ok(change.write().await?)
}

/// What the file changes by itself.
pub(crate) fn begin<'a>(app: &'a App, file: &File) -> Result<Change<'a>, Internal> {
    Change::new(app, Actor::system("provision", &file.reference))
}

async fn letters<'a>(
    file: &File,
    wanted: &decide::Change,
    mut change: Change<'a>,
) -> Result<Change<'a>, Internal> {
    let invited = wanted.invited.iter().map(|to| (to, Letter::Invited));
    let pending = wanted.pending.iter().map(|(to, new)| {
        let address = new.clone();
        (to, Letter::AddressPending { address })
    });
    for (to, letter) in invited.chain(pending) {
        change = change.mail(&file.tenant, to, letter).await?;
    }
    Ok(change)
}

fn digest(before: &Loaded) -> Result<Digest, Internal> {
    let digest = before.employment.clone();
    digest.ok_or_else(|| Internal::from("a row was not loaded"))
}

/// No full file with a greater sequence was let through since.
pub(crate) fn no_newer_full_file<'a>(change: Change<'a>, file: &File) -> Change<'a> {
    let key = keys::hr_feed(&file.tenant.id, &file.feed.id);
    change.check("feed", &key, file.feed.as_read())
}

/// Writes the user in its next version.
pub(crate) fn put_user<'a>(
    change: Change<'a>,
    user: DirectoryUser,
    before: Option<&DirectoryUser>,
) -> Change<'a> {
    let as_read = DirectoryUser::as_read(before);
    let next = DirectoryUser {
        version: before.map_or(1, |before| before.version + 1),
        ..user
    };
    change.put("directory user", &next, as_read)
}

/// What an audit event says of a directory user whom a file changes.
pub(crate) fn about(event: AuditEvent, user: &DirectoryUser, outcome: &Outcome) -> AuditEvent {
    let event = event
        .tenant(&user.tenant)
        .directory_user(&user.id)
        .detail(outcome.description());
    match &user.account {
        Some(account) => event.account(account),
        None => event,
    }
}
