//! The function `authorize`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("authorize", &[Need::Store, Need::DataKey, Need::Upstream])
}
