//! What Kobling says about itself: discovery (OpenID Connect Discovery 1.0 section 3, RFC 8414
//! section 2) and the public keys (RFC 7517). Only what is really there is listed.

use jsonwebtoken::jwk::{AlgorithmParameters, CommonParameters, Jwk, JwkSet, PublicKeyUse};
use kobling_base::clock::Timestamp;
use kobling_keys::{
    SigningKey,
    foreign_jwt::{ALGORITHMS, FAPI_ALGORITHMS},
    jws,
};
use serde::Serialize;

use super::api;
use crate::{clients::client_assertion::TOKEN_PATH, userinfo::claims};

/// The languages of the pages.
pub const UI_LOCALES: &[&str] = &["nb", "nn", "sv", "da", "en"];

/// How an app may show who it is: keeping a secret or not, or by its own key.
const AUTHENTICATION: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "none",
];
/// The same, for those that can keep one.
const CONFIDENTIAL: &[&str] = &[
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
];

/// The discovery document.
#[derive(Clone, Serialize, Debug)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    end_session_endpoint: String,
    jwks_uri: String,
    pushed_authorization_request_endpoint: String,
    revocation_endpoint: String,
    introspection_endpoint: String,
    device_authorization_endpoint: String,
    scopes_supported: Vec<&'static str>,
    response_types_supported: &'static [&'static str],
    response_modes_supported: &'static [&'static str],
    grant_types_supported: &'static [&'static str],
    subject_types_supported: &'static [&'static str],
    id_token_signing_alg_values_supported: &'static [&'static str],
    token_endpoint_auth_methods_supported: &'static [&'static str],
    token_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    revocation_endpoint_auth_methods_supported: &'static [&'static str],
    revocation_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    introspection_endpoint_auth_methods_supported: &'static [&'static str],
    introspection_endpoint_auth_signing_alg_values_supported: &'static [&'static str],
    dpop_signing_alg_values_supported: &'static [&'static str],
    code_challenge_methods_supported: &'static [&'static str],
    acr_values_supported: &'static [&'static str],
    claims_supported: Vec<&'static str>,
    prompt_values_supported: &'static [&'static str],
    ui_locales_supported: &'static [&'static str],
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    require_pushed_authorization_requests: bool,
    request_parameter_supported: bool,
    request_object_signing_alg_values_supported: &'static [&'static str],
    require_signed_request_object: bool,
    request_uri_parameter_supported: bool,
}

/// The document of an issuer (without a trailing slash).
pub fn metadata(issuer: &str) -> Metadata {
    let at = |path: &str| format!("{issuer}{path}");
    Metadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: at("/authorize"),
        token_endpoint: at(TOKEN_PATH),
        userinfo_endpoint: at("/userinfo"),
        end_session_endpoint: at("/logout"),
        jwks_uri: at("/jwks"),
        pushed_authorization_request_endpoint: at("/par"),
        revocation_endpoint: at("/revoke"),
        introspection_endpoint: at("/introspect"),
        device_authorization_endpoint: at("/device_authorization"),
        scopes_supported: [claims::SCOPES, api::SCOPES].concat(),
        response_types_supported: &["code"],
        response_modes_supported: &["query", "form_post"],
        grant_types_supported: &[
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        subject_types_supported: &["public"],
        id_token_signing_alg_values_supported: &["RS256", "ES256"],
        token_endpoint_auth_methods_supported: AUTHENTICATION,
        token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
        revocation_endpoint_auth_methods_supported: AUTHENTICATION,
        revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
        introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
        introspection_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
        dpop_signing_alg_values_supported: FAPI_ALGORITHMS,
        code_challenge_methods_supported: &["S256"],
        acr_values_supported: &[
            "http://eidas.europa.eu/LoA/low",
            "http://eidas.europa.eu/LoA/substantial",
            "http://eidas.europa.eu/LoA/high",
            "idporten-loa-low",
            "idporten-loa-substantial",
            "idporten-loa-high",
        ],
        claims_supported: claims::supported().collect(),
        prompt_values_supported: &["none", "login", "consent", "select_account"],
        ui_locales_supported: UI_LOCALES,
        authorization_response_iss_parameter_supported: true,
        claims_parameter_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        require_pushed_authorization_requests: false,
        request_parameter_supported: true,
        request_object_signing_alg_values_supported: ALGORITHMS,
        require_signed_request_object: false,
        // Left out, it would mean true (Discovery section 3).
        request_uri_parameter_supported: false,
    }
}

/// The public halves of the keys: those that sign, those that will, and those whose tokens may
/// still be about. Symmetric members can't get in.
pub fn jwks(keys: &[SigningKey], now: Timestamp) -> JwkSet {
    let keys =
        keys.iter()
            .filter(|key| key.is_published(now))
            .filter_map(|key| {
                let algorithm = match &key.jwk.algorithm {
                    public @ (AlgorithmParameters::EllipticCurve(_)
                    | AlgorithmParameters::RSA(_)) => public.clone(),
                    _ => return None,
                };
                let common = CommonParameters {
                    key_id: Some(key.kid.clone()),
                    public_key_use: Some(PublicKeyUse::Signature),
                    key_algorithm: Some(jws(key.algorithm).into()),
                    ..CommonParameters::default()
                };
                Some(Jwk { common, algorithm })
            })
            .collect();
    JwkSet { keys }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kobling_model::{Algorithm, Level};

    use super::*;
    use crate::samples::{self, ISSUER};

    #[test]
    fn endpoints_are_under_the_issuer() {
        let document = serde_json::to_value(metadata(ISSUER)).unwrap();
        assert_eq!(document["issuer"], ISSUER);
        for (name, value) in document.as_object().unwrap() {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                assert!(value.as_str().unwrap().starts_with(ISSUER), "{name}");
            }
        }
    }

    #[test]
    fn every_listed_acr_value_is_understood() {
        for value in metadata(ISSUER).acr_values_supported {
            assert_ne!(Level::from_acr(value), Level::None, "{value}");
        }
    }

    #[test]
    fn the_keys_are_public_and_named() {
        let keys = [
            samples::signing_key("a", Algorithm::ES256),
            samples::signing_key("b", Algorithm::RS256),
        ];
        let set = serde_json::to_value(jwks(&keys, samples::NOW)).unwrap();
        let names = |at: usize| -> BTreeSet<String> {
            set["keys"][at]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        let expect = |names: &[&str]| -> BTreeSet<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(
            names(0),
            expect(&["kty", "crv", "x", "y", "kid", "use", "alg"])
        );
        assert_eq!(names(1), expect(&["kty", "n", "e", "kid", "use", "alg"]));
        assert_eq!(set["keys"][0]["alg"], "ES256");
        assert_eq!(set["keys"][1]["use"], "sig");
    }
}
