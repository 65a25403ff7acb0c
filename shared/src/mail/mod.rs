//! Mail: letters waiting in the outbox, and their way out by SES.

mod letter;
mod outbox;
mod sender;

pub use letter::{Letter, Why};
pub use outbox::{OutboxMail, OutboxState, Posting, Sealed, WakeUp, post, wake};
pub use sender::{Sender, SenderError, Sending};
