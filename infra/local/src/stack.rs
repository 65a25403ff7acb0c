//! Starts and stops everything: the services at their wire, the functions, the simulators, the
//! deliveries of queues and schedules. One value holds it all, for the command and for tests.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use kobling_shared::{
    app::App,
    clock::Clock,
    config::{Config, Missing},
    function::{Function, Need},
    random::Random,
    store::Table,
};
use kobling_simulators::{hrm, idporten};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    DataDir, DataError, OPERATOR,
    aws::{Principal, Wire, dynamodb::DynamoDb, kms::Kms, ses::Ses, sqs},
    functions,
    gateway::{Gateway, Instances, Mounted},
    hosts::{self, Hosts},
    inbox::Inbox,
    landing,
    seed::{self, Operator, Registered, SeedError, Size},
    shim::Shim,
    template::{Given, REGION, TEMPLATE, Template, TemplateError},
};

/// The mail address and identity of the laptop's deployment.
const MAIL_FROM: &str = "no-reply@example.com";
const MAIL_IDENTITY: &str = "example.com";

/// How to start.
#[derive(Clone)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    /// `None` keeps everything in memory.
    pub data: Option<PathBuf>,
    /// Throws kept data away first.
    pub is_fresh: bool,
    pub clock: Clock,
    pub random: Random,
    pub instances: Instances,
    pub size: Size,
    pub shim: Shim,
    /// The template; what tests change to see that something misses.
    pub template: String,
    /// Whether schedules run by themselves.
    pub schedules: bool,
}

impl Default for Options {
    /// In memory, on a free port, one warm instance each, few people.
    fn default() -> Self {
        Self {
            port: 0,
            data: None,
            is_fresh: false,
            clock: Clock::system(),
            random: Random::system(),
            instances: Instances::Warm(1),
            size: Size::Small,
            shim: Shim::default(),
            template: TEMPLATE.to_owned(),
            schedules: true,
        }
    }
}

