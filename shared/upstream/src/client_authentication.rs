//! Calls to the provider's own endpoints (PAR, token) as an authenticated client:
//! private_key_jwt (RFC 7523 section 3, OpenID Connect Core section 9) or
//! client_secret_basic (RFC 6749 section 2.3.1), and reading the JSON that comes back.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, Response, header};
use jsonwebtoken::Header;
use kobling_base::random::Random;
use kobling_outbound::{HttpClient, HttpError, form_post};
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded::byte_serialize};

use super::{
    error::{Misconfiguration, UpstreamError},
    provider::{AssertionKey, ClientAuthentication, Provider},
};

/// How long an assertion is good for. It is sent at once, and ID-porten takes 120 s at most.
const ASSERTION_SECONDS: i64 = 60;

#[derive(Serialize)]
struct AssertionClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: String,
    iat: i64,
    exp: i64,
}

/// The body of an error answer (RFC 6749 section 5.2). Its description is not read: it may
/// repeat what was sent.
#[derive(Deserialize)]
struct ErrorBody {
    error: String,
}

/// POSTs a form to an endpoint of the provider, with the client's proof of itself added, and
/// gives back a successful answer. Error codes become their [`UpstreamError`].
pub(super) async fn post(
    http: &HttpClient,
    provider: &Provider,
    endpoint: &Url,
    form: &[(&str, &str)],
    now: i64,
    random: &Random,
) -> Result<Response<Vec<u8>>, UpstreamError> {
    let client_id = provider.settings().client_id.as_str();
    let mut form = form.to_vec();
    let request = match provider.authentication() {
        ClientAuthentication::PrivateKeyJwt(key) => {
            let issuer = provider.settings().issuer.as_str();
            let assertion = assertion(key, client_id, issuer, now, random)?;
            // ID-porten asks for client_id beside the assertion, RFC 7521 4.2 permits it.
            if !form.iter().any(|(name, _)| *name == "client_id") {
                form.push(("client_id", client_id));
            }
            form.extend([
                (
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ),
                ("client_assertion", assertion.as_str()),
            ]);
            form_post(endpoint, &form)?
        }
        ClientAuthentication::ClientSecretBasic(secret) => {
            let mut request = form_post(endpoint, &form)?;
            let header = basic(client_id, secret.expose());
            request.headers_mut().insert(header::AUTHORIZATION, header?);
            request
        }
    };
    let answer = http.call(request).await?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    Err(match serde_json::from_slice::<ErrorBody>(answer.body()) {
        Ok(body) => UpstreamError::from_code(&body.error),
        Err(_) => HttpError::Status(answer.status()).into(),
    })
}

/// A signed statement that this is the client, for one call. The audience is the issuer: an
/// audience that names the endpoint can be turned against another provider.
fn assertion(
    key: &AssertionKey,
    client_id: &str,
    issuer: &str,
    now: i64,
    random: &Random,
) -> Result<String, Misconfiguration> {
    let header = Header {
        kid: Some(key.kid.clone()),
        ..Header::new(key.algorithm)
    };
    let claims = AssertionClaims {
        iss: client_id,
        sub: client_id,
        aud: issuer,
        jti: random.token(),
        iat: now,
        exp: now + ASSERTION_SECONDS,
    };
    jsonwebtoken::encode(&header, &claims, &key.key).map_err(|_| Misconfiguration::Signing)
}

/// Id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1).
fn basic(client_id: &str, secret: &str) -> Result<HeaderValue, UpstreamError> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret)));
    let mut value =
        HeaderValue::try_from(format!("Basic {pair}")).map_err(|_| Misconfiguration::Signing)?;
    value.set_sensitive(true);
    Ok(value)
}
