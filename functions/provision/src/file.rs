//! What is known of the file while its rows are gone through.

use kobling_base::clock::Timestamp;
use kobling_model::{ImportId, hr::HrFeed, tenants::Tenant};

/// The file that a row is of, and where it belongs.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) tenant: Tenant,
    pub(crate) feed: HrFeed,
    pub(crate) import: ImportId,
    pub(crate) sequence: u64,
    pub(crate) is_full: bool,
    pub(crate) reference: String,
    pub(crate) now: Timestamp,
}
