//! Apps out of a file, beside the demo's.

use kobling_model::{TenantId, apps::ClientAtTenant};
use kobling_protocol::{clients::client_file::Enlisted, userinfo::national_id};
use kobling_store::{Condition, Transaction};

use super::{Operator, SeedError, tenants::DESCRIBED};

/// Registers apps that came in a file, each where it is to be in use: an app of no tenant's is one
/// of the tenant with the person of whom everything is known.
pub async fn enlist(operator: &Operator, clients: &[Enlisted]) -> Result<(), SeedError> {
    let store = operator.app.store()?;
    for Enlisted { client, tenants } in clients {
        let mut transaction = Transaction::new()
            .put(store, "client", client, Condition::anything())
            .put(store, "list", &client.listed(), Condition::anything());
        let mut tenants = tenants.clone();
        if tenants.is_empty() {
            tenants.extend(TenantId::parse(DESCRIBED));
        }
        for tenant in tenants {
            let permission = ClientAtTenant {
                tenant,
                client: client.id.clone(),
                enabled: true,
                // National ids are a word of their own, which a file does not say.
                scopes: client
                    .scopes
                    .iter()
                    .filter(|scope| *scope != national_id::SCOPE)
                    .cloned()
                    .collect(),
            };
            transaction = transaction
                .put(store, "permission", &permission, Condition::anything())
                .put(store, "list", &permission.listed(), Condition::anything());
        }
        store.transact(transaction).await?;
    }
    Ok(())
}
