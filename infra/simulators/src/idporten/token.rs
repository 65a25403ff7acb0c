//! The token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.6, OpenID Connect Core section
//! 3.1.3) and userinfo (section 5.3): a code is good once, for its client, its redirect_uri and its
//! verifier; a replay takes back what the code gave.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use super::IdPorten;
use super::acr::Acr;
use super::authorization_response::ANOTHER_ISSUER;
use super::client_authentication::authenticate;
use super::error::OAuthError;
use super::faults::Fault;
use super::keys::spoil_signature;
use super::state::{self, AccessToken, Grant, SHORT_LIFE};
use crate::web::Parameters;
use crate::{random, web};

/// `POST /token`
pub(crate) async fn redeem(
    State(idporten): State<IdPorten>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> Response {
    let parameters = Parameters::parse(&body);
    let code = parameters.get("code").unwrap_or_default();
    let is_on = |fault: Fault| {
        let state = idporten.state();
        state.faults.stays_on(fault)
            || state
                .grants
                .get(code)
                .is_some_and(|grant| grant.faults.contains(&fault))
    };
    idporten.state().counters.token += 1;
    if is_on(Fault::Slow) {
        tokio::time::sleep(idporten.config().slow).await;
    }
    if is_on(Fault::TokenEndpointDown) {
        return (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
    }
    match exchange(&idporten, &headers, &parameters) {
        Ok(tokens) => {
            let mut response = Json(tokens).into_response();
            web::protect(response.headers_mut());
            response
        }
        Err(error) => error.into_response(),
    }
}

fn exchange(
    idporten: &IdPorten,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
    let now = idporten.now();
    let mut state = idporten.state();
    let client = authenticate(idporten, &mut state, headers, parameters, "/token", now)?;
    match parameters.get("grant_type") {
        Some("authorization_code") => {}
        None => return Err(OAuthError::invalid_request("grant_type is missing")),
        Some(_) => {
            return Err(OAuthError::new(
                "unsupported_grant_type",
                "grant_type must be authorization_code",
            ));
        }
    }
    let code = parameters
        .get("code")
        .ok_or_else(|| OAuthError::invalid_request("code is missing"))?;
    let grant = state
        .grants
        .get_mut(code)
        .filter(|grant| grant.request.client_id == client.client_id)
        .ok_or_else(|| OAuthError::invalid_grant("unknown code"))?;
    // Spent by the first try of its own client, right or wrong: nobody gets to guess verifiers.
    let was_spent = std::mem::replace(&mut grant.spent, true);
    let grant = grant.clone();
    if was_spent {
        state.access_tokens.retain(|_, token| token.code != code);
        return Err(OAuthError::invalid_grant(
            "the code was used before; the tokens it gave are revoked",
        ));
    }
    check(&grant, parameters, now)?;

    let access_token = random::token();
    let id_token = id_token(idporten, &state, &grant, &access_token, now)
        .ok_or_else(|| OAuthError::new("server_error", "the id_token could not be signed"))?;
    let identity = &grant.session.identity;
    let missing_pid = grant.faults.contains(&Fault::MissingPid);
    state.access_tokens.insert(
        access_token.clone(),
        AccessToken {
            code: code.to_owned(),
            sub: identity.pairwise_sub(idporten.issuer(), &client.client_id),
            pid: identity
                .pid()
                .filter(|_| !missing_pid)
                .map(ToOwned::to_owned),
            locale: grant.request.locale,
            expires_at: now + SHORT_LIFE,
        },
    );
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": SHORT_LIFE,
        "scope": grant.request.scope,
        "id_token": id_token,
    }))
}

