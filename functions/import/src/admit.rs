//! The first pass: everything is checked before anything is imported. A full file that would end too
//! many people is put on hold; one that is admitted first moves its feed on, so that rows of older
//! files stop there.

use std::collections::HashSet;

use kobling_base::Internal;
use kobling_model::{
    hr::{FeedKind, FileRefusal, HrFeed, HrImport, ImportState},
    item::Key,
    keys,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::StoreError;

use crate::{
    endings::{self, Endings},
    file::{HrFile, ReadError},
    hold,
    progress::moved,
    surveyed::Surveyed,
};

pub(crate) enum Admitted {
    Yes(HrImport, Surveyed),
    Held,
    Refused(HrImport, FileRefusal),
    Unread(HrImport, ReadError),
}

/// Goes over the whole file and decides on it.
pub(crate) async fn admit(
    app: &App,
    file: &HrFile,
    feed: &HrFeed,
    tenant: &Tenant,
    sequence: u64,
    import: HrImport,
) -> Result<Admitted, Internal> {
    let index = app.index().await?;
    let is_full = feed.kind == FeedKind::Full;
    let mut named = HashSet::new();
    let checked = file.check(|number| {
        if is_full {
            named.insert(index.digest("employment", number));
        }
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => return Ok(Admitted::Unread(import, error)),
    };
    let surveyed = Surveyed { checked, named };
    // Sent on before, in part at least: it goes on where it was.
    if import.state == ImportState::Provisioning {
        return Ok(Admitted::Yes(import, surveyed));
    }
    let mut found = Endings::default();
    if is_full {
        found = match endings::find(app, file, feed, &surveyed).await? {
            Ok(found) => found,
            Err(error) => return Ok(Admitted::Unread(import, error)),
        };
        // Approved for so many people, and no more.
        let is_approved =
            import.state == ImportState::Held && found.people_ended <= import.people_ended;
        if !is_approved && HrImport::ends_too_many(found.people, found.people_ended) {
            hold::hold(app, tenant, &import, &surveyed, &found).await?;
            return Ok(Admitted::Held);
        }
    }
    let (mut change, admitted) = moved(app, &import, |import| {
        import.state = ImportState::Provisioning;
        found.note(import);
        surveyed.note(import);
    })?;
    if is_full {
        change = change.update(
            "feed",
            &feed_key(feed),
            HrFeed::admit(sequence),
            HrFeed::is_behind(sequence),
        );
    }
    match change.write().await {
        Ok(()) => Ok(Admitted::Yes(admitted, surveyed)),
        Err(StoreError::Changed(labels)) if labels == ["feed"] => {
            Ok(Admitted::Refused(import, FileRefusal::Older))
        }
        Err(error) => Err(error.into()),
    }
}

fn feed_key(feed: &HrFeed) -> Key {
    keys::hr_feed(&feed.tenant, &feed.id)
}
