//! Reads: one batch of known keys, or one partition. Always consistent, never expired items.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use kobling_model::item::{Entity, Key, Table};

use super::{
    Store, StoreError,
    item::{Item, attributes, from_item, is_expired},
    transaction::busy,
};

/// How often keys that the store left unprocessed are asked for again.
const ROUNDS: u32 = 6;

/// What a batch found. Absent and expired items are not in it.
#[derive(Debug, Default)]
pub struct Found(HashMap<Key, Item>);

impl Found {
    /// The entity under a key, if it was asked for and is there.
    pub fn get<E: Entity>(&self, key: &Key) -> Result<Option<E>, StoreError> {
        self.0.get(key).cloned().map(from_item).transpose()
    }

    /// As `get`, but the item is given away and not copied: there is nothing under the key then.
    pub fn take<E: Entity>(&mut self, key: &Key) -> Result<Option<E>, StoreError> {
        self.0.remove(key).map(from_item).transpose()
    }

    /// Whether there is anything under a key, as far as it was asked for.
    pub fn has(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    /// All entities of one type, in key order.
    pub fn all<E: Entity>(&self) -> Result<Vec<E>, StoreError> {
        let mut keys: Vec<&Key> = self
            .0
            .iter()
            .filter(|(_, item)| {
                matches!(item.get("type"), Some(AttributeValue::S(found)) if found == E::TYPE)
            })
            .map(|(key, _)| key)
            .collect();
        keys.sort_unstable();
        keys.into_iter()
            .filter_map(|key| self.get(key).transpose())
            .collect()
    }

    /// Adds what another batch found.
    pub fn merge(&mut self, other: Found) {
        self.0.extend(other.0);
    }
}

/// Which end of a partition a list begins at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    FirstKeysFirst,
    LastKeysFirst,
}

/// Part of a partition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<E> {
    pub entities: Vec<E>,
    /// The sort key behind which the next page begins; none behind the last.
    pub next: Option<String>,
}

impl Store {
    /// One `BatchGetItem` over the tables; at most 100 keys. No call at all for no keys.
    pub async fn batch(&self, keys: &[Key], now: i64) -> Result<Found, StoreError> {
        let mut wanted: HashMap<String, KeysAndAttributes> = HashMap::new();
        let mut sorted: Vec<&Key> = keys.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut by_table: HashMap<Table, Vec<&Key>> = HashMap::new();
        for key in sorted {
            by_table.entry(key.table).or_default().push(key);
        }
        for (table, keys) in by_table {
            let request = KeysAndAttributes::builder()
                .consistent_read(true)
                .set_keys(Some(keys.into_iter().map(attributes).collect()))
                .build()
                .map_err(|error| StoreError::Unreadable(error.to_string()))?;
            wanted.insert(self.name(table).to_owned(), request);
        }
        let mut found = Found::default();
        let mut round = 0;
        while !wanted.is_empty() {
            if round > 0 {
                tokio::time::sleep(Duration::from_millis(20 << round)).await;
            }
            if round == ROUNDS {
                return Err(StoreError::Busy("keys stay unprocessed".into()));
            }
            round += 1;
            let answer = self
                .client
                .batch_get_item()
                .set_request_items(Some(wanted))
                .send()
                .await
                .map_err(busy)?;
            for (name, items) in answer.responses.unwrap_or_default() {
                let Some(table) = self.table(&name) else {
                    continue;
                };
                for item in items {
                    if is_expired(&item, now) {
                        continue;
                    }
                    if let Some(key) = key_of(table, &item) {
                        found.0.insert(key, item);
                    }
                }
            }
            wanted = answer.unprocessed_keys.unwrap_or_default();
        }
        Ok(found)
    }

    /// One item by its key.
    pub async fn get<E: Entity>(&self, key: &Key, now: i64) -> Result<Option<E>, StoreError> {
        self.batch(std::slice::from_ref(key), now).await?.get(key)
    }

    /// All live entities of one partition whose sort key begins with `prefix`, in key order.
    /// Follows pages to the end; meant for partitions that are small by nature.
    pub async fn partition<E: Entity>(
        &self,
        table: Table,
        pk: &str,
        prefix: &str,
        now: i64,
    ) -> Result<Vec<E>, StoreError> {
        self.partition_items(table, pk, prefix, None, now)
            .await?
            .into_iter()
            .map(from_item)
            .collect()
    }

    /// As `partition`, but only the first so many; meant for partitions that may be long.
    pub async fn partition_first<E: Entity>(
        &self,
        table: Table,
        pk: &str,
        most: u32,
        now: i64,
    ) -> Result<Vec<E>, StoreError> {
        self.partition_items(table, pk, "", Some(most), now)
            .await?
            .into_iter()
            .map(from_item)
            .collect()
    }

    /// Some live entities of one partition: at most `limit`, beginning behind the sort key `after`.
    pub async fn page<E: Entity>(
        &self,
        table: Table,
        pk: &str,
        order: Order,
        after: Option<&str>,
        limit: u16,
        now: i64,
    ) -> Result<Page<E>, StoreError> {
        let start = after.map(|sk| {
            let key = Key {
                table,
                pk: pk.to_owned(),
                sk: sk.to_owned(),
            };
            attributes(&key)
        });
        let page = self
            .client
            .query()
            .table_name(self.name(table))
            .consistent_read(true)
            .scan_index_forward(order == Order::FirstKeysFirst)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .limit(i32::from(limit))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(busy)?;
        let next = page
            .last_evaluated_key
            .and_then(|key| key_of(table, &key))
            .map(|key| key.sk);
        let entities = page.items.unwrap_or_default().into_iter();
        let entities = entities
            .filter(|item| !is_expired(item, now))
            .map(from_item)
            .collect::<Result<_, _>>()?;
        Ok(Page { entities, next })
    }

    /// As `partition`, for a partition that holds several types: pick with `Found::get`.
    pub async fn partition_found(
        &self,
        table: Table,
        pk: &str,
        prefix: &str,
        now: i64,
    ) -> Result<Found, StoreError> {
        let items = self.partition_items(table, pk, prefix, None, now).await?;
        Ok(Found(
            items
                .into_iter()
                .filter_map(|item| Some((key_of(table, &item)?, item)))
                .collect(),
        ))
    }

    async fn partition_items(
        &self,
        table: Table,
        pk: &str,
        prefix: &str,
        most: Option<u32>,
        now: i64,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let most = most.map_or(usize::MAX, |most| {
            usize::try_from(most).unwrap_or(usize::MAX)
        });
        if most == 0 {
            return Ok(items);
        }
        let mut start = None;
        loop {
            let mut query = self
                .client
                .query()
                .table_name(self.name(table))
                .consistent_read(true)
                .set_limit(i32::try_from(most).ok())
                .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
                .set_exclusive_start_key(start);
            query = if prefix.is_empty() {
                query.key_condition_expression("pk = :pk")
            } else {
                query
                    .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                    .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            };
            let page = query.send().await.map_err(busy)?;
            items.extend(
                page.items
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|item| !is_expired(item, now)),
            );
            start = page.last_evaluated_key;
            if start.is_none() || items.len() >= most {
                items.truncate(most);
                return Ok(items);
            }
        }
    }
}

fn key_of(table: Table, item: &Item) -> Option<Key> {
    match (item.get("pk")?, item.get("sk")?) {
        (AttributeValue::S(pk), AttributeValue::S(sk)) => Some(Key {
            table,
            pk: pk.clone(),
            sk: sk.clone(),
        }),
        _ => None,
    }
}
