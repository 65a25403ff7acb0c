//! Devices without a browser (RFC 8628): `POST /device_authorization` gives a code to show, and at
//! the token endpoint the device asks until its person has answered. The yes brings an
//! authorization code, which is redeemed as any other.

use axum::{http::StatusCode, response::Response};
use kobling_base::lifetimes::DEVICE_CODE_LIFE;
use kobling_model::{
    apps::{Client, GrantType},
    keys,
};
use kobling_protocol::{
    Parameters, TokenError,
    authorization::{AuthorizationError, Came, validate},
    clients::client_authentication::Credentials,
    device_request::{self, DeviceRequest, Drawn, Heard, INTERVAL, VERIFICATION_PATH},
    token::{
        CodeVerifier,
        authorization_code::{self, Shown},
    },
};
use kobling_store::{Condition, StoreError, Transaction};
use kobling_web::encode;
use serde_json::json;

use crate::{
    answer::{Refused, TokenResponse, refusal, unstored, with_nonce},
    bound,
    call::Call,
    caller::{self, authenticate},
    code::{self, Read},
    holder::Whose,
};

/// RFC 8628 section 3.4.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What a request may hold in all, in bytes.
const LONGEST: usize = 4 * 1024;
/// How often codes are drawn until one is free: with every tenth in use, more than six never are.
const DRAWS: usize = 6;

/// Gives a device its codes (RFC 8628 section 3.2).
pub async fn authorize(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<TokenError>> {
    let call = call?;
    call.noted(authorized(&call).await)
}

async fn authorized(call: &Call) -> Result<Response, Refused<TokenError>> {
    let app = &call.app;
    let (store, now, issuer) = (app.store()?, app.now(), app.issuer());
    let form = Parameters::new(&call.form);
    let caller = caller::of(call, &form, "/device_authorization").await?;
    let client = &caller.client;
    if !client.may_use(GrantType::DeviceCode) {
        return Err(TokenError::UnauthorizedClient.into());
    }
    let size: usize = call.form.iter().map(|(n, v)| n.len() + v.len()).sum();
    if size > LONGEST {
        return Err(TokenError::InvalidRequest("the request is too large").into());
    }
    let window = bound::of(call, client, "device-requests").await?;
    for _ in 0..DRAWS {
        let drawn = DeviceRequest::draw(issuer, &client.id, &call.form, app.random(), now);
        let Drawn {
            request,
            device_code,
        } = drawn;
        // As the authorization endpoint will look at it when the person comes.
        match validate(&request.parameters, Some(client), Came::ForDevice("")) {
            Ok(_) => {}
            Err(AuthorizationError::Page(_)) => return Err(TokenError::InvalidClient.into()),
            Err(AuthorizationError::Redirect(error)) => {
                let (error, description) = (error.refusal.error(), error.refusal.description());
                call.note(error, description.unwrap_or_default());
                return Ok(refusal(400, Some(error), description, None));
            }
        }
        let transaction = Transaction::new().put(
            store,
            "device request",
            &request,
            Condition::absent_or_expired(now),
        );
        let transaction = bound::counted(store, transaction, window.as_ref());
        match store.transact(transaction).await {
            Ok(()) => {}
            Err(error) => match (bound::reached(&error, window.as_ref(), now), error) {
                (Some(refused), _) => return Err(refused),
                // That code is shown on another device.
                (None, StoreError::Changed(_)) => continue,
                (None, error) => return Err(error.into()),
            },
        }
        let page = format!("{issuer}{VERIFICATION_PATH}");
        let complete = encode(&[("user_code", &request.user_code)]);
        let answer = json!({
            "device_code": device_code,
            "user_code": request.user_code,
            "verification_uri": page,
            "verification_uri_complete": format!("{page}?{complete}"),
            "expires_in": DEVICE_CODE_LIFE,
            "interval": INTERVAL,
        });
        let response = unstored(StatusCode::OK, &[], &answer);
        return Ok(with_nonce(response, caller.next_nonce.as_deref()));
    }
    Err(TokenError::TemporarilyUnavailable.into())
}

/// Answers a device that asks (RFC 8628 section 3.5), in the end with tokens.
pub async fn redeem(
    call: &Call,
    form: &Parameters<'_>,
    credentials: &Credentials,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let shown = form.one("device_code")?;
    let place = shown.and_then(device_request::key);
    let client_key = keys::client(&credentials.client);
    let wanted: Vec<_> = place.iter().chain([&client_key]).cloned().collect();
    let found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.get(&client_key)?;
    let caller = authenticate(call, credentials, client, "/token").await?;
    let client = &caller.client;
    if !client.may_use(GrantType::DeviceCode) {
        return Err(TokenError::UnauthorizedClient.into());
    }
    let shown = shown.ok_or(TokenError::InvalidRequest("device_code is missing"))?;
    let place = place.ok_or(TokenError::InvalidGrant)?;
    let device: DeviceRequest = found
        .get::<DeviceRequest>(&place)?
        .filter(|device| device.is_of(shown, &client.id))
        .ok_or(TokenError::InvalidGrant)?;
    let (said, interval) = match device.heard(now) {
        Heard::Expired => return Err(TokenError::ExpiredToken.into()),
        Heard::Denied => return Err(TokenError::AccessDenied.into()),
        Heard::Pending => (TokenError::AuthorizationPending, device.interval),
        Heard::SlowDown => (TokenError::SlowDown, device.slower()),
        Heard::Allowed(sealed) => {
            // Sealed with a key that was withdrawn, it is over: the device asks for another.
            let prover = app.prover().await?;
            let code = device.open(&prover, sealed);
            let code = code.ok_or(TokenError::ExpiredToken)?;
            let jkt = caller.bound_to()?;
            let answer = allowed(call, form, client, &device, &code, jkt).await?;
            return Ok(answer.with_next_nonce(caller.next_nonce.clone()));
        }
    };
    let asked = Transaction::new().update(
        store,
        "device request",
        &place,
        DeviceRequest::ask(now, interval),
        DeviceRequest::is_pending(now),
    );
    match store.transact(asked).await {
        // The person was quicker: the device hears of it when it asks next.
        Ok(()) | Err(StoreError::Changed(_)) => Err(said.into()),
        Err(error) => Err(error.into()),
    }
}

/// The code of who allowed it, redeemed as an app would.
async fn allowed(
    call: &Call,
    form: &Parameters<'_>,
    client: &Client,
    device: &DeviceRequest,
    code: &str,
    jkt: Option<&str>,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let prover = app.prover().await?;
    let named = authorization_code::read(&prover, code);
    let named = named.ok_or(TokenError::ExpiredToken)?;
    let whose = Whose::of(&client.id, &named);
    let code_key = authorization_code::key(code);
    let mut wanted = whose.keys();
    wanted.push(code_key.clone());
    let found = app.store()?.batch(&wanted, app.now()).await?;
    let along = Shown {
        redirect_uri: device.redirect_uri(),
        verifier: CodeVerifier::parse(&device.verifier),
        is_verifier_malformed: false,
        jkt,
    };
    let read = Read {
        code_key: &code_key,
        named: &named,
        whose,
        found,
    };
    code::give(call, form, client, read, &along).await
}
