//! Writes: always a transaction, every action with its condition and a label that tells, when
//! the condition fails, which part of the world had changed.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{transact_write_items::TransactWriteItemsError, update_item::UpdateItemError},
    types::{
        AttributeValue, ConditionCheck, Delete, Put, ReturnValue, TransactWriteItem,
        Update as UpdateAction,
    },
};
use kobling_model::item::{Entity, Key};

use super::{
    Store, StoreError,
    item::{Item, attributes, from_item, to_item},
};

/// How often a transaction that met another one is tried anew before it is called busy.
const ROUNDS: u32 = 8;

/// A condition expression with its names and values.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    expression: String,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Condition {
    /// No such item.
    pub fn absent() -> Self {
        Self::raw("attribute_not_exists(pk)")
    }

    /// No such item, one that has expired, or one about something else.
    pub fn absent_expired_or_not(now: i64, attribute: &str, value: impl Into<Value>) -> Self {
        let mut condition = Self::default();
        let (expires, name) = (condition.name("expires_at"), condition.name(attribute));
        condition.expression =
            format!("(attribute_not_exists(pk) OR {expires} <= :now OR {name} <> :about)");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition.values.insert(":about".into(), value.into().0);
        condition
    }

    /// No such item, or one that has expired.
    pub fn absent_or_expired(now: i64) -> Self {
        let mut condition = Self::raw("(attribute_not_exists(pk) OR #expires_at <= :now)");
        condition.name("expires_at");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition
    }

    /// No such item, or one that expires some time.
    pub fn absent_or_expiring() -> Self {
        let mut condition =
            Self::raw("(attribute_not_exists(pk) OR attribute_exists(#expires_at))");
        condition.name("expires_at");
        condition
    }

    /// The item is there and not past its expiry.
    pub fn live(now: i64) -> Self {
        let mut condition = Self::raw("(attribute_exists(pk) AND #expires_at > :now)");
        condition.name("expires_at");
        condition
            .values
            .insert(":now".into(), AttributeValue::N(now.to_string()));
        condition
    }

    /// The item is there.
    pub fn present() -> Self {
        Self::raw("attribute_exists(pk)")
    }

    /// Whatever is there or not.
    pub fn anything() -> Self {
        Self::default()
    }

    /// No such item, or its number is below a limit.
    pub fn below(attribute: &str, limit: u32) -> Self {
        let mut condition = Self::default();
        let name = condition.name(attribute);
        condition.expression = format!("(attribute_not_exists({name}) OR {name} < :below)");
        condition
            .values
            .insert(":below".into(), AttributeValue::N(limit.to_string()));
        condition
    }

    #[must_use]
    pub fn greater_than(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, ">", value.into());
        self
    }

    #[must_use]
    pub fn less_than(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, "<", value.into());
        self
    }

    #[must_use]
    pub fn equals(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.compare(attribute, "=", value.into());
        self
    }

    #[must_use]
    pub fn without(mut self, attribute: &str) -> Self {
        let name = self.name(attribute);
        self.and(&format!("attribute_not_exists({name})"));
        self
    }

    /// The attribute is absent, or its number is at most this.
    #[must_use]
    pub fn at_most_or_absent(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let name = self.name(attribute);
        let placeholder = format!(":c{}", self.values.len());
        self.values.insert(placeholder.clone(), value.into().0);
        self.and(&format!(
            "(attribute_not_exists({name}) OR {name} <= {placeholder})"
        ));
        self
    }

    fn expression(&self) -> Option<String> {
        (!self.expression.is_empty()).then(|| self.expression.clone())
    }

    fn raw(expression: &str) -> Self {
        Self {
            expression: expression.to_owned(),
            ..Self::default()
        }
    }

    fn compare(&mut self, attribute: &str, operator: &str, value: Value) {
        let name = self.name(attribute);
        let placeholder = format!(":c{}", self.values.len());
        self.values.insert(placeholder.clone(), value.0);
        self.and(&format!("{name} {operator} {placeholder}"));
    }

    fn name(&mut self, attribute: &str) -> String {
        let name = format!("#{attribute}");
        self.names.insert(name.clone(), attribute.to_owned());
        name
    }

    fn and(&mut self, clause: &str) {
        if !self.expression.is_empty() {
            self.expression.push_str(" AND ");
        }
        self.expression.push_str(clause);
    }
}

/// A value in a condition or an update.
#[derive(Clone, Debug)]
pub struct Value(AttributeValue);

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self(AttributeValue::N(value.to_string()))
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(AttributeValue::Bool(value))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self(AttributeValue::S(value.to_owned()))
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self(AttributeValue::S(value))
    }
}

/// A change of single attributes of one item.
#[derive(Clone, Debug, Default)]
pub struct Update {
    sets: Vec<String>,
    removes: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Update {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn set(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, placeholder) = self.placeholders(attribute, value.into());
        self.sets.push(format!("{name} = {placeholder}"));
        self
    }

    /// Adds to a number; an absent attribute counts as 0.
    #[must_use]
    pub fn add(mut self, attribute: &str, by: i64) -> Self {
        let (name, placeholder) = self.placeholders(attribute, by.into());
        self.values
            .insert(":zero".into(), AttributeValue::N("0".into()));
        self.sets.push(format!(
            "{name} = if_not_exists({name}, :zero) + {placeholder}"
        ));
        self
    }

