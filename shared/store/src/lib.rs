//! Accounts, links, requests and audit in DynamoDB. The only user of its SDK.
//!
//! `keys` lists every access pattern; `item` turns entities into items; `read` and `transact`
//! are the two ways in; then one file per aggregate.

pub mod counter;
mod expression;
mod item;
mod read;
mod transact;
mod transaction;

use aws_sdk_dynamodb::Client;
use aws_types::SdkConfig;

pub use item::{Item, from_item, to_item};
pub use kobling_model::{
    condition::{Condition, Update},
    item::{Entity, Key, Table},
};
pub use read::{Found, Order, Page};
pub use transaction::Transaction;

use kobling_base::Internal;

/// The names of the three tables.
#[derive(Clone, Debug)]
pub struct Tables {
    pub identity: String,
    pub transient: String,
    pub audit: String,
}

/// The three tables. Cheap to clone; built once per cold start.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    tables: Tables,
}

/// Why the store could not do as asked. Absence is never an error: look-ups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A condition did not hold: the labels of the actions that found the world changed.
    #[error("changed meanwhile: {}", .0.join(", "))]
    Changed(Vec<&'static str>),
    /// The store is busy or out of reach; the same call may go through later.
    #[error("the store is busy")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An item that this version of the code cannot read, or a call the store refuses.
    #[error("unreadable: {0}")]
    Unreadable(String),
}

impl From<StoreError> for Internal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed(_) => Self::change(error),
            StoreError::Busy(_) => Self::passing(error),
            StoreError::Unreadable(_) => Self::new(error),
        }
    }
}

impl Store {
    pub fn new(tables: &Tables, aws: &SdkConfig) -> Self {
        Self {
            client: Client::new(aws),
            tables: tables.clone(),
        }
    }

    fn name(&self, table: Table) -> &str {
        match table {
            Table::Identity => &self.tables.identity,
            Table::Transient => &self.tables.transient,
            Table::Audit => &self.tables.audit,
        }
    }

    fn table(&self, name: &str) -> Option<Table> {
        [Table::Identity, Table::Transient, Table::Audit]
            .into_iter()
            .find(|table| self.name(*table) == name)
    }
}
