//! One message: some rows of a file, or some employments that a full file leaves out. Their
//! outcomes are written once, when all have one.

use std::collections::VecDeque;

use kobling_base::Internal;
use kobling_model::{
    Digest,
    hr::{HrFeed, HrRow, ImportChunk, Outcome, ProvisionMessage, RowOutcome, RowRefusal, Work},
    keys,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};

use crate::{end, file::File, load, put_aside, write};

/// How often a row is decided anew because something had changed since it was read.
const ROUNDS: u32 = 10;
/// How long outcomes are kept, in seconds; as long as the import itself.
const LIFE: i64 = 90 * 24 * 3600;

/// Why a row has no outcome.
pub(crate) enum Failed {
    /// It may go through later.
    Later(Internal),
    /// It never will.
    Never(Internal),
}

impl From<Internal> for Failed {
    fn from(failure: Internal) -> Self {
        if failure.is_passing() {
            Self::Later(failure)
        } else {
            Self::Never(failure)
        }
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Internal::from(error).into()
    }
}

/// Writes what a message asks for, and its outcomes.
pub(crate) async fn provision(app: &App, message: &ProvisionMessage) -> Result<(), Internal> {
    let store = app.store()?;
    let chunk_key = keys::import_chunk(&message.tenant, &message.import, message.chunk);
    let tenant_key = keys::tenant(&message.tenant);
    let feed_key = keys::hr_feed(&message.tenant, &message.feed);
    let all = [chunk_key.clone(), tenant_key.clone(), feed_key.clone()];
    let found = store.batch(&all, app.now()).await?;
    let before: Option<ImportChunk> = found.get(&chunk_key)?;
    let (Some(tenant), Some(feed)): (Option<Tenant>, Option<HrFeed>) =
        (found.get(&tenant_key)?, found.get(&feed_key)?)
    else {
        return Err("an import of a tenant or feed that is gone".into());
    };
    let mut file = File {
        tenant,
        feed,
        import: message.import.clone(),
        sequence: message.sequence,
        is_full: message.is_full,
        reference: message.reference.clone(),
        now: app.now(),
    };
    let had = before
        .as_ref()
        .map_or(&[][..], |chunk| chunk.outcomes.as_slice());
    let outcomes = match &message.work {
        Work::Rows(rows) => provision_rows(app, &mut file, message, rows, had).await?,
        Work::Ends(ends) => end_all(app, &mut file, ends, had).await?,
    };
    let Some(outcomes) = outcomes else {
        return Ok(());
    };
    let chunk = ImportChunk {
        tenant: message.tenant.clone(),
        import: message.import.clone(),
        chunk: message.chunk,
        outcomes,
        expires_at: message.import.stored_at().max(app.now()) + LIFE,
    };
    let transaction = Transaction::new().put(store, "outcomes", &chunk, Condition::anything());
    Ok(store.transact(transaction).await?)
}

/// `None` where all of them have their outcomes already. A row that was put aside is tried again:
/// so its replay finds a way in.
async fn provision_rows(
    app: &App,
    file: &mut File,
    message: &ProvisionMessage,
    rows: &[HrRow],
    had: &[RowOutcome],
) -> Result<Option<Vec<RowOutcome>>, Internal> {
    let is_put_aside =
        |outcome: &RowOutcome| outcome.outcome == Outcome::Refused(RowRefusal::DeadLetter);
    let wanted: Vec<&HrRow> = rows
        .iter()
        .filter(|row| {
            let known = had.iter().find(|known| known.line == Some(row.line));
            known.is_none_or(is_put_aside)
        })
        .collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let mut outcomes: Vec<RowOutcome> = had.to_vec();
    let mut loaded = match load::load(app, file, &wanted).await {
        Ok(loaded) => loaded,
        Err(failure) if failure.is_passing() => return Err(failure),
        // Something among it cannot be read: each row by itself finds out whether it is its own.
        Err(_) => VecDeque::new(),
    };
    for row in wanted {
        let first = loaded.pop_front();
        let outcome = match row_of(app, file, row, first).await {
            Ok(outcome) => outcome,
            Err(Failed::Later(failure)) => return Err(failure),
            Err(Failed::Never(failure)) => {
                put_aside::put_aside(app, message, row, &failure).await?;
                RowOutcome {
                    line: Some(row.line),
                    employment_number: Some(row.employment_number.clone()),
                    outcome: Outcome::Refused(RowRefusal::DeadLetter),
                    notes: Vec::new(),
                }
            }
        };
        outcomes.retain(|known| known.line != Some(row.line));
        outcomes.push(outcome);
    }
    outcomes.sort_by_key(|outcome| outcome.line);
    Ok(Some(outcomes))
}

/// Decides a row on what was read, writes it if that still holds, and reads anew if not.
async fn row_of(
    app: &App,
    file: &mut File,
    row: &HrRow,
    mut loaded: Option<load::Loaded>,
) -> Result<RowOutcome, Failed> {
    for round in 0..ROUNDS {
        let before = if let Some(loaded) = loaded.take() {
            loaded
        } else {
            load::read_feed(app, file).await?;
            load::load(app, file, &[row])
                .await?
                .pop_front()
                .ok_or_else(|| Internal::from("a row was not loaded"))?
        };
        if round == 0 && before.may_be_torn(file) {
            continue;
        }
        match write::write(app, file, row, &before).await {
            Ok(outcome) => return Ok(outcome),
            Err(failure) if failure.is_change() => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    let why = "others changed the same person again and again";
    Err(Failed::Later(Internal::passing(why)))
}

/// Ends employments; each remembers which import ended it, so that all may come again. The
/// outcomes of an earlier delivery stay beside those of this one.
async fn end_all(
    app: &App,
    file: &mut File,
    ends: &[Digest],
    had: &[RowOutcome],
) -> Result<Option<Vec<RowOutcome>>, Internal> {
    let mut outcomes: Vec<RowOutcome> = had.to_vec();
    for digest in ends {
        let mut rounds = 0;
        let ended = loop {
            match end::end(app, file, digest).await {
                Err(failure) if failure.is_change() && rounds < ROUNDS => {
                    rounds += 1;
                    load::read_feed(app, file).await?;
                }
                ended => break ended?,
            }
        };
        if let Some(ended) = ended {
            outcomes.retain(|known| known.employment_number != ended.employment_number);
            outcomes.push(ended);
        }
    }
    outcomes.sort_by(|one, other| one.employment_number.cmp(&other.employment_number));
    Ok(Some(outcomes))
}
