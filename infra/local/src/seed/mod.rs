//! The seed: the one writer that is not the product. It makes keys, registers the hub at the
//! simulated national login and the demo apps at the hub, and fills the demo tenants.

mod directory;
mod enlist;
mod hr_file;
mod people;
mod registries;
mod rows;
mod seeded;
mod tenants;
mod world;

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};
use kobling_base::Internal;
use kobling_housekeeping::{Wish, keep};
use kobling_keyring::{FullProver, Purpose};
use kobling_keys::{IndexKey, generate};
use kobling_model::{
    Algorithm, Level,
    apps::ClientAtTenant,
    item::Table,
    national_id::Namespace,
    tenants::{
        AcrLevel, Country, ID_PORTEN, Provider, ProviderAuthentication, ProviderKey,
        ProviderSecret, TenantName, id_porten_levels,
    },
};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};
use serde::{Deserialize, Serialize};

pub use enlist::enlist;
pub use hr_file::HrFileError;
pub use rows::PersonOfInterest;
pub use seeded::Seeded;
pub use tenants::{CHANGES, DemoClient, FEED};
pub use world::WorldError;

pub(crate) use registries::{BROKER, registry};

use crate::{DataDir, DataError, aws::Wire, base::Base};
use world::World;

/// Counts up when what is seeded changes its shape; data of another layout is not read.
const LAYOUT: u32 = 4;

/// How many people the big tenant gets.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Size {
    /// Twenty, for tests.
    Small,
    /// Five thousand.
    Full,
}

impl Size {
    const fn people(self) -> usize {
        match self {
            Self::Small => 20,
            Self::Full => 5000,
        }
    }
}

/// A tenant as the landing page lists it.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct DemoTenant {
    pub id: String,
    pub name: String,
    pub country: String,
}

/// What the parties outside the hub know: the apps their secrets, the national login the hub's
/// public key, the landing page whom to log in as. Written last, so that it marks a whole seed.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Registered {
    layout: u32,
    pub clients: Vec<DemoClient>,
    /// A device whose person logs in elsewhere.
    pub time_clock: DemoClient,
    /// HR systems that call the API.
    pub services: Vec<DemoClient>,
    /// What registers apps by the API.
    pub registrar: DemoClient,
    /// The public JWK that the national login verifies the hub's assertions with.
    pub provider_jwk: jsonwebtoken::jwk::Jwk,
    /// The client id of the hub at the national login.
    pub provider_client_id: String,
    provider_key: ProviderKey,
    /// What the hub shows itself with at the Swedish eID broker.
    pub broker_client_id: String,
    pub broker_secret: String,
    broker_sealed: ProviderSecret,
    pub tenants: Vec<DemoTenant>,
    pub people: Vec<PersonOfInterest>,
}

/// Why the seed did not get to its end.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    World(#[from] WorldError),
    #[error(transparent)]
    HrFile(#[from] HrFileError),
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Internal(String),
}

impl From<Internal> for SeedError {
    fn from(error: Internal) -> Self {
        Self::Internal(error.chain())
    }
}

/// The operator's way in: the product's own clients, as the caller that may do everything.
#[derive(Clone)]
pub struct Operator {
    pub app: App,
    pub services: Arc<Wire>,
    pub(crate) tables: BTreeMap<Table, String>,
}

impl Operator {
    fn world(&self, data_keys: (IndexKey, FullProver)) -> World {
        World::new(
            self.services.clone(),
            self.app.config().keys.national_id.clone(),
            data_keys,
            self.app.random().clone(),
            self.app.now(),
            self.tables.clone(),
        )
    }
}

/// Seeds what is not there yet, or takes it from `seeded`, and writes anew what depends on where
/// this run answers.
pub async fn seed(
    operator: &Operator,
    data: &DataDir,
    size: Size,
    seeded: Option<&Seeded>,
    base: Base,
) -> Result<Registered, SeedError> {
    let name = "registered.json";
    let kept: Option<Registered> = data.read(name)?;
    let registered = match kept {
        Some(kept) if kept.layout == LAYOUT => kept,
        Some(_) => {
            let why = "it was made by another version";
            return Err(data.damaged(name, &why).into());
        }
        None => {
            let first = Box::pin(first_seed(operator, data, size));
            let made = match seeded {
                Some(seeded) => seeded.take(operator, first).await?,
                None => first.await?,
            };
            data.write(name, &made)?;
            made
        }
    };
    register(operator, &registered, base).await?;
    Ok(registered)
}

