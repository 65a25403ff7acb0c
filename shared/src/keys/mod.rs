//! Keys: the data key, signing keys, and the key service that holds what they are sealed under.

mod client_keys;
mod data_key;
mod key_service;
mod make;
mod ring;
mod signing_key;

pub use client_keys::ClientKeys;
pub use data_key::{DataKey, DataKeyItem, Digest};
pub use key_service::{KeyService, KeyServiceError, Purpose, message};
pub use make::{NewKeys, generate, make};
pub use ring::{HeldRing, KeyRing};
pub use signing_key::{Algorithm, SigningKey, SigningKeyItem};
