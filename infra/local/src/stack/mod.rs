//! Starts and stops everything: the services at their wire, the functions, the simulators, the
//! deliveries of queues and schedules. One value holds it all, for the command and for tests.

mod build;
mod deliver;

use std::{collections::BTreeMap, net::Ipv4Addr, path::PathBuf, sync::Arc, time::Duration};

use build::{
    alike, broker, listen, mount, operator, redeploy, seconds, services, simulator, trust,
};
use kobling_base::{clock::Clock, random::Random};
use kobling_outbound::Limits;
use kobling_protocol::clients::client_file::Enlisted;
use kobling_shared::config::Missing;
use kobling_simulators::{hrm, idporten, time_clock};
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    DataDir, DataError,
    aws::Wire,
    base::Base,
    certificate::{AUTHORITY, CertificateError},
    gateway::{Gateway, Instances, Mounted},
    hosts::Hosts,
    hr_folder,
    inbox::Inbox,
    landing::Landing,
    landing_page,
    policy::covers,
    seed::{self, Operator, Registered, SeedError, Seeded, Size},
    shim::Shim,
    template::{Given, TEMPLATE, Template, TemplateError},
};
pub(crate) use deliver::{ERROR_MESSAGE, drain};
use deliver::{deliver, serve};

/// The mail address and identity of the laptop's deployment.
const MAIL_FROM: &str = "no-reply@example.com";
const MAIL_IDENTITY: &str = "example.com";

/// How to start.
#[derive(Clone)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    /// Everything speaks TLS, with a certificate of its own.
    pub https: bool,
    /// PEM certificates that the hub's own calls trust beside the usual ones.
    pub extra_ca: Option<String>,
    /// Apps that are registered beside the demo's, each at its tenants.
    pub clients: Vec<Enlisted>,
    /// `None` keeps everything in memory.
    pub data: Option<PathBuf>,
    /// Throws kept data away first.
    pub is_fresh: bool,
    pub clock: Clock,
    pub random: Random,
    pub instances: Instances,
    pub size: Size,
    /// What stacks of this process share of their seed, where they are alike.
    pub seeded: Option<Arc<Seeded>>,
    pub shim: Shim,
    /// The template; what tests change to see that something misses.
    pub template: String,
    /// Whether schedules run by themselves.
    pub schedules: bool,
    /// Values of the template's parameters that are not its defaults.
    pub parameters: BTreeMap<String, String>,
    /// Bounds of the functions' upstream calls.
    pub upstream: Limits,
}

