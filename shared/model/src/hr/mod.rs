//! HR's files: feeds, rows on their way from file to directory, and what became of each row.
//! Pure types and rules; reading files is `functions/import`, writing people `functions/provision`.

mod employment_number;
mod feed;
mod headers;
mod import;
mod message;
mod outcome;
mod received;
mod row;

pub use employment_number::{EmploymentNumber, LastWord, PersonNumber};
pub use feed::{Column, FeedKind, HrFeed, SequenceSource};
pub use headers::{Headers, UsedHeader};
pub use import::{Counts, HrImport, ImportChunk, ImportState};
pub use message::{ImportTask, ProvisionMessage, Work};
pub use outcome::{FieldName, FileRefusal, Note, Outcome, RowOutcome, RowRefusal};
pub use received::Received;
pub use row::{CheckedRow, HrRow, Said};
