//! Logging out (OpenID Connect RP-Initiated Logout 1.0): the session ends, and with it every
//! grant that hangs on it; the browser goes back to the app if the app may ask for that.
//! And the upstream's logout in a frame (Front-Channel Logout 1.0), which ends what began by it.
//! Who logged in at the upstream a moment ago is logged out there as well.
//! Apps that want to hear of it are told (Back-Channel Logout 1.0).

mod carried;
mod ended;
mod front_channel;
mod logged_out;
mod logout;
mod told;
mod upstream;

use kobling_shared::function::{Function, Need};
use kobling_web::PAGES;

/// Name, needs and routes.
pub fn function() -> Function {
    let needs = &[
        Need::Store,
        Need::DataKey,
        Need::SigningKeys,
        Need::Upstream,
        Need::AppCalls,
        Need::LogoutDeadLetters,
    ];
    Function::answering(PAGES, "logout", needs)
        .keys_in_init()
        .get("/logout", logout::asked)
        .post("/logout", logout::posted)
        .get(upstream::DONE_PATH, upstream::done)
        .get("/logout/front-channel/{idp}", front_channel::called)
        .schedule(told::sweep)
        .queue(told::on_dead_letters)
}
