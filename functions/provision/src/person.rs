//! A row's fields over those of a directory user. Names what it changed; decides nothing else.

use kobling_model::{
    hr::{Column, FieldName, HrRow, Note, Said},
    people::{DirectoryUser, EmailAddress, Known, KnownNumber},
};

use crate::{file::File, load::Loaded};

/// Sets a field to what the row says of it.
fn set<T: Clone + PartialEq>(
    field: &mut Option<T>,
    said: &Said<T>,
    name: FieldName,
    changed: &mut Vec<FieldName>,
) {
    let after = said.clone().over(field.clone());
    if *field != after {
        *field = after;
        note(name, changed);
    }
}

fn note(name: FieldName, changed: &mut Vec<FieldName>) {
    if !changed.contains(&name) {
        changed.push(name);
    }
}

/// What a row says of the person. `is_same_row`: the employment was there before, so that a
/// number in place of another is a replacement and not a contradiction (L24).
pub(crate) fn update(
    user: &mut DirectoryUser,
    row: &HrRow,
    file: &File,
    is_same_row: bool,
    changed: &mut Vec<FieldName>,
) {
    // A name is changed and never cleared: nobody is without one.
    for (field, said, name) in [
        (&mut user.given_name, &row.given_name, Column::GivenName),
        (&mut user.family_name, &row.family_name, Column::FamilyName),
    ] {
        if let Some(value) = said.value().filter(|value| *value != field) {
            field.clone_from(value);
            note(name, changed);
        }
    }
    set(
        &mut user.birth_date,
        &row.birth_date,
        Column::BirthDate,
        changed,
    );
    set(&mut user.phone, &row.phone, Column::Phone, changed);
    let rights = match &row.rights {
        Said::Nothing => user.rights.clone(),
        Said::Empty => Vec::new(),
        Said::Value(rights) => rights.clone(),
    };
    if user.rights != rights {
        user.rights = rights;
        note(Column::Rights, changed);
    }
    // Joins a person's employments; an empty cell parts nobody.
    if let Some(number) = row.person_number.value()
        && user.person_number.as_ref() != Some(number)
    {
        user.person_number = Some(number.clone());
        note(Column::PersonNumber, changed);
    }
    let (Some(namespace), Some(digest)) = (&row.namespace, row.number_digests.first()) else {
        return;
    };
    let known = user
        .numbers
        .iter_mut()
        .find(|known| known.known == Known::FromHr && known.namespace == *namespace);
    match known {
        Some(known) if known.digest == *digest => {}
        // The same number under the previous key.
        Some(known) if row.number_digests.contains(&known.digest) => {
            known.digest = digest.clone();
        }
        Some(known) => {
            known.replaced = is_same_row.then(|| known.digest.clone());
            known.digest = digest.clone();
            known.since = file.import.stored_at();
            note(Column::NationalId, changed);
        }
        None => {
            user.numbers.push(KnownNumber {
                namespace: namespace.clone(),
                digest: digest.clone(),
                known: Known::FromHr,
                since: file.import.stored_at(),
                replaced: None,
            });
            note(Column::NationalId, changed);
        }
    }
}

/// What a row says of the employment at a place of the list. Returns the address in use and the
/// one that waits, where that is news.
pub(crate) fn employ(
    user: &mut DirectoryUser,
    at: usize,
    row: &HrRow,
    changed: &mut Vec<FieldName>,
    notes: &mut Vec<Note>,
) -> Option<(EmailAddress, EmailAddress)> {
    let is_linked = user.account.is_some();
    let own: Vec<EmailAddress> = user
        .employments
        .iter()
        .filter_map(|employment| employment.email.clone())
        .collect();
    let employment = user.employments.get_mut(at)?;
    set(
        &mut employment.department,
        &row.department,
        Column::Department,
        changed,
    );
    set(
        &mut employment.position,
        &row.position,
        Column::Position,
        changed,
    );
    set(&mut employment.from, &row.from, Column::From, changed);
    set(&mut employment.to, &row.to, Column::To, changed);
    if let Said::Value(mailing) = row.mailing
        && employment.mailing != mailing
    {
        employment.mailing = mailing;
        note(Column::Mailing, changed);
    }
    if !is_linked {
        let before = employment.email.clone();
        set(&mut employment.email, &row.email, Column::Email, changed);
        if employment.email != before {
            employment.is_bounced = false;
        }
        employment.pending_email = None;
        return None;
    }
    // Someone who is linked keeps the address in use until they confirm another. One that is
    // theirs already, at another employment, needs no word.
    let wanted = row.email.value()?;
    if employment.email.as_ref() == Some(wanted) {
        employment.pending_email = None;
        return None;
    }
    if employment.email.is_none() && own.contains(wanted) {
        employment.email = Some(wanted.clone());
        employment.pending_email = None;
        note(Column::Email, changed);
        return None;
    }
    notes.push(Note::PendingEmail);
    if employment.pending_email.as_ref() == Some(wanted) {
        return None;
    }
    employment.pending_email = Some(wanted.clone());
    note(Column::Email, changed);
    let in_use = employment.email.clone().or_else(|| own.first().cloned())?;
    Some((in_use, wanted.clone()))
}

/// Whether HR's number, new with this row, is another than the one that the linked account's eID
/// showed here. Access stops at the gate; the tenant's admin has to look.
pub(crate) fn is_disputed(before: &Loaded, after: &DirectoryUser, row: &HrRow) -> bool {
    let Some(namespace) = &row.namespace else {
        return false;
    };
    let number = |user: &DirectoryUser| user.known_from_hr(namespace).map(|n| n.digest.clone());
    let was = before.user.as_ref().and_then(number);
    // The same number under another key is no news.
    let is_news =
        number(after).is_some() && was.is_none_or(|was| !row.number_digests.contains(&was));
    let shown = before
        .link
        .as_ref()
        .and_then(|link| link.numbers.get(namespace));
    is_news && shown.is_some_and(|shown| !row.number_digests.contains(shown))
}

/// Somebody with another name whose number a new employment has.
pub(crate) struct OtherName {
    /// An employment that they have.
    pub(crate) employment: String,
    /// The birth dates differ too: it is hardly the same person.
    pub(crate) is_born_another_day: bool,
}

/// Whether a row joins a new employment, by its national number alone, to somebody whom HR calls
/// otherwise. It may be a second employment under another name, or a number typed wrong.
pub(crate) fn joins_another_name(before: &Loaded, row: &HrRow) -> Option<OtherName> {
    if before.guard.is_some() || before.by_person_number.is_some() {
        return None;
    }
    let user = before.user.as_ref()?;
    let is_other = |said: &Said<String>, known: &str| {
        let said = said.value();
        said.is_some_and(|said| !known.is_empty() && said.to_lowercase() != known.to_lowercase())
    };
    let is_other_name = is_other(&row.given_name, &user.given_name)
        || is_other(&row.family_name, &user.family_name);
    let employment = user.employments.first()?.number.clone();
    let born = row.birth_date.value().zip(user.birth_date.as_ref());
    is_other_name.then(|| OtherName {
        employment,
        is_born_another_day: born.is_some_and(|(said, known)| said != known),
    })
}
