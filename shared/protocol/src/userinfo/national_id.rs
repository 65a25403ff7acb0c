//! National ids for apps: only for those that the operator registered for the scope and the tenant
//! granted it, only at userinfo, and only while the session lasts that the eID began. Whoever asks
//! for no such thing leaves no number anywhere.

use kobling_base::secret::Secret;
use kobling_model::apps::{Client, ClientAtTenant, RequestedClaims};
use serde_json::{Map, Value};

/// Kobling's own scope, and its first claim.
pub const SCOPE: &str = "national_id";
/// The number itself, as its registry writes it: digits alone.
const NUMBER: &str = "national_id";
/// The registry that gave it (`no.fnr`, `se.pnr`, …).
const REGISTRY: &str = "national_id_type";

/// The claims that the scope opens.
pub(super) const CLAIMS: &[&str] = &[NUMBER, REGISTRY];

/// Whether a tenant lets an app have its people's national ids, and the app is registered for it.
pub fn is_granted(client: &Client, permission: Option<&ClientAtTenant>) -> bool {
    let has = |scopes: &[String]| scopes.iter().any(|scope| scope == SCOPE);
    has(&client.scopes)
        && permission.is_some_and(|permission| {
            permission.enabled && permission.client == client.id && has(&permission.scopes)
        })
}

/// Whether the scope or one of its claims was asked for.
pub fn is_asked(scope: &[String], claims: &RequestedClaims) -> bool {
    scope.iter().any(|word| word == SCOPE)
        || claims
            .userinfo
            .iter()
            .any(|claim| CLAIMS.contains(&claim.as_str()))
}

/// What userinfo says of the number, as far as it was asked for.
pub fn claims(
    scope: &[String],
    requested: &RequestedClaims,
    namespace: &str,
    number: &Secret<String>,
) -> Map<String, Value> {
    let is_whole = scope.iter().any(|word| word == SCOPE);
    [(NUMBER, number.expose().as_str()), (REGISTRY, namespace)]
        .into_iter()
        .filter(|(claim, _)| is_whole || requested.userinfo.iter().any(|asked| asked == claim))
        .map(|(claim, value)| (claim.to_owned(), value.into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use kobling_model::TenantId;

    use super::*;
    use crate::samples;

    #[test]
    fn it_takes_the_registration_and_the_tenants_word() {
        let mut client = samples::client();
        let mut permission = ClientAtTenant {
            tenant: TenantId::parse("asnes").unwrap(),
            client: client.id.clone(),
            enabled: true,
            scopes: vec![SCOPE.to_owned()],
        };
        assert!(!is_granted(&client, Some(&permission)));
        client.scopes.push(SCOPE.to_owned());
        assert!(is_granted(&client, Some(&permission)));
        assert!(!is_granted(&client, None));
        permission.enabled = false;
        assert!(!is_granted(&client, Some(&permission)));
        permission.enabled = true;
        permission.scopes.clear();
        assert!(!is_granted(&client, Some(&permission)));
    }

    #[test]
    fn of_the_two_claims_only_what_was_asked_for_is_said() {
        let single = RequestedClaims {
            userinfo: vec![REGISTRY.to_owned()],
            ..RequestedClaims::default()
        };
        let number = Secret::new("01815000036".to_owned());
        let about = samples::authentication();
        let scope = [SCOPE.to_owned()];
        assert!(is_asked(&scope, &RequestedClaims::default()));
        assert!(is_asked(&[], &single));
        assert!(!is_asked(&[], &RequestedClaims::default()));
        assert_eq!(claims(&[], &single, &about.namespace, &number).len(), 1);
        let whole = claims(
            &scope,
            &RequestedClaims::default(),
            &about.namespace,
            &number,
        );
        assert_eq!(whole[NUMBER], "01815000036");
        assert_eq!(whole[REGISTRY], about.namespace);
    }
}
