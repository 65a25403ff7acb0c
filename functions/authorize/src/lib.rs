//! The front door, the start address, the authorization endpoint (RFC 6749 section 4.1.1, OpenID
//! Connect Core section 3.1.2), and the place where a login that was begun goes on.

mod authorize;
mod employer;
mod front_door;
mod page_error;
mod posted;
mod resume;
mod start;

use kobling_shared::function::{Function, Need};
use kobling_web::PAGES;

/// Name, needs and routes.
pub fn function() -> Function {
    let needs = &[Need::Store, Need::DataKey, Need::Upstream, Need::AppCalls];
    Function::answering(PAGES, "authorize", needs)
        .keys_in_init()
        .get("/", front_door::get)
        .get("/t/{tenant}", start::get)
        .get("/authorize", authorize::get)
        .post("/authorize", posted::post)
        .get("/authorize/resume", resume::get)
}
