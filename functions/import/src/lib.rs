//! HR's files: told of by their bucket, read and checked, counted, and sent on as rows for
//! `provision`; and the report of what became of them.
//! `file` reads, `report` writes, both without knowing where files come from; `arrival` is told,
//! `fetch` brings the bytes here, `admit` decides on the whole file (`endings` and `hold` where it
//! would end people), `send` hands over its rows, `finish` reports. No national number leaves this process in clear.

mod admit;
mod arrival;
mod endings;
mod fetch;
pub mod file;
mod finish;
mod hold;
mod place;
mod progress;
pub mod report;
mod send;
mod surveyed;
mod take;

use kobling_shared::function::{Function, Need};

/// Name and needs.
pub fn function() -> Function {
    Function::new(
        "import",
        &[
            Need::Store,
            Need::DataKey,
            Need::NationalIds,
            Need::Notices,
            Need::ReadUploads,
            Need::MissUploads,
            Need::WriteReports,
            Need::ImportQueue,
            Need::ProvisionQueue,
        ],
    )
    .queue(arrival::on_queue)
}
