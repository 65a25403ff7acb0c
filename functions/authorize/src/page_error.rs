//! Errors of a request that nobody may be sent back with.

use http::StatusCode;
use kobling_pages::Notice;
use kobling_protocol::authorization::PageError;
use kobling_web::{Noted, Stop};

/// The page for a request whose app or address is not sure; `raw` is what the log tells of it.
pub(crate) fn page_error(error: PageError, raw: &[(String, String)]) -> Stop {
    let notice = match error {
        PageError::ClientUnknown => Notice::UnknownClient,
        PageError::RedirectUriNotRegistered => Notice::UnregisteredRedirect,
        PageError::ClientIdMissing | PageError::RedirectUriMissing | PageError::Repeated => {
            Notice::InvalidRequest
        }
    };
    Stop::notice(StatusCode::BAD_REQUEST, notice).noted(Noted::of(raw), error.why())
}
