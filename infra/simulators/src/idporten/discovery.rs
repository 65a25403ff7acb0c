//! The provider's metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414, RFC 9126 section 5,
//! RFC 9207 section 3) and its keys.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use serde_json::json;

use super::IdPorten;
use super::acr::Acr;
use super::client_authentication::SIGNING_ALGORITHMS;

/// `GET /.well-known/openid-configuration`
pub(crate) async fn configuration(State(idporten): State<IdPorten>) -> Response {
    idporten.state().counters.discovery += 1;
    let issuer = idporten.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    let auth_methods = ["private_key_jwt"];
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "pushed_authorization_request_endpoint": at("/par"),
        "require_pushed_authorization_requests": false,
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/logout"),
        "scopes_supported": ["openid", "profile"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": auth_methods,
        "token_endpoint_auth_signing_alg_values_supported":
            SIGNING_ALGORITHMS.map(|algorithm| format!("{algorithm:?}")),
        "acr_values_supported": Acr::ALL.map(Acr::as_str),
        "prompt_values_supported": ["login", "none"],
        "ui_locales_supported": ["nb", "nn", "en", "se"],
        "claims_supported": [
            "iss", "aud", "sub", "pid", "acr", "amr", "auth_time", "iat", "exp", "jti", "locale",
            "nonce", "sid", "at_hash", "email", "eidas_identifier", "eidas_firstname",
            "eidas_lastname", "eidas_date_of_birth",
        ],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
    });
    ([(CACHE_CONTROL, "public, max-age=86400")], Json(document)).into_response()
}

/// `GET /jwks`
pub(crate) async fn jwks(State(idporten): State<IdPorten>) -> Response {
    let mut state = idporten.state();
    state.counters.jwks += 1;
    let keys = state.keys.published();
    drop(state);
    ([(CACHE_CONTROL, "public, max-age=86400")], Json(keys)).into_response()
}
