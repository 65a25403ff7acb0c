//! The ID-porten simulator, driven through its router in process: that a login gives what ID-porten
//! gives, and that each rule is held by refusing what breaks it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test does not expect ends it"
)]

mod authorization;
mod client_authentication;
mod faults;
mod login_page;
mod session_and_logout;
mod tokens;
mod world;
