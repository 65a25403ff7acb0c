//! The key service (AWS KMS), the deployment's keys as a function holds them, and the keys that apps
//! publish.

mod app_keys;
mod key_service;
mod known_keys;
mod make;
mod ring;

pub use app_keys::AppKeys;
pub use key_service::{Digests, KeyService, KeyServiceError, Purpose, ServiceKeys, message};
pub use known_keys::FullProver;
pub use make::{make_data_key, make_proving_key, make_signing_key};
pub use ring::{HeldRing, KeyRing};
