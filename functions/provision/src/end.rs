//! Ends an employment that a full file leaves out, at the moment when that file was stored. The
//! gate reads the date: access ends at once, the link stays for who is hired again.

use kobling_base::Internal;
use kobling_model::{
    Digest,
    audit::Event,
    hr::{EmploymentNumber, LastWord, Outcome, RowOutcome},
    keys,
    people::DirectoryUser,
};
use kobling_shared::app::App;

use crate::{
    file::File,
    write::{about, begin, no_newer_full_file, put_user},
};

/// `None` where there was nothing to end, or a newer file has spoken.
pub(crate) async fn end(
    app: &App,
    file: &File,
    digest: &Digest,
) -> Result<Option<RowOutcome>, Internal> {
    let store = app.store()?;
    let guard_key = keys::employment_number(&file.tenant.id, digest);
    let Some(guard): Option<EmploymentNumber> = store.get(&guard_key, app.now()).await? else {
        return Ok(None);
    };
    let key = keys::directory_user(&file.tenant.id, &guard.directory_user);
    let Some(user): Option<DirectoryUser> = store.get(&key, app.now()).await? else {
        return Ok(None);
    };
    let index = app.index().await?;
    let Some(at) = user
        .employments
        .iter()
        .position(|e| index.digest("employment", &e.number) == *digest)
    else {
        return Ok(None);
    };
    let ended = RowOutcome {
        line: None,
        employment_number: Some(user.employments[at].number.clone()),
        outcome: Outcome::Ended,
        notes: Vec::new(),
    };
    if guard.word_of(&file.import).is_some() {
        return Ok(Some(ended));
    }
    let is_spoken_of = guard.feed.as_ref() != Some(&file.feed.id)
        || guard.sequence.is_some_and(|known| known >= file.sequence);
    if file.feed.full_sequence > file.sequence || is_spoken_of {
        return Ok(None);
    }
    let stored_at = file.import.stored_at();
    let mut after = user.clone();
    let employment = &mut after.employments[at];
    if employment.to.is_some_and(|to| to <= stored_at) {
        // By this import, where the same message came twice and was at it since the guard was read.
        let guard: Option<EmploymentNumber> = store.get(&guard_key, app.now()).await?;
        let is_ours = guard.is_some_and(|guard| guard.word_of(&file.import).is_some());
        return Ok(is_ours.then_some(ended));
    }
    employment.to = Some(stored_at);
    // One that had not begun yet never will.
    employment.from = employment.from.filter(|from| *from <= stored_at);
    let noted = EmploymentNumber {
        sequence: Some(file.sequence),
        from: employment.from,
        to: employment.to,
        last: Some(LastWord {
            import: file.import.clone(),
            outcome: Outcome::Ended,
            notes: Vec::new(),
        }),
        ..guard.clone()
    };
    let change = no_newer_full_file(begin(app, file)?, file)
        .put(
            "employment",
            &noted,
            EmploymentNumber::as_read(Some(&guard)),
        )
        .tell(Event::DirectoryChanged, |event| {
            about(event, &after, &ended.outcome)
        });
    put_user(change, after, Some(&user)).write().await?;
    Ok(Some(ended))
}
