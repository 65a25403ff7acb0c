//! Where a person lets a device log in (RFC 8628 section 3.3): the code is typed, the login goes
//! its usual way, and its answer comes to a page that asks once more. Nothing is given by GET.

mod allow;
mod code;

use kobling_shared::function::{Function, Need};
use kobling_web::PAGES;

/// Name, needs and routes.
pub fn function() -> Function {
    Function::answering(PAGES, "device", &[Need::Store, Need::DataKey])
        .keys_in_init()
        .get("/device", code::get)
        .post("/device", code::post)
        .get("/device/allow", allow::get)
        .post("/device/allow", allow::post)
}
