//! `POST /introspect` (RFC 7662): whether a token still stands, asked anew of the policy gate. An
//! app may ask about its own tokens; an API's own service about those that are for it, at the
//! tenants where the service is in use.

use axum::{http::StatusCode, response::Response};
use kobling_base::Internal;
use kobling_model::{
    TenantId,
    apps::{Client, ClientAtTenant, ClientType},
    keys,
};
use kobling_protocol::{Parameters, TokenError, api, token::AccessToken};
use kobling_shared::app::App;
use serde_json::{Value, json};

use crate::{
    answer::{Refused, unstored, with_nonce},
    call::Call,
    caller,
    holder::known,
};

pub async fn introspect(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<TokenError>> {
    let call = call?;
    call.noted(introspected(&call).await)
}

async fn introspected(call: &Call) -> Result<Response, Refused<TokenError>> {
    let app = &call.app;
    let form = Parameters::new(&call.form);
    let caller = caller::of(call, &form, "/introspect").await?;
    // Anybody can call by the name of an app that keeps no secret (RFC 7662 section 2.1).
    if !caller.client.is_confidential() {
        let why = "an app without a secret or a key may not ask";
        return Err(Refused::Because(TokenError::InvalidClient, why));
    }
    let token = form
        .one("token")?
        .ok_or(TokenError::InvalidRequest("token is missing"))?;
    let answer = told(app, &caller.client, token).await?;
    // One answer for every token that is worth nothing, or nothing to this caller (section 2.2).
    let answer = answer.unwrap_or_else(|| json!({"active": false}));
    let response = unstored(StatusCode::OK, &[], &answer);
    Ok(with_nonce(response, caller.next_nonce.as_deref()))
}

async fn told(app: &App, caller: &Client, token: &str) -> Result<Option<Value>, Internal> {
    let now = app.now();
    let ring = app.keys().await?;
    let Some(claims) = AccessToken::read_for_any(&ring.signing, app.issuer(), token, now) else {
        return Ok(None);
    };
    let is_own = claims.client_id == caller.id;
    let is_for_it = caller.client_type == ClientType::Service
        && caller
            .resources
            .iter()
            .any(|own| claims.aud.has(own) && !api::is_ours(app.issuer(), own))
        && is_in_use(app, caller, &claims.tenant).await?;
    if !is_own && !is_for_it {
        return Ok(None);
    }
    let Some(known) = known(app, &claims.clone().binding()).await? else {
        return Ok(None);
    };
    let is_left = |one: &String| claims.aud.has(one) && known.grant.resources.contains(one);
    let is_still_meant = if is_own {
        claims.aud.has(app.issuer()) || known.grant.resources.iter().any(is_left)
    } else {
        caller.resources.iter().any(is_left)
    };
    if !is_still_meant || known.status(now).is_err() {
        return Ok(None);
    }
    let mut answer = serde_json::to_value(&claims).map_err(Internal::new)?;
    if let Some(members) = answer.as_object_mut() {
        // What only we need to find things.
        for own in ["grant", "session", "directory_user"] {
            members.remove(own);
        }
        let token_type = if claims.cnf.is_some() {
            "DPoP"
        } else {
            "Bearer"
        };
        members.insert("scope".to_owned(), known.grant.scope.join(" ").into());
        members.insert("active".to_owned(), true.into());
        members.insert("token_type".to_owned(), token_type.into());
    }
    Ok(Some(answer))
}

async fn is_in_use(app: &App, caller: &Client, tenant: &TenantId) -> Result<bool, Internal> {
    let key = keys::client_at_tenant(tenant, &caller.id);
    let permission: Option<ClientAtTenant> = app.store()?.get(&key, app.now()).await?;
    Ok(permission.is_some_and(|permission| permission.enabled))
}
