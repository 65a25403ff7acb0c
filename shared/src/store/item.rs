//! Entities as items: key, type, layout version and expiry around the entity's own attributes.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::StoreError;

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

impl Key {
    pub(super) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// Something that is kept as one item.
pub trait Entity: Serialize + DeserializeOwned {
    /// Says what the item is; checked on every read.
    const TYPE: &'static str;
    /// The layout's version. Code reads this and the one before, and writes this.
    const LAYOUT: u32 = 1;

    fn key(&self) -> Key;

    /// When the item stops being valid, in seconds since 1970. Every read and every condition
    /// looks at it; the table's TTL only sweeps.
    fn expires_at(&self) -> Option<i64> {
        None
    }
}

/// An item as DynamoDB has it.
pub type Item = HashMap<String, AttributeValue>;

/// The item of an entity. Public for the one writer that is not the product: seeds write in bulk.
pub fn to_item<E: Entity>(entity: &E) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(entity)
        .map_err(|error| StoreError::Unreadable(format!("{}: {error}", E::TYPE)))?;
    item.retain(|_, value| !matches!(value, AttributeValue::Null(_)));
    item.extend(entity.key().attributes());
    item.insert("type".to_owned(), AttributeValue::S(E::TYPE.to_owned()));
    item.insert("v".to_owned(), AttributeValue::N(E::LAYOUT.to_string()));
    if let Some(at) = entity.expires_at() {
        item.insert("expires_at".to_owned(), AttributeValue::N(at.to_string()));
    }
    Ok(item)
}

/// The entity of an item, of today's layout or the one before. Public for the test that reads
/// layouts frozen long ago.
pub fn from_item<E: Entity>(mut item: Item) -> Result<E, StoreError> {
    let unreadable = |why: String| StoreError::Unreadable(format!("{}: {why}", E::TYPE));
    match item.remove("type") {
        Some(AttributeValue::S(found)) if found == E::TYPE => {}
        found => return Err(unreadable(format!("another type: {found:?}"))),
    }
    match item.remove("v") {
        Some(AttributeValue::N(v))
            if v.parse()
                .is_ok_and(|v: u32| v == E::LAYOUT || v + 1 == E::LAYOUT) => {}
        found => return Err(unreadable(format!("another layout: {found:?}"))),
    }
    item.remove("pk");
    item.remove("sk");
    serde_dynamo::from_item(item).map_err(|error| unreadable(error.to_string()))
}

/// Whether the item is past its expiry; one without an expiry never is.
pub(super) fn is_expired(item: &Item, now: i64) -> bool {
    match item.get("expires_at") {
        Some(AttributeValue::N(at)) => at.parse::<i64>().map_or(true, |at| at <= now),
        Some(_) => true,
        None => false,
    }
}
