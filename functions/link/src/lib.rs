//! The function `link`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new(
        "link",
        &[
            Need::Store,
            Need::DataKey,
            Need::NationalIds,
            Need::Upstream,
            Need::Outbox,
        ],
    )
}
