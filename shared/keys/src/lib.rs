//! Keys: signing keys and data keys, what is made with them, and when they come and go. Pure; the key
//! service that seals them is `keyring`.

mod data_key;
pub mod foreign_jwt;
mod generate;
mod index_key;
pub mod jwt;
mod prover;
mod proving_key;
mod rotation;
mod signing_key;

pub use data_key::{DataKey, DataKeyItem};
pub use generate::generate;
pub use index_key::IndexKey;
pub use jwt::SigningError;
pub use prover::Prover;
pub use proving_key::{
    COUNTS_AFTER, Part, ProvingChange, ProvingKeyItem, SHORT_LIFE, Span, proving_at_once,
    proving_due,
};
pub use rotation::{AFTER, AHEAD, Change, LIST_LIFE, PERIOD, SEEN_BY_ALL, at_once, due};
pub use signing_key::{KeyState, PrivateKey, SigningKey, SigningKeyItem, jws};
