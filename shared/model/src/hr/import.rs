//! One file's way through: kept for three months, so that the sender can ask what became of it.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FeedKind, FileRefusal, Headers, RowOutcome};
use crate::{
    ImportId, TenantId,
    condition::Condition,
    item::{Entity, Key},
    keys,
};

/// How long status and report can be asked for, in seconds.
const LIFE: i64 = 90 * 24 * 3600;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Being read and checked.
    Checking,
    /// A full file that would end too many: waits for a person's word. Nothing of it is taken.
    Held,
    /// Its rows are on their way to the directory.
    Provisioning,
    Done,
    Refused(FileRefusal),
}

impl ImportState {
    /// For the log and the audit: its name, and why it was refused.
    pub fn description(&self) -> String {
        match self {
            Self::Refused(refusal) => format!("{}: {}", self.name(), refusal.name()),
            other => other.name().to_owned(),
        }
    }

    /// As it is stored, logged and told by the API; never changed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Held => "held",
            Self::Provisioning => "provisioning",
            Self::Done => "done",
            Self::Refused(_) => "refused",
        }
    }
}

/// Rows by what became of them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Counts {
    pub taken: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub older: u64,
    pub refused: u64,
    pub ended: u64,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct HrImport {
    pub tenant: TenantId,
    pub id: ImportId,
    pub feed: String,
    pub kind: FeedKind,
    /// The last part of the object's key.
    pub name: String,
    pub object_key: String,
    pub sequence: Option<u64>,
    pub state: ImportState,
    /// Rows in the file, refused ones included.
    pub rows: u64,
    /// Chunks that the directory was sent, known when the last one is; the import is done when each
    /// has its outcomes.
    pub chunks: Option<u32>,
    /// People with a current employment before, and those who would have none after.
    pub people: u64,
    pub people_ended: u64,
    /// Current employments that would end.
    #[serde(default)]
    pub employments_ended: u64,
    #[serde(default)]
    pub headers: Headers,
    /// The first row whose employment number is missing or cannot be read. While there is one,
    /// a full file ends nobody.
    #[serde(default)]
    pub unnamed_line: Option<u64>,
    /// Who let a held file through, or declined it.
    pub decided_by: Option<String>,
    pub counts: Counts,
    /// The report's key in the bucket of reports.
    pub report_key: Option<String>,
    pub reference: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts up with every change; writes are on condition of it.
    pub version: u64,
}

impl HrImport {
    /// The key of the report for programs, which lies beside the one for people.
    pub fn lines_key(&self) -> Option<String> {
        let csv = self.report_key.as_deref()?;
        Some(format!("{}.jsonl", csv.strip_suffix(".csv").unwrap_or(csv)))
    }

    /// Whether nobody was looked for who is missing, because a row names nobody.
    pub fn ends_nobody(&self) -> bool {
        self.kind == FeedKind::Full && self.unnamed_line.is_some()
    }

    /// Whether people may get in for whom no address is known.
    pub fn lacks_addresses(&self) -> bool {
        let brings_people = self.kind == FeedKind::Full || self.counts.taken > 0;
        brings_people && self.headers.lack_address()
    }

    /// Whether so many would end that a person has to say yes: more than a tenth.
    pub fn ends_too_many(people: u64, ended: u64) -> bool {
        ended * 10 > people
    }
}

/// Conditions of writes.
impl HrImport {
    /// Nobody has moved it since it was read.
    pub fn as_read(&self) -> Condition {
        Condition::present().equals("version", self.version)
    }
}

impl Entity for HrImport {
    const TYPE: &'static str = "hr_import";

    fn key(&self) -> Key {
        keys::hr_import(&self.tenant, &self.id)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.created_at + LIFE)
    }
}

/// The outcomes of one chunk, written once; a chunk that comes again finds it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ImportChunk {
    pub tenant: TenantId,
    pub import: ImportId,
    pub chunk: u32,
    pub outcomes: Vec<RowOutcome>,
    pub expires_at: Timestamp,
}

impl Entity for ImportChunk {
    const TYPE: &'static str = "import_chunk";

    fn key(&self) -> Key {
        keys::import_chunk(&self.tenant, &self.import, self.chunk)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}
