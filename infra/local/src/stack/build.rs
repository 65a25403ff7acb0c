//! The parts, each built from what template.yaml declares.

use std::{collections::BTreeMap, net::Ipv4Addr, sync::Arc, time::Duration};

use kobling_base::clock::Clock;
use kobling_model::{item::Table, tenants::ID_PORTEN};
use kobling_shared::{
    app::App,
    config::{Config, EXTRA_CA},
    function::{Function, Need},
};
use kobling_simulators::{eid_broker, idporten};
use tokio::{net::TcpListener, task::JoinSet};

use super::{Options, StartError};
use crate::{
    DataDir, OPERATOR,
    aws::{Principal, SECRET, Wire, dynamodb::DynamoDb, kms::Kms, s3::S3, ses::Ses, sqs::Sqs},
    base::Base,
    certificate::Certificate,
    functions,
    gateway::Mounted,
    inbox::Inbox,
    listener,
    seed::{BROKER, Operator, Registered, SeedError, Seeded, Size, registry},
    template::{FunctionResource, Given, QueueResource, REGION, Template},
};

pub(super) async fn listen(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => StartError::PortInUse(port),
            _ => StartError::Port(port, error),
        })
}

pub(super) async fn services(
    options: &Options,
    data: &DataDir,
    template: &Template,
    background: &mut JoinSet<()>,
) -> Result<Wire, StartError> {
    let (dynamodb, served) = DynamoDb::serve(data.database()?)
        .await
        .map_err(StartError::Loopback)?;
    background.spawn(async move {
        let _ended = served.await;
    });
    dynamodb
        .create_tables(&template.tables)
        .await
        .map_err(|why| match &options.data {
            Some(_) => StartError::Data(data.damaged("store.sqlite", &why)),
            None => StartError::Store(why),
        })?;
    let kms = Kms::open(
        data.file("keys.json").as_deref(),
        &template.keys,
        options.random.clone(),
    )
    .map_err(|error| data.damaged("keys.json", &error))?;
    let inbox = Inbox::open(data.file("inbox.jsonl").as_deref())
        .map_err(|error| data.damaged("inbox.jsonl", &error))?;
    let told = template.functions.iter();
    let lines = told
        .filter(|function| template.events.reach(&function.arn))
        .map(FunctionResource::line);
    let queues: Vec<QueueResource> = template.queues.iter().cloned().chain(lines).collect();
    let (clock, random) = (options.clock.clone(), options.random.clone());
    let queues = Sqs::open(data.file("queues.jsonl"), &queues, clock, random)
        .map_err(|error| data.damaged("queues.jsonl", &error))?;
    let buckets = S3::open(
        data.file("buckets"),
        &template.buckets,
        queues.clone(),
        options.clock.clone(),
    )
    .map_err(|error| data.damaged("buckets", &error))?;
    Ok(Wire::new(
        dynamodb,
        kms,
        queues.clone(),
        Ses {
            inbox: Arc::new(inbox),
            random: options.random.clone(),
            clock: options.clock.clone(),
            events: template.events.clone(),
            sqs: queues.clone(),
        },
        buckets,
        options.shim.clone(),
        options.clock.clone(),
    ))
}

impl From<SeedError> for StartError {
    fn from(error: SeedError) -> Self {
        match error {
            SeedError::Data(error) => Self::Data(error),
            other => Self::Seed(other),
        }
    }
}

/// What others seeded, where this one's own seed would be like it.
pub(super) fn alike<'o>(options: &'o Options, data: &DataDir) -> Option<&'o Seeded> {
    let seeded = options.seeded.as_deref()?;
    let is_alike = data.folder().is_none()
        && options.size == Size::Small
        && options.parameters.is_empty()
        && options.clock.now() == seeded.moment();
    is_alike.then_some(seeded)
}

/// The certificate of the port, and whom calls trust.
pub(super) struct Trust {
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// PEM certificates beside the usual ones.
    pub extra_ca: Option<String>,
    /// The authority of the port's own certificate, as PEM.
    pub authority: Option<String>,
}

pub(super) fn trust(options: &Options, data: &DataDir) -> Result<Trust, StartError> {
    let mut trust = Trust {
        tls: None,
        extra_ca: options.extra_ca.clone(),
        authority: None,
    };
    if options.https {
        let certificate = Certificate::of(data, options.clock.now())?;
        let tls = listener::configuration(&certificate);
        trust.tls = Some(tls.map_err(|error| StartError::Tls(error.to_string()))?);
        let others = trust.extra_ca.unwrap_or_default();
        trust.extra_ca = Some(format!("{}{others}", certificate.authority));
        trust.authority = Some(certificate.authority);
    }
    Ok(trust)
}

/// Gives all functions what another deployment's template says: variables and permissions. Routes
/// and events stay as they were.
pub(super) fn redeploy(
    services: &Wire,
    template: &Template,
    given: &Given,
    mounted: &[Arc<Mounted>],
) -> Result<(), StartError> {
    services
        .kms
        .make_missing(&template.keys)
        .map_err(|error| StartError::Store(error.to_string()))?;
    for mounted in mounted {
        let name = mounted.function.name;
        let resource = template
            .function(name)
            .ok_or(StartError::NoResource(name))?;
        let key = access_key_id(name);
        services.admit(
            &key,
            Principal {
                name: name.to_owned(),
                statements: Some(resource.statements.clone()),
            },
        );
        mounted
            .deploy(resource.variables.clone(), lambda_sets(&key, given))
            .map_err(|missing| StartError::Environment(name, missing))?;
    }
    Ok(())
}

