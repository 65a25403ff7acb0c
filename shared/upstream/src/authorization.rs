//! The way to the provider and back: the authentication request (OpenID Connect Core section
//! 3.1.2.1, PKCE by RFC 7636), pushed where the provider offers it (RFC 9126), and the
//! authorization response with its issuer (RFC 9207).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_base::{
    random::Random,
    secret::{self, Secret},
};
use kobling_outbound::HttpClient;
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    client_authentication::post,
    error::{Flaw, UpstreamError},
    metadata::Metadata,
    provider::Provider,
};

/// What this login wants of the provider.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// In order of preference; a wish only, so the answer's level must be looked at.
    pub acr_values: Vec<String>,
    /// In order of preference, such as `nb`, `en`.
    pub ui_locales: Vec<String>,
    /// The person is to authenticate anew (`prompt=login`).
    pub prompt_login: bool,
    /// Seconds since the person last authenticated, at most.
    pub max_age: Option<u32>,
}

/// A login that was begun: where to send the browser, and what to expect back.
#[derive(Clone)]
pub struct Begun {
    pub url: Url,
    pub expected: Expected,
}

/// What the answer will be held against. The caller keeps it with the stored request, beside
/// `state` and the provider's id, and never gives it to the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    #[serde(serialize_with = "secret::reveal")]
    pub nonce: Secret<String>,
    #[serde(serialize_with = "secret::reveal")]
    pub pkce_verifier: Secret<String>,
    /// The person must have authenticated at this time or later (unix seconds), if one of
    /// `prompt_login` and `max_age` was asked for.
    #[serde(default)]
    pub authenticated_since: Option<i64>,
}

/// The answer to a pushed request.
#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
    #[expect(
        dead_code,
        reason = "RFC 9126 2.2 demands it; the browser goes there at once"
    )]
    expires_in: u32,
}

pub(super) async fn begin(
    http: &HttpClient,
    metadata: &Metadata,
    provider: &Provider,
    ask: &Ask,
    state: &str,
    random: &Random,
    now: i64,
) -> Result<Begun, UpstreamError> {
    let settings = provider.settings();
    let nonce = random.token();
    // 256 bits make the 43 characters that RFC 7636 section 4.1 asks for.
    let verifier = PkceCodeVerifier::new(URL_SAFE_NO_PAD.encode(random.bytes::<32>()));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let (scope, acr_values) = (settings.scopes.join(" "), ask.acr_values.join(" "));
    let (ui_locales, max_age) = (
        ask.ui_locales.join(" "),
        ask.max_age.map(|age| age.to_string()),
    );

    let mut request = vec![
        ("response_type", "code"),
        ("client_id", settings.client_id.as_str()),
        ("redirect_uri", settings.redirect_uri.as_str()),
        ("scope", scope.as_str()),
        ("state", state),
        ("nonce", nonce.as_str()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", challenge.method().as_str()),
    ];
    let wishes = [
        ("acr_values", Some(acr_values.as_str())),
        ("ui_locales", Some(ui_locales.as_str())),
        ("prompt", ask.prompt_login.then_some("login")),
        ("max_age", max_age.as_deref()),
    ];
    for (name, value) in wishes {
        request.extend(
            value
                .filter(|value| !value.is_empty())
                .map(|value| (name, value)),
        );
    }

    let url = match &metadata.pushed_authorization_request_endpoint {
        Some(endpoint) => {
            let pushed = push(http, provider, endpoint, &request, now, random).await?;
            let short = [
                ("client_id", settings.client_id.as_str()),
                ("request_uri", &pushed),
            ];
            with_query(&metadata.authorization_endpoint, &short)
        }
        None => with_query(&metadata.authorization_endpoint, &request),
    };
    let authenticated_since = match (ask.prompt_login, ask.max_age) {
        (true, _) => Some(now),
        (false, age) => age.map(|age| now - i64::from(age)),
    };
    let pkce_verifier = Secret::new(verifier.into_secret());
    let expected = Expected {
        nonce: Secret::new(nonce),
        pkce_verifier,
        authenticated_since,
    };
    Ok(Begun { url, expected })
}

/// Hands the request over behind the browser's back, and gives the `request_uri` for it.
async fn push(
    http: &HttpClient,
    provider: &Provider,
    endpoint: &Url,
    request: &[(&str, &str)],
    now: i64,
    random: &Random,
) -> Result<String, UpstreamError> {
    let answer = post(http, provider, endpoint, request, now, random).await?;
    let pushed: Pushed =
        serde_json::from_slice(answer.body()).map_err(|_| Flaw::PushedAnswerMalformed)?;
    if pushed.request_uri.is_empty() {
        return Err(Flaw::PushedAnswerMalformed.into());
    }
    Ok(pushed.request_uri)
}

/// Adds parameters to an endpoint, keeping a query that it has (RFC 6749 section 3.1).
pub(super) fn with_query(endpoint: &Url, parameters: &[(&str, &str)]) -> Url {
    let mut url = endpoint.clone();
    url.query_pairs_mut().extend_pairs(parameters);
    url
}

/// The parameters of the authorization response, not yet believed.
pub struct CallbackParameters {
    /// To be compared with the stored request's by the caller, before anything else.
    pub state: Option<String>,
    code: Option<Secret<String>>,
    error: Option<String>,
    iss: Option<String>,
}

impl CallbackParameters {
    /// Reads a query string or form body, without a leading `?`. Unknown parameters are
    /// ignored, repeated ones refused (RFC 6749 section 3.1).
    pub fn parse(encoded: &str) -> Result<Self, UpstreamError> {
        let mut found = Self {
            state: None,
            code: None,
            error: None,
            iss: None,
        };
        let mut code = None;
        for (name, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
            let slot = match name.as_ref() {
                "state" => &mut found.state,
                "code" => &mut code,
                "error" => &mut found.error,
                "iss" => &mut found.iss,
                _ => continue,
            };
            if slot.replace(value.into_owned()).is_some() {
                return Err(Flaw::ResponseMalformed.into());
            }
        }
        found.code = code.map(Secret::new);
        Ok(found)
    }

    /// The code, if the response is this provider's and holds one. The issuer comes first:
    /// what another provider says, an error included, means nothing here (RFC 9207, mix-up).
    pub(super) fn code(
        &self,
        metadata: &Metadata,
        provider: &Provider,
    ) -> Result<&Secret<String>, UpstreamError> {
        match &self.iss {
            Some(iss) if iss != provider.settings().issuer.as_str() => {
                return Err(Flaw::ResponseIssuerMismatch.into());
            }
            None if metadata.authorization_response_iss_parameter_supported => {
                return Err(Flaw::ResponseIssuerMissing.into());
            }
            _ => {}
        }
        match (&self.code, &self.error) {
            (Some(code), None) if !code.expose().is_empty() => Ok(code),
            (None, Some(error)) => Err(UpstreamError::from_code(error)),
            _ => Err(Flaw::ResponseMalformed.into()),
        }
    }
}