async fn first_seed(
    operator: &Operator,
    data: &DataDir,
    size: Size,
) -> Result<Registered, SeedError> {
    let random = operator.app.random();
    // As the first run of a new deployment does.
    keep(&operator.app, Wish::Due).await?;
    let data_keys = (operator.app.index().await?, operator.app.prover().await?);
    let mut world = operator.world(data_keys);
    let client = |id: &str, name: &str| DemoClient {
        id: id.to_owned(),
        name: name.to_owned(),
        secret: random.token(),
    };
    let clients = vec![client("hrm", "HRM"), client("roster", "Vaktliste")];
    let time_clock = client("clock", "Stemplingsur");
    let services = vec![client("hr-feed", "HR")];
    let registrar = client("registrar", "Registrar");
    let tenants = tenants::tenants();
    for tenant in &tenants {
        for feed in tenants::feeds(tenant) {
            world.put(&feed)?;
        }
        world.put(tenant)?;
        world.put(&TenantName {
            id: tenant.id.clone(),
            name: tenant.name.clone(),
            provider: Some(tenant.provider())
                .filter(|provider| *provider != ID_PORTEN)
                .map(str::to_owned),
        })?;
        if let Some(logo) = tenants::logo(tenant.id.as_str()) {
            world.put(&logo)?;
        }
        let apps = clients.iter().filter_map(|c| c.registration(Base::NOWHERE));
        for client in apps.chain(tenants::device_registration(&time_clock)) {
            world.enable(&ClientAtTenant {
                tenant: tenant.id.clone(),
                client: client.id,
                enabled: true,
                scopes: Vec::new(),
            })?;
        }
        for service in services.iter().filter_map(tenants::service_registration) {
            world.enable(&ClientAtTenant {
                tenant: tenant.id.clone(),
                client: service.id.clone(),
                enabled: true,
                scopes: service.scopes,
            })?;
        }
    }
    let devices = tenants::device_registration(&time_clock);
    let services_of_all = services.iter().filter_map(tenants::service_registration);
    let registrars = tenants::registrar_registration(&registrar);
    for client in services_of_all.chain(devices).chain(registrars) {
        world.put(&client.listed())?;
        world.put(&client)?;
    }
    let people = rows::make(&mut world)?;
    directory::fill(&mut world, data, size)?;
    world.write(&operator.services.dynamodb.database)?;

    let kid = random.uuid().to_string();
    let (der, mut provider_jwk) = generate(Algorithm::ES256)?;
    provider_jwk.common.key_id = Some(kid.clone());
    let sealed = operator
        .app
        .key_service()?
        .seal(Purpose::SigningKey, &kid, pem(&der).as_bytes())
        .await
        .map_err(Internal::from)?;
    let (secret_id, broker_secret) = (random.uuid().to_string(), random.token());
    let sealed_secret = operator
        .app
        .key_service()?
        .seal(Purpose::SigningKey, &secret_id, broker_secret.as_bytes())
        .await
        .map_err(Internal::from)?;
    Ok(Registered {
        layout: LAYOUT,
        clients,
        time_clock,
        services,
        registrar,
        provider_jwk,
        provider_client_id: random.uuid().to_string(),
        provider_key: ProviderKey {
            kid,
            algorithm: "ES256".to_owned(),
            sealed,
        },
        broker_client_id: random.uuid().to_string(),
        broker_secret,
        broker_sealed: ProviderSecret {
            id: secret_id,
            sealed: sealed_secret,
        },
        tenants: tenants
            .iter()
            .map(|tenant| DemoTenant {
                id: tenant.id.to_string(),
                name: tenant.name.clone(),
                country: match tenant.country {
                    Country::No => "no",
                    Country::Se => "se",
                    Country::Dk => "dk",
                }
                .to_owned(),
            })
            .collect(),
        people,
    })
}

/// Writes what names an address with a port in it: another run may have another port.
async fn register(
    operator: &Operator,
    registered: &Registered,
    base: Base,
) -> Result<(), SeedError> {
    let store = operator.app.store()?;
    let any = Condition::default;
    let id_porten = Provider {
        id: ID_PORTEN.to_owned(),
        name: "ID-porten".to_owned(),
        issuer: base.idporten(),
        client_id: registered.provider_client_id.clone(),
        authentication: ProviderAuthentication::PrivateKeyJwt(registered.provider_key.clone()),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        number_claim: Some("pid".to_owned()),
        namespace: Some(Namespace::NoFnr.to_string()),
        levels: id_porten_levels(),
        id_token_algorithms: vec![Algorithm::RS256],
        browser_origins: Vec::new(),
        enabled: true,
        version: 0,
    };
    let level = |name: &str, level| AcrLevel {
        acr: format!("http://id.elegnamnden.se/loa/1.0/{name}"),
        level,
        ways: Vec::new(),
    };
    let broker = Provider {
        id: BROKER.to_owned(),
        name: "Svensk e-legitimation".to_owned(),
        issuer: base.of(BROKER),
        client_id: registered.broker_client_id.clone(),
        authentication: ProviderAuthentication::ClientSecretBasic(registered.broker_sealed.clone()),
        scopes: [
            "openid",
            "https://id.oidc.se/scope/naturalPersonInfo",
            "https://id.oidc.se/scope/naturalPersonNumber",
        ]
        .map(str::to_owned)
        .to_vec(),
        number_claim: Some("https://id.oidc.se/claim/personalIdentityNumber".to_owned()),
        namespace: Some(Namespace::SePnr.to_string()),
        levels: vec![
            level("loa2", Level::Low),
            level("loa3", Level::Substantial),
            level("loa4", Level::High),
        ],
        id_token_algorithms: vec![Algorithm::ES256],
        browser_origins: Vec::new(),
        enabled: true,
        version: 0,
    };
    let mut transaction = Transaction::new()
        .put(store, "provider", &id_porten, any())
        .put(store, "broker", &broker, any());
    for client in &registered.clients {
        if let Some(client) = client.registration(base) {
            transaction = transaction.put(store, "list", &client.listed(), any()).put(
                store,
                "client",
                &client,
                any(),
            );
        }
    }
    store.transact(transaction).await?;
    Ok(())
}

/// A private key (PKCS #8, RFC 5958) as PEM (RFC 7468).
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}
