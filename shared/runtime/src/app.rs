//! The application: configuration, store, keys, clock and randomness, built once per cold start.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use aws_types::SdkConfig;
use kobling_aws::{
    self as aws, Sender,
    objects::Objects,
    queue::{Channel, Queue, Queues},
};
use kobling_base::{Internal, clock::Clock, random::Random};
use kobling_keyring::{AppKeys, FullProver, HeldRing, KeyRing, KeyService};
use kobling_keys::IndexKey;
use kobling_model::apps::Client;
use kobling_outbound::{HttpClient, Limits, Reach};
use kobling_store::Store;

use crate::{config::Config, need::Need};

/// What handlers get as their state. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    clock: Clock,
    random: Random,
    needs: &'static [Need],
    limits: Limits,
    aws: OnceLock<SdkConfig>,
    store: OnceLock<Store>,
    key_service: OnceLock<KeyService>,
    queues: OnceLock<Queues>,
    objects: OnceLock<Objects>,
    sender: OnceLock<Sender>,
    upstream_calls: OnceLock<HttpClient>,
    app_calls: OnceLock<HttpClient>,
    held: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    app_keys: AppKeys,
    ring: HeldRing,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

impl App {
    /// Clients are made when they are first asked for: a cold start of discovery needs none.
    pub fn new(config: Config, needs: &'static [Need], clock: Clock, random: Random) -> Self {
        Self::with_limits(config, needs, clock, random, Limits::default())
    }

    /// As `new`, with other bounds for upstream calls: tests do not wait as long as people do.
    pub fn with_limits(
        config: Config,
        needs: &'static [Need],
        clock: Clock,
        random: Random,
        limits: Limits,
    ) -> Self {
        Self(Arc::new(Inner {
            needs,
            limits,
            aws: OnceLock::new(),
            store: OnceLock::new(),
            key_service: OnceLock::new(),
            queues: OnceLock::new(),
            objects: OnceLock::new(),
            sender: OnceLock::new(),
            upstream_calls: OnceLock::new(),
            app_calls: OnceLock::new(),
            held: Mutex::default(),
            app_keys: AppKeys::default(),
            ring: HeldRing::default(),
            config,
            clock,
            random,
        }))
    }