impl Default for Options {
    /// In memory, on a free port, one warm instance each, few people.
    fn default() -> Self {
        Self {
            port: 0,
            https: false,
            extra_ca: None,
            clients: Vec::new(),
            data: None,
            is_fresh: false,
            clock: Clock::system(),
            random: Random::system(),
            instances: Instances::Warm(1),
            size: Size::Small,
            seeded: None,
            shim: Shim::default(),
            template: TEMPLATE.to_owned(),
            schedules: true,
            parameters: BTreeMap::new(),
            upstream: Limits::default(),
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
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("The certificate cannot be used: {0}.")]
    Tls(String),
    #[error("The embedded store refused: {0}.")]
    Store(String),
}

/// Everything, running.
pub struct LocalStack {
    base: Base,
    authority: Option<String>,
    authority_file: Option<PathBuf>,
    hosts: Arc<Hosts>,
    services: Arc<Wire>,
    template: (String, Given),
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
        let base = Base {
            port,
            is_https: options.https,
        };
        let issuer = base.hub();
        let trust = trust(&options, &data)?;
        let mut given = Given {
            parameters: [
                ("Issuer", issuer.as_str()),
                ("MailFrom", MAIL_FROM),
                ("MailIdentity", MAIL_IDENTITY),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            endpoint,
            extra_ca: trust.extra_ca.clone(),
        };
        given.parameters.extend(options.parameters.clone());
        let template = Template::read(&options.template, &given)?;

        let mut background = JoinSet::new();
        let services = Arc::new(services(&options, &data, &template, &mut background).await?);
        let router = services.router();
        background.spawn(async move {
            // Ends with the process; a failure to accept shows at the clients.
            let _ended = axum::serve(wire_listener, router).await;
        });

        let operator = operator(&options, &services, &template, &given)?;
        let seeded = alike(&options, &data);
        let registered = seed::seed(&operator, &data, options.size, seeded, base).await?;
        seed::enlist(&operator, &options.clients).await?;
        let mounted = mount(&options, &services, &template, &given)?;
        let idporten = simulator(&options, &registered, base);
        let mut others = BTreeMap::from([
            (base.idporten_host().to_owned(), idporten.router()),
            (
                format!("{}.localhost", seed::BROKER),
                broker(&options, &registered, base).router(),
            ),
        ]);
        for client in &registered.clients {
            let config = hrm::HrmConfig {
                name: client.name.clone(),
                base_url: client.base_url(base),
                issuer: issuer.clone(),
                client_id: client.id.clone(),
                client_secret: client.secret.clone(),
                scopes: vec!["profile".to_owned(), "email".to_owned()],
                clock: seconds(&options.clock),
                extra_ca: trust.extra_ca.clone(),
            };
            others.insert(format!("{}.localhost", client.id), hrm::router(config));
        }
        let device = &registered.time_clock;
        let config = time_clock::TimeClockConfig {
            issuer: issuer.clone(),
            client_id: device.id.clone(),
            clock: seconds(&options.clock),
            extra_ca: trust.extra_ca.clone(),
        };
        others.insert(
            format!("{}.localhost", device.id),
            time_clock::router(config),
        );
        if let Some(folder) = data.file("hr") {
            background.spawn(hr_folder::watch(folder, operator.clone()));
        }
        let authority_file = data.file(AUTHORITY);
        let local = landing_page::router(Landing {
            issuer: issuer.clone(),
            base,
            registered: registered.clone(),
            inbox: services.ses.inbox.clone(),
            operator: operator.clone(),
            mounted: mounted.clone(),
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
            https: options.https.then(|| issuer.clone()),
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        serve(&mut tasks, listener, trust.tls, &hosts, stopped);
        deliver(&mut background, &mounted, &services, options.schedules);
        Ok(Self {
            base,
            authority: trust.authority,
            authority_file,
            hosts,
            services,
            template: (options.template, given),
            operator,
            registered,
            idporten,
            stop,
            tasks,
            background,
        })
    }

    pub fn port(&self) -> u16 {
        self.base.port
    }

    /// Where everything answers.
    pub fn base(&self) -> Base {
        self.base
    }

    /// The file of that authority, where data is kept.
    pub fn authority_file(&self) -> Option<PathBuf> {
        let kept = self.authority_file.clone();
        kept.filter(|_| self.base.is_https)
    }

    /// The authority of the port's certificate, as PEM, where it has one.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// The issuer, which is the base of all the hub's addresses.
    pub fn issuer(&self) -> String {
        self.base.hub()
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
                        let is_used = used.iter().any(|(caller, done, to)| {
                            caller == name && done == action && covers(resource, to)
                        });
                        if !is_used {
                            unused.push((name.to_owned(), action.clone(), resource.clone()));
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

    /// Deploys the same template again with other parameters: every function begins anew, with
    /// what the template then gives it.
    pub fn redeploy(&self, parameters: &[(&str, &str)]) -> Result<(), StartError> {
        let (text, given) = &self.template;
        let mut given = given.clone();
        for (name, value) in parameters {
            given
                .parameters
                .insert((*name).to_owned(), (*value).to_owned());
        }
        let template = Template::read(text, &given)?;
        redeploy(&self.services, &template, &given, self.mounted())
    }

    /// Invokes a function with an operator's task.
    pub async fn task(&self, function: &str, event: Value) -> Option<Value> {
        let mut mounted = self.mounted().iter();
        mounted
            .find(|mounted| mounted.function.name == function)?
            .task(event)
            .await
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
