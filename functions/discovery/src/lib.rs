//! The function `discovery`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("discovery", &[Need::Store, Need::DataKey])
}
