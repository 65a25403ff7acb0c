//! Sessions in browsers, and how they end.

mod ending;
mod session;

pub use ending::{Ending, SessionClient};
pub use session::{Session, UpstreamSession};