    fn placeholders(&mut self, attribute: &str, value: Value) -> (String, String) {
        let name = format!("#{attribute}");
        self.names.insert(name.clone(), attribute.to_owned());
        let placeholder = format!(":u{}", self.values.len());
        self.values.insert(placeholder.clone(), value.0);
        (name, placeholder)
    }

    fn expression(&self) -> String {
        let mut parts = Vec::new();
        if !self.sets.is_empty() {
            parts.push(format!("SET {}", self.sets.join(", ")));
        }
        if !self.removes.is_empty() {
            parts.push(format!("REMOVE {}", self.removes.join(", ")));
        }
        parts.join(" ")
    }
}

/// Actions that all happen or none.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    actions: Vec<TransactWriteItem>,
    labels: Vec<&'static str>,
    failed: Option<String>,
}

fn some<K, V>(map: HashMap<K, V>) -> Option<HashMap<K, V>> {
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
        let put = to_item(entity).and_then(|item| {
            Put::builder()
                .table_name(name)
                .set_item(Some(item))
                .set_condition_expression(condition.expression())
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
        let expression = update.expression();
        let condition_expression = condition.expression();
        let mut names = update.names;
        names.extend(condition.names);
        let mut values = update.values;
        values.extend(condition.values);
        let action = UpdateAction::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .update_expression(expression)
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
        let action = ConditionCheck::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .condition_expression(condition.expression)
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
        let action = Delete::builder()
            .table_name(store.name(key.table))
            .set_key(Some(attributes(key)))
            .set_condition_expression(condition.expression())
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

impl Store {
    /// Carries out a transaction. `Changed` names the actions whose conditions failed.
    pub async fn transact(&self, transaction: Transaction) -> Result<(), StoreError> {
        if let Some(why) = transaction.failed {
            return Err(StoreError::Unreadable(why));
        }
        if transaction.is_empty() {
            return Ok(());
        }
        let mut round = 0;
        loop {
            let sent = self
                .client
                .transact_write_items()
                .set_transact_items(Some(transaction.actions.clone()))
                .send()
                .await;
            let Err(error) = sent else { return Ok(()) };
            match cancelled(&error, &transaction.labels) {
                Some(Cancelled::Changed(labels)) => return Err(StoreError::Changed(labels)),
                Some(Cancelled::Conflict) if round < ROUNDS => {
                    // Two transactions met at one item: neither is wrong, one goes again.
                    tokio::time::sleep(Duration::from_millis(5 << round)).await;
                    round += 1;
                }
                _ => return Err(busy(error)),
            }
        }
    }

    /// Changes one item on a condition and returns it as it then is; `None` where the condition
    /// did not hold. For counters and for spending tries, which must be counted before anything
    /// is compared.
    pub async fn update<E: Entity>(
        &self,
        key: &Key,
        update: Update,
        condition: Condition,
    ) -> Result<Option<E>, StoreError> {
        let mut round = 0;
        loop {
            let mut names = update.names.clone();
            names.extend(condition.names.clone());
            let mut values = update.values.clone();
            values.extend(condition.values.clone());
            let sent = self
                .client
                .update_item()
                .table_name(self.name(key.table))
                .set_key(Some(attributes(key)))
                .update_expression(update.expression())
                .set_condition_expression(condition.expression())
                .set_expression_attribute_names(some(names))
                .set_expression_attribute_values(some(values))
                .return_values(ReturnValue::AllNew)
                .send()
                .await;
            match sent {
                Ok(answer) => {
                    let item: Item = answer.attributes.unwrap_or_default();
                    return from_item(item).map(Some);
                }
                Err(error) => match error.as_service_error() {
                    Some(UpdateItemError::ConditionalCheckFailedException(_)) => return Ok(None),
                    Some(UpdateItemError::TransactionConflictException(_)) if round < ROUNDS => {
                        tokio::time::sleep(Duration::from_millis(5 << round)).await;
                        round += 1;
                    }
                    _ => return Err(busy(error)),
                },
            }
        }
    }
}

enum Cancelled {
    Changed(Vec<&'static str>),
    Conflict,
}

fn cancelled(
    error: &SdkError<TransactWriteItemsError>,
    labels: &[&'static str],
) -> Option<Cancelled> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                Some(Cancelled::Conflict)
            }
            _ => None,
        };
    };
    let reasons = cancelled.cancellation_reasons();
    let changed: Vec<&'static str> = reasons
        .iter()
        .zip(labels)
        .filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"))
        .map(|(_, label)| *label)
        .collect();
    if !changed.is_empty() {
        return Some(Cancelled::Changed(changed));
    }
    reasons
        .iter()
        .any(|reason| {
            matches!(
                reason.code(),
                Some("TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
            )
        })
        .then_some(Cancelled::Conflict)
}

/// A refusal that no later try can mend is `Unreadable`, everything else `Busy`.
pub(super) fn busy<E>(error: SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match error.code() {
        Some(
            code @ ("ValidationException" | "AccessDeniedException" | "ResourceNotFoundException"),
        ) => StoreError::Unreadable(format!("{code}: {}", error.message().unwrap_or_default())),
        _ => StoreError::Busy(Box::new(error)),
    }
}
