//! The discovery document. It is the same for every tenant and is made from the issuer alone.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, header},
    response::IntoResponse,
};
use kobling_protocol::metadata;
use kobling_shared::app::App;

/// Seconds that a copy may be used.
const LIFE: &str = "public, max-age=3600";

/// Open to scripts of any origin: there is nothing here that is not for everyone.
pub(crate) const OPEN: (HeaderName, &str) = (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");

/// `GET /.well-known/openid-configuration` and its OAuth name.
pub async fn metadata(State(app): State<App>) -> impl IntoResponse {
    (
        [(header::CACHE_CONTROL, LIFE), OPEN],
        Json(metadata::metadata(app.issuer())),
    )
}
