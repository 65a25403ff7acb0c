//! `POST /revoke` (RFC 7009): an app gives back what it was given. Whichever token it shows, the
//! grant behind it ends, and with it all that was made from it.

use axum::{http::StatusCode, response::Response};
use kobling_base::Internal;
use kobling_model::{
    apps::{Client, Grant},
    audit::Event,
    keys,
};
use kobling_protocol::{
    Parameters, TokenError, clients::client_authentication, token::AccessToken,
};
use kobling_shared::app::App;
use serde_json::json;

use crate::{
    answer::{Refused, unstored, with_nonce},
    call::Call,
    caller::authenticate,
    code::end_grant,
    refresh,
};

pub async fn revoke(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<TokenError>> {
    let call = call?;
    call.noted(revoked(&call).await)
}

async fn revoked(call: &Call) -> Result<Response, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let form = Parameters::new(&call.form);
    let credentials = client_authentication::read(&call.authorization(), &form)?;
    let token = form.one("token")?;
    // The hint is not needed: the two kinds look nothing alike.
    let grant = match token {
        Some(token) => grant_of(app, token).await?,
        None => None,
    };
    let client_key = keys::client(&credentials.client);
    let grant_key = grant.as_deref().map(keys::grant);
    let wanted: Vec<_> = grant_key.iter().chain([&client_key]).cloned().collect();
    let found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.get(&client_key)?;
    let caller = authenticate(call, &credentials, client, "/revoke").await?;
    if token.is_none() {
        return Err(TokenError::InvalidRequest("token is missing").into());
    }
    let held: Option<Grant> = match &grant_key {
        Some(key) => found.get(key)?,
        None => None,
    };
    // Another app's token is left as it is, and nobody is told that there is one.
    if let Some(held) = held.filter(|held| held.client == caller.client.id && !held.ended) {
        end_grant(call, &caller.client, &held.id, Event::TokensRevoked).await?;
    }
    let response = unstored(StatusCode::OK, &[], &json!({}));
    Ok(with_nonce(response, caller.next_nonce.as_deref()))
}

/// The grant that a token of either kind is of.
async fn grant_of(app: &App, token: &str) -> Result<Option<String>, Internal> {
    if let Some(read) = refresh::read(app, token).await? {
        return Ok(Some(read.grant));
    }
    let (ring, now) = (app.keys().await?, app.now());
    let read = AccessToken::read_for_any(&ring.signing, app.issuer(), token, now);
    Ok(read.map(|token| token.binding().grant))
}
