//! One object's way: found, fetched, checked, decided on, sent on. Whatever is done twice does
//! nothing twice, so that a message may come again at any point.

use kobling_aws::objects::{Bucket, Head};
use kobling_base::Internal;
use kobling_model::{
    ImportId, TenantId,
    hr::{Counts, FeedKind, FileRefusal, Headers, HrFeed, HrImport, ImportState, SequenceSource},
    keys,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{StoreError, Transaction};
use kobling_web::Reference;
use time::{OffsetDateTime, macros::format_description};

use crate::{
    admit::{self, Admitted},
    fetch::{Fetched, fetch},
    file::{self, HrFile, Limits, ReadError, Settings},
    place::Place,
    progress::{look_again, refuse},
    send,
};

/// An object that was stored.
pub(crate) async fn take(app: &App, place: &Place) -> Result<(), Internal> {
    let objects = app.objects()?;
    let Some(head) = objects.head(Bucket::Uploads, &place.key).await? else {
        return Ok(());
    };
    let Some(import) = begun(app, place, &head).await? else {
        return Ok(());
    };
    go_on(app, place, &head, import).await
}

/// A held file that someone has spoken about.
pub(crate) async fn take_decided(
    app: &App,
    tenant: &TenantId,
    id: &ImportId,
) -> Result<(), Internal> {
    let key = keys::hr_import(tenant, id);
    let Some(import): Option<HrImport> = app.store()?.get(&key, app.now()).await? else {
        return Ok(());
    };
    if matches!(import.state, ImportState::Refused(_)) {
        return look_again(app, &import, 0).await;
    }
    let Some(place) = Place::parse(&import.object_key) else {
        return Err("an import of no place".into());
    };
    let head = app.objects()?.head(Bucket::Uploads, &place.key).await?;
    // Replaced or deleted since: what was looked at can no longer be taken.
    match head.filter(|head| import_id(&place, head) == *id) {
        Some(head) => go_on(app, &place, &head, import).await,
        None => refuse(app, &import, FileRefusal::Gone).await,
    }
}

fn import_id(place: &Place, head: &Head) -> ImportId {
    ImportId::new(head.stored_at, &head.digest(&place.key))
}

/// The import of an object, new or found; `None` for a tenant that is none.
async fn begun(app: &App, place: &Place, head: &Head) -> Result<Option<HrImport>, Internal> {
    let store = app.store()?;
    let id = import_id(place, head);
    let import_key = keys::hr_import(&place.tenant, &id);
    let tenant_key = keys::tenant(&place.tenant);
    let feed_key = keys::hr_feed(&place.tenant, &place.feed);
    let all = [import_key.clone(), tenant_key.clone(), feed_key.clone()];
    let found = store.batch(&all, app.now()).await?;
    if let Some(import) = found.get(&import_key)? {
        return Ok(Some(import));
    }
    if found.get::<Tenant>(&tenant_key)?.is_none() {
        tracing::warn!("an object of a tenant that is none");
        return Ok(None);
    }
    let feed: Option<HrFeed> = found.get(&feed_key)?;
    let import = HrImport {
        tenant: place.tenant.clone(),
        id,
        feed: place.feed.clone(),
        kind: feed.as_ref().map_or(FeedKind::Delta, |feed| feed.kind),
        name: place.name.clone(),
        object_key: place.key.clone(),
        sequence: feed.as_ref().and_then(|feed| sequence(feed, place, head)),
        state: ImportState::Checking,
        rows: 0,
        chunks: None,
        people: 0,
        people_ended: 0,
        employments_ended: 0,
        headers: Headers::default(),
        unnamed_line: None,
        decided_by: None,
        counts: Counts::default(),
        report_key: None,
        reference: Reference::draw(app.random()).0,
        created_at: app.now(),
        updated_at: app.now(),
        version: 1,
    };
    let created = Transaction::new().create(store, "import", &import);
    match store.transact(created).await {
        Ok(()) => Ok(Some(import)),
        // Another delivery of the notice was first.
        Err(StoreError::Changed(_)) => Ok(store.get(&import_key, app.now()).await?),
        Err(error) => Err(error.into()),
    }
}

/// Where the feed says that it stands.
fn sequence(feed: &HrFeed, place: &Place, head: &Head) -> Option<u64> {
    match feed.sequence {
        SequenceSource::Metadata => head.metadata("sequence")?.trim().parse().ok(),
        SequenceSource::Name => {
            let digits: String = place.name.chars().filter(char::is_ascii_digit).collect();
            if digits.is_empty() {
                return by_time(head.stored_at);
            }
            digits.parse().ok()
        }
    }
}

/// When a file was stored, as a sequence: `20260302070000`, in UTC. Files of that name follow one
/// another by it, and it is no less than the date that another name may carry.
fn by_time(stored_at: i64) -> Option<u64> {
    let at = OffsetDateTime::from_unix_timestamp(stored_at).ok()?;
    let format = format_description!("[year][month][day][hour][minute][second]");
    at.format(format).ok()?.parse().ok()
}

async fn go_on(app: &App, place: &Place, head: &Head, import: HrImport) -> Result<(), Internal> {
    match &import.state {
        ImportState::Checking | ImportState::Provisioning => {}
        ImportState::Held if import.decided_by.is_some() => {}
        ImportState::Held | ImportState::Done => return Ok(()),
        // The report may be wanting yet.
        ImportState::Refused(_) => return look_again(app, &import, 0).await,
    }
    let (feed, tenant) = match around(app, place).await? {
        (Some(feed), Some(tenant)) if feed.enabled => (feed, tenant),
        _ => return refuse(app, &import, FileRefusal::UnknownFeed).await,
    };
    let Some(sequence) = import.sequence else {
        return refuse(app, &import, FileRefusal::NoSequence).await;
    };
    if import.state != ImportState::Provisioning && feed.full_sequence >= sequence {
        return refuse(app, &import, FileRefusal::Older).await;
    }
    let fetched = match fetch(app, &place.key, head).await? {
        Fetched::File(fetched) => fetched,
        Fetched::Refused(refusal) => return refuse(app, &import, refusal).await,
        Fetched::Gone if import.state == ImportState::Provisioning => {
            return Err("the file went before all its rows were sent".into());
        }
        Fetched::Gone => return refuse(app, &import, FileRefusal::Gone).await,
    };
    let settings = Settings::of(&feed, &tenant, app.now());
    let opened = file::open(fetched.path(), settings, Limits::default());
    let file: HrFile = match opened {
        Ok(file) => file,
        Err(error) => return unread(app, &import, error).await,
    };
    match admit::admit(app, &file, &feed, &tenant, sequence, import).await? {
        Admitted::Yes(import, surveyed) => {
            send::send(app, &file, &feed, sequence, &import, &surveyed).await
        }
        Admitted::Held => Ok(()),
        Admitted::Unread(import, error) => unread(app, &import, error).await,
        Admitted::Refused(import, refusal) => refuse(app, &import, refusal).await,
    }
}

async fn unread(app: &App, import: &HrImport, error: ReadError) -> Result<(), Internal> {
    match error {
        ReadError::Refused(refusal) => refuse(app, import, refusal).await,
        ReadError::Io(error) => Err(Internal::new(error)),
    }
}

async fn around(app: &App, place: &Place) -> Result<(Option<HrFeed>, Option<Tenant>), Internal> {
    let feed = keys::hr_feed(&place.tenant, &place.feed);
    let tenant = keys::tenant(&place.tenant);
    let all = [feed.clone(), tenant.clone()];
    let found = app.store()?.batch(&all, app.now()).await?;
    Ok((found.get(&feed)?, found.get(&tenant)?))
}
