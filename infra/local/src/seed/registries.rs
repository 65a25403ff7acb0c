//! Which registry and which provider a national number of the demo is of.

use kobling_model::{national_id::Namespace, tenants::ID_PORTEN};

/// The simulated Swedish eID broker.
pub(crate) const BROKER: &str = "se-eid";

/// The registry of one of the demo's national numbers, and the provider of such eIDs: Sweden's
/// have twelve digits, Norway's eleven.
pub(crate) fn registry(number: &str) -> (Namespace, &'static str) {
    match number.len() {
        12 => (Namespace::SePnr, BROKER),
        _ => (Namespace::NoFnr, ID_PORTEN),
    }
}
