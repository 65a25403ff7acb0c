//! Apps that live in a browser call from their own origin (the Fetch standard's CORS protocol). Any
//! origin may: nothing here looks at cookies, and who has a code or a token could call from anywhere.

use axum::{
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

/// Goes with every answer.
pub const OPEN: [(HeaderName, &str); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "WWW-Authenticate, DPoP-Nonce",
    ),
];

/// The answer to a browser that asks before it sends a header of the app's.
pub async fn preflight() -> Response {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type, dpop",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::NO_CONTENT, OPEN, allowed).into_response()
}
