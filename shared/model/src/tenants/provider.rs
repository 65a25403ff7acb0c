//! An upstream OpenID Provider that the deployment is registered at, as it is stored: all that
//! tells one provider from another is data.

use serde::{Deserialize, Serialize};

use crate::{
    Algorithm, Level,
    condition::Condition,
    item::{Entity, Key},
    keys,
};

/// The id of Norway's national provider, which most tenants use: it is read along before it is
/// known which provider a tenant has.
pub const ID_PORTEN: &str = "idporten";

/// The key that Kobling signs its assertions with (`private_key_jwt`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ProviderKey {
    pub kid: String,
    /// `RS256` or `ES256`.
    pub algorithm: String,
    /// The private key (PEM, PKCS#8), sealed by the key service as a signing key named `kid`.
    pub sealed: String,
}

/// A secret that Kobling shares with a provider (`client_secret_basic`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ProviderSecret {
    /// Names this secret among those there were, so that a new one is opened anew.
    pub id: String,
    /// The secret, sealed by the key service as a signing key named `id`.
    pub sealed: String,
}

/// How Kobling shows who it is at a provider (OpenID Connect Core section 9). The name of the
/// attribute says which.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum ProviderAuthentication {
    #[serde(rename = "key")]
    PrivateKeyJwt(ProviderKey),
    #[serde(rename = "secret")]
    ClientSecretBasic(ProviderSecret),
}

/// What a provider's `acr` value stands for. Values that are not listed stand for nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AcrLevel {
    pub acr: String,
    pub level: Level,
    /// What people call the ways to log in that reach it, for who has to choose another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<String>,
}

/// An upstream OpenID Provider that the deployment is registered at.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Provider {
    pub id: String,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    #[serde(flatten)]
    pub authentication: ProviderAuthentication,
    pub scopes: Vec<String>,
    /// The claim with the national number, and the registry it belongs to.
    pub number_claim: Option<String>,
    pub namespace: Option<String>,
    /// What may be asked for and what an answer is worth, in order of preference. An item from
    /// before there was a choice is ID-porten's.
    #[serde(default = "id_porten_levels")]
    pub levels: Vec<AcrLevel>,
    /// What ID tokens may be signed with.
    #[serde(default = "only_rs256")]
    pub id_token_algorithms: Vec<Algorithm>,
    /// Origins that a browser meets there beside the issuer's, for the form policy of our pages.
    #[serde(default)]
    pub browser_origins: Vec<String>,
    pub enabled: bool,
    /// Counts the changes of it; 0 where it was stored before this was counted.
    #[serde(default)]
    pub version: u64,
}

/// ID-porten's `acr` values. A European eID has no Norwegian number, but an identity of the same
/// level (A14). `selfregistered-email` is left out: anybody can stand behind it.
pub fn id_porten_levels() -> Vec<AcrLevel> {
    [
        ("idporten-loa-low", Level::Low, &[][..]),
        ("idporten-loa-substantial", Level::Substantial, &["MinID"]),
        (
            "idporten-loa-high",
            Level::High,
            &["BankID", "Buypass", "Commfides"],
        ),
        ("eidas-loa-low", Level::Low, &[]),
        ("eidas-loa-substantial", Level::Substantial, &[]),
        ("eidas-loa-high", Level::High, &[]),
    ]
    .map(|(acr, level, ways)| AcrLevel {
        acr: acr.to_owned(),
        level,
        ways: ways.iter().map(|way: &&str| (*way).to_owned()).collect(),
    })
    .to_vec()
}

fn only_rs256() -> Vec<Algorithm> {
    vec![Algorithm::RS256]
}

impl Provider {
    /// Origins that a browser meets there.
    pub fn origins(&self) -> Vec<String> {
        url::Url::parse(&self.issuer)
            .ok()
            .map(|issuer| issuer.origin().ascii_serialization())
            .into_iter()
            .chain(self.browser_origins.iter().cloned())
            .filter(|origin| origin != "null" && !origin.contains([';', ',', ' ']))
            .collect()
    }

    /// The ways to log in that reach a level, in people's words, the surest first. Empty where the
    /// provider's set-up does not name them.
    pub fn ways(&self, needed: Level) -> Vec<String> {
        let mut enough: Vec<&AcrLevel> = self.levels.iter().collect();
        enough.retain(|known| known.level >= needed);
        enough.sort_by_key(|known| std::cmp::Reverse(known.level));
        let ways = enough.into_iter().flat_map(|known| &known.ways);
        ways.cloned().collect()
    }

    /// The `acr` values that are at least of a level, in the provider's order.
    pub fn acr_values(&self, needed: Level) -> Vec<String> {
        self.levels
            .iter()
            .filter(|known| known.level >= needed)
            .map(|known| known.acr.clone())
            .collect()
    }
}

/// Conditions of writes.
impl Provider {
    /// Nobody has changed it since it was read. Whoever writes it on this condition counts `version`
    /// up.
    pub fn as_read(&self) -> Condition {
        let there = Condition::present();
        match self.version {
            0 => there.at_most_or_absent("version", 0_u64),
            version => there.equals("version", version),
        }
    }
}

impl Entity for Provider {
    const TYPE: &'static str = "provider";

    fn key(&self) -> Key {
        keys::provider(&self.id)
    }
}
