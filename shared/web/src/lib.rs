//! HTTP as browsers meet it: what a visit brings, what every answer carries, cookies, form
//! tokens, and the doors by which errors leave.

mod cookies;
mod harden;
mod network;
mod noted;
mod problem;
mod response;
mod stop;
pub mod visit;

pub use cookies::{BROWSER, Cookies, LANGUAGE, SESSION, clear_cookie, session_cookie, set_cookie};
pub use harden::{PAGES, PROBLEMS, not_found};
pub use network::network;
pub use noted::Noted;
pub use problem::Problem;
pub use response::{page, see_other};
pub use stop::{Stop, StopPage};
pub use visit::{Reference, Visit, brand, encode, source};
