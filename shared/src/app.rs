//! The application: configuration, store, keys, clock and randomness, built once per cold start.

use std::sync::{Arc, OnceLock};

use crate::{
    clock::Clock,
    config::Config,
    failure::Internal,
    function::Need,
    keys::{ClientKeys, HeldRing, KeyRing, KeyService},
    mail::Sender,
    objects::Objects,
    queue::{Channel, Queue, Queues},
    random::Random,
    store::Store,
    upstream::{HttpClient, Limits, Reach, Upstream},
};

/// What handlers get as their state. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Config,
    clock: Clock,
    random: Random,
    store: Option<Store>,
    key_service: Option<KeyService>,
    queues: Queues,
    /// Made where it is first asked for: of the functions only two ever do, and the others' files
    /// are so much smaller.
    objects: OnceLock<Objects>,
    needs: Vec<Need>,
    sender: Option<Sender>,
    upstream: Option<Upstream>,
    client_keys: ClientKeys,
    signs: bool,
    ring: HeldRing,
}

impl App {
    /// Builds the clients that the needs ask for, and no others.
    pub fn new(config: Config, needs: &[Need], clock: Clock, random: Random) -> Self {
        Self::with_limits(config, needs, clock, random, Limits::default())
    }

    /// As `new`, with other bounds for upstream calls: tests do not wait as long as people do.
    pub fn with_limits(
        config: Config,
        needs: &[Need],
        clock: Clock,
        random: Random,
        limits: Limits,
    ) -> Self {
        let has = |need: Need| needs.contains(&need);
        Self(Arc::new(Inner {
            store: has(Need::Store).then(|| Store::new(&config)),
            key_service: (has(Need::DataKey) || has(Need::NationalIds) || has(Need::KeyMaking))
                .then(|| KeyService::new(&config)),
            queues: Queues::new(&config, needs),
            objects: OnceLock::new(),
            needs: needs.to_vec(),
            sender: has(Need::Mailer).then(|| Sender::new(&config)),
            upstream: has(Need::Upstream)
                .then(|| Upstream::new(HttpClient::new(reach(&config), limits))),
            client_keys: ClientKeys::default(),
            signs: has(Need::SigningKeys),
            ring: HeldRing::default(),
            config,
            clock,
            random,
        }))
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
        self.0
            .store
            .as_ref()
            .ok_or_else(|| Internal::from("this function did not declare the store"))
    }

    pub fn key_service(&self) -> Result<&KeyService, Internal> {
        self.0
            .key_service
            .as_ref()
            .ok_or_else(|| Internal::from("this function did not declare the key service"))
    }

    /// A queue to send to.
    pub fn queue(&self, channel: Channel) -> Result<Queue<'_>, Internal> {
        self.0
            .queues
            .get(channel)
            .ok_or_else(|| Internal::from("this function did not declare that queue"))
    }

    /// HR's files and the reports of imports.
    pub fn objects(&self) -> Result<&Objects, Internal> {
        const NEEDS: &[Need] = &[
            Need::ReadUploads,
            Need::WriteUploads,
            Need::ReadReports,
            Need::WriteReports,
        ];
        if !self.0.needs.iter().any(|need| NEEDS.contains(need)) {
            return Err("this function did not declare a bucket".into());
        }
        Ok(self.0.objects.get_or_init(|| Objects::new(&self.0.config)))
    }

    pub fn sender(&self) -> Result<&Sender, Internal> {
        self.0
            .sender
            .as_ref()
            .ok_or_else(|| Internal::from("this function did not declare the mailer"))
    }

    pub fn upstream(&self) -> Result<&Upstream, Internal> {
        self.0
            .upstream
            .as_ref()
            .ok_or_else(|| Internal::from("this function did not declare upstream calls"))
    }

    /// Kobling's own keys at upstream providers, opened once.
    pub fn client_keys(&self) -> &ClientKeys {
        &self.0.client_keys
    }

    /// The deployment's keys; read and opened at the first call, held for five minutes.
    pub async fn keys(&self) -> Result<Arc<KeyRing>, Internal> {
        self.0
            .ring
            .get(self.store()?, self.key_service()?, self.0.signs, self.now())
            .await
    }
}

/// Simulators on this machine may be called only by a hub that is on this machine itself.
fn reach(config: &Config) -> Reach {
    if config.issuer.starts_with("http://localhost") {
        Reach::PublicAndLoopback
    } else {
        Reach::Public
    }
}
