//! What everything stands on: time, randomness, digests, secrets, lifetimes, and the failure that no
//! user sees. It knows no person, no protocol and no service.

pub mod clock;
pub mod digest;
mod internal;
pub mod lifetimes;
pub mod random;
pub mod secret;
pub mod time_zone;

pub use internal::Internal;
