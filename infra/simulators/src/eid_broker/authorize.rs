//! The authorization endpoint. Nothing is sent to an address before client and redirect_uri are
//! known to belong together; then every demand of the profile is held against the request.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::authorization_request::{AuthorizationRequest, refuse};
use super::{Broker, LEVELS, LOGIN_LIFE, Pending, login};
use crate::random;
use crate::web::{self, Parameters};

/// `GET /authorize`
pub(super) async fn authorize(State(broker): State<Broker>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let client = &broker.config().client;
    if parameters.get("client_id") != Some(client.client_id.as_str()) {
        return login::refusal("unknown client_id");
    }
    let Some(redirect_uri) = parameters
        .get("redirect_uri")
        .filter(|asked| client.redirect_uris.iter().any(|known| known == asked))
    else {
        return login::refusal("redirect_uri is not registered");
    };
    match validate(&parameters, redirect_uri) {
        Ok(request) => {
            let handle = random::token();
            let expires_at = broker.now() + LOGIN_LIFE;
            let pending = Pending {
                request,
                expires_at,
            };
            broker.held().pending.insert(handle.clone(), pending);
            web::see_other(&web::with_query("/login", &[("request", &handle)]))
        }
        Err((error, description)) => {
            let state = parameters.get("state");
            refuse(&broker, redirect_uri, state, error, description)
        }
    }
}

type Wrong = (&'static str, &'static str);

fn validate(parameters: &Parameters, redirect_uri: &str) -> Result<AuthorizationRequest, Wrong> {
    let invalid = |description| ("invalid_request", description);
    let one = |name: &str, missing: &'static str| parameters.get(name).ok_or(invalid(missing));
    if parameters.doubled().is_some() {
        return Err(invalid("a parameter came more than once"));
    }
    if parameters.get("request").is_some() {
        return Err(("request_not_supported", "request objects are not taken"));
    }
    if parameters.get("request_uri").is_some() {
        return Err(("request_uri_not_supported", "nothing can be pushed here"));
    }
    if one("response_type", "response_type is missing")? != "code" {
        return Err(("unsupported_response_type", "response_type must be code"));
    }
    if parameters
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(invalid("response_mode must be query"));
    }
    let scopes: Vec<String> = words(parameters, "scope").map(str::to_owned).collect();
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(("invalid_scope", "scope must contain openid"));
    }
    let state = one("state", "state is missing")?;
    // At least 128 bits, and base64url carries six a character.
    if state.len() < 22 {
        return Err(invalid("state is shorter than 128 bits"));
    }
    let nonce = one("nonce", "nonce is missing")?;
    let code_challenge = one("code_challenge", "code_challenge is missing")?;
    if parameters.get("code_challenge_method") != Some("S256") || code_challenge.len() != 43 {
        return Err(invalid("code_challenge must be by S256"));
    }
    // The person always logs in anew, so every wish for that is met.
    match parameters.get("prompt") {
        None | Some("login") => {}
        Some("none") => return Err(("login_required", "there are no sessions here")),
        Some(_) => return Err(invalid("prompt must be login")),
    }
    let asked: Vec<&str> = words(parameters, "acr_values").collect();
    let levels: Vec<&str> = LEVELS
        .into_iter()
        .map(|(acr, _)| acr)
        .filter(|acr| asked.is_empty() || asked.contains(acr))
        .collect();
    if levels.is_empty() {
        let why = "none of the acr_values can be met";
        return Err(("unmet_authentication_requirements", why));
    }
    Ok(AuthorizationRequest {
        redirect_uri: redirect_uri.to_owned(),
        state: state.to_owned(),
        nonce: nonce.to_owned(),
        scopes,
        code_challenge: code_challenge.to_owned(),
        levels,
        is_english: words(parameters, "ui_locales").next() == Some("en"),
    })
}

fn words<'p>(parameters: &'p Parameters, name: &str) -> impl Iterator<Item = &'p str> {
    parameters
        .get(name)
        .unwrap_or_default()
        .split_ascii_whitespace()
}
