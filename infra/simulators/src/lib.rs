//! The parties around the hub, for a laptop and for tests: simulators of ID-porten and of a Swedish eID broker, a demo
//! relying party ("HRM"), a demo device ("time clock"), and the HTTP client that finds their `*.localhost` names.
//! Nothing here is part of a deployed hub, and nothing here depends on the hub's own code:
//! these crates stand on the other side of the protocol, so that a mistake is made only once.

pub mod eid_broker;
pub mod hrm;
pub mod http_client;
pub mod idporten;
mod random;
pub mod time_clock;
mod web;

use std::sync::Arc;

/// One look for all of them.
const STYLESHEET: &str = include_str!("../assets/simulators.css");

/// The time of day in whole seconds since 1970-01-01T00:00:00Z, given by the caller, so that a
/// test can move it.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