/// Why it did not start; each a sentence for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("Port {0} is in use by another program. Stop that one, or choose another with --port.")]
    PortInUse(u16),
    #[error("Port {0} cannot be opened: {1}. Choose another one with --port.")]
    Port(u16, std::io::Error),
    #[error("No loopback address for the services: {0}.")]
    Loopback(std::io::Error),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("template.yaml has no resource for the function {0}.")]
    NoResource(&'static str),
    #[error("The function {0} misses something: {1}.")]
    Environment(&'static str, Missing),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("The seed did not get to its end: {0}.")]
    Seed(#[source] SeedError),
    #[error("The embedded store refused: {0}.")]
    Store(String),
}

/// Everything, running.
pub struct LocalStack {
    port: u16,
    hosts: Arc<Hosts>,
    services: Arc<Wire>,
    operator: Operator,
    registered: Registered,
    idporten: idporten::IdPorten,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    background: JoinSet<()>,
}

impl LocalStack {
    /// Starts; returns when everything answers.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let listener = listen(options.port).await?;
        let port = listener
            .local_addr()
            .map_err(|e| StartError::Port(options.port, e))?
            .port();
        let data = match &options.data {
            Some(path) => DataDir::open(path, options.is_fresh)?,
            None => DataDir::memory(),
        };
        let wire_listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(StartError::Loopback)?;
        let wire_address = wire_listener.local_addr().map_err(StartError::Loopback)?;
        let endpoint = format!("http://{wire_address}");
        let issuer = format!("http://localhost:{port}");
        let given = Given {
            parameters: [
                ("Issuer", issuer.as_str()),
                ("MailFrom", MAIL_FROM),
                ("MailIdentity", MAIL_IDENTITY),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            endpoint: endpoint.clone(),
        };
        let template = Template::read(&options.template, &given)?;

        let mut background = JoinSet::new();
        let services = Arc::new(services(&options, &data, &template, &mut background).await?);
        let router = services.router();
        background.spawn(async move {
            // Ends with the process; a failure to accept shows at the clients.
            let _ended = axum::serve(wire_listener, router).await;
        });

        let operator = operator(&options, &services, &template, &endpoint)?;
        let registered = seed::seed(&operator, &data, options.size, port)
            .await
            .map_err(|error| match error {
                SeedError::Data(error) => StartError::Data(error),
                other => StartError::Seed(other),
            })?;
        let mounted = mount(&options, &services, &template, &endpoint)?;
        let idporten = simulator(&options, &registered, port);
        let mut others = BTreeMap::from([("idporten.localhost".to_owned(), idporten.router())]);
        for client in &registered.clients {
            let config = hrm::HrmConfig {
                base_url: client.base_url(port),
                issuer: issuer.clone(),
                client_id: client.id.clone(),
                client_secret: client.secret.clone(),
                scopes: vec!["profile".to_owned(), "email".to_owned()],
                clock: seconds(&options.clock),
            };
            others.insert(format!("{}.localhost", client.id), hrm::router(config));
        }
        let local = landing::router(landing::Landing {
            issuer: issuer.clone(),
            port,
            registered: registered.clone(),
            inbox: services.ses.inbox.clone(),
            operator: operator.clone(),
            data,
        });
        let hosts = Arc::new(Hosts {
            hub: Gateway::new(
                mounted.clone(),
                options.clock.clone(),
                options.random.clone(),
            ),
            local,
            others,
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        serve(&mut tasks, listener, &hosts, stopped);
        deliver(&mut background, &mounted, &services, options.schedules);
        Ok(Self {
            port,
            hosts,
            services,
            operator,
            registered,
            idporten,
            stop,
            tasks,
            background,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The issuer, which is the base of all the hub's addresses.
    pub fn issuer(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn inbox(&self) -> &Inbox {
        &self.services.ses.inbox
    }

    pub fn idporten(&self) -> &idporten::IdPorten {
        &self.idporten
    }

    pub fn shim(&self) -> &Shim {
        &self.services.shim
    }

    /// The services at their wire, for tests that take rights away.
    pub fn services(&self) -> &Wire {
        &self.services
    }

    /// The way in of the local operator, with the product's own clients.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    pub fn registered(&self) -> &Registered {
        &self.registered
    }

    /// The ids of the deployment's signing keys.
    pub async fn signing_keys(&self) -> Vec<String> {
        match self.operator.app.keys().await {
            Ok(ring) => ring.signing.iter().map(|key| key.kid.clone()).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// What template.yaml grants and no call has made use of so far: function, action, resource.
    pub fn unused_permissions(&self) -> Vec<(String, String, String)> {
        let used = self.shim().permissions_used();
        let mut unused = Vec::new();
        for mounted in self.mounted() {
            let name = mounted.function.name;
            for statement in &mounted.resource.statements {
                for action in &statement.actions {
                    for resource in &statement.resources {
                        let grant = (name.to_owned(), action.clone(), resource.clone());
                        if !used.contains(&grant) {
                            unused.push(grant);
                        }
                    }
                }
            }
        }
        unused
    }

    /// The functions in their places.
    pub fn mounted(&self) -> &[Arc<Mounted>] {
        self.hosts.hub.mounted()
    }

    /// Runs a function's schedule once, now.
    pub async fn tick(&self, function: &str) {
        for mounted in self.mounted() {
            if mounted.function.name == function {
                mounted.tick().await;
            }
        }
    }

    /// Waits until a queue is empty and nothing of it is being handled.
    pub async fn queue_idle(&self, name: &str) {
        while self.services.sqs.depth(name) > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Stops taking requests, lets the running ones finish (3 s at most), and ends the rest.
    pub async fn stop(mut self) {
        let _nobody_listens = self.stop.send(true);
        let finish = async { while self.tasks.join_next().await.is_some() {} };
        let _took_too_long = tokio::time::timeout(Duration::from_secs(3), finish).await;
        self.tasks.shutdown().await;
        self.background.shutdown().await;
    }
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => StartError::PortInUse(port),
            _ => StartError::Port(port, error),
        })
}

async fn services(
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
    Ok(Wire::new(
        dynamodb,
        kms,
        sqs::Sqs::new(&template.queues, options.random.clone()),
        Ses {
            inbox: Arc::new(inbox),
            random: options.random.clone(),
            clock: options.clock.clone(),
        },
        options.shim.clone(),
    ))
}

/// What Lambda itself puts into a function's environment.
fn lambda_sets(access_key_id: &str, endpoint: &str) -> BTreeMap<String, String> {
    [
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", access_key_id),
        ("AWS_SECRET_ACCESS_KEY", "of-no-use-outside-this-process"),
        ("AWS_ENDPOINT_URL", endpoint),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn access_key_id(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    format!("AKIALOCAL{name}")
}

fn operator(
    options: &Options,
    services: &Arc<Wire>,
    template: &Template,
    endpoint: &str,
) -> Result<Operator, StartError> {
    let key = access_key_id(OPERATOR);
    services.admit(
        &key,
        Principal {
            name: OPERATOR.to_owned(),
            statements: None,
        },
    );
    // A function that knows tables, sealing key and number key knows all that the seed needs.
    let resource = template
        .function("link")
        .ok_or(StartError::NoResource("link"))?;
    let mut variables = resource.variables.clone();
    variables.extend(lambda_sets(&key, endpoint));
    let needs = [Need::Store, Need::DataKey, Need::NationalIds, Need::Outbox];
    let config = Config::from_variables(&variables, &needs)
        .map_err(|missing| StartError::Environment("link", missing))?;
    let tables = BTreeMap::from([
        (Table::Identity, config.identity_table.clone()),
        (Table::Transient, config.transient_table.clone()),
        (Table::Audit, config.audit_table.clone()),
    ]);
    Ok(Operator {
        app: App::new(
            config,
            &needs,
            options.clock.clone(),
            options.random.clone(),
        ),
        services: services.clone(),
        tables,
    })
}

fn mount(
    options: &Options,
    services: &Arc<Wire>,
    template: &Template,
    endpoint: &str,
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
            lambda_sets(&key, endpoint),
            options.instances,
            options.clock.clone(),
            options.random.clone(),
        )
        .map(Arc::new)
        .map_err(|missing| StartError::Environment(name, missing))
    };
    functions::all().into_iter().map(place).collect()
}

fn seconds(clock: &Clock) -> kobling_simulators::Clock {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}

fn simulator(options: &Options, registered: &Registered, port: u16) -> idporten::IdPorten {
    let hub = format!("http://localhost:{port}");
    let test_users = registered
        .people
        .iter()
        .filter_map(|person| {
            Some(idporten::TestUser {
                pid: person.national_id.clone()?,
                label: format!("{} · {} · {}", person.row, person.name, person.tenant),
            })
        })
        .collect();
    idporten::IdPorten::new(idporten::IdPortenConfig {
        issuer: format!("http://idporten.localhost:{port}"),
        clients: vec![idporten::Client {
            client_id: registered.provider_client_id.clone(),
            jwks: jsonwebtoken::jwk::JwkSet {
                keys: vec![registered.provider_jwk.clone()],
            },
            redirect_uris: vec![format!("{hub}/callback/idporten")],
            post_logout_redirect_uris: vec![format!("{hub}/logout")],
            frontchannel_logout_uri: None,
            allowed: true,
        }],
        test_users,
        clock: seconds(&options.clock),
        slow: Duration::from_secs(10),
    })
}

fn serve(
    tasks: &mut JoinSet<()>,
    listener: TcpListener,
    hosts: &Arc<Hosts>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = hosts::router(hosts.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tasks.spawn(async move {
        let _ended = axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                let _sender_gone = stopped.wait_for(|is| *is).await;
            })
            .await;
    });
}

/// Does what Lambda's event sources and the scheduler do.
fn deliver(
    tasks: &mut JoinSet<()>,
    mounted: &[Arc<Mounted>],
    services: &Arc<Wire>,
    schedules: bool,
) {
    for function in mounted {
        for queue in &function.resource.queues {
            let (function, queue, services) = (function.clone(), queue.clone(), services.clone());
            tasks.spawn(async move {
                loop {
                    let batch = services
                        .sqs
                        .receive(&queue.queue_arn, queue.batch_size)
                        .await;
                    let event = sqs::event(&queue.queue_arn, &batch);
                    let answer = function.consume(event).await;
                    let mut failed = sqs::failures(answer.as_ref(), &batch);
                    if !failed.is_empty() && !queue.is_partial {
                        failed = batch.iter().map(|message| message.id.clone()).collect();
                    }
                    services.sqs.settle(&queue.queue_arn, batch, &failed);
                }
            });
        }
        for every in function.resource.schedules.iter().filter_map(|s| rate(s)) {
            if !schedules {
                continue;
            }
            let function = function.clone();
            tasks.spawn(async move {
                // At once too: an earlier process may have left something.
                let mut interval = tokio::time::interval(every);
                loop {
                    interval.tick().await;
                    function.tick().await;
                }
            });
        }
    }
}

/// `rate(5 minutes)`; other expressions are not in use.
fn rate(expression: &str) -> Option<Duration> {
    let inner = expression.strip_prefix("rate(")?.strip_suffix(')')?;
    let (count, unit) = inner.split_once(' ')?;
    let seconds = match unit {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3600,
        "day" | "days" => 86400,
        _ => return None,
    };
    Some(Duration::from_secs(count.parse::<u64>().ok()? * seconds))
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_read_and_misspelt_ones_are_not() {
        assert_eq!(rate("rate(5 minutes)").unwrap().as_secs(), 300);
        assert_eq!(rate("rate(1 day)").unwrap().as_secs(), 86400);
        assert!(rate("rate(1 dya)").is_none());
    }
}
