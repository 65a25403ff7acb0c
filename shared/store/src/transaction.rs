//! Writes: always a transaction, every action with its condition and a label that tells, when
//! the condition fails, which part of the world had changed.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, Put, TransactWriteItem, Update as UpdateAction,
};
use kobling_model::{
    condition::{Condition, Update},
    item::{Entity, Key},
};

use super::{
    Store, StoreError,
    expression::Expression,
    item::{attributes, to_item},
};

/// Actions that all happen or none.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    pub(super) actions: Vec<TransactWriteItem>,
    pub(super) labels: Vec<&'static str>,
    pub(super) failed: Option<String>,
}

/// A map of names or values, where it holds any: DynamoDB refuses empty ones.
pub(super) fn some<K, V>(map: HashMap<K, V>) -> Option<HashMap<K, V>> {
    (!map.is_empty()).then_some(map)
}

impl Transaction {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Writes a whole entity on a condition.
    #[must_use]
    pub fn put<E: Entity>(
        self,
        store: &Store,
        label: &'static str,
        entity: &E,
        condition: Condition,
    ) -> Self {
        let name = store.name(entity.key().table).to_owned();
        let condition = Expression::of_condition(condition);
        let put = to_item(entity).and_then(|item| {
            Put::builder()
                .table_name(name)
                .set_item(Some(item))
                .set_condition_expression(condition.text())
                .set_expression_attribute_names(some(condition.names))
                .set_expression_attribute_values(some(condition.values))
                .build()
                .map_err(|error| StoreError::Unreadable(error.to_string()))
        });
        self.push(
            label,
            put.map(|put| TransactWriteItem::builder().put(put).build()),
        )
    }

    /// Writes an entity that must not be there yet.
    #[must_use]
    pub fn create<E: Entity>(self, store: &Store, label: &'static str, entity: &E) -> Self {
        self.put(store, label, entity, Condition::absent())
    }

    /// Changes single attributes of an item on a condition.
    #[must_use]
    pub fn update(
        self,
        store: &Store,
        label: &'static str,
        key: &Key,
        update: Update,
        condition: Condition,
    ) -> Self {
        let update = Expression::of_update(update);
        let condition = Expression::of_condition(condition);
        let (expression, condition_expression) = (update.text(), condition.text());
        let (names, values) = update.with(condition);
        let action = UpdateAction::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .set_update_expression(expression)
            .set_condition_expression(condition_expression)
            .set_expression_attribute_names(some(names))
            .set_expression_attribute_values(some(values))
            .build()
            .map_err(|error| StoreError::Unreadable(error.to_string()));
        self.push(
            label,
            action.map(|action| TransactWriteItem::builder().update(action).build()),
        )
    }

    /// Only looks: the transaction fails if the condition does not hold.
    #[must_use]
    pub fn check(
        self,
        store: &Store,
        label: &'static str,
        key: &Key,
        condition: Condition,
    ) -> Self {
        let condition = Expression::of_condition(condition);
        let action = ConditionCheck::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .set_condition_expression(condition.text())
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .build()
            .map_err(|error| StoreError::Unreadable(error.to_string()));
        self.push(
            label,
            action.map(|action| TransactWriteItem::builder().condition_check(action).build()),
        )
    }

    #[must_use]
    pub fn delete(
        self,
        store: &Store,
        label: &'static str,
        key: &Key,
        condition: Condition,
    ) -> Self {
        let condition = Expression::of_condition(condition);
        let action = Delete::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .set_condition_expression(condition.text())
            .set_expression_attribute_names(some(condition.names))
            .set_expression_attribute_values(some(condition.values))
            .build()
            .map_err(|error| StoreError::Unreadable(error.to_string()));
        self.push(
            label,
            action.map(|action| TransactWriteItem::builder().delete(action).build()),
        )
    }

    fn push(mut self, label: &'static str, action: Result<TransactWriteItem, StoreError>) -> Self {
        match action {
            Ok(action) => {
                self.actions.push(action);
                self.labels.push(label);
            }
            Err(error) => self.failed = Some(error.to_string()),
        }
        self
    }
}
