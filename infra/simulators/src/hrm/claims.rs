//! What the app keeps of a login: claims that were verified, the tokens, and facts about them to
//! show. Tokens themselves are never shown.

use chrono::{DateTime, SecondsFormat, Utc};
use openidconnect::core::{CoreGenderClaim, CoreIdTokenClaims};
use openidconnect::{LocalizedClaim, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims of the hub beyond OpenID Connect's own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct HubClaims {
    tenant: Option<Value>,
}

impl openidconnect::AdditionalClaims for HubClaims {}

/// The answer of the hub's userinfo endpoint.
pub(crate) type UserInfo = UserInfoClaims<HubClaims, CoreGenderClaim>;

/// One person's login at this app.
#[derive(Clone, Debug)]
pub(crate) struct LoggedIn {
    pub(crate) sub: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) acr: Option<String>,
    pub(crate) amr: Vec<String>,
    pub(crate) auth_time: Option<i64>,
    pub(crate) tenant: Option<String>,
    /// As it was received, to be the hint at logout.
    pub(crate) id_token: String,
    pub(crate) tokens: Tokens,
    /// How often the tokens were refreshed since the login.
    pub(crate) refreshed: u32,
}

/// What the token endpoint gave.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    /// Unix seconds, reckoned from `expires_in`.
    pub(crate) expires_at: Option<i64>,
    pub(crate) refresh_token: Option<String>,
    pub(crate) scope: Option<String>,
}

impl LoggedIn {
    /// Puts together what two verified answers say; userinfo goes before the id_token.
    pub(crate) fn new(
        id_token: String,
        claims: &CoreIdTokenClaims,
        userinfo: &UserInfo,
        tokens: Tokens,
    ) -> Self {
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let tenant = userinfo
            .additional_claims()
            .tenant
            .clone()
            .or_else(|| payload(&id_token).remove("tenant"));
        Self {
            sub: claims.subject().to_string(),
            name: plain(userinfo.name()).or_else(|| plain(claims.name())),
            email: userinfo
                .email()
                .or(claims.email())
                .map(|email| email.to_string()),
            acr: claims.auth_context_ref().map(|acr| acr.to_string()),
            amr: claims
                .auth_method_refs()
                .into_iter()
                .flatten()
                .map(|amr| amr.to_string())
                .collect(),
            auth_time: claims.auth_time().map(|time| time.timestamp()),
            tenant: tenant.map(text),
            id_token,
            tokens,
            refreshed: 0,
        }
    }

    /// Facts about the tokens: name and value, in the order to show them.
    pub(crate) fn token_facts(&self) -> Vec<(String, String)> {
        let mut facts = Vec::new();
        describe("id_token", &self.id_token, &mut facts);
        for (name, value) in payload(&self.id_token) {
            facts.push((format!("id_token: {name}"), shown(&name, &value)));
        }
        describe("access_token", &self.tokens.access_token, &mut facts);
        for (name, value) in payload(&self.tokens.access_token) {
            facts.push((format!("access_token: {name}"), shown(&name, &value)));
        }
        if let Some(scope) = &self.tokens.scope {
            facts.push(("scope".to_owned(), scope.clone()));
        }
        facts
    }
}

/// A claim without a language tag, or the first with one.
fn plain<T>(claim: Option<&LocalizedClaim<T>>) -> Option<String>
where
    T: std::ops::Deref<Target = String> + Clone,
{
    let claim = claim?;
    let value = claim
        .get(None)
        .or_else(|| claim.iter().next().map(|(_, value)| value))?;
    Some(value.to_string())
}

fn describe(name: &str, token: &str, facts: &mut Vec<(String, String)>) {
    let form = match jsonwebtoken::decode_header(token) {
        Ok(header) => format!(
            "JWT, typ {}, alg {:?}, kid {}",
            header.typ.as_deref().unwrap_or("none"),
            header.alg,
            header.kid.as_deref().unwrap_or("none"),
        ),
        Err(_) => "opaque".to_owned(),
    };
    facts.push((name.to_owned(), form));
}

/// The claims of a JWT whose signature was checked before, or whose content is only shown; empty for
/// an opaque token.
pub(crate) fn payload(token: &str) -> Map<String, Value> {
    jsonwebtoken::dangerous::insecure_decode::<Map<String, Value>>(token)
        .map(|decoded| decoded.claims)
        .unwrap_or_default()
}

fn shown(name: &str, value: &Value) -> String {
    match (name, value) {
        ("exp" | "iat" | "nbf" | "auth_time", Value::Number(number)) => number
            .as_i64()
            .map_or_else(|| number.to_string(), time_text),
        (_, Value::String(text)) => text.clone(),
        _ => value.to_string(),
    }
}

/// A time in UTC to the second, for example `2032-01-01T00:00:00Z`.
pub(crate) fn time_text(unix_seconds: i64) -> String {
    DateTime::<Utc>::from_timestamp(unix_seconds, 0).map_or_else(
        || unix_seconds.to_string(),
        |time| time.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}
