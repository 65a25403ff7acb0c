//! Keys: data keys, signing keys, and the key service that holds what they are sealed under.

mod app_keys;
mod data_key;
mod generate;
mod index_key;
mod key_service;
mod known_keys;
mod make;
mod prover;
mod proving_key;
mod ring;
mod rotation;
mod signing_key;

pub use app_keys::AppKeys;
pub use data_key::{DataKey, DataKeyItem};
pub use generate::generate;
pub use index_key::IndexKey;
pub use key_service::{Digests, KeyService, KeyServiceError, Purpose, ServiceKeys, message};
pub use known_keys::FullProver;
pub use make::{make_data_key, make_proving_key, make_signing_key};
pub use prover::Prover;
pub use proving_key::{
    COUNTS_AFTER, Part, ProvingChange, ProvingKeyItem, SHORT_LIFE, Span, proving_at_once,
    proving_due,
};
pub use ring::{HeldRing, KeyRing};
pub use rotation::{AFTER, AHEAD, Change, LIST_LIFE, PERIOD, SEEN_BY_ALL, at_once, due};
pub use signing_key::{KeyState, PrivateKey, SigningKey, SigningKeyItem, jws};
