//! The function `token`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("token", &[Need::Store, Need::DataKey, Need::SigningKeys])
}
