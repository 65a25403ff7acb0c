//! The token endpoint: `client_secret_basic` and nothing else (RFC 6749 section 2.3.1), a code
//! once, its verifier, and the ID token with the claims that the scopes ask for.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::{Broker, CLAIM_NUMBER, CODE_LIFE, Grant, SCOPE_NAMES, SCOPE_NUMBER, TOKEN_LIFE};
use crate::random;
use crate::web::{self, Parameters};

type Wrong = (&'static str, &'static str);

/// `POST /token`
pub(super) async fn redeem(
    State(broker): State<Broker>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let parameters = Parameters::parse(&body);
    let (status, body) = match exchange(&broker, &headers, &parameters) {
        Ok(tokens) => (StatusCode::OK, tokens),
        Err((error, description)) => (
            match error {
                "invalid_client" => StatusCode::UNAUTHORIZED,
                _ => StatusCode::BAD_REQUEST,
            },
            json!({ "error": error, "error_description": description }),
        ),
    };
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Basic realm=\"token\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    web::protect(response.headers_mut());
    response
}

fn exchange(broker: &Broker, headers: &HeaderMap, form: &Parameters) -> Result<Value, Wrong> {
    authenticate(broker, headers, form)?;
    if form.get("grant_type") != Some("authorization_code") {
        return Err(("unsupported_grant_type", "only authorization_code"));
    }
    let code = form.get("code").unwrap_or_default();
    let now = broker.now();
    let grant = {
        let mut held = broker.held();
        let grant = held
            .grants
            .get_mut(code)
            .ok_or(("invalid_grant", "unknown code"))?;
        if std::mem::replace(&mut grant.is_spent, true) {
            return Err(("invalid_grant", "the code was used before"));
        }
        grant.clone()
    };
    if now >= grant.issued_at + CODE_LIFE {
        return Err(("invalid_grant", "the code has expired"));
    }
    if form.get("redirect_uri") != Some(grant.request.redirect_uri.as_str()) {
        return Err(("invalid_grant", "redirect_uri is another one"));
    }
    let verifier = form.get("code_verifier").unwrap_or_default();
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    if challenge != grant.request.code_challenge {
        return Err(("invalid_grant", "code_verifier does not fit"));
    }
    let access_token = random::token();
    let id_token = broker
        .key()
        .sign(&claims(broker, &grant, &access_token, now))
        .ok_or(("server_error", "the id_token could not be signed"))?;
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE,
        "id_token": id_token,
    }))
}

fn authenticate(broker: &Broker, headers: &HeaderMap, form: &Parameters) -> Result<(), Wrong> {
    let wrong = ("invalid_client", "client_secret_basic is needed");
    if form.get("client_secret").is_some() || form.get("client_assertion").is_some() {
        return Err(wrong);
    }
    let sent = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
        .and_then(|pair| STANDARD.decode(pair).ok())
        .and_then(|pair| String::from_utf8(pair).ok())
        .ok_or(wrong)?;
    let (id, secret) = sent.split_once(':').ok_or(wrong)?;
    // Both parts are form-encoded before they are joined.
    let decoded = |text: &str| -> String {
        url::form_urlencoded::parse(format!("x={text}").as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect()
    };
    let client = &broker.config().client;
    let is_secret = decoded(secret)
        .as_bytes()
        .ct_eq(client.client_secret.as_bytes());
    if decoded(id) == client.client_id && bool::from(is_secret) {
        Ok(())
    } else {
        Err(wrong)
    }
}

fn claims(broker: &Broker, grant: &Grant, access_token: &str, now: i64) -> Value {
    let config = broker.config();
    let whole = format!("{}\n{}", config.issuer, grant.person.number);
    let at_hash = digest(&SHA256, access_token.as_bytes());
    let mut claims = json!({
        "iss": config.issuer,
        "aud": config.client.client_id,
        "sub": URL_SAFE_NO_PAD.encode(digest(&SHA256, whole.as_bytes())),
        "acr": grant.acr,
        "auth_time": grant.issued_at,
        "iat": now,
        "exp": now + TOKEN_LIFE,
        "nonce": grant.request.nonce,
        "at_hash": URL_SAFE_NO_PAD.encode(&at_hash.as_ref()[..16]),
        "https://id.oidc.se/claim/authnProvider": "https://bankid.example.com",
    });
    let has = |scope: &str| grant.request.scopes.iter().any(|asked| asked == scope);
    if has(SCOPE_NUMBER) {
        claims[CLAIM_NUMBER] = json!(grant.person.number);
    }
    if has(SCOPE_NAMES) {
        claims["given_name"] = json!(grant.person.given_name);
        claims["family_name"] = json!(grant.person.family_name);
        let name = format!("{} {}", grant.person.given_name, grant.person.family_name);
        claims["name"] = json!(name);
    }
    claims
}
