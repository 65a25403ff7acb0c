//! Addresses that mail comes back from. Kept for the whole deployment, because SES counts for the
//! whole deployment, and by digest alone. Only SES's own events make one; a page tells of it only
//! to someone whose address HR gave, never to whoever types one.

use kobling_base::{Internal, clock::Timestamp};
use kobling_keys::IndexKey;
use kobling_model::{
    Digest,
    actor::{Actor, Who},
    audit::Event,
    item::{Entity, Key, Table},
    keys,
    people::{DirectoryAddress, DirectoryUser, EmailAddress},
    tenants::TenantName,
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError};
use serde::{Deserialize, Serialize};

use super::change::Change;

/// How often a directory user that changes meanwhile is read anew.
const ROUNDS: u32 = 4;

/// Why no more mail goes there.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ReturnedFor {
    /// There is no such mailbox.
    Bounce,
    /// The mailbox took none several times; ends by itself.
    SoftBounces,
    /// Its reader called a mail unwanted.
    Complaint,
}

/// No mail goes to this address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Returned {
    pub digest: Digest,
    pub returned_for: ReturnedFor,
    pub at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

impl Entity for Returned {
    const TYPE: &'static str = "returned_address";

    fn key(&self) -> Key {
        keys::returned_address(&self.digest)
    }

    fn expires_at(&self) -> Option<i64> {
        self.expires_at
    }
}

/// An event about a mail that was taken: it changes nothing a second time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TakenEvent {
    /// SHA-256 of SES's message id, what happened, and the address's digest.
    pub id_digest: String,
    pub expires_at: Timestamp,
}

impl Entity for TakenEvent {
    const TYPE: &'static str = "mail_event";

    fn key(&self) -> Key {
        keys::mail_event(&self.id_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// The digest that such an address is kept under: the one of the directory's and accounts'.
pub fn digest_of(index: &IndexKey, address: &EmailAddress) -> Digest {
    index.digest("address", address.as_str())
}

/// Shows on all directory users with the address, at every tenant, whether mail comes back.
pub async fn mark_directory(
    app: &App,
    by: &Actor,
    address: &EmailAddress,
    is_bounced: bool,
) -> Result<(), Internal> {
    let (store, now) = (app.store()?, app.now());
    let digest = digest_of(&app.index().await?, address);
    let tenants: Vec<TenantName> = store
        .partition(Table::Identity, keys::TENANTS, keys::TENANT_NAMES, now)
        .await?;
    for tenant in tenants {
        let partition = keys::directory_addresses(&tenant.id, &digest);
        let behind: Vec<DirectoryAddress> = store
            .partition(Table::Identity, &partition, keys::SHARERS, now)
            .await?;
        for entry in behind {
            mark(app, by, &entry, address, is_bounced).await?;
        }
    }
    Ok(())
}

async fn mark(
    app: &App,
    by: &Actor,
    entry: &DirectoryAddress,
    address: &EmailAddress,
    is_bounced: bool,
) -> Result<(), Internal> {
    let store = app.store()?;
    let key = keys::directory_user(&entry.tenant, &entry.directory_user);
    for _ in 0..ROUNDS {
        let Some(mut user) = store.get::<DirectoryUser>(&key, app.now()).await? else {
            return Ok(());
        };
        let as_read = DirectoryUser::as_read(Some(&user));
        let mut differs = false;
        for employment in &mut user.employments {
            if employment.email.as_ref() == Some(address) && employment.is_bounced != is_bounced {
                employment.is_bounced = is_bounced;
                differs = true;
            }
        }
        if !differs {
            return Ok(());
        }
        user.version += 1;
        let event = if is_bounced {
            Event::MailReturned
        } else {
            Event::MailResumed
        };
        let change = Change::new(app, by.clone())?
            .put("directory user", &user, as_read)
            .tell(event, |told| {
                told.tenant(&entry.tenant).directory_user(&user.id)
            });
        match change.write().await {
            Ok(()) => return Ok(()),
            // Someone wrote to it meanwhile: look again.
            Err(StoreError::Changed(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Internal::from("a directory user does not come to rest"))
}

/// Lets mail go to an address again: its owner says that it works. False where it already could.
pub async fn lift(app: &App, address: &EmailAddress) -> Result<bool, Internal> {
    // Whoever it is, they read the mailbox; nobody is known by that.
    let by = Actor::new(Who::Person(None), "", "");
    let digest = digest_of(&app.index().await?, address);
    let key = keys::returned_address(&digest);
    let was: Option<Returned> = app.store()?.get(&key, app.now()).await?;
    if was.is_some() {
        Change::new(app, by.clone())?
            .delete("returned address", &key, Condition::anything())
            .tell(Event::MailResumed, |event| event)
            .write()
            .await?;
    }
    mark_directory(app, &by, address, false).await?;
    Ok(was.is_some())
}
