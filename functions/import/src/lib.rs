//! HR's files: told of by their bucket, read and checked, counted, and sent on as rows for
//! `provision`; and the report of what became of them.
//! `file` reads, `report` writes, both without knowing where files come from; `arrival` is told,
//! `fetch` brings the bytes here, `admit` decides on the whole file, `send` hands over its rows,
//! `finish` reports. No national number leaves this process in clear.

mod admit;
mod arrival;
mod fetch;
pub mod file;
mod finish;
mod progress;
pub mod report;
mod send;
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
            Need::ReadUploads,
            Need::MissUploads,
            Need::WriteReports,
            Need::ImportQueue,
            Need::ProvisionQueue,
        ],
    )
    .queue(arrival::on_queue)
}
