//! A look behind the hub's pages, for promises about what is *not* there, and changes of what HR
//! or an admin would change.

use std::collections::BTreeMap;

use kobling_letters::{self as mail, Letter, OutboxMail, Posting};
use kobling_model::{
    TenantId,
    item::{Entity, Key, Table},
    keys,
    people::{Account, DirectoryAddress, DirectoryUser, EmailAddress},
    tenants::Tenant,
};
use kobling_store::{Condition, Transaction};
use serde_json::{Value, json};

use crate::Hub;

/// Items of a table by their keys.
pub type Items = BTreeMap<String, Value>;

impl Hub {
    /// All that stays: accounts, links, directory users, conflict items.
    pub async fn identity_items(&self) -> Items {
        let table = &self.stack.operator().app.config().tables.identity;
        self.items(table).await
    }

    /// Requests, codes, sessions, counters, outbox.
    pub async fn transient_items(&self) -> Items {
        let table = &self.stack.operator().app.config().tables.transient;
        self.items(table).await
    }

    /// What was noted for ever, of all tenants.
    pub async fn audit_items(&self) -> Items {
        let table = &self.stack.operator().app.config().tables.audit;
        self.items(table).await
    }

    /// Whether everything in the transient table ends by itself.
    pub async fn transient_items_all_expire(&self) -> bool {
        let items = self.transient_items().await;
        items
            .values()
            .all(|item| item["expires_at"]["N"].is_string())
    }

    /// The types of the items that were not there before, sorted.
    pub async fn made_since(&self, before: &Items) -> Vec<String> {
        types_of_new(&self.identity_items().await, before)
    }

    /// The types of the items that are there no longer, sorted.
    pub async fn gone_since(&self, before: &Items) -> Vec<String> {
        types_of_new(before, &self.identity_items().await)
    }

    /// The types of the items that were made, went or are different, sorted.
    pub async fn changed_since(&self, before: &Items) -> Vec<String> {
        let now = self.identity_items().await;
        let same = |key: &String, item: &Value| before.get(key) == Some(item);
        let differing: Items = now
            .iter()
            .filter(|(key, item)| !same(key, item))
            .map(|(key, item)| (key.clone(), item.clone()))
            .collect();
        let mut types = types_of_new(&differing, &Items::new());
        types.extend(types_of_new(before, &now));
        types.sort();
        types
    }

    /// The directory user with an address.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn directory_user(&self, tenant: &str, address: &str) -> DirectoryUser {
        let app = &self.stack.operator().app;
        let store = app.store().expect("the store");
        let tenant = TenantId::parse(tenant).expect("a tenant id");
        let index = app.index().await.expect("keys");
        let digest = index.digest("address", address);
        let partition = keys::directory_addresses(&tenant, &digest);
        let found: Vec<DirectoryAddress> = store
            .partition(Table::Identity, &partition, "user#", app.now())
            .await
            .expect("a read");
        let id = found
            .first()
            .expect("someone with the address")
            .directory_user;
        let key = keys::directory_user(&tenant, &id);
        let user = store.get(&key, app.now()).await.expect("a read");
        user.expect("a directory user")
    }

    /// The account that a directory user is linked to.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn account_of(&self, user: &DirectoryUser) -> Account {
        let app = &self.stack.operator().app;
        let store = app.store().expect("the store");
        let key = keys::account(&user.account.expect("a link"));
        let account = store.get(&key, app.now()).await.expect("a read");
        account.expect("an account")
    }

    /// A tenant, with its settings.
    ///
    /// # Panics
    /// Where there is none.
    pub async fn tenant(&self, id: &str) -> Tenant {
        let app = &self.stack.operator().app;
        let key = keys::tenant(&TenantId::parse(id).expect("a tenant id"));
        let store = app.store().expect("the store");
        let tenant = store.get(&key, app.now()).await.expect("a read");
        tenant.expect("a tenant")
    }

    /// Writes an entity as it is, whatever was there.
    ///
    /// # Panics
    /// Where the store does not take it.
    pub async fn put<E: Entity>(&self, entity: &E) {
        let store = self.stack.operator().app.store().expect("the store");
        let transaction = Transaction::new().put(store, "test", entity, Condition::anything());
        store.transact(transaction).await.expect("a write");
    }

    /// Takes an item away.
    ///
    /// # Panics
    /// Where it is not there.
    pub async fn take(&self, key: &Key) {
        let store = self.stack.operator().app.store().expect("the store");
        let gone = Transaction::new().delete(store, "test", key, Condition::present());
        store.transact(gone).await.expect("a write");
    }

    /// Writes a letter to somebody, as the product does, and wakes the sender. Gives the mail.
    ///
    /// # Panics
    /// Where the store does not take it.
    pub async fn write_to(&self, tenant: &str, to: &str, letter: Letter) -> OutboxMail {
        let app = &self.stack.operator().app;
        let tenant = TenantId::parse(tenant).expect("a tenant id");
        let to = EmailAddress::parse(to).expect("an address");
        let posting = Posting {
            tenant: &tenant,
            to: &to,
            language: "nb",
            letter,
            reference: "TEST-TEST",
        };
        let posted = mail::post(app, Transaction::new(), posting, None).await;
        let (transaction, mail) = posted.expect("a mail");
        let store = app.store().expect("the store");
        store.transact(transaction).await.expect("a write");
        mail::wake(app, std::slice::from_ref(&mail)).await;
        mail
    }

    async fn items(&self, table: &str) -> Items {
        let mut items = Items::new();
        let mut start = Value::Null;
        loop {
            let mut request = json!({ "TableName": table, "ConsistentRead": true });
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let dynamodb = &self.stack.services().dynamodb;
            let page = dynamodb.call("Scan", &request).await.expect("a scan").body;
            for item in page["Items"].as_array().into_iter().flatten() {
                let key = format!("{}|{}", item["pk"]["S"], item["sk"]["S"]);
                items.insert(key, item.clone());
            }
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                return items;
            }
        }
    }
}

fn types_of_new(items: &Items, before: &Items) -> Vec<String> {
    let mut types: Vec<String> = items
        .iter()
        .filter(|(key, _)| !before.contains_key(*key))
        .map(|(_, item)| item["type"]["S"].as_str().unwrap_or_default().to_owned())
        .collect();
    types.sort();
    types
}
