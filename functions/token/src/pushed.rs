//! `POST /par`: an app hands over its authorization request itself (RFC 9126). It is checked as it
//! would be at the authorization endpoint, and kept for a minute.

use axum::{http::StatusCode, response::Response};
use kobling_protocol::{
    Parameters, TokenError,
    authorization::{
        AuthorizationError, Came,
        pushed_request::{self, PUSHED_REQUEST_LIFE, PushedRequest},
        request_object, validate,
    },
};
use kobling_store::Transaction;
use serde_json::json;

use crate::{
    answer::{Refused, refusal, unstored, with_nonce},
    bound,
    call::Call,
    caller,
};

/// What only says who the app is.
const CREDENTIALS: &[&str] = &["client_secret", "client_assertion", "client_assertion_type"];
/// DynamoDB's item holds 400 kB; a request is far smaller.
const LONGEST: usize = 32 * 1024;

pub async fn push(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<TokenError>> {
    let call = call?;
    call.noted(pushed(&call).await)
}

async fn pushed(call: &Call) -> Result<Response, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let form = Parameters::new(&call.form);
    let caller = caller::of(call, &form, "/par").await?;
    if form.one("request_uri")?.is_some() {
        return Err(TokenError::InvalidRequest("request_uri can't be pushed").into());
    }
    let mut parameters: Vec<(String, String)> = call
        .form
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()) && name != "client_id")
        .cloned()
        .collect();
    parameters.push(("client_id".to_owned(), caller.client.id.to_string()));
    let client = match form.one("request")? {
        Some(object) => app.with_keys(caller.client.clone(), object).await?,
        None => caller.client.clone(),
    };
    match request_object::opened(&parameters, &client, app.issuer(), now) {
        Ok(Some(opened)) => parameters = opened,
        Ok(None) => {}
        Err(wrong) => {
            call.note(wrong.error(), wrong.description().unwrap_or_default());
            return Ok(refusal(400, Some(wrong.error()), wrong.description(), None));
        }
    }
    // A proof binds the code to its key as the parameter does (RFC 9449 section 10.1).
    if let Some(jkt) = &caller.jkt {
        match Parameters::new(&parameters).one("dpop_jkt")? {
            Some(named) if named != jkt => return Err(TokenError::InvalidDpopProof.into()),
            Some(_) => {}
            None => parameters.push(("dpop_jkt".to_owned(), jkt.clone())),
        }
    }
    let size: usize = parameters.iter().map(|(n, v)| n.len() + v.len()).sum();
    if size > LONGEST {
        return Err(TokenError::InvalidRequest("the request is too large").into());
    }
    match validate(&parameters, Some(&caller.client), Came::Pushed("")) {
        Ok(_) => {}
        Err(AuthorizationError::Page(wrong)) => {
            let what = "client_id or redirect_uri is missing, repeated or not registered";
            return Err(Refused::Because(
                TokenError::InvalidRequest(what),
                wrong.why(),
            ));
        }
        Err(AuthorizationError::Redirect(error)) => {
            let (error, description) = (error.refusal.error(), error.refusal.description());
            call.note(error, description.unwrap_or_default());
            return Ok(refusal(400, Some(error), description, None));
        }
    }
    let handle = app.random().token();
    let kept = PushedRequest::new(&handle, caller.client.id.clone(), parameters, now);
    let window = bound::of(call, &caller.client, "pushed").await?;
    let transaction = Transaction::new().create(store, "pushed request", &kept);
    let transaction = bound::counted(store, transaction, window.as_ref());
    if let Err(error) = store.transact(transaction).await {
        return Err(bound::reached(&error, window.as_ref(), now).unwrap_or_else(|| error.into()));
    }
    let answer = json!({
        "request_uri": pushed_request::request_uri(&handle),
        "expires_in": PUSHED_REQUEST_LIFE,
    });
    let response = unstored(StatusCode::CREATED, &[], &answer);
    Ok(with_nonce(response, caller.next_nonce.as_deref()))
}
