//! Access tokens (RFC 9068): for our own userinfo, or for APIs of the app's own. Besides the standard
//! claims they name what has to be looked up to know whether they still hold, so that one read does.

use kobling_base::{clock::Timestamp, lifetimes::ACCESS_TOKEN_LIFE};
use kobling_keys::{SigningError, SigningKey, jwt};
use kobling_model::{AccountId, ClientId, DirectoryUserId, Level, TenantId, apps::Grant};
use serde::{Deserialize, Serialize};

/// RFC 9068 section 2.1; set apart from ID tokens, so that neither passes for the other.
const TYPE: &str = "at+jwt";
/// The longest token that is looked at, in bytes.
const MAXIMUM: usize = 4096;

/// For whom a token is: one stands by itself, as most readers expect it (RFC 7519 section 4.1.3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// The APIs that were named, or our own userinfo.
    fn of(resources: &[String], issuer: &str) -> Self {
        match resources {
            [] => Self::One(issuer.to_owned()),
            [one] => Self::One(one.clone()),
            several => Self::Several(several.to_vec()),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

/// The key that has to be shown along with a token (RFC 7800 section 3, RFC 9449 section 6.1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Confirmation {
    pub jkt: String,
}

/// The claims of an access token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AccessToken {
    pub iss: String,
    pub aud: Audience,
    pub exp: Timestamp,
    pub iat: Timestamp,
    pub jti: String,
    pub sub: AccountId,
    pub client_id: ClientId,
    pub scope: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cnf: Option<Confirmation>,
    pub auth_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<String>,
    pub tenant: TenantId,
    directory_user: DirectoryUserId,
    grant: String,
    /// Where the session is kept, for a grant that ends with it. It is a digest of 192 random
    /// bits: it finds the session and does not open it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    session: Option<String>,
}

/// What a token stands for: the way to all that userinfo reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    pub client: ClientId,
    pub account: AccountId,
    pub tenant: TenantId,
    pub directory_user: DirectoryUserId,
    pub grant: String,
    pub session_digest: Option<String>,
    pub scope: Vec<String>,
    /// The thumbprint of the key that has to be shown.
    pub jkt: Option<String>,
}

/// What a token is to be made of, beside its grant.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    pub scope: &'a [String],
    pub resources: &'a [String],
    /// The thumbprint of the key that it is bound to.
    pub jkt: Option<&'a str>,
    pub level: Level,
}

impl AccessToken {
    /// A token of a grant. `jti` is a random identifier (RFC 7519 section 4.1.7).
    pub fn new(
        issuer: &str,
        grant: &Grant,
        making: Making<'_>,
        jti: String,
        now: Timestamp,
    ) -> Self {
        Self {
            iss: issuer.to_owned(),
            aud: Audience::of(making.resources, issuer),
            exp: now + ACCESS_TOKEN_LIFE,
            iat: now,
            jti,
            sub: grant.account,
            client_id: grant.client.clone(),
            scope: making.scope.join(" "),
            cnf: making.jkt.map(|jkt| Confirmation {
                jkt: jkt.to_owned(),
            }),
            auth_time: grant.evidence.auth_time(),
            acr: making.level.acr().map(str::to_owned),
            tenant: grant.tenant.clone(),
            directory_user: grant.directory_user,
            grant: grant.id.clone(),
            session: grant.session_digest.clone(),
        }
    }

    pub fn sign(&self, key: &SigningKey) -> Result<String, SigningError> {
        jwt::sign(key, TYPE, self)
    }

    /// Reads a token of ours for our own userinfo that has not expired; none for anything else.
    pub fn read(keys: &[SigningKey], issuer: &str, token: &str, now: Timestamp) -> Option<Binding> {
        Self::read_for_any(keys, issuer, token, now)
            .filter(|claims| claims.aud == Audience::One(issuer.to_owned()))
            .map(Self::binding)
    }

    /// Reads a token of ours that has not expired, whomever it is for.
    pub fn read_for_any(
        keys: &[SigningKey],
        issuer: &str,
        token: &str,
        now: Timestamp,
    ) -> Option<Self> {
        jwt::read::<Self>(keys, TYPE, token, MAXIMUM, now)
            .filter(|claims| claims.iss == issuer && now < claims.exp)
    }

    /// What it stands for.
    pub fn binding(self) -> Binding {
        Binding {
            client: self.client_id,
            account: self.sub,
            tenant: self.tenant,
            directory_user: self.directory_user,
            grant: self.grant,
            session_digest: self.session,
            scope: self.scope.split(' ').map(str::to_owned).collect(),
            jkt: self.cnf.map(|cnf| cnf.jkt),
        }
    }
}

impl Binding {
    pub fn has_scope(&self, word: &str) -> bool {
        self.scope.iter().any(|granted| granted == word)
    }

    /// Whether the grant is the one the token was made from, and has not ended since.
    pub fn is_of(&self, grant: &Grant, now: Timestamp) -> bool {
        grant.id == self.grant
            && grant.client == self.client
            && grant.account == self.account
            && grant.tenant == self.tenant
            && grant.directory_user == self.directory_user
            && grant.session_digest == self.session_digest
            && !grant.ended
            && now < grant.expires_at
    }
}

#[cfg(test)]
mod tests {
    use kobling_model::Algorithm;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::samples::{self, ISSUER, NOW};

    fn claims() -> Map<String, Value> {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = samples::access_token(&key);
        jwt::read(&[key], TYPE, &token, MAXIMUM, NOW).unwrap()
    }

