//! The function `logout`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("logout", &[Need::Store, Need::DataKey])
}
