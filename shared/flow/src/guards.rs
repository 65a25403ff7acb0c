//! Guards in a login's transaction: those that have to be as they were, and those that move.

use kobling_model::{Digest, TenantId, keys, people::DirectoryNumber};
use kobling_store::{Condition, Store, Transaction};

use super::{answered_eid::AnsweredEid, facts::Facts};

/// What was looked at and is not written: it must be as it was.
pub(super) fn unchanged(
    store: &Store,
    mut transaction: Transaction,
    facts: &Facts,
    eid: &AnsweredEid,
    tenant: &TenantId,
) -> Transaction {
    for other in [&facts.y, &facts.z].into_iter().flatten() {
        for (tenant, user, was) in &other.elsewhere {
            let key = keys::directory_user(tenant, user);
            transaction = transaction.check(
                store,
                "linked elsewhere",
                &key,
                Condition::present().equals("version", *was),
            );
        }
    }
    if facts.d.is_none() {
        for digest in eid.directory_digests() {
            // Nobody had this number from HR; still nobody may.
            let key = keys::directory_number(tenant, digest);
            transaction = transaction.check(store, "number", &key, Condition::absent());
        }
    }
    transaction
}

/// The guard of a number goes to where the current key says, whoever else is at it.
pub(super) fn number_moved(
    store: &Store,
    transaction: Transaction,
    number: Option<&(Digest, DirectoryNumber)>,
) -> Transaction {
    let Some((from, to)) = number else {
        return transaction;
    };
    let is_still = Condition::present().equals("directory_user", to.directory_user.to_string());
    transaction
        .delete(
            store,
            "number",
            &keys::directory_number(&to.tenant, from),
            is_still,
        )
        .create(store, "number", to)
}
