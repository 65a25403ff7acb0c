//! The items that keep a directory user's numbers and addresses unique or findable, in step with
//! the user: what went is deleted, what came is created, in the same transaction.

use std::collections::BTreeSet;

use kobling_keys::IndexKey;
use kobling_letters::Change;
use kobling_model::{
    Digest,
    hr::PersonNumber,
    keys,
    people::{DirectoryAddress, DirectoryNumber, DirectoryUser, Known},
};
use kobling_store::Condition;

#[derive(Default)]
struct Guarded {
    numbers: BTreeSet<Digest>,
    persons: BTreeSet<Digest>,
    addresses: BTreeSet<Digest>,
}

fn guarded(user: &DirectoryUser, index: &IndexKey) -> Guarded {
    let addresses = user.employments.iter().filter_map(|e| e.email.as_ref());
    Guarded {
        numbers: user
            .numbers
            .iter()
            .filter(|number| number.known == Known::FromHr)
            .map(|number| number.digest.clone())
            .collect(),
        persons: user
            .person_number
            .iter()
            .map(|number| index.digest("person", number))
            .collect(),
        addresses: addresses
            .map(|address| index.digest("address", address.as_str()))
            .collect(),
    }
}

/// Adds the difference between two states of a user to a change. `others` are the digests of
/// the row's number under other keys: nobody may have it under one of those either.
pub(crate) fn in_step<'a>(
    mut change: Change<'a>,
    index: &IndexKey,
    before: Option<&DirectoryUser>,
    after: &DirectoryUser,
    others: &[Digest],
) -> Change<'a> {
    let tenant = &after.tenant;
    let was = before.map_or_else(Guarded::default, |user| guarded(user, index));
    let is = guarded(after, index);
    for gone in was.numbers.difference(&is.numbers) {
        let key = keys::directory_number(tenant, gone);
        change = change.delete("number", &key, DirectoryNumber::is_of(&after.id));
    }
    for new in is.numbers.difference(&was.numbers) {
        let guard = DirectoryNumber {
            tenant: tenant.clone(),
            digest: new.clone(),
            directory_user: after.id,
        };
        change = change.create("number", &guard);
        for other in others
            .iter()
            .filter(|d| *d != new && !was.numbers.contains(*d))
        {
            let key = keys::directory_number(tenant, other);
            change = change.check("number", &key, Condition::absent());
        }
    }
    for gone in was.persons.difference(&is.persons) {
        let key = keys::person_number(tenant, gone);
        change = change.delete("person number", &key, PersonNumber::is_of(&after.id));
    }
    for new in is.persons.difference(&was.persons) {
        let guard = PersonNumber {
            tenant: tenant.clone(),
            digest: new.clone(),
            directory_user: after.id,
        };
        change = change.create("person number", &guard);
    }
    for gone in was.addresses.difference(&is.addresses) {
        let key = keys::directory_address(tenant, gone, &after.id);
        change = change.delete("address", &key, Condition::anything());
    }
    for new in is.addresses.difference(&was.addresses) {
        let guard = DirectoryAddress {
            tenant: tenant.clone(),
            digest: new.clone(),
            directory_user: after.id,
        };
        change = change.put("address", &guard, Condition::anything());
    }
    change
}
