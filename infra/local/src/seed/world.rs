//! Items in bulk: people, accounts and links are gathered with all their guards, as the product's
//! own transactions would have left them, and go into the embedded store in one piece a table.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue as Wire};
use dynoxide::{Database, ImportOptions, types::AttributeValue as Stored};
use kobling_base::{clock::Timestamp, random::Random};
use kobling_keyring::{FullProver, message};
use kobling_keys::IndexKey;
use kobling_model::{
    AccountId, Digest, DirectoryUserId, Level, TenantId,
    apps::ClientAtTenant,
    hr::{EmploymentNumber, PersonNumber},
    item::{Entity, Table},
    people::{
        Account, AccountState, AddressGuard, AppLink, DirectoryAddress, DirectoryNumber,
        DirectoryUser, DirectoryUserState, EidLink, EmailAddress, Employment, HeldEid, Known,
        KnownNumber, OwnAddress,
    },
};
use kobling_store::{Item, StoreError, to_item};

use super::{FEED, people::user_name, registries::registry};
use crate::aws::Wire as Services;

/// What bulk writing can fail with.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("an item could not be made: {0}")]
    Item(#[from] StoreError),
    #[error("the store took no bulk: {0}")]
    Store(String),
    #[error("no key for national ids")]
    Key,
}

/// What is gathered, and what digests are made with.
pub(super) struct World {
    services: Arc<Services>,
    national_id_key: String,
    pub(super) index: IndexKey,
    pub(super) prover: FullProver,
    pub(super) random: Random,
    pub(super) now: Timestamp,
    tables: BTreeMap<Table, String>,
    items: BTreeMap<Table, Vec<Item>>,
    users: HashMap<DirectoryUserId, DirectoryUser>,
    accounts: HashMap<AccountId, Account>,
    links: Vec<AppLink>,
}

/// How the person of an app link came by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct LinkedBy {
    pub(super) has_used_eid: bool,
    pub(super) at: Timestamp,
}

impl World {
    pub(super) fn new(
        services: Arc<Services>,
        national_id_key: String,
        (index, prover): (IndexKey, FullProver),
        random: Random,
        now: Timestamp,
        tables: BTreeMap<Table, String>,
    ) -> Self {
        Self {
            services,
            national_id_key,
            index,
            prover,
            random,
            now,
            tables,
            items: BTreeMap::new(),
            users: HashMap::new(),
            accounts: HashMap::new(),
            links: Vec::new(),
        }
    }

    /// Gathers an entity as it is.
    pub(super) fn put<E: Entity>(&mut self, entity: &E) -> Result<(), WorldError> {
        let item = to_item(entity)?;
        self.items.entry(entity.key().table).or_default().push(item);
        Ok(())
    }

    /// Gathers that an app is in use at a tenant, in both places that say so.
    pub(super) fn enable(&mut self, at: &ClientAtTenant) -> Result<(), WorldError> {
        self.put(&at.listed())?;
        self.put(at)
    }

    fn mac(&self, purpose: &str, tenant: &str, value: &str) -> Result<Digest, WorldError> {
        let message = message(purpose, tenant, registry(value).0.as_str(), value);
        let mac = self.services.kms.mac(&self.national_id_key, &message);
        let id = self.national_id_key.rsplit('/').next().unwrap_or_default();
        Ok(Digest::new(id, &mac.ok_or(WorldError::Key)?))
    }

    pub(super) fn link_digest(&self, number: &str) -> Result<Digest, WorldError> {
        self.mac("link", "", number)
    }

    pub(super) fn directory_digest(
        &self,
        tenant: &TenantId,
        number: &str,
    ) -> Result<Digest, WorldError> {
        self.mac("directory", tenant.as_str(), number)
    }

    /// A number as HR's feed brought it.
    pub(super) fn known(
        &self,
        tenant: &TenantId,
        number: &str,
        since: Timestamp,
    ) -> Result<KnownNumber, WorldError> {
        Ok(KnownNumber {
            namespace: registry(number).0.to_string(),
            digest: self.directory_digest(tenant, number)?,
            known: Known::FromHr,
            since,
            replaced: None,
        })
    }

    /// A directory user without employments or numbers; `user` changes what is to differ.
    pub(super) fn add_user(
        &mut self,
        tenant: &TenantId,
        given_name: &str,
        family_name: &str,
        user: impl FnOnce(&mut DirectoryUser),
    ) -> DirectoryUserId {
        let id = DirectoryUserId::new(self.random.uuid());
        let mut added = DirectoryUser {
            id,
            tenant: tenant.clone(),
            person_number: None,
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
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
        };
        user(&mut added);
        self.users.insert(id, added);
        id
    }

    /// Changes a gathered directory user.
    pub(super) fn change_user(
        &mut self,
        id: DirectoryUserId,
        change: impl FnOnce(&mut DirectoryUser),
    ) {
        if let Some(user) = self.users.get_mut(&id) {
            change(user);
        }
    }

    /// An account with verified addresses, the first of them primary.
    pub(super) fn add_account(
        &mut self,
        given_name: &str,
        family_name: &str,
        addresses: &[&EmailAddress],
    ) -> AccountId {
        let id = AccountId::new(self.random.uuid());
        let addresses = addresses
            .iter()
            .map(|address| OwnAddress {
                address: (*address).clone(),
                digest: self.index.digest("address", address.as_str()),
                verified_at: self.now,
            })
            .collect();
        let account = Account {
            id,
            state: AccountState::Enabled,
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            is_name_placeholder: false,
            addresses,
            eids: Vec::new(),
            session_generation: 1,
            eids_lost: 0,
            consents: Vec::new(),
            created_at: self.now,
            version: 1,
        };
        self.accounts.insert(id, account);
        id
    }

