//! HR's hand in a walk: writes people, accounts and links with all their guards, through the
//! product's own store types, as an import would; and reads everything back in one look.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dynoxide::{
    actions::{delete_item::DeleteItemRequest, scan::ScanRequest},
    types::AttributeValue,
};
use kobling_keyring::message;
use kobling_local::template::{ACCOUNT, REGION};
use kobling_model::{
    AccountId, Digest, DirectoryUserId, Level, TenantId,
    hr::EmploymentNumber,
    item::{Entity, Key},
    keys,
    people::{
        Account, AccountState, AddressGuard, AppLink, DirectoryAddress, DirectoryNumber,
        DirectoryUser, DirectoryUserState, EidLink, EmailAddress, Employment, HeldEid, Known,
        KnownNumber, OwnAddress,
    },
};
use kobling_shared::app::App;
use kobling_store::{Condition, Transaction};
use kobling_tests::{Hub, plain};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The registry of the walks' national numbers.
pub const NAMESPACE: &str = "no.fnr";

/// What the identity table holds, as far as the invariants speak of it.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Snapshot {
    pub accounts: BTreeMap<AccountId, Account>,
    pub links: BTreeMap<(AccountId, TenantId), AppLink>,
    pub users: BTreeMap<DirectoryUserId, DirectoryUser>,
    pub eids: BTreeMap<Digest, EidLink>,
    pub addresses: BTreeMap<Digest, AccountId>,
    /// Guards of numbers known from HR.
    pub numbers: BTreeSet<(TenantId, Digest)>,
}

impl Snapshot {
    /// The same with every digest of a national id by the name that `first` has for it: what it
    /// is under the key that was there first. Also says what lies under both keys.
    pub fn by_first_key(mut self, first: &BTreeMap<Digest, Digest>) -> (Self, Vec<String>) {
        let name = |digest: &mut Digest| {
            if let Some(known) = first.get(digest) {
                digest.clone_from(known);
            }
        };
        for account in self.accounts.values_mut() {
            account
                .eids
                .iter_mut()
                .for_each(|held| name(&mut held.digest));
        }
        for link in self.links.values_mut() {
            link.numbers.values_mut().for_each(name);
        }
        for number in self.users.values_mut().flat_map(|user| &mut user.numbers) {
            name(&mut number.digest);
            number.replaced.iter_mut().for_each(name);
        }
        let mut twice = Vec::new();
        let mut guards = BTreeMap::new();
        for (mut digest, mut link) in std::mem::take(&mut self.eids) {
            name(&mut digest);
            name(&mut link.digest);
            if let Some(other) = guards.insert(digest, link.clone()) {
                twice.push(format!(
                    "one eID is linked to {} and {}",
                    other.account, link.account
                ));
            }
        }
        self.eids = guards;
        let mut numbers = BTreeSet::new();
        for (tenant, mut digest) in std::mem::take(&mut self.numbers) {
            name(&mut digest);
            if !numbers.insert((tenant.clone(), digest)) {
                twice.push(format!("one number is guarded twice at {tenant}"));
            }
        }
        self.numbers = numbers;
        (self, twice)
    }
}

