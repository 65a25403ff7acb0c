//! A seed that several stacks of one process begin with: the first makes it, the others take a
//! copy. Most of what a start costs is the making of RSA keys, which tests need not make anew.

use std::{collections::HashMap, sync::OnceLock};

use dynoxide::{Database, ImportOptions, actions::scan::ScanRequest, types::AttributeValue};
use kobling_base::clock::Timestamp;
use kobling_simulators::idporten::SigningKey;
use tokio::sync::OnceCell;

use super::{Operator, Registered, SeedError, WorldError};
use crate::aws::kms::KeyMaterial;

/// The seed of a world in memory at one moment, once someone has made it.
pub struct Seeded {
    at: Timestamp,
    made: OnceCell<Made>,
    id_porten: OnceLock<SigningKey>,
}

struct Made {
    material: KeyMaterial,
    tables: Vec<(String, Vec<HashMap<String, AttributeValue>>)>,
    registered: Registered,
}

impl Seeded {
    /// Nothing yet; `at` is the moment at which it will be made and taken.
    pub const fn at(at: Timestamp) -> Self {
        Self {
            at,
            made: OnceCell::const_new(),
            id_porten: OnceLock::new(),
        }
    }

    /// The moment of the seed.
    pub const fn moment(&self) -> Timestamp {
        self.at
    }

    /// The key that the national login begins with.
    pub(crate) fn id_porten(&self) -> SigningKey {
        self.id_porten.get_or_init(SigningKey::generate).clone()
    }

    /// What was seeded: made by `first` in the stack that comes first, copied into all others.
    pub(super) async fn take(
        &self,
        operator: &Operator,
        first: impl Future<Output = Result<Registered, SeedError>>,
    ) -> Result<Registered, SeedError> {
        let mut is_first = false;
        let seeding = async {
            is_first = true;
            Made::of(operator, first.await?)
        };
        let made = self.made.get_or_try_init(|| seeding).await?;
        if !is_first {
            made.put_into(operator)?;
        }
        Ok(made.registered.clone())
    }
}

impl Made {
    fn of(operator: &Operator, registered: Registered) -> Result<Self, SeedError> {
        let database = &operator.services.dynamodb.database;
        let tables = operator.tables.values();
        let read = |table: &String| Ok((table.clone(), items(database, table)?));
        Ok(Self {
            material: operator.services.kms.key_material(),
            tables: tables.map(read).collect::<Result<_, SeedError>>()?,
            registered,
        })
    }

    fn put_into(&self, operator: &Operator) -> Result<(), SeedError> {
        operator.services.kms.take_over(&self.material);
        for (table, items) in &self.tables {
            let database = &operator.services.dynamodb.database;
            database
                .import_items(table, items.clone(), ImportOptions::default())
                .map_err(refused)?;
        }
        Ok(())
    }
}

fn refused(error: impl std::fmt::Display) -> SeedError {
    WorldError::Store(error.to_string()).into()
}

/// All items of a table.
fn items(
    database: &Database,
    table: &str,
) -> Result<Vec<HashMap<String, AttributeValue>>, SeedError> {
    let mut all = Vec::new();
    let mut next = None;
    loop {
        let page = database
            .scan(ScanRequest {
                table_name: table.to_owned(),
                exclusive_start_key: next,
                ..ScanRequest::default()
            })
            .map_err(refused)?;
        all.extend(page.items.unwrap_or_default());
        next = page.last_evaluated_key;
        if next.is_none() {
            return Ok(all);
        }
    }
}
