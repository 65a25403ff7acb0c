//! The second pass: rows to the queue of `provision`, numbers made digests by the key service on
//! the way. The same file gives the same chunks under the same numbers, so that all of it may be
//! sent again.

use std::collections::BTreeMap;

use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_model::{
    Digest,
    hr::{
        CheckedRow, FeedKind, HrFeed, HrImport, HrRow, ImportChunk, ProvisionMessage, RowOutcome,
        Work,
    },
    keys,
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};
use tokio::task::JoinSet;

use crate::{
    endings::employments,
    file::{HrFile, ReadError, RefusedRow, Row},
    progress::{look_again, moved},
    surveyed::Surveyed,
};

/// Rows of one message, and of one item with outcomes.
const ROWS: usize = 25;
/// Bytes of one message's rows; the queue takes 256 KiB with everything.
const BYTES: usize = 180_000;
/// Messages that are sent together.
const MESSAGES: usize = 10;
/// How long outcomes are kept, in seconds; as long as the import itself.
const LIFE: i64 = 90 * 24 * 3600;
/// How long the first look for outcomes waits, in seconds.
const FIRST_LOOK: u16 = 5;

struct Sender<'a> {
    app: &'a App,
    import: &'a HrImport,
    sequence: u64,
    is_full: bool,
    /// The number of the next chunk.
    chunk: u32,
    rows: Vec<CheckedRow>,
    bytes: usize,
    refused: Vec<RowOutcome>,
    messages: Vec<Message>,
}

/// Sends everything, says how much it was, and asks for the report.
pub(crate) async fn send(
    app: &App,
    file: &HrFile,
    feed: &HrFeed,
    sequence: u64,
    import: &HrImport,
    surveyed: &Surveyed,
) -> Result<(), Internal> {
    let mut sender = Sender {
        app,
        import,
        sequence,
        is_full: feed.kind == FeedKind::Full,
        chunk: 0,
        rows: Vec::new(),
        bytes: 0,
        refused: Vec::new(),
        messages: Vec::new(),
    };
    for row in file.rows(&surveyed.checked.repeated).map_err(unread)? {
        match row.map_err(unread)? {
            Row::Fine(checked) => sender.row(*checked).await?,
            Row::Refused(refused) => sender.refused(&refused).await?,
        }
    }
    sender.send_rows().await?;
    sender.write_refused().await?;
    if sender.is_full {
        sender.ends(feed, surveyed).await?;
    }
    sender.flush().await?;
    let chunks = sender.chunk;
    let (change, sent) = moved(app, import, |import| {
        import.chunks = Some(chunks);
    })?;
    match change.write().await {
        // Another delivery did the same at the same time.
        Ok(()) | Err(StoreError::Changed(_)) => {}
        Err(error) => return Err(error.into()),
    }
    look_again(app, &sent, FIRST_LOOK).await
}

impl Sender<'_> {
    async fn row(&mut self, checked: CheckedRow) -> Result<(), Internal> {
        let size = serde_json::to_string(&checked.row).map_or(BYTES, |text| text.len());
        if self.rows.len() == ROWS || (self.bytes + size > BYTES && !self.rows.is_empty()) {
            self.send_rows().await?;
        }
        self.bytes += size;
        self.rows.push(checked);
        Ok(())
    }

    async fn refused(&mut self, row: &RefusedRow) -> Result<(), Internal> {
        self.refused.push(row.outcome());
        if self.refused.len() == ROWS {
            self.write_refused().await?;
        }
        Ok(())
    }

    async fn send_rows(&mut self) -> Result<(), Internal> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        if rows.is_empty() {
            return Ok(());
        }
        let rows = with_digests(self.app, self.import, rows).await?;
        self.message(Work::Rows(rows)).await
    }

    /// Refused rows have their outcome already.
    async fn write_refused(&mut self) -> Result<(), Internal> {
        let outcomes = std::mem::take(&mut self.refused);
        if outcomes.is_empty() {
            return Ok(());
        }
        let chunk = ImportChunk {
            tenant: self.import.tenant.clone(),
            import: self.import.id.clone(),
            chunk: self.chunk,
            outcomes,
            expires_at: self.import.created_at + LIFE,
        };
        self.chunk += 1;
        let store = self.app.store()?;
        let transaction = Transaction::new().put(store, "outcomes", &chunk, Condition::anything());
        Ok(store.transact(transaction).await?)
    }

    /// What the file leaves out. Those that this import has ended already are named again: the
    /// chunk's number then stands for them too.
    async fn ends(&mut self, feed: &HrFeed, surveyed: &Surveyed) -> Result<(), Internal> {
        let stored_at = self.import.id.stored_at();
        let mut left_out: Vec<Digest> = Vec::new();
        for shard in 0..keys::EMPLOYMENT_SHARDS {
            for guard in employments(self.app, feed, shard).await? {
                let is_ours = guard.word_of(&self.import.id).is_some();
                let is_open = guard.to.is_none_or(|to| to > stored_at)
                    && guard.sequence.is_none_or(|known| known < self.sequence);
                if surveyed.leaves_out(&guard.digest) && (is_ours || is_open) {
                    left_out.push(guard.digest);
                }
            }
        }
        left_out.sort();
        for ends in left_out.chunks(ROWS) {
            self.message(Work::Ends(ends.to_vec())).await?;
        }
        Ok(())
    }

    async fn message(&mut self, work: Work) -> Result<(), Internal> {
        let message = ProvisionMessage {
            tenant: self.import.tenant.clone(),
            import: self.import.id.clone(),
            feed: self.import.feed.clone(),
            sequence: self.sequence,
            is_full: self.is_full,
            chunk: self.chunk,
            reference: self.import.reference.clone(),
            work,
        };
        self.chunk += 1;
        let body = serde_json::to_string(&message).map_err(Internal::new)?;
        self.messages.push(Message::new(body));
        if self.messages.len() == MESSAGES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Internal> {
        let messages = std::mem::take(&mut self.messages);
        let queue = self.app.queue(Channel::Provision)?;
        queue.send_all(messages).await
    }
}

/// Puts the directory digests in the numbers' place, all of a chunk at once.
async fn with_digests(
    app: &App,
    import: &HrImport,
    rows: Vec<CheckedRow>,
) -> Result<Vec<HrRow>, Internal> {
    let mut asked = JoinSet::new();
    let mut done: BTreeMap<usize, HrRow> = BTreeMap::new();
    for (index, checked) in rows.into_iter().enumerate() {
        let CheckedRow { mut row, number } = checked;
        let Some(number) = number else {
            done.insert(index, row);
            continue;
        };
        let (app, tenant) = (app.clone(), import.tenant.clone());
        asked.spawn(async move {
            let namespace = number.namespace().as_str();
            let digests = app
                .key_service()?
                .directory_digests(tenant.as_str(), namespace, number.expose())
                .await?;
            row.namespace = Some(namespace.to_owned());
            row.number_digests = digests.into_all();
            Ok::<_, Internal>((index, row))
        });
    }
    while let Some(answered) = asked.join_next().await {
        let (index, row) = answered.map_err(Internal::new)??;
        done.insert(index, row);
    }
    Ok(done.into_values().collect())
}

/// The first pass read it all: only the disk can have failed.
fn unread(error: ReadError) -> Internal {
    Internal::new(error)
}
