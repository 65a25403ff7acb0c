//! Sessions in browsers, and how they end.

mod ending;
mod session;

pub use ending::{Ending, SessionClient};
pub use session::{Authentication, BY_ISSUER, Session, UpstreamSession};
