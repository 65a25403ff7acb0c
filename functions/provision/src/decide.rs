//! What a row does to the directory. Pure. An employment is found by its number; its person by
//! that, else by HR's person number, else by the national number known from HR; nobody is merged
//! or moved.

use kobling_model::{
    DirectoryUserId,
    hr::{HrRow, Note, Outcome, RowRefusal},
    people::{ConflictKind, DirectoryUser, DirectoryUserState, EmailAddress, Employment, SpokenOf},
};

use crate::{file::File, load::Loaded, person};

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// Nothing is written.
    Nothing(Outcome, Vec<Note>),
    /// Only how far the file got is noted: with the employment, and with the person where given.
    Note(Option<Box<DirectoryUser>>, Vec<Note>),
    Write(Box<Change>),
}

/// The directory user as it will be, and what goes with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Change {
    pub(crate) user: DirectoryUser,
    pub(crate) outcome: Outcome,
    pub(crate) notes: Vec<Note>,
    /// An item for the tenant's admin.
    pub(crate) conflict: Option<ConflictKind>,
    /// The address in use, to be told of the one that waits.
    pub(crate) pending: Option<(EmailAddress, EmailAddress)>,
    pub(crate) invited: Option<EmailAddress>,
}

/// Decides. `new_id` is the id of a person whom nobody knew.
pub(crate) fn decide(
    file: &File,
    row: &HrRow,
    before: &Loaded,
    new_id: DirectoryUserId,
) -> Decision {
    if let Some(said) = spoken(file, before) {
        return said;
    }
    if let Err(refusal) = same_person(before) {
        return Decision::Nothing(Outcome::Refused(refusal), Vec::new());
    }
    let mut user = match &before.user {
        Some(user) => user.clone(),
        None if row.given_name.value().is_none() && row.family_name.value().is_none() => {
            return Decision::Nothing(Outcome::Refused(RowRefusal::NoName), Vec::new());
        }
        None => nobody_yet(file, new_id),
    };
    let is_new_person = before.user.is_none();
    let mut fields = Vec::new();
    let mut notes = row.notes.clone();

    let is_latest_word = user
        .spoken_of
        .as_ref()
        .is_none_or(|spoken| spoken.feed != file.feed.id || spoken.sequence <= file.sequence);
    if is_latest_word {
        person::update(&mut user, row, file, before.guard.is_some(), &mut fields);
        user.spoken_of = Some(SpokenOf {
            feed: file.feed.id.clone(),
            sequence: file.sequence,
        });
    }
    let number = &row.employment_number;
    let known = user.employments.iter().position(|e| e.number == *number);
    let is_new_employment = known.is_none();
    let at = known.unwrap_or_else(|| {
        user.employments.push(Employment {
            number: number.clone(),
            department: None,
            position: None,
            email: None,
            pending_email: None,
            is_bounced: false,
            mailing: true,
            from: None,
            to: None,
        });
        user.employments.len() - 1
    });
    let pending = person::employ(&mut user, at, row, &mut fields, &mut notes);
    if user.state == DirectoryUserState::Left && user.employments[at].is_current(file.now) {
        // Hired again: the link, where there is one, is the same as before.
        user.state = match user.account {
            Some(_) => DirectoryUserState::Active,
            None => DirectoryUserState::Imported,
        };
    }
    let mut conflict = None;
    if let Some(other) = person::joins_another_name(before, row) {
        notes.push(Note::SameNumberOtherName(other.employment));
        conflict = other
            .is_born_another_day
            .then_some(ConflictKind::NumberShared);
    }
    if is_latest_word && person::is_disputed(before, &user, row) {
        notes.push(Note::Disputed);
        conflict = Some(ConflictKind::Disputed);
    }
    let invited = (is_new_person && file.tenant.settings.activation_mail_on_import)
        .then(|| user.usable_addresses(file.now).into_iter().next())
        .flatten();
    if invited.is_some() {
        user.state = DirectoryUserState::Invited;
    }
    let outcome = match (is_new_employment, fields.is_empty()) {
        (true, _) => Outcome::Taken,
        (false, false) => Outcome::Changed(fields),
        // What a person does not see in the report may still have changed: a digest's key.
        (false, true) if is_same_but_spoken_of(before.user.as_ref(), &user) => {
            return unchanged(file, before, user, notes);
        }
        (false, true) => Outcome::Unchanged,
    };
    Decision::Write(Box::new(Change {
        user,
        outcome,
        notes,
        conflict,
        pending,
        invited,
    }))
}

/// What was said before this row: by a newer file, or by this one in an earlier delivery.
fn spoken(file: &File, before: &Loaded) -> Option<Decision> {
    if file.feed.full_sequence > file.sequence {
        return Some(Decision::Nothing(Outcome::Older, Vec::new()));
    }
    let guard = before.guard.as_ref()?;
    if let Some(word) = guard.word_of(&file.import) {
        let (outcome, notes) = (word.outcome.clone(), word.notes.clone());
        return Some(Decision::Nothing(outcome, notes));
    }
    // Sequences of two feeds cannot be compared: there the later word counts.
    let is_older = guard.feed.as_ref() == Some(&file.feed.id)
        && guard.sequence.is_some_and(|known| known >= file.sequence);
    is_older.then_some(Decision::Nothing(Outcome::Older, Vec::new()))
}

/// Whatever else the row names must lead to the same person.
fn same_person(before: &Loaded) -> Result<(), RowRefusal> {
    let whose = before.person_id();
    if before.by_person_number.is_some() && before.by_person_number != whose {
        return Err(RowRefusal::PersonNumberOfAnother);
    }
    if before.by_number.is_some() && before.by_number != whose {
        return Err(RowRefusal::NumberOfAnother);
    }
    Ok(())
}

fn nobody_yet(file: &File, id: DirectoryUserId) -> DirectoryUser {
    DirectoryUser {
        id,
        tenant: file.tenant.id.clone(),
        person_number: None,
        given_name: String::new(),
        family_name: String::new(),
        birth_date: None,
        phone: None,
        numbers: Vec::new(),
        state: DirectoryUserState::Imported,
        rights: Vec::new(),
        employments: Vec::new(),
        account: None,
        linked_at: None,
        spoken_of: None,
        details: None,
        version: 0,
    }
}

fn is_same_but_spoken_of(before: Option<&DirectoryUser>, after: &DirectoryUser) -> bool {
    before.is_some_and(|before| {
        let spoken_of = before.spoken_of.clone();
        *before
            == DirectoryUser {
                spoken_of,
                ..after.clone()
            }
    })
}

/// A full file need not note that it changed nothing: older rows stop at the feed. A delta must,
/// or an older one that comes late would have the last word.
fn unchanged(file: &File, before: &Loaded, user: DirectoryUser, notes: Vec<Note>) -> Decision {
    if file.is_full {
        return Decision::Nothing(Outcome::Unchanged, notes);
    }
    let is_spoken_of = before.user.as_ref() != Some(&user);
    Decision::Note(is_spoken_of.then(|| Box::new(user)), notes)
}
