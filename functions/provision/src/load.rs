//! What rows are decided on, read for a whole message in three batches.

use std::collections::VecDeque;

use kobling_base::Internal;
use kobling_model::{
    Digest, DirectoryUserId,
    hr::{EmploymentNumber, HrFeed, HrRow, PersonNumber},
    item::Key,
    keys,
    people::{AppLink, DirectoryNumber, DirectoryUser},
};
use kobling_shared::app::App;
use kobling_store::{Found, Store, StoreError};

use crate::file::File;

/// The most keys of one batch.
const LARGEST: usize = 100;

/// What was found for one row.
#[derive(Clone, Default, Debug)]
pub(crate) struct Loaded {
    /// The digest of the row's employment number.
    pub(crate) employment: Option<Digest>,
    /// The digest of its person number, where it has one.
    pub(crate) person: Option<Digest>,
    pub(crate) guard: Option<EmploymentNumber>,
    pub(crate) by_person_number: Option<DirectoryUserId>,
    pub(crate) by_number: Option<DirectoryUserId>,
    /// The person that the guards lead to; the employment's comes first.
    pub(crate) user: Option<DirectoryUser>,
    pub(crate) link: Option<AppLink>,
}

/// Reads what stands around some rows, in their order.
pub(crate) async fn load(
    app: &App,
    file: &File,
    rows: &[&HrRow],
) -> Result<VecDeque<Loaded>, Internal> {
    let (store, now) = (app.store()?, app.now());
    let index = app.index().await?;
    let tenant = &file.tenant.id;
    let mut all: Vec<Loaded> = Vec::new();
    let mut wanted: Vec<Key> = Vec::new();
    for row in rows {
        let employment = index.digest("employment", &row.employment_number);
        let person = row
            .person_number
            .value()
            .map(|number| index.digest("person", number));
        wanted.push(keys::employment_number(tenant, &employment));
        wanted.extend(
            person
                .iter()
                .map(|digest| keys::person_number(tenant, digest)),
        );
        let numbers = row.number_digests.iter();
        wanted.extend(numbers.map(|digest| keys::directory_number(tenant, digest)));
        all.push(Loaded {
            employment: Some(employment),
            person,
            ..Loaded::default()
        });
    }
    let found = batches(store, wanted, now).await?;
    let mut users: Vec<Key> = Vec::new();
    for (row, loaded) in rows.iter().zip(&mut all) {
        if let Some(digest) = &loaded.employment {
            loaded.guard = found.get(&keys::employment_number(tenant, digest))?;
        }
        if let Some(digest) = &loaded.person {
            let guard: Option<PersonNumber> = found.get(&keys::person_number(tenant, digest))?;
            loaded.by_person_number = guard.map(|guard| guard.directory_user);
        }
        for digest in &row.number_digests {
            let guard: Option<DirectoryNumber> =
                found.get(&keys::directory_number(tenant, digest))?;
            loaded.by_number = loaded.by_number.or(guard.map(|guard| guard.directory_user));
        }
        users.extend(
            loaded
                .person_id()
                .map(|id| keys::directory_user(tenant, &id)),
        );
    }
    let found = batches(store, users, now).await?;
    let mut links: Vec<Key> = Vec::new();
    for loaded in &mut all {
        if let Some(id) = loaded.person_id() {
            loaded.user = found.get(&keys::directory_user(tenant, &id))?;
        }
        let account = loaded.user.as_ref().and_then(|user| user.account);
        links.extend(account.map(|account| keys::app_link(&account, tenant)));
    }
    let found = batches(store, links, now).await?;
    for loaded in &mut all {
        if let Some(account) = loaded.user.as_ref().and_then(|user| user.account) {
            loaded.link = found.get(&keys::app_link(&account, tenant))?;
        }
    }
    Ok(all.into())
}

impl Loaded {
    /// Whom the row is about: who has the employment, else the person number, else the number.
    pub(crate) fn person_id(&self) -> Option<DirectoryUserId> {
        let by_employment = self.guard.as_ref().map(|guard| guard.directory_user);
        by_employment.or(self.by_person_number).or(self.by_number)
    }

    /// Whether this file, or a newer one, has written to the person, and to the guard not yet. The
    /// guard is read first; where the same row came twice and was written in between, it is to be
    /// read again, or what it said would not be seen.
    pub(crate) fn may_be_torn(&self, file: &File) -> bool {
        let knows = |feed: Option<&String>, sequence: Option<u64>| {
            feed == Some(&file.feed.id) && sequence.is_some_and(|known| known >= file.sequence)
        };
        let spoken = self.user.as_ref().and_then(|user| user.spoken_of.as_ref());
        let guard = self.guard.as_ref();
        spoken.is_some_and(|spoken| knows(Some(&spoken.feed), Some(spoken.sequence)))
            && !guard.is_some_and(|guard| knows(guard.feed.as_ref(), guard.sequence))
    }
}

/// Reads the feed again: a newer full file may have been let through.
pub(crate) async fn read_feed(app: &App, file: &mut File) -> Result<(), Internal> {
    let key = keys::hr_feed(&file.tenant.id, &file.feed.id);
    let feed: Option<HrFeed> = app.store()?.get(&key, app.now()).await?;
    file.feed = feed.ok_or_else(|| Internal::from("the feed is gone"))?;
    Ok(())
}

async fn batches(store: &Store, wanted: Vec<Key>, now: i64) -> Result<Found, StoreError> {
    let mut found = Found::default();
    for keys in wanted.chunks(LARGEST) {
        found.merge(store.batch(keys, now).await?);
    }
    Ok(found)
}