    /// What a need brings, made at the first call; an error where the function did not declare it.
    fn made<'a, T>(
        &'a self,
        any_of: &[Need],
        place: &'a OnceLock<T>,
        make: impl FnOnce(&Config) -> T,
    ) -> Result<&'a T, Internal> {
        self.declared(any_of)?;
        Ok(place.get_or_init(|| make(&self.0.config)))
    }

    /// As `made`, for the client of a service of AWS.
    fn client<'a, T>(
        &'a self,
        any_of: &[Need],
        place: &'a OnceLock<T>,
        make: impl FnOnce(&Config, &SdkConfig) -> T,
    ) -> Result<&'a T, Internal> {
        self.declared(any_of)?;
        let aws = self.aws()?;
        Ok(place.get_or_init(|| make(&self.0.config, aws)))
    }

    fn declared(&self, any_of: &[Need]) -> Result<(), Internal> {
        if any_of.iter().any(|need| self.0.needs.contains(need)) {
            return Ok(());
        }
        let undeclared = format!("this function did not declare {any_of:?}");
        Err(Internal::new(undeclared))
    }

    fn aws(&self) -> Result<&SdkConfig, Internal> {
        if let Some(made) = self.0.aws.get() {
            return Ok(made);
        }
        let made = aws::configuration(&self.0.config.aws)?;
        Ok(self.0.aws.get_or_init(|| made))
    }

    /// Whether this is the operator's own process, and no function.
    pub fn is_operators(&self) -> bool {
        self.0.needs.contains(&Need::Operator)
    }

    pub fn config(&self) -> &Config {
        &self.0.config
    }

    pub fn issuer(&self) -> &str {
        &self.0.config.issuer
    }

    pub fn now(&self) -> i64 {
        self.0.clock.now()
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn random(&self) -> &Random {
        &self.0.random
    }

    pub fn store(&self) -> Result<&Store, Internal> {
        self.client(&[Need::Store], &self.0.store, |config, aws| {
            Store::new(&config.tables, aws)
        })
    }

    pub fn key_service(&self) -> Result<&KeyService, Internal> {
        let any_of = [Need::DataKey, Need::NationalIds, Need::KeyMaking];
        self.client(&any_of, &self.0.key_service, |config, aws| {
            KeyService::new(&config.keys, aws)
        })
    }

    /// A queue to send to.
    pub fn queue(&self, channel: Channel) -> Result<Queue<'_>, Internal> {
        let aws = self.aws()?;
        let queues = self
            .0
            .queues
            .get_or_init(|| Queues::new(self.0.config.queues.clone(), aws));
        queues
            .get(channel)
            .ok_or_else(|| Internal::from("this function did not declare that queue"))
    }

    /// HR's files and the reports of imports.
    pub fn objects(&self) -> Result<&Objects, Internal> {
        let any_of = [
            Need::ReadUploads,
            Need::WriteUploads,
            Need::ReadReports,
            Need::WriteReports,
        ];
        self.client(&any_of, &self.0.objects, |config, aws| {
            Objects::new(&config.buckets, aws)
        })
    }

    pub fn sender(&self) -> Result<&Sender, Internal> {
        self.client(&[Need::Mailer], &self.0.sender, |config, aws| {
            Sender::new(&config.mail, aws)
        })
    }

    /// The client for calls to identity providers.
    pub fn upstream_calls(&self) -> Result<&HttpClient, Internal> {
        let place = &self.0.upstream_calls;
        self.made(&[Need::Upstream], place, |config| {
            http_client(config, self.0.limits)
        })
    }

    /// The client for calls to apps: they get little time, and little of what they say is read.
    pub fn app_calls(&self) -> Result<&HttpClient, Internal> {
        self.made(&[Need::AppCalls], &self.0.app_calls, |config| {
            http_client(config, Limits::of_apps())
        })
    }

    /// An app with the keys that may have signed a token, wherever it publishes them; without any
    /// where they cannot be had, so that nothing is verified.
    pub async fn with_keys(&self, client: Client, token: &str) -> Result<Client, Internal> {
        if client.jwks_uri.is_none() {
            return Ok(client);
        }
        let http = self.app_calls()?;
        let keys = &self.0.app_keys;
        let jwks = keys.of(http, &client, token, self.now()).await;
        Ok(Client { jwks, ..client })
    }

    /// What a part of the product that this crate does not know keeps between requests, for as long
    /// as the process lives: one value of each type, made when it is first asked for.
    pub fn held<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let value = held
            .entry(TypeId::of::<T>())
            .or_insert_with(|| Arc::new(T::default()))
            .clone();
        value.downcast().unwrap_or_default()
    }

    /// The deployment's keys; read at the first call, held for five minutes.
    pub async fn keys(&self) -> Result<Arc<KeyRing>, Internal> {
        let has = |need| self.0.needs.contains(&need);
        // Who only publishes keys opens none.
        let opens = has(Need::DataKey) || has(Need::SigningKeys);
        let service = opens.then(|| self.key_service()).transpose()?;
        let signs = has(Need::SigningKeys);
        self.0
            .ring
            .get(self.store()?, service, signs, self.now())
            .await
    }

    /// What makes the digests that things are found by; opened at the first call.
    pub async fn index(&self) -> Result<IndexKey, Internal> {
        self.keys().await?.index().await
    }

    /// What makes and checks form tokens, refresh tokens, nonces, codes and sealed attributes, at
    /// this moment; opened at the first call.
    pub async fn prover(&self) -> Result<FullProver, Internal> {
        self.keys().await?.prover(self.now()).await
    }
}

fn http_client(config: &Config, limits: Limits) -> HttpClient {
    HttpClient::new(reach(config), limits, config.extra_ca.as_deref())
}

/// Simulators on this machine may be called only by a hub that is on this machine itself.
fn reach(config: &Config) -> Reach {
    if config.is_on_this_machine() {
        Reach::PublicAndLoopback
    } else {
        Reach::Public
    }
}
