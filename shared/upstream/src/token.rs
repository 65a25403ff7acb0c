//! The code exchange (RFC 6749 section 4.1.3, OpenID Connect Core section 3.1.3).

use kobling_base::{random::Random, secret::Secret};
use kobling_outbound::HttpClient;
use serde::Deserialize;

use super::{
    authorization::Expected,
    client_authentication::post,
    error::{Flaw, UpstreamError},
    metadata::Metadata,
    provider::Provider,
};

/// What is used of the token response.
#[derive(Deserialize)]
pub(super) struct TokenResponse {
    pub(super) access_token: Secret<String>,
    pub(super) id_token: Secret<String>,
    token_type: String,
}

pub(super) async fn exchange(
    http: &HttpClient,
    metadata: &Metadata,
    provider: &Provider,
    code: &Secret<String>,
    expected: &Expected,
    now: i64,
    random: &Random,
) -> Result<TokenResponse, UpstreamError> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.expose().as_str()),
        ("redirect_uri", provider.settings().redirect_uri.as_str()),
        ("code_verifier", expected.pkce_verifier.expose().as_str()),
    ];
    let answer = post(http, provider, &metadata.token_endpoint, &form, now, random).await?;
    let tokens: TokenResponse =
        serde_json::from_slice(answer.body()).map_err(|_| Flaw::TokenResponseMalformed)?;
    if !tokens.token_type.eq_ignore_ascii_case("Bearer") {
        return Err(Flaw::TokenResponseMalformed.into());
    }
    Ok(tokens)
}