    pub(super) fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.get_mut(&id)
    }

    /// An eID link of an account.
    pub(super) fn add_eid(&mut self, account: AccountId, number: &str) -> Result<(), WorldError> {
        let digest = self.link_digest(number)?;
        let linked_at = self.now;
        let (namespace, provider) = registry(number);
        if let Some(account) = self.accounts.get_mut(&account) {
            account.eids.push(HeldEid {
                namespace: namespace.to_string(),
                provider: provider.to_owned(),
                digest: digest.clone(),
                linked_at,
            });
        }
        self.put(&EidLink {
            digest,
            namespace: namespace.to_string(),
            account,
            linked_at,
        })
    }

    /// An app link; `numbers` are those that the account's eIDs showed here.
    pub(super) fn add_app_link(
        &mut self,
        account: AccountId,
        user: DirectoryUserId,
        numbers: &[&str],
        by: LinkedBy,
    ) -> Result<(), WorldError> {
        let Some(tenant) = self.users.get(&user).map(|u| u.tenant.clone()) else {
            return Ok(());
        };
        let mut shown = BTreeMap::new();
        for number in numbers {
            let digest = self.directory_digest(&tenant, number)?;
            shown.insert(registry(number).0.to_string(), digest);
        }
        if let Some(linked) = self.users.get_mut(&user) {
            (linked.account, linked.linked_at) = (Some(account), Some(by.at));
        }
        self.links.push(AppLink {
            account,
            tenant,
            directory_user: user,
            numbers: shown,
            has_used_eid: by.has_used_eid,
            level_cap: Level::High,
            level_caps: BTreeMap::new(),
            suspended: false,
            session_generation: 1,
            shown_after: 0,
            linked_at: by.at,
        });
        Ok(())
    }

    /// Writes all that was gathered, with the guards that follow from it.
    pub(super) fn write(mut self, database: &Database) -> Result<(), WorldError> {
        for mut user in std::mem::take(&mut self.users).into_values() {
            give_user_name(&mut user);
            self.put_user(&user)?;
        }
        for account in std::mem::take(&mut self.accounts).into_values() {
            for own in &account.addresses {
                self.put(&AddressGuard {
                    digest: own.digest.clone(),
                    account: account.id,
                })?;
            }
            self.put(&account)?;
        }
        for link in std::mem::take(&mut self.links) {
            self.put(&link)?;
        }
        for (table, items) in std::mem::take(&mut self.items) {
            let name = self.tables.get(&table).cloned().unwrap_or_default();
            let items = items.into_iter().map(stored_item).collect();
            database
                .import_items(&name, items, ImportOptions::default())
                .map_err(|error| WorldError::Store(error.to_string()))?;
        }
        Ok(())
    }

    fn put_user(&mut self, user: &DirectoryUser) -> Result<(), WorldError> {
        for number in user.numbers.iter().filter(|n| n.known == Known::FromHr) {
            self.put(&DirectoryNumber {
                tenant: user.tenant.clone(),
                digest: number.digest.clone(),
                directory_user: user.id,
            })?;
        }
        if let Some(number) = &user.person_number {
            self.put(&PersonNumber {
                tenant: user.tenant.clone(),
                digest: self.index.digest("person", number),
                directory_user: user.id,
            })?;
        }
        let mut addresses: Vec<EmailAddress> = Vec::new();
        for employment in &user.employments {
            let digest = self.index.digest("employment", &employment.number);
            let tenant = user.tenant.clone();
            self.put(&EmploymentNumber {
                from: employment.from,
                to: employment.to,
                feed: Some(FEED.to_owned()),
                sequence: Some(0),
                ..EmploymentNumber::without_file(tenant, digest, user.id)
            })?;
            addresses.extend(employment.email.clone());
        }
        addresses.sort();
        addresses.dedup();
        for address in addresses {
            self.put(&DirectoryAddress {
                tenant: user.tenant.clone(),
                digest: self.index.digest("address", address.as_str()),
                directory_user: user.id,
            })?;
        }
        self.put(user)
    }
}

/// Many apps call people by `preferred_username`, so everybody has one: the name, and the number
/// that HR has for the person or the first employment, against doubles.
fn give_user_name(user: &mut DirectoryUser) {
    let numbers = user.employments.iter().map(|employment| &employment.number);
    let number = user.person_number.iter().chain(numbers).next();
    let digits = number.iter().flat_map(|number| number.chars());
    let digits: String = digits.filter(char::is_ascii_digit).collect();
    let name = user_name(&user.given_name, &user.family_name);
    let details = user.details.get_or_insert_default();
    details
        .preferred_username
        .get_or_insert_with(|| format!("{name}{digits}"));
}

/// An employment that has begun and has no end.
pub(super) fn employment(number: &str, email: Option<&EmailAddress>) -> Employment {
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

fn stored_item(item: Item) -> HashMap<String, Stored> {
    item.into_iter()
        .map(|(name, value)| (name, stored(value)))
        .collect()
}

/// The same value in the embedded store's own type.
fn stored(value: Wire) -> Stored {
    match value {
        Wire::S(text) => Stored::S(text),
        Wire::N(number) => Stored::N(number),
        Wire::B(bytes) => Stored::B(bytes.into_inner()),
        Wire::Bool(is) => Stored::BOOL(is),
        Wire::L(list) => Stored::L(list.into_iter().map(stored).collect()),
        Wire::M(map) => Stored::M(stored_item(map)),
        Wire::Ss(set) => Stored::SS(set),
        Wire::Ns(set) => Stored::NS(set),
        Wire::Bs(set) => Stored::BS(set.into_iter().map(Blob::into_inner).collect()),
        _ => Stored::NULL(true),
    }
}
