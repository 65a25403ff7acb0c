//! The binding rule, checked once more on what is about to be written: where HR knows a directory
//! user's national id, an account app-linked to that user never holds an eID of the same
//! namespace with another number. The table already keeps it; this is the second lock.

use kobling_model::people::{Account, DirectoryUser, Known};

use super::answered_eid::AnsweredEid;

/// Whether an account may be app-linked to a directory user, given the eID that answered.
pub fn is_kept(account: &Account, user: &DirectoryUser, eid: &AnsweredEid) -> bool {
    let answered = &eid.authentication;
    user.numbers
        .iter()
        .filter(|number| number.known == Known::FromHr)
        .all(|known| {
            let mut held = account
                .eids
                .iter()
                .filter(|held| held.namespace == known.namespace);
            if known.namespace != answered.namespace {
                // Numbers of another namespace cannot be compared here: none may be held that
                // was not there with the link already.
                return user.account == Some(account.id) || held.next().is_none();
            }
            held.all(|held| held.digest == answered.link_digest)
                && (!account.holds(&answered.link_digest)
                    || eid.directory_digest.as_ref() == Some(&known.digest))
        })
}
