//! Which employments a full file would end: those that it does not name, and those whose last day
//! it says has passed.

use std::collections::{BTreeMap, HashMap};

use kobling_base::Internal;
use kobling_keys::IndexKey;
use kobling_model::{
    Digest, DirectoryUserId,
    hr::{EmploymentNumber, HrFeed, HrImport, Outcome, RowOutcome},
    item::Table,
    keys,
    people::DirectoryUser,
};
use kobling_shared::app::App;

use crate::{
    file::{HrFile, ReadError, RefusedRow, Row},
    surveyed::Surveyed,
};

/// People that are read at once.
const AT_ONCE: usize = 100;

/// What a full file would end, and what else its rows showed on the way.
#[derive(Default)]
pub(crate) struct Endings {
    /// People with a current employment in the feed.
    pub(crate) people: u64,
    /// Those of them who would have none.
    pub(crate) people_ended: u64,
    /// The current employments that would end, each with its person, and with the line that says so
    /// where one does.
    pub(crate) ended: Vec<(Digest, DirectoryUserId, Option<u64>)>,
    /// The rows that would be refused in any case.
    pub(crate) refused: Vec<RefusedRow>,
}

impl Endings {
    /// Notes the figures with the import.
    pub(crate) fn note(&self, import: &mut HrImport) {
        import.people = self.people;
        import.people_ended = self.people_ended;
        import.employments_ended = self.ended.len() as u64;
    }
}

/// Compares a file with the employments of its feed.
pub(crate) async fn find(
    app: &App,
    file: &HrFile,
    feed: &HrFeed,
    surveyed: &Surveyed,
) -> Result<Result<Endings, ReadError>, Internal> {
    let (index, now) = (app.index().await?, app.now());
    let (passed, refused) = match look_over(file, surveyed, &index, now) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let mut found = Endings {
        refused,
        ..Endings::default()
    };
    let mut stay: BTreeMap<DirectoryUserId, bool> = BTreeMap::new();
    for shard in 0..keys::EMPLOYMENT_SHARDS {
        for guard in employments(app, feed, shard).await? {
            if !guard.is_current(now) {
                continue;
            }
            let line = passed.get(&guard.digest).copied();
            let ends = surveyed.leaves_out(&guard.digest) || line.is_some();
            *stay.entry(guard.directory_user).or_default() |= !ends;
            if ends {
                found.ended.push((guard.digest, guard.directory_user, line));
            }
        }
    }
    found.people = stay.len() as u64;
    found.people_ended = stay.values().filter(|stays| !**stays).count() as u64;
    Ok(Ok(found))
}

/// The line of each employment whose last day has passed, and the refused rows.
type LookedOver = (HashMap<Digest, u64>, Vec<RefusedRow>);

fn look_over(
    file: &HrFile,
    surveyed: &Surveyed,
    index: &IndexKey,
    now: i64,
) -> Result<LookedOver, ReadError> {
    let (mut passed, mut refused) = (HashMap::new(), Vec::new());
    for row in file.rows(&surveyed.checked.repeated)? {
        match row? {
            Row::Fine(checked) if checked.row.to.value().is_some_and(|to| *to <= now) => {
                let digest = index.digest("employment", &checked.row.employment_number);
                passed.insert(digest, checked.row.line);
            }
            Row::Fine(_) => {}
            Row::Refused(row) => refused.push(row),
        }
    }
    Ok((passed, refused))
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

/// What a report says of a file on hold: whom it would end, by the numbers that HR knows, and which
/// rows it would refuse.
pub(crate) async fn outcomes(
    app: &App,
    import: &HrImport,
    endings: &Endings,
) -> Result<Vec<RowOutcome>, Internal> {
    let (store, index) = (app.store()?, app.index().await?);
    let mut outcomes: Vec<RowOutcome> = endings.refused.iter().map(RefusedRow::outcome).collect();
    let key = |id: &DirectoryUserId| keys::directory_user(&import.tenant, id);
    for some in endings.ended.chunks(AT_ONCE) {
        let mut wanted: Vec<DirectoryUserId> = some.iter().map(|(_, id, _)| *id).collect();
        wanted.sort();
        wanted.dedup();
        let wanted: Vec<_> = wanted.iter().map(key).collect();
        let found = store.batch(&wanted, app.now()).await?;
        for (digest, id, line) in some {
            let user: Option<DirectoryUser> = found.get(&key(id))?;
            let mut employments = user.iter().flat_map(|user| &user.employments);
            let employment =
                employments.find(|one| index.digest("employment", &one.number) == *digest);
            outcomes.push(RowOutcome {
                line: *line,
                employment_number: employment.map(|one| one.number.clone()),
                outcome: Outcome::WouldEnd,
                notes: Vec::new(),
            });
        }
    }
    Ok(outcomes)
}