/// All items of a table in the wire's JSON.
pub fn scan(hub: &Hub, table: &str) -> Vec<Map<String, Value>> {
    let database = &hub.stack.services().dynamodb.database;
    let mut items = Vec::new();
    let mut start: Option<HashMap<String, AttributeValue>> = None;
    loop {
        let page = database
            .scan(ScanRequest {
                table_name: table.to_owned(),
                exclusive_start_key: start,
                ..ScanRequest::default()
            })
            .expect("a scan");
        for item in page.items.unwrap_or_default() {
            let Ok(Value::Object(item)) = serde_json::to_value(item) else {
                panic!("an item is an object");
            };
            items.push(item);
        }
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

/// The type of an item.
pub fn kind(item: &Map<String, Value>) -> &str {
    item.get("type")
        .and_then(|kind| kind["S"].as_str())
        .unwrap_or_default()
}

fn entity<E: DeserializeOwned>(item: &Map<String, Value>) -> E {
    serde_json::from_value(Value::Object(plain(item))).expect("an entity")
}

/// All entities of a type in a table.
pub fn entities<E: Entity>(hub: &Hub, table: &str) -> Vec<E> {
    scan(hub, table)
        .iter()
        .filter(|item| kind(item) == E::TYPE)
        .map(entity)
        .collect()
}

/// Everything at once.
pub fn look(hub: &Hub) -> Snapshot {
    let mut seen = Snapshot::default();
    for item in scan(hub, &hub.stack.operator().app.config().tables.identity) {
        match kind(&item) {
            Account::TYPE => {
                let account: Account = entity(&item);
                seen.accounts.insert(account.id, account);
            }
            AppLink::TYPE => {
                let link: AppLink = entity(&item);
                seen.links.insert((link.account, link.tenant.clone()), link);
            }
            DirectoryUser::TYPE => {
                let user: DirectoryUser = entity(&item);
                seen.users.insert(user.id, user);
            }
            EidLink::TYPE => {
                let link: EidLink = entity(&item);
                seen.eids.insert(link.digest.clone(), link);
            }
            DirectoryNumber::TYPE => {
                let guard: DirectoryNumber = entity(&item);
                seen.numbers.insert((guard.tenant, guard.digest));
            }
            AddressGuard::TYPE => {
                let guard: AddressGuard = entity(&item);
                seen.addresses.insert(guard.digest, guard.account);
            }
            _ => {}
        }
    }
    seen
}

/// Removes the items of a table for which `is_old` holds.
pub fn sweep(hub: &Hub, table: &str, is_old: impl Fn(&Map<String, Value>) -> bool) {
    let database = &hub.stack.services().dynamodb.database;
    for item in scan(hub, table) {
        if !is_old(&item) {
            continue;
        }
        let key = ["pk", "sk"]
            .into_iter()
            .map(|name| {
                let value = item[name]["S"].as_str().unwrap_or_default().to_owned();
                (name.to_owned(), AttributeValue::S(value))
            })
            .collect();
        database
            .delete_item(DeleteItemRequest {
                table_name: table.to_owned(),
                key,
                ..DeleteItemRequest::default()
            })
            .expect("a deletion");
    }
}

/// Writes as HR and the operator do.
pub struct Directory<'a> {
    pub hub: &'a Hub,
}

impl Directory<'_> {
    fn app(&self) -> &App {
        &self.hub.stack.operator().app
    }

    fn now(&self) -> i64 {
        self.hub.now()
    }

    /// A number's digest at a tenant, under the key that was there first.
    pub fn number_digest(&self, tenant: &TenantId, number: &str) -> Digest {
        let [first, _] = self.number_digests(tenant, number);
        first
    }

    pub fn number_digests(&self, tenant: &TenantId, number: &str) -> [Digest; 2] {
        self.digests(&message("directory", tenant.as_str(), NAMESPACE, number))
    }

    /// Under both keys, whichever are in use.
    pub fn digests(&self, message: &[u8]) -> [Digest; 2] {
        ["national-id-key", "national-id-key-b"].map(|id| {
            let arn = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}");
            let mac = self.hub.stack.services().kms.mac(&arn, message);
            Digest::new(id, &mac.expect("key material"))
        })
    }

    pub async fn address_digest(&self, address: &EmailAddress) -> Digest {
        let index = self.app().index().await.expect("keys");
        index.digest("address", address.as_str())
    }

    /// A number that HR sends, by the key that writes now.
    pub async fn known(&self, tenant: &TenantId, number: &str, since: i64) -> KnownNumber {
        let mut mounted = self.hub.stack.mounted().iter();
        let link = mounted.find(|mounted| mounted.function.name == "link");
        let app = link.expect("the function").instance().expect("a start");
        let service = app.key_service().expect("keys");
        let digests = service
            .directory_digests(tenant.as_str(), NAMESPACE, number)
            .await
            .expect("digests");
        KnownNumber {
            namespace: NAMESPACE.to_owned(),
            digest: digests.current,
            known: Known::FromHr,
            since,
            replaced: None,
        }
    }

    pub async fn put<E: Entity>(&self, entity: &E) {
        let store = self.app().store().expect("a store");
        let transaction = Transaction::new().put(store, "walk", entity, Condition::anything());
        store.transact(transaction).await.expect("a write");
    }

    async fn delete(&self, key: &Key) {
        let store = self.app().store().expect("a store");
        let transaction = Transaction::new().delete(store, "walk", key, Condition::anything());
        store.transact(transaction).await.expect("a write");
    }

    pub async fn get<E: Entity>(&self, key: &Key) -> Option<E> {
        let store = self.app().store().expect("a store");
        store.get(key, self.now()).await.expect("a read")
    }

    /// Someone new in the directory.
    pub fn user(&self, tenant: &TenantId, name: &str) -> DirectoryUser {
        DirectoryUser {
            id: DirectoryUserId::new(self.app().random().uuid()),
            tenant: tenant.clone(),
            person_number: None,
            given_name: name.to_owned(),
            family_name: "Sponvik".to_owned(),
            birth_date: None,
            phone: None,
            numbers: Vec::new(),
            state: DirectoryUserState::Active,
            rights: Vec::new(),
            employments: Vec::new(),
            account: None,
            linked_at: None,
            spoken_of: None,
            details: None,
            version: 1,
        }
    }

    pub fn employment(number: &str, email: Option<&EmailAddress>) -> Employment {
        Employment {
            number: number.to_owned(),
            department: None,
            position: None,
            email: email.cloned(),
            pending_email: None,
            is_bounced: false,
            mailing: true,
            from: None,
            to: None,
        }
    }

    /// The guard of an employment's number, where no import has made it.
    pub async fn guard_employment(&self, user: &DirectoryUser, number: &str) {
        let index = self.app().index().await.expect("keys");
        let digest = index.digest("employment", number);
        let guard = EmploymentNumber::without_file(user.tenant.clone(), digest, user.id);
        if self.get::<EmploymentNumber>(&guard.key()).await.is_none() {
            self.put(&guard).await;
        }
    }

    /// Writes a directory user as it is to be, and moves its guards along.
    pub async fn write_user(&self, before: Option<&DirectoryUser>, after: &DirectoryUser) {
        let numbers = |user: &DirectoryUser| -> BTreeSet<Digest> {
            user.numbers
                .iter()
                .filter(|number| number.known == Known::FromHr)
                .map(|number| number.digest.clone())
                .collect()
        };
        let mails = |user: &DirectoryUser| -> BTreeSet<EmailAddress> {
            user.employments
                .iter()
                .filter_map(|employment| employment.email.clone())
                .collect()
        };
        if let Some(before) = before {
            for gone in numbers(before).difference(&numbers(after)) {
                self.delete(&keys::directory_number(&after.tenant, gone))
                    .await;
            }
            for gone in mails(before).difference(&mails(after)) {
                let digest = self.address_digest(gone).await;
                self.delete(&keys::directory_address(&after.tenant, &digest, &after.id))
                    .await;
            }
        }
        for digest in numbers(after) {
            self.put(&DirectoryNumber {
                tenant: after.tenant.clone(),
                digest,
                directory_user: after.id,
            })
            .await;
        }
        for employment in &after.employments {
            self.guard_employment(after, &employment.number).await;
        }
        for address in mails(after) {
            self.put(&DirectoryAddress {
                tenant: after.tenant.clone(),
                digest: self.address_digest(&address).await,
                directory_user: after.id,
            })
            .await;
        }
        self.put(after).await;
    }

    /// An account with addresses and eIDs (namespace and link digest), with their guards.
    pub async fn account(&self, addresses: &[EmailAddress], eids: &[(String, Digest)]) -> Account {
        let now = self.now();
        let mut account = Account {
            id: AccountId::new(self.app().random().uuid()),
            state: AccountState::Enabled,
            given_name: "Vinda".to_owned(),
            family_name: "Ostehøvel".to_owned(),
            is_name_placeholder: false,
            addresses: Vec::new(),
            eids: Vec::new(),
            session_generation: 1,
            eids_lost: 0,
            consents: Vec::new(),
            created_at: now,
            version: 1,
        };
        for address in addresses {
            let digest = self.address_digest(address).await;
            self.put(&AddressGuard {
                digest: digest.clone(),
                account: account.id,
            })
            .await;
            account.addresses.push(OwnAddress {
                address: address.clone(),
                digest,
                verified_at: now,
            });
        }
        for (namespace, digest) in eids {
            account.eids.push(HeldEid {
                namespace: namespace.clone(),
                provider: "idporten".to_owned(),
                digest: digest.clone(),
                linked_at: now,
            });
            self.put(&EidLink {
                digest: digest.clone(),
                namespace: namespace.clone(),
                account: account.id,
                linked_at: now,
            })
            .await;
        }
        self.put(&account).await;
        account
    }

    /// An app link that was made at `at`; `shown` is the number that was shown through it. Where
    /// an eID was and no number, it was the account's without one.
    pub async fn link(
        &self,
        account: &Account,
        user: &mut DirectoryUser,
        shown: Option<&Digest>,
        has_used_eid: bool,
        at: i64,
    ) {
        user.account = Some(account.id);
        user.linked_at = Some(at);
        let held = account
            .eids
            .iter()
            .filter(|_| has_used_eid && shown.is_none());
        let without_number = held
            .filter(|held| held.namespace != NAMESPACE)
            .map(|held| (held.namespace.clone(), held.digest.clone()));
        self.put(&AppLink {
            account: account.id,
            tenant: user.tenant.clone(),
            directory_user: user.id,
            numbers: without_number
                .chain(shown.map(|digest| (NAMESPACE.to_owned(), digest.clone())))
                .collect(),
            has_used_eid,
            level_cap: Level::High,
            level_caps: BTreeMap::new(),
            suspended: false,
            session_generation: 1,
            shown_after: 0,
            linked_at: at,
        })
        .await;
    }
}
