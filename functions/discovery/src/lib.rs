//! What apps and browsers fetch without being anyone: metadata (OpenID Connect Discovery 1.0,
//! RFC 8414), public keys (RFC 7517), and the stylesheet, script and icon of the pages.

mod assets;
mod keys;
mod metadata;

use kobling_shared::function::{Function, Need};

/// Name, needs and routes.
pub fn function() -> Function {
    Function::new("discovery", &[Need::Store])
        .document("/.well-known/openid-configuration", metadata::metadata)
        .document(
            "/.well-known/oauth-authorization-server",
            metadata::metadata,
        )
        .document("/jwks", keys::keys)
        .document("/assets/{*file}", assets::asset)
}
