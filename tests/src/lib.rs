//! What the tests over HTTP stand on: the hub with a clock of its own, a client that behaves as a
//! browser does, and a relying party that owes nothing to the demo app.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test's means fail by ending the test, with a sentence that says what was missed"
)]

mod app_key;
mod bounce;
mod browser;
mod cookies;
pub mod costs;
pub mod dice;
mod eids;
pub mod hr;
mod hr_system;
mod hub;
mod listener;
mod log;
mod login;
pub mod odd_events;
mod page;
mod plain;
mod raw_calls;
mod registrar;
mod relying_party;
mod state;
pub mod wire;

pub use app_key::AppKey;
pub use bounce::bounce;
pub use browser::{Browser, Hop};
pub use hr_system::{FORM, SERVICE};
pub use hub::{Hub, Person, START, Trial};
pub use listener::Listener;
pub use log::Log;
pub use login::{Begun, Login, RelyingPartyError, Renewed};
pub use page::{Field, Form, Page};
pub use plain::plain;
pub use registrar::REGISTRAR;
pub use relying_party::RelyingParty;
pub use state::Items;
