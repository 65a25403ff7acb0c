//! The public keys, read from the store once per cold start and then every five minutes. A new
//! key is published a day before it signs, so a copy may be as old as it is allowed to be here.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_base::{Internal, digest::sha256};
use kobling_keys::LIST_LIFE;
use kobling_protocol::metadata;
use kobling_shared::app::App;

use crate::metadata::OPEN;

/// `GET /jwks`.
pub async fn keys(State(app): State<App>, headers: HeaderMap) -> Response {
    match set(&app).await {
        Ok(text) => {
            let tag = format!("\"{}\"", sha256(&text));
            // When a new key begins to sign is reckoned with this.
            let life = format!("public, max-age={LIST_LIFE}");
            let shared = [
                (header::CACHE_CONTROL, life.as_str()),
                OPEN,
                (header::ETAG, tag.as_str()),
            ];
            if is_current(&headers, &tag) {
                (StatusCode::NOT_MODIFIED, shared).into_response()
            } else {
                let kind = [(header::CONTENT_TYPE, "application/json")];
                (shared, kind, text).into_response()
            }
        }
        Err(failure) => {
            tracing::error!(cause = %failure.chain(), passing = failure.is_passing(), "failed");
            let (status, error) = if failure.is_passing() {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
            } else {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            };
            let body = Json(serde_json::json!({ "error": error }));
            (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
        }
    }
}

async fn set(app: &App) -> Result<String, Internal> {
    let ring = app.keys().await?;
    serde_json::to_string(&metadata::jwks(&ring.signing, app.now())).map_err(Internal::new)
}

/// RFC 9110 section 13.1.2.
fn is_current(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_current_only_by_its_own_tag() {
        for (known, current) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"b\", \"a\"", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
            assert_eq!(is_current(&headers, "\"a\""), current, "{known}");
        }
    }
}
