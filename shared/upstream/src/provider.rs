//! One identity provider as configured: who it is, who we are to it, and how far its word
//! counts. Settings can be stored; the client's credential is kept apart from them.

use std::collections::BTreeMap;

use jsonwebtoken::EncodingKey;
use kobling_base::secret::Secret;
use kobling_model::{
    Level,
    national_id::{Namespace, TrustedIssuers},
};
use openidconnect::{IssuerUrl, core::CoreJwsSigningAlgorithm};
use serde::{Deserialize, Serialize};
use url::Url;

use super::error::Misconfiguration;

/// The settings of a provider, without any secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Names the provider in paths and items, such as `idporten`.
    pub id: String,
    /// What people call it, such as "ID-porten".
    pub name: String,
    /// Compared character by character, a trailing slash included.
    pub issuer: IssuerUrl,
    pub client_id: String,
    /// Where the provider sends the browser back to; registered there.
    pub redirect_uri: Url,
    /// Must contain `openid`.
    pub scopes: Vec<String>,
    /// The `alg` values accepted for ID tokens. ID-porten signs with RS256.
    #[serde(default = "only_rs256")]
    pub id_token_algorithms: Vec<IdTokenAlgorithm>,
    /// What its `acr` values stand for. Only exact, listed values count: a provider that invents
    /// one, such as ID-porten's `idporten-loa-substantial-limited`, must not get the benefit of
    /// its name.
    pub levels: BTreeMap<String, Level>,
    /// The highest level that this provider is believed to reach, whatever its `acr` says.
    pub highest_level: Level,
    /// The claim with the person's national number; none if the provider gives no number.
    #[serde(default)]
    pub number: Option<NumberClaim>,
}

/// Where a provider puts the national number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberClaim {
    /// Name of the claim, such as `pid`.
    pub claim: String,
    pub namespace: Namespace,
    /// Whether the provider's people may be synthetic: its test environment, or a simulator.
    #[serde(default)]
    pub synthetic: bool,
}

/// Signature algorithms for ID tokens (RFC 7518 section 3.1). Symmetric ones and `none` do
/// not exist here, so no setting can allow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdTokenAlgorithm {
    RS256,
    PS256,
    ES256,
}

impl From<IdTokenAlgorithm> for CoreJwsSigningAlgorithm {
    fn from(algorithm: IdTokenAlgorithm) -> Self {
        match algorithm {
            IdTokenAlgorithm::RS256 => Self::RsaSsaPkcs1V15Sha256,
            IdTokenAlgorithm::PS256 => Self::RsaSsaPssSha256,
            IdTokenAlgorithm::ES256 => Self::EcdsaP256Sha256,
        }
    }
}

fn only_rs256() -> Vec<IdTokenAlgorithm> {
    vec![IdTokenAlgorithm::RS256]
}

/// How the client proves itself at the provider's endpoints (OpenID Connect Core section 9).
#[derive(Clone)]
pub enum ClientAuthentication {
    PrivateKeyJwt(AssertionKey),
    ClientSecretBasic(Secret<String>),
}

/// Algorithms for the client's own signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssertionAlgorithm {
    RS256,
    PS256,
    ES256,
}

/// The client's private key, read once and ready to sign with.
#[derive(Clone)]
pub struct AssertionKey {
    pub(super) kid: String,
    pub(super) algorithm: jsonwebtoken::Algorithm,
    pub(super) key: EncodingKey,
}

impl AssertionKey {
    /// Reads a private key in PEM: PKCS#8, or PKCS#1 for RSA. `kid` is the key's name as
    /// registered at the provider.
    pub fn from_pem(
        kid: impl Into<String>,
        algorithm: AssertionAlgorithm,
        pem: &Secret<String>,
    ) -> Result<Self, Misconfiguration> {
        let pem = pem.expose().as_bytes();
        let (algorithm, key) = match algorithm {
            AssertionAlgorithm::RS256 => (
                jsonwebtoken::Algorithm::RS256,
                EncodingKey::from_rsa_pem(pem),
            ),
            AssertionAlgorithm::PS256 => (
                jsonwebtoken::Algorithm::PS256,
                EncodingKey::from_rsa_pem(pem),
            ),
            AssertionAlgorithm::ES256 => (
                jsonwebtoken::Algorithm::ES256,
                EncodingKey::from_ec_pem(pem),
            ),
        };
        // The library's error may quote what it read, so it is dropped.
        let key = key.map_err(|_| Misconfiguration::PrivateKey)?;
        Ok(Self {
            kid: kid.into(),
            algorithm,
            key,
        })
    }
}

/// A provider whose settings were checked.
#[derive(Clone)]
pub struct Provider {
    settings: ProviderSettings,
    authentication: ClientAuthentication,
}

impl Provider {
    /// Checks the settings. `trusted` is the deployment's list of who may speak for which
    /// registry: a provider outside it can give a login but no number.
    pub fn new(
        settings: ProviderSettings,
        authentication: ClientAuthentication,
        trusted: &TrustedIssuers,
    ) -> Result<Self, Misconfiguration> {
        if settings.id_token_algorithms.is_empty() {
            return Err(Misconfiguration::NoAlgorithm);
        }
        if !settings.scopes.iter().any(|scope| scope == "openid") {
            return Err(Misconfiguration::NoOpenIdScope);
        }
        if let Some(number) = &settings.number {
            if number.namespace == Namespace::DkCpr {
                return Err(Misconfiguration::NamespaceUnsupported);
            }
            if !trusted.trusts(number.namespace, settings.issuer.as_str()) {
                return Err(Misconfiguration::IssuerNotTrustedForNamespace);
            }
        }
        Ok(Self {
            settings,
            authentication,
        })
    }

    pub const fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    pub(super) const fn authentication(&self) -> &ClientAuthentication {
        &self.authentication
    }
}