/// What Lambda itself puts into a function's environment.
fn lambda_sets(access_key_id: &str, given: &Given) -> BTreeMap<String, String> {
    [
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", access_key_id),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_ENDPOINT_URL", &given.endpoint),
    ]
    .into_iter()
    .chain(given.extra_ca.as_deref().map(|pem| (EXTRA_CA, pem)))
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn access_key_id(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    format!("AKIALOCAL{name}")
}

pub(super) fn operator(
    options: &Options,
    services: &Arc<Wire>,
    template: &Template,
    given: &Given,
) -> Result<Operator, StartError> {
    let key = access_key_id(OPERATOR);
    services.admit(
        &key,
        Principal {
            name: OPERATOR.to_owned(),
            statements: None,
        },
    );
    let mut variables = BTreeMap::new();
    // Those who know tables, keys, buckets and queues; together all that the operator may want.
    for name in ["link", "import", "provision"] {
        let resource = template
            .function(name)
            .ok_or(StartError::NoResource(name))?;
        variables.extend(resource.variables.clone());
    }
    variables.extend(lambda_sets(&key, given));
    let needs = &[
        Need::Store,
        Need::DataKey,
        Need::NationalIds,
        Need::Outbox,
        Need::WriteUploads,
        Need::ReadReports,
        Need::ImportQueue,
        Need::Operator,
    ];
    let config = Config::from_variables(&variables, needs)
        .map_err(|missing| StartError::Environment("link", missing))?;
    let tables = BTreeMap::from([
        (Table::Identity, config.tables.identity.clone()),
        (Table::Transient, config.tables.transient.clone()),
        (Table::Audit, config.tables.audit.clone()),
    ]);
    Ok(Operator {
        app: App::new(config, needs, options.clock.clone(), options.random.clone()),
        services: services.clone(),
        tables,
    })
}

pub(super) fn mount(
    options: &Options,
    services: &Arc<Wire>,
    template: &Template,
    given: &Given,
) -> Result<Vec<Arc<Mounted>>, StartError> {
    let place = |function: Function| {
        let name = function.name;
        let resource = template
            .function(name)
            .ok_or(StartError::NoResource(name))?;
        let key = access_key_id(name);
        services.admit(
            &key,
            Principal {
                name: name.to_owned(),
                statements: Some(resource.statements.clone()),
            },
        );
        Mounted::new(
            function,
            resource.clone(),
            lambda_sets(&key, given),
            options.instances,
            options.clock.clone(),
            options.random.clone(),
            options.upstream,
        )
        .map(Arc::new)
        .map_err(|missing| StartError::Environment(name, missing))
    };
    functions::all().into_iter().map(place).collect()
}

pub(super) fn seconds(clock: &Clock) -> kobling_simulators::Clock {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}

pub(super) fn simulator(
    options: &Options,
    registered: &Registered,
    base: Base,
) -> idporten::IdPorten {
    let hub = base.hub();
    let test_users = registered
        .people
        .iter()
        .filter_map(|person| {
            let pid = person.national_id.clone()?;
            (registry(&pid).1 == ID_PORTEN).then(|| idporten::TestUser {
                pid,
                label: format!("{} · {} · {}", person.row, person.name, person.tenant),
            })
        })
        .collect();
    idporten::IdPorten::new(idporten::IdPortenConfig {
        issuer: base.idporten(),
        clients: vec![idporten::Client {
            client_id: registered.provider_client_id.clone(),
            jwks: jsonwebtoken::jwk::JwkSet {
                keys: vec![registered.provider_jwk.clone()],
            },
            redirect_uris: vec![format!("{hub}/callback/idporten")],
            post_logout_redirect_uris: vec![format!("{hub}/logout/done")],
            frontchannel_logout_uri: Some(format!("{hub}/logout/front-channel/idporten")),
            allowed: true,
        }],
        test_users,
        clock: seconds(&options.clock),
        slow: Duration::from_secs(10),
        first_key: options.seeded.as_deref().map(Seeded::id_porten),
    })
}

/// The Swedish eID broker, with the people who have its eIDs.
pub(super) fn broker(options: &Options, registered: &Registered, base: Base) -> eid_broker::Broker {
    let test_users = registered
        .people
        .iter()
        .filter_map(|person| {
            let number = person.national_id.clone()?;
            let (given_name, family_name) = person.name.split_once(' ')?;
            (registry(&number).1 == BROKER).then(|| eid_broker::TestUser {
                number,
                given_name: given_name.to_owned(),
                family_name: family_name.to_owned(),
                label: format!("{} · {} · {}", person.row, person.name, person.tenant),
            })
        })
        .collect();
    eid_broker::Broker::new(eid_broker::BrokerConfig {
        issuer: base.of(BROKER),
        client: eid_broker::Client {
            client_id: registered.broker_client_id.clone(),
            client_secret: registered.broker_secret.clone(),
            redirect_uris: vec![format!("{}/callback/{BROKER}", base.hub())],
        },
        test_users,
        clock: seconds(&options.clock),
    })
}