    #[test]
    fn a_token_reads_back_until_it_expires() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = samples::access_token(&key);
        let keys = [key];
        let binding = AccessToken::read(&keys, ISSUER, &token, NOW + 599).unwrap();
        assert!(binding.is_of(&samples::grant(), NOW));
        assert!(binding.has_scope("email") && !binding.has_scope("phone"));
        assert_eq!(AccessToken::read(&keys, ISSUER, &token, NOW + 600), None);
    }

    #[test]
    fn a_grant_that_ended_or_is_another_is_not_the_tokens() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = samples::access_token(&key);
        let binding = AccessToken::read(&[key], ISSUER, &token, NOW).unwrap();
        let is_of = |change: &dyn Fn(&mut Grant)| {
            let mut grant = samples::grant();
            change(&mut grant);
            binding.is_of(&grant, NOW)
        };
        assert!(!is_of(&|grant| grant.ended = true));
        assert!(!is_of(&|grant| grant.expires_at = NOW));
        assert!(!is_of(&|grant| grant.id = "other".into()));
        assert!(!is_of(&|grant| grant.client = samples::other_client().id));
        assert!(!is_of(&|grant| grant.account = samples::other_account_id()));
        assert!(!is_of(
            &|grant| grant.directory_user = samples::other_directory_user_id()
        ));
        assert!(!is_of(&|grant| grant.session_digest = None));
    }

    #[test]
    fn the_header_is_checked_part_by_part() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let claims = claims();
        let with = |change: &dyn Fn(&mut jsonwebtoken::Header)| {
            let mut header = jsonwebtoken::Header::new(kobling_keys::jws(Algorithm::ES256));
            header.typ = Some(TYPE.into());
            header.kid = Some("k1".into());
            change(&mut header);
            let token = jwt::sign_as(&key, &header, &claims).unwrap();
            AccessToken::read(std::slice::from_ref(&key), ISSUER, &token, NOW)
        };
        assert!(with(&|_| {}).is_some());
        assert!(with(&|header| header.typ = Some("AT+JWT".into())).is_some());
        assert_eq!(with(&|header| header.typ = Some("JWT".into())), None);
        assert_eq!(with(&|header| header.typ = None), None);
        assert_eq!(with(&|header| header.kid = None), None);
        assert_eq!(with(&|header| header.kid = Some("k2".into())), None);
        assert_eq!(with(&|header| header.crit = Some(vec!["b64".into()])), None);
    }

    #[test]
    fn no_other_signature_is_taken() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = samples::access_token(&key);
        let stranger = samples::signing_key("k1", Algorithm::ES256);
        let keys = [key];
        assert_eq!(AccessToken::read(&[stranger], ISSUER, &token, NOW), None);
        let unsigned = samples::unsigned(&token);
        assert_eq!(AccessToken::read(&keys, ISSUER, &unsigned, NOW), None);
        // The public key as an HMAC secret (RFC 8725 section 2.1).
        let public = serde_json::to_vec(&keys[0].jwk).unwrap();
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        header.typ = Some(TYPE.into());
        header.kid = Some("k1".into());
        let secret = jsonwebtoken::EncodingKey::from_secret(&public);
        let forged = jsonwebtoken::encode(&header, &claims(), &secret).unwrap();
        assert_eq!(AccessToken::read(&keys, ISSUER, &forged, NOW), None);
    }

    #[test]
    fn every_claim_must_be_there_with_its_own_json_type() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let read = |claims: &Map<String, Value>| {
            let token = jwt::sign(&key, TYPE, claims).unwrap();
            AccessToken::read(std::slice::from_ref(&key), ISSUER, &token, NOW)
        };
        let right = claims();
        assert!(read(&right).is_some());
        let optional = ["acr", "session"];
        let other_types = [
            json!(null),
            json!(true),
            json!("9999999999"),
            json!(9_999_999_999.5),
            json!([ISSUER]),
            json!({"a": 1}),
            json!(-1),
        ];
        for name in right.keys() {
            let mut without = right.clone();
            without.remove(name);
            assert_eq!(
                read(&without).is_some(),
                optional.contains(&name.as_str()),
                "without {name}"
            );
            for other in &other_types {
                let is_free_text = ["jti", "grant", "session", "acr", "scope"]
                    .contains(&name.as_str())
                    && other.is_string();
                // A name can be any word of digits; that there is no such app is for the store.
                let is_name = ["client_id", "tenant"].contains(&name.as_str()) && other.is_string();
                let is_number = ["iat", "auth_time"].contains(&name.as_str()) && other.is_i64();
                let is_absent = optional.contains(&name.as_str()) && other.is_null();
                if is_free_text || is_name || is_number || is_absent {
                    continue;
                }
                let mut changed = right.clone();
                changed.insert(name.clone(), other.clone());
                assert_eq!(read(&changed), None, "{name} = {other}");
            }
        }
        for (name, value) in [
            ("iss", json!("https://other.example.com")),
            ("aud", json!("hrm")),
            ("exp", json!(NOW)),
        ] {
            let mut changed = right.clone();
            changed.insert(name.to_owned(), value);
            assert_eq!(read(&changed), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_token(text in "\\PC{0,200}") {
            let key = samples::signing_key("k1", Algorithm::ES256);
            prop_assert_eq!(AccessToken::read(&[key], ISSUER, &text, NOW), None);
        }
    }
}