fn check(grant: &Grant, parameters: &Parameters, now: i64) -> Result<(), OAuthError> {
    if now >= grant.issued_at + SHORT_LIFE {
        return Err(OAuthError::invalid_grant("the code has expired"));
    }
    let redirect_uri = &grant.request.return_address.redirect_uri;
    if parameters.get("redirect_uri") != Some(redirect_uri.as_str()) {
        return Err(OAuthError::invalid_grant(
            "redirect_uri is not the one of the authorization request",
        ));
    }
    let verifier = parameters
        .get("code_verifier")
        .ok_or_else(|| OAuthError::invalid_grant("code_verifier is missing"))?;
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let fits = challenge
        .as_bytes()
        .ct_eq(grant.request.code_challenge.as_bytes());
    if !(43..=128).contains(&verifier.len()) || !bool::from(fits) {
        return Err(OAuthError::invalid_grant(
            "code_verifier does not fit the code_challenge",
        ));
    }
    Ok(())
}

fn id_token(
    idporten: &IdPorten,
    state: &state::State,
    grant: &Grant,
    access_token: &str,
    now: i64,
) -> Option<String> {
    let has = |fault: Fault| grant.faults.contains(&fault);
    let session = &grant.session;
    let client_id = &grant.request.client_id;
    let acr = if has(Fault::LowerAcr) {
        Acr::IdportenLow
    } else {
        session.acr
    };
    let issued_at = if has(Fault::ExpiredIdToken) {
        now - 600
    } else {
        now
    };
    let nonce = if has(Fault::WrongNonce) {
        random::token()
    } else {
        grant.request.nonce.clone()
    };
    let at_digest = digest(&SHA256, access_token.as_bytes());
    let at_hash = at_digest.as_ref().get(..16)?;

    let mut claims: Map<String, Value> = session.identity.claims();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put(
        "iss",
        if has(Fault::WrongIssuerInToken) {
            ANOTHER_ISSUER.into()
        } else {
            idporten.issuer().into()
        },
    );
    put(
        "aud",
        if has(Fault::WrongAudience) {
            "another-client".into()
        } else {
            client_id.as_str().into()
        },
    );
    put(
        "sub",
        session
            .identity
            .pairwise_sub(idporten.issuer(), client_id)
            .into(),
    );
    put("acr", acr.as_str().into());
    put("amr", json!([acr.amr()]));
    put("auth_time", session.auth_time.into());
    put("iat", issued_at.into());
    put("exp", (issued_at + SHORT_LIFE).into());
    put("jti", random::uuid().to_string().into());
    put("locale", grant.request.locale.as_str().into());
    put("nonce", nonce.into());
    put("at_hash", URL_SAFE_NO_PAD.encode(at_hash).into());
    if idporten
        .client(client_id)
        .is_some_and(|client| client.frontchannel_logout_uri.is_some())
    {
        put("sid", session.sid.as_str().into());
    }
    if has(Fault::MissingPid) {
        claims.remove("pid");
    }
    let token = state.keys.sign(&claims)?;
    Some(if has(Fault::WrongSignature) {
        spoil_signature(&token)
    } else {
        token
    })
}

/// `GET` and `POST /userinfo`, with the access token in the Authorization header (RFC 6750
/// section 2.1): `sub`, `locale`, and `pid` where there is one.
pub(crate) async fn userinfo(State(idporten): State<IdPorten>, headers: HeaderMap) -> Response {
    let now = idporten.now();
    let mut state = idporten.state();
    state.counters.userinfo += 1;
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token);
    let Some(token) = token else {
        return unauthorized("Bearer");
    };
    let Some(known) = state
        .access_tokens
        .get(token)
        .filter(|known| now < known.expires_at)
    else {
        return unauthorized("Bearer error=\"invalid_token\"");
    };
    let mut claims = json!({"sub": known.sub, "locale": known.locale.as_str()});
    if let (Some(pid), Some(claims)) = (&known.pid, claims.as_object_mut()) {
        claims.insert("pid".to_owned(), pid.as_str().into());
    }
    let mut response = Json(claims).into_response();
    web::protect(response.headers_mut());
    response
}

fn unauthorized(challenge: &'static str) -> Response {
    (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)]).into_response()
}
