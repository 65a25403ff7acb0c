//! What the person has said and shown so far.

use kobling_model::{AccountId, DirectoryUserId, first_login::Choice, people::EmailAddress};
use serde::{Deserialize, Serialize};

/// What the person has said and shown so far.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Progress {
    /// Chosen among HR's, or typed.
    pub address: Option<EmailAddress>,
    pub is_without_address: bool,
    pub is_confirmed: bool,
    pub adds_address: bool,
    pub choice: Option<Choice>,
    /// The address whose mailed code was given.
    pub mailbox: Option<EmailAddress>,
    /// The account that was signed in to by an eID it has.
    pub signed_in_as: Option<AccountId>,
    /// The directory user whose activation code was given.
    pub activation: Option<DirectoryUserId>,
}
