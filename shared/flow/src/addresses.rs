//! Where the pages of a login are.

use kobling_protocol::device_request::ALLOW_PATH;
use kobling_web::encode;

/// The address of the step that a login is at.
pub fn here(handle: &str) -> String {
    format!("/link?{}", encode(&[("request", handle)]))
}

/// The address of the page where a device's person says yes or no.
pub fn device(handle: &str) -> String {
    let query = encode(&[("request", handle)]);
    format!("{ALLOW_PATH}?{query}")
}

/// Where a login goes on.
pub fn resume(handle: &str) -> String {
    format!("/authorize/resume?{}", encode(&[("request", handle)]))
}

/// The address of its page.
pub fn consent(handle: &str) -> String {
    format!("/consent?{}", encode(&[("request", handle)]))
}

/// The page of the step that a login is at.
pub fn code(handle: &str) -> String {
    format!("/verify-code?{}", encode(&[("request", handle)]))
}
