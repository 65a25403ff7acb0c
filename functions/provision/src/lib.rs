//! Rows of HR's files, into the directory: employments, their people, and what guards both.
//! At-least-once delivery changes nothing twice, and the order of files changes nothing: a row is
//! written on condition of its file's sequence. What HR says never moves an app link or an account.

mod batch;
mod chunk;
mod decide;
mod end;
mod file;
mod guards;
mod load;
mod person;
mod put_aside;
mod shared;
mod write;

#[cfg(test)]
mod tests;

use kobling_shared::function::{Function, Need};

/// Name and needs.
pub fn function() -> Function {
    Function::new(
        "provision",
        &[
            Need::Store,
            Need::DataKey,
            Need::Notices,
            Need::ProvisionDeadLetters,
        ],
    )
    .queue(batch::on_queue)
}
