//! The end of an import: when every chunk has its outcomes they are counted and told in a report,
//! which lies beside the uploads and not among them.

use kobling_base::Internal;
use kobling_model::{
    ImportId, TenantId,
    hr::{Counts, HrImport, ImportChunk, ImportState, Outcome, RowOutcome},
    item::Table,
    keys,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{Store, StoreError};

use crate::{
    progress::{look_again, moved},
    report,
};

/// How long after the last move an import is looked after; what has no outcome then waits in the
/// dead letters. In seconds.
const PATIENCE: i64 = 24 * 3600;
/// Chunks that are read at once: those whose numbers differ in their last two digits.
const AT_ONCE: u32 = 100;

/// Writes the report and ends the import, or asks to look again later.
pub(crate) async fn finish(app: &App, tenant: &TenantId, id: &ImportId) -> Result<(), Internal> {
    let store = app.store()?;
    let import_key = keys::hr_import(tenant, id);
    let tenant_key = keys::tenant(tenant);
    let all = [import_key.clone(), tenant_key.clone()];
    let found = store.batch(&all, app.now()).await?;
    let import: Option<HrImport> = found.get(&import_key)?;
    let tenant: Option<Tenant> = found.get(&tenant_key)?;
    let (Some(import), Some(tenant)) = (import, tenant) else {
        return Ok(());
    };
    let chunks = match (&import.state, import.chunks) {
        (ImportState::Refused(_), _) => 0,
        (ImportState::Provisioning | ImportState::Done, Some(chunks)) => chunks,
        // Not all is sent yet; whoever sends the last asks again.
        _ => return Ok(()),
    };
    let outcomes = gather(store, &import, chunks, app.now()).await?;
    let Some(outcomes) = outcomes else {
        if import.state == ImportState::Provisioning && app.now() - import.updated_at > PATIENCE {
            tracing::error!(reference = %import.reference, "an import has rows without outcome");
        }
        let waited = u16::try_from(app.now() - import.updated_at).unwrap_or(u16::MAX);
        return look_again(app, &import, (waited / 4).clamp(5, 900)).await;
    };
    let mut counts = Counts::default();
    for outcome in &outcomes {
        count(&mut counts, &outcome.outcome);
    }
    let report_key = report::key(&import);
    let (change, ended) = moved(app, &import, |import| {
        import.counts = counts;
        import.report_key = Some(report_key);
        if import.state == ImportState::Provisioning {
            import.state = ImportState::Done;
        }
    })?;
    report::store(app, &tenant, &ended, outcomes).await?;
    match change.write().await {
        // Another delivery wrote the same.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// All outcomes in the order of the file; `None` where a chunk has none yet.
async fn gather(
    store: &Store,
    import: &HrImport,
    chunks: u32,
    now: i64,
) -> Result<Option<Vec<RowOutcome>>, Internal> {
    let partition = keys::import_chunks(&import.tenant, &import.id);
    let mut outcomes = Vec::new();
    for hundred in 0..chunks.div_ceil(AT_ONCE) {
        let prefix = keys::import_hundred(hundred);
        let found: Vec<ImportChunk> = store
            .partition(Table::Transient, &partition, &prefix, now)
            .await?;
        let wanted = (chunks - hundred * AT_ONCE).min(AT_ONCE);
        let counted = found.iter().filter(|chunk| chunk.chunk < chunks).count();
        if counted < wanted as usize {
            return Ok(None);
        }
        outcomes.extend(found.into_iter().flat_map(|chunk| chunk.outcomes));
    }
    // What the file leaves out comes after all its lines.
    outcomes.sort_by_key(|outcome| outcome.line.unwrap_or(u64::MAX));
    Ok(Some(outcomes))
}

fn count(counts: &mut Counts, outcome: &Outcome) {
    let of = match outcome {
        Outcome::Taken => &mut counts.taken,
        Outcome::Changed(_) => &mut counts.changed,
        Outcome::Unchanged => &mut counts.unchanged,
        Outcome::Older => &mut counts.older,
        Outcome::Refused(_) => &mut counts.refused,
        Outcome::Ended => &mut counts.ended,
        Outcome::WouldEnd => return,
    };
    *of += 1;
}
