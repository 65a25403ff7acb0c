//! What an event changes. Counted and remembered in one transaction on condition that it is new;
//! what follows from it is done again by an event that comes twice, and changes nothing twice.

use kobling_base::{Internal, digest::sha256};
use kobling_letters::{
    Change, Fate, Letter, Rest, Returned, ReturnedFor, Sendings, TakenEvent, digest_of,
    mark_directory,
};
use kobling_model::{
    actor::Actor,
    audit::Event,
    item::Key,
    keys,
    people::{Conflict, ConflictKind, EmailAddress},
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, counter::Counter};
use kobling_web::Reference;

use crate::event::{Told, What};

const DAY: i64 = 24 * 3600;
/// How long an event is remembered: as long as it may lie in a dead-letter queue, and a day.
const REMEMBERED: i64 = 15 * DAY;
/// So many soft bounces within a week stop mail for a week.
const SOFT_BOUNCES: u32 = 3;
const WEEK: i64 = 7 * DAY;

/// Takes one event, for each of its addresses by itself.
pub(crate) async fn take(app: &App, told: &Told) -> Result<(), Internal> {
    for address in &told.addresses {
        take_for(app, told, address).await?;
    }
    if told.is_paced {
        rest_if_too_much(app, told).await?;
    }
    Ok(())
}

async fn take_for(app: &App, told: &Told, address: &EmailAddress) -> Result<(), Internal> {
    let (store, now) = (app.store()?, app.now());
    let digest = digest_of(&app.index().await?, address);
    let name = format!(
        "{}\0{}\0{}",
        told.message_id,
        told.what.name(),
        digest.as_str()
    );
    let taken = TakenEvent {
        id_digest: sha256(&name),
        expires_at: now + REMEMBERED,
    };
    let returned = |returned_for, expires_at| Returned {
        digest: digest.clone(),
        returned_for,
        at: now,
        expires_at,
    };
    let by = by("");
    let mut change = Change::new(app, by.clone())?.create("event", &taken);
    let stopped = match told.what {
        What::Bounce => Some(returned(ReturnedFor::Bounce, None)),
        What::Complaint => Some(returned(ReturnedFor::Complaint, None)),
        What::SoftBounce => {
            let count;
            (change, count) = soft_bounces(app, change, digest.as_str()).await?;
            (count >= SOFT_BOUNCES).then(|| returned(ReturnedFor::SoftBounces, Some(now + WEEK)))
        }
        What::NoSpam => None,
    };
    if let Some(stopped) = &stopped {
        // What ends by itself takes the place of nothing that does not.
        let condition = match stopped.expires_at {
            None => Condition::anything(),
            Some(_) => Condition::absent_or_expiring(),
        };
        change = change.put("returned address", stopped, condition);
    }
    let counts = match told.what {
        What::Bounce => Some(Fate::Bounced),
        What::Complaint => Some(Fate::Complained),
        What::SoftBounce | What::NoSpam => None,
    };
    if let Some(fate) = counts.filter(|_| told.is_paced) {
        let (key, update) = Sendings::one_more(&told.tenant, fate, now);
        change = change.update("sendings", &key, update, Condition::anything());
    }
    let change = change.tell(Event::MailReturned, |event| {
        event.tenant(&told.tenant).detail(told.what.name())
    });
    match change.write().await {
        Ok(()) => {}
        Err(StoreError::Changed(labels)) if labels.contains(&"event") => {}
        // A stop for good is there already: nothing to add.
        Err(StoreError::Changed(labels)) if labels == ["returned address"] => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    // Only while it still holds: an event that comes again after the address was found to work
    // must not stop it anew.
    let holds: Option<Returned> = store.get(&keys::returned_address(&digest), now).await?;
    match holds {
        Some(holds) if holds.expires_at.is_none() => mark_directory(app, &by, address, true).await,
        _ => Ok(()),
    }
}

/// Adds a soft bounce to the transaction and says the how-manieth it is within a week.
async fn soft_bounces<'a>(
    app: &App,
    change: Change<'a>,
    digest: &str,
) -> Result<(Change<'a>, u32), Internal> {
    let (store, now) = (app.store()?, app.now());
    let key = keys::counter("soft-bounces", digest);
    let before: Option<Counter> = store.get(&key, now).await?;
    let count = before.map_or(0, |before| before.count);
    // Two at once: the later one fails, comes again, and counts on.
    let (update, condition) = Counter::one_more(before.as_ref(), now, now + WEEK);
    let change = change.update("soft bounces", &key, update, condition);
    Ok((change, count + 1))
}

/// Lets the tenant's mails that nobody waits for rest, and says so once.
async fn rest_if_too_much(app: &App, told: &Told) -> Result<(), Internal> {
    let (store, now) = (app.store()?, app.now());
    let days = Sendings::recent(&told.tenant, now);
    let (rest_key, tenant_key) = (
        keys::sendings_rest(&told.tenant),
        keys::tenant(&told.tenant),
    );
    let asked: Vec<Key> = days
        .iter()
        .chain([&rest_key, &tenant_key])
        .cloned()
        .collect();
    let found = store.batch(&asked, now).await?;
    let recent: Vec<Sendings> = found.all()?;
    let tenant: Option<Tenant> = found.get(&tenant_key)?;
    let (Some(tenant), true) = (tenant, Sendings::is_too_much(&recent)) else {
        return Ok(());
    };
    let rest = Rest::from(&told.tenant, now);
    if found.get::<Rest>(&rest_key)?.is_some() {
        // They rest already, now for longer.
        let longer = Change::new(app, by(""))?.put("rest", &rest, Condition::anything());
        return longer.write().await.map_err(Internal::from);
    }
    let Reference(reference) = Reference::draw(app.random());
    let conflict = Conflict {
        id: app.random().uuid().to_string(),
        tenant: told.tenant.clone(),
        kind: ConflictKind::MailRests,
        directory_user: None,
        account: None,
        reference: reference.clone(),
        at: now,
        is_settled: false,
    };
    let mut change = Change::new(app, by(&reference))?
        .put("rest", &rest, Condition::absent_or_expired(now))
        .create("conflict", &conflict)
        .tell(Event::MailRests, |event| event.tenant(&told.tenant));
    if let Some(desk) = tenant
        .help_desk
        .email
        .as_deref()
        .and_then(EmailAddress::parse)
    {
        let letter = Letter::AdminItem {
            kind: ConflictKind::MailRests,
            person: String::new(),
        };
        change = change.mail(&tenant, &desk, letter).await?;
    }
    match change.write().await {
        // Where not, another event said so at the same time.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn by(reference: &str) -> Actor {
    Actor::system("mail-events", reference)
}
