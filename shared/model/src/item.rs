//! What makes a type an item of a table: its key, its kind, its layout and its expiry.

use serde::{Serialize, de::DeserializeOwned};

/// The three tables, each with a fate of its own (see `docs/architecture.md`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Table {
    Identity,
    Transient,
    Audit,
}

/// Where an item is. Built only by the constructors in `keys`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Key {
    pub table: Table,
    pub pk: String,
    pub sk: String,
}

/// Something that is kept as one item.
pub trait Entity: Serialize + DeserializeOwned {
    /// Says what the item is; checked on every read.
    const TYPE: &'static str;
    /// The layout's version. Code reads this and the one before, and writes this.
    const LAYOUT: u32 = 2;

    fn key(&self) -> Key;

    /// When the item stops being valid, in seconds since 1970. Every read and every condition
    /// looks at it; the table's TTL only sweeps.
    fn expires_at(&self) -> Option<i64> {
        None
    }
}
