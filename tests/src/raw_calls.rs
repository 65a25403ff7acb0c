//! What a relying party sends by itself, form by form, for tests of what comes back.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, StatusCode};
use url::Url;

use crate::{Begun, Hub, RelyingParty, wire};

impl RelyingParty {
    /// The body of a raw token request for a code.
    pub fn code_form(&self, begun: &Begun, code: &str) -> String {
        wire::encode(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &begun.code_verifier),
        ])
    }

    /// The body of a raw token request for a refresh token.
    pub fn refresh_form(&self, refresh_token: &str) -> String {
        wire::encode(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ])
    }

    /// The header by which a confidential app shows its secret.
    pub fn basic(&self) -> Option<String> {
        let secret = self.secret.as_deref()?;
        let shown = format!("{}:{secret}", self.client_id);
        let encoded = STANDARD.encode(shown);
        Some(format!("Basic {encoded}"))
    }

    /// Hands a request over itself (RFC 9126); where the browser is sent then, or what was
    /// answered instead.
    pub async fn push(&self, hub: &Hub, begun: &Begun) -> Result<Url, wire::Answer> {
        let basic = self.basic();
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(basic.iter().map(|basic| ("authorization", basic.as_str())));
        let form = begun.url.query().unwrap_or_default();
        let answer = hub.request(Method::POST, "/par", &headers, form).await;
        if answer.status != StatusCode::CREATED {
            return Err(answer);
        }
        let mut url = hub.url("/authorize");
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair(
                "request_uri",
                answer.json()["request_uri"].as_str().unwrap_or_default(),
            );
        Ok(url)
    }

    /// A raw token request, as this app.
    pub async fn token(&self, hub: &Hub, form: &str) -> wire::Answer {
        let basic = self.basic();
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(basic.iter().map(|basic| ("authorization", basic.as_str())));
        let mut form = form.to_owned();
        if basic.is_none() {
            form = format!("{form}&{}", wire::encode(&[("client_id", &self.client_id)]));
        }
        hub.request(Method::POST, "/token", &headers, &form).await
    }
}
