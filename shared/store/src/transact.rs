//! Carries writes out: what has met another write goes again, and a condition that failed is named by
//! its label.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{transact_write_items::TransactWriteItemsError, update_item::UpdateItemError},
    types::ReturnValue,
};
use kobling_model::{
    condition::{Condition, Update},
    item::{Entity, Key},
};

use super::{
    Store, StoreError, Transaction,
    expression::Expression,
    item::{Item, attributes, from_item},
    transaction::some,
};

/// How often a transaction that met another one is tried anew before it is called busy.
const ROUNDS: u32 = 8;

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
        let update = Expression::of_update(update);
        let condition = Expression::of_condition(condition);
        let (expression, condition_expression) = (update.text(), condition.text());
        let (names, values) = update.with(condition);
        let mut round = 0;
        loop {
            let sent = self
                .client
                .update_item()
                .table_name(self.name(key.table))
                .set_key(Some(attributes(key)))
                .set_update_expression(expression.clone())
                .set_condition_expression(condition_expression.clone())
                .set_expression_attribute_names(some(names.clone()))
                .set_expression_attribute_values(some(values.clone()))
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
