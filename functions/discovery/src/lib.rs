//! What apps and browsers fetch without being anyone: metadata (OpenID Connect Discovery 1.0,
//! RFC 8414), public keys (RFC 7517), the stylesheet, script and icon of the pages, and the page
//! for an address where nothing is.

mod assets;
mod keys;
mod metadata;

use axum::{extract::Request, response::Response};
use kobling_shared::function::{Function, Need};
use kobling_web::{PAGES, Stop, not_found, see_other};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::answering(PAGES, "discovery", &[Need::Store])
        .document("/.well-known/openid-configuration", metadata::metadata)
        .document(
            "/.well-known/oauth-authorization-server",
            metadata::metadata,
        )
        .document("/jwks", keys::keys)
        .document("/assets/{*file}", assets::asset)
        .rest(rest)
}

/// What nobody else answers. A start address without its end leads to the choice of employers.
async fn rest(request: Request) -> Result<Response, Stop> {
    if matches!(request.uri().path(), "/t" | "/t/") {
        return Ok(see_other("/", None)?);
    }
    Ok(not_found(request).await)
}
