//! Accounts, directory users, the links between them, and what a person has proved.

mod account;
mod app_link;
mod approval;
mod asked;
mod conflict;
mod consents;
mod directory_user;
mod email_address;
mod personal_details;
mod proof;

pub use account::{Account, AccountState, AddressGuard, EidLink, HeldEid, OwnAddress};
pub use app_link::AppLink;
pub use approval::{Approval, ApprovalState};
pub use asked::Asked;
pub use conflict::{Conflict, ConflictKind};
pub use directory_user::{
    DirectoryAddress, DirectoryNumber, DirectoryUser, DirectoryUserState, Employment,
    EmploymentStatus, Known, KnownNumber, SpokenOf,
};
pub use email_address::EmailAddress;
pub use personal_details::{PersonalDetails, PostalAddress};
pub use proof::{Carries, Proof, ProofKind};
