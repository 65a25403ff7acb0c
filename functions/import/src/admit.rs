//! The first pass: everything is checked before anything is taken. A full file that would end too
//! many people is held; one that is let through first moves its feed on, so that rows of older
//! files stop there.

use std::collections::{BTreeMap, HashSet};

use kobling_shared::{
    accounts::DirectoryUserId,
    app::App,
    failure::Internal,
    hr::{EmploymentNumber, FeedKind, FileRefusal, HrFeed, HrImport, ImportState},
    keys::{Digest, IndexKey},
    store::{Condition, StoreError, Table, Transaction, Update, keys},
};

use crate::{
    file::{Checked, HrFile, ReadError, Row},
    progress::moved,
};

/// What the first pass found.
pub(crate) struct Surveyed {
    pub(crate) checked: Checked,
    /// Employments that the file names, refused rows included. Empty for a delta.
    pub(crate) named: HashSet<Digest>,
}

impl Surveyed {
    /// Whether a full file leaves an employment out. While any row's number cannot be read,
    /// nobody can be said to be left out.
    pub(crate) fn leaves_out(&self, digest: &Digest) -> bool {
        self.checked.unnamed == 0 && !self.named.contains(digest)
    }
}

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
    let (mut people, mut ended) = (0, 0);
    if is_full {
        let gone = match ended_by_rows(file, &surveyed, &index, app.now()) {
            Ok(gone) => gone,
            Err(error) => return Ok(Admitted::Unread(import, error)),
        };
        (people, ended) = count(app, feed, &surveyed, &gone).await?;
        let is_let_through = import.state == ImportState::Held;
        if !is_let_through && HrImport::ends_too_many(people, ended) {
            let rows = surveyed.checked.rows;
            let (transaction, _) = moved(app, Transaction::new(), &import, |import| {
                import.state = ImportState::Held;
                import.rows = rows;
                import.people = people;
                import.people_ended = ended;
            })?;
            app.store()?.transact(transaction).await?;
            return Ok(Admitted::Held);
        }
    }
    let store = app.store()?;
    let (mut transaction, admitted) = moved(app, Transaction::new(), &import, |import| {
        import.state = ImportState::Provisioning;
        import.rows = surveyed.checked.rows;
        import.people = people;
        import.people_ended = ended;
    })?;
    if is_full {
        transaction = transaction.update(
            store,
            "feed",
            &feed_key(feed),
            Update::new().set("full_sequence", sequence),
            Condition::present().less_than("full_sequence", sequence),
        );
    }
    match store.transact(transaction).await {
        Ok(()) => Ok(Admitted::Yes(admitted, surveyed)),
        Err(StoreError::Changed(labels)) if labels == ["feed"] => {
            Ok(Admitted::Refused(import, FileRefusal::Older))
        }
        Err(error) => Err(error.into()),
    }
}

fn feed_key(feed: &HrFeed) -> kobling_shared::store::Key {
    keys::hr_feed(&feed.tenant, &feed.id)
}

/// Employments that the file itself says have ended.
fn ended_by_rows(
    file: &HrFile,
    surveyed: &Surveyed,
    index: &IndexKey,
    now: i64,
) -> Result<HashSet<Digest>, ReadError> {
    let mut ended = HashSet::new();
    for row in file.rows(&surveyed.checked.repeated)? {
        if let Row::Fine(checked) = row?
            && checked.row.to.value().is_some_and(|to| *to <= now)
        {
            ended.insert(index.digest("employment", &checked.row.employment_number));
        }
    }
    Ok(ended)
}

/// People with a current employment in the feed, and those of them who would have none after.
async fn count(
    app: &App,
    feed: &HrFeed,
    surveyed: &Surveyed,
    gone: &HashSet<Digest>,
) -> Result<(u64, u64), Internal> {
    let now = app.now();
    let mut people: BTreeMap<DirectoryUserId, bool> = BTreeMap::new();
    for shard in 0..keys::EMPLOYMENT_SHARDS {
        for guard in employments(app, feed, shard).await? {
            if guard.is_current(now) {
                let stays = !surveyed.leaves_out(&guard.digest) && !gone.contains(&guard.digest);
                *people.entry(guard.directory_user).or_default() |= stays;
            }
        }
    }
    let ended = people.values().filter(|stays| !**stays).count();
    Ok((people.len() as u64, ended as u64))
}

/// The employments of a feed in one partition.
pub(crate) async fn employments(
    app: &App,
    feed: &HrFeed,
    shard: u8,
) -> Result<Vec<EmploymentNumber>, Internal> {
    let partition = keys::employment_numbers(&feed.tenant, shard);
    let all: Vec<EmploymentNumber> = app
        .store()?
        .partition(Table::Identity, &partition, "", app.now())
        .await?;
    Ok(all
        .into_iter()
        .filter(|guard| guard.feed.as_ref() == Some(&feed.id))
        .collect())
}
