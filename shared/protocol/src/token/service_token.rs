//! Access tokens of services (RFC 9068, RFC 6749 section 4.4): no person behind them, one tenant or
//! the deployment, and Kobling's own API as their only audience. Userinfo takes none of them, and
//! the API none of a person's.

use kobling_base::clock::Timestamp;
use kobling_keys::{SigningError, SigningKey, jwt};
use kobling_model::{ClientId, TenantId};
use serde::{Deserialize, Serialize};

use crate::api;

/// Seconds that a service's token lives.
pub const SERVICE_TOKEN_LIFE: i64 = 600;

/// RFC 9068 section 2.1.
const TYPE: &str = "at+jwt";
/// The longest token that is looked at, in bytes.
const MAXIMUM: usize = 4096;

/// The claims of a service's access token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ServiceToken {
    iss: String,
    aud: String,
    exp: Timestamp,
    iat: Timestamp,
    jti: String,
    /// The client itself (RFC 9068 section 2.2).
    sub: ClientId,
    client_id: ClientId,
    scope: String,
    /// None in a token of the deployment's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
}

/// What a service's token is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reach {
    Tenant(TenantId),
    /// What concerns all tenants, and nothing that is one tenant's.
    Deployment,
}

/// Who calls, for whom, and what the token was made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    pub client: ClientId,
    pub reach: Reach,
    pub scope: Vec<String>,
}

impl ServiceToken {
    /// `jti` is a random identifier (RFC 7519 section 4.1.7).
    pub fn new(issuer: &str, service: &Service, jti: String, now: Timestamp) -> Self {
        Self {
            iss: issuer.to_owned(),
            aud: api::audience(issuer),
            exp: now + SERVICE_TOKEN_LIFE,
            iat: now,
            jti,
            sub: service.client.clone(),
            client_id: service.client.clone(),
            scope: service.scope.join(" "),
            tenant: service.tenant().cloned(),
        }
    }

    pub fn sign(&self, key: &SigningKey) -> Result<String, SigningError> {
        jwt::sign(key, TYPE, self)
    }

    /// Reads a token of ours for the API that has not expired; none for anything else.
    pub fn read(keys: &[SigningKey], issuer: &str, token: &str, now: Timestamp) -> Option<Service> {
        let claims: Self = jwt::read(keys, TYPE, token, MAXIMUM, now)?;
        let scope: Vec<String> = claims.scope.split(' ').map(str::to_owned).collect();
        // A tenant's scopes and the deployment's are never in one token.
        let is_of_its_reach = scope
            .iter()
            .all(|word| api::is_of_deployment(word) == claims.tenant.is_none());
        let is_valid = claims.iss == issuer
            && claims.aud == api::audience(issuer)
            && now < claims.exp
            && is_of_its_reach
            && claims.sub == claims.client_id;
        is_valid.then(|| Service {
            client: claims.client_id,
            reach: claims.tenant.map_or(Reach::Deployment, Reach::Tenant),
            scope,
        })
    }
}

impl Service {
    pub const fn tenant(&self) -> Option<&TenantId> {
        match &self.reach {
            Reach::Tenant(tenant) => Some(tenant),
            Reach::Deployment => None,
        }
    }

    pub fn has_scope(&self, word: &str) -> bool {
        self.scope.iter().any(|granted| granted == word)
    }
}

#[cfg(test)]
mod tests {
    use kobling_model::Algorithm;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::{
        samples::{self, ISSUER, NOW},
        token::AccessToken,
    };

    fn service() -> Service {
        Service {
            client: ClientId::parse("hr-feed").unwrap(),
            reach: Reach::Tenant(samples::tenant_id()),
            scope: vec![api::HR_IMPORT.to_owned()],
        }
    }

    fn of_deployment() -> Service {
        Service {
            client: ClientId::parse("registrar").unwrap(),
            reach: Reach::Deployment,
            scope: vec![api::CLIENTS_MANAGE.to_owned()],
        }
    }

    #[test]
    fn a_tenants_scopes_and_the_deployments_are_never_in_one_token() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let read = |service: &Service| {
            let token = ServiceToken::new(ISSUER, service, "1".into(), NOW).sign(&key);
            ServiceToken::read(std::slice::from_ref(&key), ISSUER, &token.unwrap(), NOW)
        };
        assert_eq!(read(&of_deployment()), Some(of_deployment()));
        let (mut mixed, mut bare, mut named) = (service(), service(), of_deployment());
        mixed.scope.push(api::CLIENTS_MANAGE.to_owned());
        bare.reach = Reach::Deployment;
        named.reach = Reach::Tenant(samples::tenant_id());
        for wrong in [mixed, bare, named] {
            assert_eq!(read(&wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_token_reads_back_until_it_expires() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let token = ServiceToken::new(ISSUER, &service(), "1".into(), NOW)
            .sign(&key)
            .unwrap();
        let read = |now| ServiceToken::read(std::slice::from_ref(&key), ISSUER, &token, now);
        assert_eq!(read(NOW + 599), Some(service()));
        assert_eq!(read(NOW + 600), None);
        assert!(service().has_scope("hr.import") && !service().has_scope("hr"));
    }

    #[test]
    fn neither_kind_of_token_passes_for_the_other() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let of_a_person = samples::access_token(&key);
        let of_a_service = ServiceToken::new(ISSUER, &service(), "1".into(), NOW)
            .sign(&key)
            .unwrap();
        let keys = [key];
        assert_eq!(ServiceToken::read(&keys, ISSUER, &of_a_person, NOW), None);
        assert_eq!(AccessToken::read(&keys, ISSUER, &of_a_service, NOW), None);
    }

    #[test]
    fn every_claim_is_held_to_its_value() {
        let key = samples::signing_key("k1", Algorithm::ES256);
        let claims = ServiceToken::new(ISSUER, &service(), "1".into(), NOW);
        let right: Map<String, Value> =
            serde_json::from_value(serde_json::to_value(claims).unwrap()).unwrap();
        let read = |claims: &Map<String, Value>| {
            let token = jwt::sign(&key, TYPE, claims).unwrap();
            ServiceToken::read(std::slice::from_ref(&key), ISSUER, &token, NOW)
        };
        assert!(read(&right).is_some());
        for name in right.keys() {
            let mut without = right.clone();
            without.remove(name);
            assert_eq!(read(&without), None, "without {name}");
        }
        for (name, value) in [
            ("iss", json!("https://other.example.com")),
            ("aud", json!(ISSUER)),
            ("aud", json!([api::audience(ISSUER)])),
            ("exp", json!(NOW)),
            ("sub", json!("payroll")),
            ("client_id", json!("payroll")),
            ("tenant", json!("a#b")),
            ("grant", json!("x")),
        ] {
            let mut changed = right.clone();
            changed.insert(name.to_owned(), value);
            assert_eq!(read(&changed), None, "{name}");
        }
    }
}
