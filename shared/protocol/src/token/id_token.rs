//! ID tokens (OpenID Connect Core section 2), and ID tokens that come back as a hint
//! (section 3.1.2.1, RP-Initiated Logout 1.0 section 2).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_base::{clock::Timestamp, lifetimes::ID_TOKEN_LIFE};
use kobling_keys::{SigningError, SigningKey, jwt};
use kobling_model::{AccountId, ClientId, Level, TenantId, apps::Client, evidence::EvidenceList};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest hint that is looked at, in bytes.
pub const HINT_MAXIMUM: usize = 16 * 1024;

const TYPE: &str = "JWT";

/// The claims of an ID token. Names and addresses are not among them: they are at userinfo.
#[derive(Clone, Serialize, Debug)]
pub struct IdToken<'a> {
    iss: &'a str,
    sub: AccountId,
    aud: &'a ClientId,
    exp: Timestamp,
    iat: Timestamp,
    auth_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amr: Vec<&'a str>,
    sid: &'a str,
    at_hash: String,
    /// The tenant that the login was for, to an app that wants to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<&'a TenantId>,
    /// What the app asked for by name.
    #[serde(flatten)]
    further: Map<String, Value>,
}

/// What an ID token is about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    pub client: &'a Client,
    pub account: AccountId,
    pub tenant: &'a TenantId,
    pub evidence: &'a EvidenceList,
    /// As the policy gate granted it.
    pub level: Level,
    pub sid: &'a str,
    /// Only with a code: a refreshed token has none (OpenID Connect Core section 12.2).
    pub nonce: Option<&'a str>,
    /// Claims about the person that the app asked for by name.
    pub further: Map<String, Value>,
}

impl<'a> IdToken<'a> {
    pub fn new(issuer: &'a str, about: &About<'a>, access_token: &str, now: Timestamp) -> Self {
        Self {
            iss: issuer,
            sub: about.account,
            aud: &about.client.id,
            exp: now + ID_TOKEN_LIFE,
            iat: now,
            auth_time: about.evidence.auth_time(),
            nonce: about.nonce,
            acr: about.level.acr(),
            amr: about.evidence.amr(),
            sid: about.sid,
            at_hash: at_hash(access_token),
            tenant: about.client.tenant_claim.then_some(about.tenant),
            further: about.further.clone(),
        }
    }

    /// Signs with a key of the app's algorithm.
    pub fn sign(&self, key: &SigningKey) -> Result<String, SigningError> {
        jwt::sign(key, TYPE, self)
    }
}

/// The left half of the access token's digest (OpenID Connect Core section 3.1.3.6); SHA-256 goes
/// with both of our algorithms.
fn at_hash(access_token: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, access_token.as_bytes());
    let half = digest.as_ref().get(..16).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(half)
}

/// An ID token that we issued, as it came back. It may have expired: it says who was meant, and
/// grants nothing.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
pub struct Hint {
    iss: String,
    pub sub: AccountId,
    #[serde(rename = "aud")]
    pub client: ClientId,
    pub sid: String,
}

impl Hint {
    /// Reads a hint; none for what we did not issue, or with a key that was withdrawn since.
    pub fn read(keys: &[SigningKey], issuer: &str, token: &str, now: Timestamp) -> Option<Self> {
        jwt::read::<Self>(keys, TYPE, token, HINT_MAXIMUM, now).filter(|hint| hint.iss == issuer)
    }
}

#[cfg(test)]
mod tests {
    use kobling_model::Algorithm;
    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{self, ISSUER, NOW};

    fn issued(key: &SigningKey) -> String {
        let (client, evidence) = (samples::client(), samples::evidence());
        let tenant = samples::tenant_id();
        let about = About {
            client: &client,
            account: samples::account_id(),
            tenant: &tenant,
            evidence: &evidence,
            level: Level::Substantial,
            sid: "the-sid",
            nonce: Some("n-1"),
            further: Map::new(),
        };
        IdToken::new(ISSUER, &about, "the-access-token", NOW)
            .sign(key)
            .unwrap()
    }

    #[test]
    fn the_claims_are_those_of_the_specification() {
        for algorithm in [Algorithm::ES256, Algorithm::RS256] {
            let key = samples::signing_key("k1", algorithm);
            let token = issued(&key);
            let header = jsonwebtoken::decode_header(&token).unwrap();
            assert_eq!(header.alg, kobling_keys::jws(algorithm));
            assert_eq!(header.kid.as_deref(), Some("k1"));
            let claims: Value = jwt::read(&[key], "JWT", &token, 4096, NOW).unwrap();
            assert_eq!(
                claims,
                json!({
                    "iss": ISSUER,
                    "sub": samples::account_id(),
                    "aud": "hrm",
                    "exp": NOW + 600,
                    "iat": NOW,
                    "auth_time": samples::authentication().auth_time,
                    "nonce": "n-1",
                    "acr": "http://eidas.europa.eu/LoA/substantial",
                    "amr": ["BankID"],
                    "sid": "the-sid",
                    "at_hash": at_hash("the-access-token"),
                    "tenant": "asnes",
                })
            );
        }
    }

    #[test]
    fn at_hash_is_that_of_the_specification() {
        // OpenID Connect Core appendix A.3.
        assert_eq!(
            at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }

    #[test]
    fn a_hint_is_one_of_ours_even_after_its_time() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = issued(&key);
        let keys = [key];
        let hint = Hint::read(&keys, ISSUER, &token, NOW).unwrap();
        assert_eq!(hint.sub, samples::account_id());
        assert_eq!(hint.client.as_str(), "hrm");
        assert_eq!(hint.sid, "the-sid");
        assert_eq!(
            Hint::read(&keys, "https://other.example.com", &token, NOW),
            None
        );
        let stranger = samples::signing_key("k1", Algorithm::ES256);
        assert_eq!(Hint::read(&[stranger], ISSUER, &token, NOW), None);
        let unsigned = samples::unsigned(&token);
        assert_eq!(Hint::read(&keys, ISSUER, &unsigned, NOW), None);
        assert_eq!(Hint::read(&keys, ISSUER, "", NOW), None);
        assert_eq!(Hint::read(&keys, ISSUER, &"a".repeat(5000), NOW), None);
    }

    #[test]
    fn an_access_token_is_no_hint() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = samples::access_token(&key);
        assert_eq!(Hint::read(&[key], ISSUER, &token, NOW), None);
    }
}
