//! What the queues of the import carry. No national number in clear, ever.

use serde::{Deserialize, Serialize};

use super::HrRow;
use crate::{Digest, ImportId, TenantId};

/// What a message to `provision` asks for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    Rows(Vec<HrRow>),
    /// Employments that a full file does not name, by the digest of their number.
    Ends(Vec<Digest>),
}

/// Some rows of one file, to be written into the directory.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ProvisionMessage {
    pub tenant: TenantId,
    pub import: ImportId,
    pub feed: String,
    pub sequence: u64,
    pub is_full: bool,
    /// Its number within the file; names the item with its outcomes.
    pub chunk: u32,
    pub reference: String,
    pub work: Work,
}

/// What a message to `import` asks for, beside S3's own notices of new objects.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case", tag = "task")]
pub enum ImportTask {
    /// A held file was let through: go on with it.
    Decided { tenant: TenantId, import: ImportId },
    /// Writes the report if every chunk has its outcomes, else looks again later.
    Finish { tenant: TenantId, import: ImportId },
}
