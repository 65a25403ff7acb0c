//! The function `mail`.

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("mail", &[Need::Store, Need::DataKey, Need::Mailer])
}
