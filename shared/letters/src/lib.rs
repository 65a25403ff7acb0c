//! Mail: letters waiting in the outbox, their way out by SES, and what comes back. And `Change`,
//! which writes items, audit events and mails together.

mod change;
mod letter;
mod outbox;
mod pace;
mod returned;

pub use change::Change;
pub use letter::{Letter, Why};
pub use outbox::{OutboxMail, OutboxState, Posting, Sealed, WakeUp, claim, post, release, wake};
pub use pace::{Fate, PacedTenant, Rest, Sendings};
pub use returned::{Returned, ReturnedFor, TakenEvent, digest_of, lift, mark_directory};
