//! What a row of the first-login table changes.

use kobling_letters::Letter;
use kobling_model::{
    AccountId, Digest,
    audit::Event,
    people::{
        Account, AddressGuard, AppLink, ConflictKind, DirectoryNumber, DirectoryUser, EidLink,
        EmailAddress,
    },
};

/// What happens to the guard of the eID that answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EidChange {
    None,
    /// Nobody had it.
    Create(EidLink),
    /// It leads to another account from now on.
    Repoint {
        link: EidLink,
        from: AccountId,
    },
}

/// What happened, for the audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    pub event: Event,
    pub account: AccountId,
}

/// All that a row changes. `account`, `link` and `user` are what the login ends with.
#[derive(Clone, PartialEq, Debug)]
pub struct Changes {
    pub account: Account,
    /// The version that the account must still have; none for a new one.
    pub account_was: Option<u64>,
    pub link: AppLink,
    /// The `session_generation` that the app link must still have; none for a new one.
    pub link_was: Option<u64>,
    /// Whether link and user are written at all.
    pub is_link_written: bool,
    pub user: DirectoryUser,
    pub user_was: u64,
    /// Other accounts that lose or gain something, with the versions they must still have.
    pub other_accounts: Vec<(Account, u64)>,
    /// Directory users that are left behind.
    pub other_users: Vec<(DirectoryUser, u64)>,
    /// App links that end, by account.
    pub ended_links: Vec<AccountId>,
    pub eid: EidChange,
    /// eID links that go, with whose they must still be: a replaced number's, and what lay under
    /// the other key for national ids.
    pub removed_eids: Vec<(Digest, AccountId)>,
    /// Where an eID link must not be either, while two keys live.
    pub absent_eid: Option<Digest>,
    /// The guard of the directory user's number goes from there to where it belongs.
    pub number: Option<(Digest, DirectoryNumber)>,
    pub new_address: Option<AddressGuard>,
    pub letters: Vec<(EmailAddress, Letter)>,
    pub conflicts: Vec<ConflictKind>,
    pub happened: Vec<Happened>,
}
