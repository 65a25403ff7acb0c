//! Keys: the data key, signing keys, and the key service that holds what they are sealed under.

mod app_keys;
mod client_keys;
mod data_key;
mod key_service;
mod make;
mod ring;
mod rotation;
mod signing_key;

pub use app_keys::AppKeys;
pub use client_keys::ClientKeys;
pub use data_key::{DataKey, DataKeyItem, Digest};
pub use key_service::{Digests, KeyService, KeyServiceError, Purpose, message};
pub use make::{generate, make_data_key, make_signing_key};
pub use ring::{CLOCKS_APART, HELD, HeldRing, KeyRing};
pub use rotation::{AFTER, AHEAD, Change, LIST_LIFE, PERIOD, SEEN_BY_ALL, at_once, due};
pub use signing_key::{Algorithm, KeyState, PrivateKey, SigningKey, SigningKeyItem};
