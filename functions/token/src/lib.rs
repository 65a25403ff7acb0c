//! Where apps call themselves: the token endpoint (RFC 6749 sections 4.1.3, 4.4 and 6), userinfo
//! (OpenID Connect Core section 5.3), pushed requests (RFC 9126), revocation (RFC 7009),
//! introspection (RFC 7662), devices whose person logs in elsewhere (RFC 8628). Every road to a token or a person asks the policy gate anew.

mod answer;
mod bound;
mod call;
mod caller;
mod client_credentials;
mod code;
mod cross_origin;
mod device;
mod holder;
mod introspect;
mod pushed;
mod refresh;
mod revoke;
mod userinfo;

use kobling_protocol::{Parameters, TokenError, clients::client_authentication};
use kobling_shared::function::{Function, Need};
use kobling_web::PAGES;

use crate::{
    answer::{Refused, TokenResponse},
    call::Call,
};

/// Name, needs and routes.
pub fn function() -> Function {
    let needs = &[
        Need::Store,
        Need::DataKey,
        Need::SigningKeys,
        Need::SessionNumbers,
        Need::AppCalls,
    ];
    Function::answering(PAGES, "token", needs)
        .keys_in_init()
        .post("/token", token)
        .post("/par", pushed::push)
        .post("/device_authorization", device::authorize)
        .post("/revoke", revoke::revoke)
        .post("/introspect", introspect::introspect)
        .options("/token", cross_origin::preflight)
        .options("/par", cross_origin::preflight)
        .options("/revoke", cross_origin::preflight)
        .options("/userinfo", cross_origin::preflight)
        .get_with_head("/userinfo", userinfo::userinfo, userinfo::head)
        .post("/userinfo", userinfo::userinfo)
}

async fn token(
    call: Result<Call, Refused<TokenError>>,
) -> Result<TokenResponse, Refused<TokenError>> {
    let call = call?;
    call.noted(answered(&call).await)
}

async fn answered(call: &Call) -> Result<TokenResponse, Refused<TokenError>> {
    let form = Parameters::new(&call.form);
    let credentials = client_authentication::read(&call.authorization(), &form)?;
    match form.one("grant_type")? {
        Some("authorization_code") => code::redeem(call, &form, &credentials).await,
        Some("refresh_token") => refresh::renew(call, &form, &credentials).await,
        Some("client_credentials") => client_credentials::issue(call, &form, &credentials).await,
        Some(device::GRANT_TYPE) => device::redeem(call, &form, &credentials).await,
        Some(_) => Err(TokenError::UnsupportedGrantType.into()),
        None => Err(TokenError::InvalidRequest("grant_type is missing").into()),
    }
}
