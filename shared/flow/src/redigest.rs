//! While two keys make digests of national ids: what was found under the other one counts as found
//! under the current one, and moves there with what the login writes. Pure.

use kobling_model::{
    Digest,
    people::{Account, AppLink, DirectoryNumber, DirectoryUser, EidLink},
};

use super::{
    answered_eid::AnsweredEid,
    facts::Facts,
    row_changes::{Changes, EidChange},
};

/// A digest of the eID's number and what takes its place.
struct Pair<'a> {
    other: &'a Digest,
    current: &'a Digest,
}

impl Pair<'_> {
    fn in_place(&self, digest: &mut Digest) -> bool {
        let is_other = digest == self.other;
        if is_other {
            digest.clone_from(self.current);
        }
        is_other
    }

    fn in_link(&self, link: &mut AppLink) -> bool {
        // Every one of them, not only up to the first that was changed.
        let mut is = false;
        for digest in link.numbers.values_mut() {
            is |= self.in_place(digest);
        }
        is
    }

    fn in_user(&self, user: &mut DirectoryUser) -> bool {
        let mut is = false;
        for number in &mut user.numbers {
            is |= self.in_place(&mut number.digest);
            if let Some(replaced) = &mut number.replaced {
                is |= self.in_place(replaced);
            }
        }
        is
    }
}

/// Names the eID and its number by the current key throughout, so that the first-login table
/// compares like with like. Digests of other numbers stay: whichever key made them, they differ.
pub fn under_current(facts: &mut Facts, eid: &AnsweredEid) {
    let Some(other) = &eid.other else { return };
    let link = Pair {
        other: &other.link,
        current: &eid.authentication.link_digest,
    };
    let of_account = |account: &mut Account| {
        for held in &mut account.eids {
            link.in_place(&mut held.digest);
        }
    };
    let others = [&mut facts.y, &mut facts.z];
    let accounts = others.into_iter().flatten().map(|other| &mut other.account);
    accounts.chain(&mut facts.x).for_each(of_account);

    let directory = other.directory.as_ref().zip(eid.directory_digest.as_ref());
    let number = directory.map(|(other, current)| Pair { other, current });
    let links = [&mut facts.y, &mut facts.z];
    let links = links.into_iter().flatten().filter_map(|y| y.link.as_mut());
    // An app link names an eID without a number by the eID itself.
    let shown = number.as_ref().unwrap_or(&link);
    let mut is_named = false;
    for link in links.chain(&mut facts.x_link) {
        is_named |= shown.in_link(link);
    }
    let Some(number) = number else {
        facts.moves.is_named = is_named;
        return;
    };
    for user in [&mut facts.d, &mut facts.d2].into_iter().flatten() {
        is_named |= number.in_user(user);
    }
    facts.moves.is_named = is_named;
}

/// The guard of D's number in its new place, and where it was.
pub fn number_move(facts: &Facts, eid: &AnsweredEid) -> Option<(Digest, DirectoryNumber)> {
    let (from, user) = facts.moves.number.clone().zip(facts.d.as_ref())?;
    Some((
        from,
        DirectoryNumber {
            tenant: user.tenant.clone(),
            digest: eid.directory_digest.clone()?,
            directory_user: user.id,
        },
    ))
}

/// Adds the moves to what a row changes.
pub fn add(changes: &mut Changes, facts: &Facts, eid: &AnsweredEid) {
    let digest = &eid.authentication.link_digest;
    if let Some(lies) = &facts.moves.eid {
        let here = EidLink {
            digest: digest.clone(),
            ..lies.clone()
        };
        changes.eid = match std::mem::replace(&mut changes.eid, EidChange::None) {
            EidChange::Repoint { link, .. } | EidChange::Create(link) => EidChange::Create(link),
            EidChange::None => EidChange::Create(here),
        };
        changes
            .removed_eids
            .push((lies.digest.clone(), lies.account));
        if changes.account.id == lies.account
            && changes.account_was == Some(changes.account.version)
        {
            changes.account.version += 1;
        }
    } else if let Some(other) = &eid.other
        && matches!(changes.eid, EidChange::Create(_))
    {
        changes.absent_eid = Some(other.link.clone());
    }
    changes.number = number_move(facts, eid);
    let is_moved = changes.number.is_some() || facts.moves.is_named;
    if is_moved && !changes.is_link_written {
        changes.is_link_written = true;
        changes.user.version += 1;
    }
}
