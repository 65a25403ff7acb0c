//! Logins and refreshes on warm instances: processor time of Kobling's functions, writing to a
//! store on disk, beside that of the other providers, which keep all in memory: as functions on the
//! same Runtime API, and one of them as a server, too.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use kobling_local::gateway::Mounted;

use crate::{
    peers::{OIDC_PROVIDER, OPENAUTH, Server, Visitor},
    process,
    runtime_api::{Instance, now},
    stage::{LoggedIn, Stage},
};

/// How many of each in one round.
const SSO: u32 = 60;
const REFRESHES: u32 = 120;
const FIRST_LINKS: u32 = 8;
/// The same, but listening by itself, without Lambda.
const AS_A_SERVER: &str = "oidc-provider, a server";
/// Before the first round.
const WARM_UP: u32 = 60;

/// Of one flow; each vector has a figure a round.
#[derive(Clone, Debug)]
pub struct Load {
    pub who: &'static str,
    pub flow: &'static str,
    pub cpu_ms: Vec<f64>,
    /// Of the whole flow, with client, gateway and store on the same machine.
    pub wall_ms: Vec<f64>,
    /// Only at the end of all, the largest of its processes.
    pub peak_mib: f64,
}

impl Load {
    fn of(who: &'static str, flow: &'static str) -> Self {
        Self {
            who,
            flow,
            cpu_ms: Vec::new(),
            wall_ms: Vec::new(),
            peak_mib: 0.0,
        }
    }

    fn note(&mut self, cpu: Duration, wall: Duration, count: u32) {
        self.cpu_ms
            .push(cpu.as_secs_f64() * 1000.0 / f64::from(count));
        self.wall_ms
            .push(wall.as_secs_f64() * 1000.0 / f64::from(count));
    }
}

type Instances = BTreeMap<&'static str, Arc<Instance>>;

fn cpu(instances: &Instances) -> Duration {
    instances.values().map(|instance| instance.cpu()).sum()
}

/// One set of release binaries with everything round it.
struct Side {
    stage: Stage,
    instances: Instances,
    who: LoggedIn,
}

impl Side {
    async fn open(release: &Path) -> Self {
        let mut stage = Stage::open().await;
        let instances = stage.hand_over(release).await;
        for name in ["authorize", "token"] {
            assert!(
                instances.contains_key(name),
                "no {name}; run tests/bench/build"
            );
        }
        let mut who = stage.first_link(async || {}).await;
        for _ in 0..WARM_UP {
            stage.sso(&mut who).await;
            stage.refresh(&mut who).await;
        }
        Self {
            stage,
            instances,
            who,
        }
    }

    async fn sso(&mut self, into: &mut Load) {
        let (cpu_before, begun) = (cpu(&self.instances), now());
        for _ in 0..SSO {
            self.stage.sso(&mut self.who).await;
        }
        into.note(
            cpu(&self.instances).saturating_sub(cpu_before),
            begun.elapsed(),
            SSO,
        );
    }

    async fn refresh(&mut self, into: &mut Load) {
        let (cpu_before, begun) = (cpu(&self.instances), now());
        for _ in 0..REFRESHES {
            self.stage.refresh(&mut self.who).await;
        }
        into.note(
            cpu(&self.instances).saturating_sub(cpu_before),
            begun.elapsed(),
            REFRESHES,
        );
    }

    async fn first_link(&mut self, into: &mut Load) {
        let (mut used, mut took) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..FIRST_LINKS {
            let (cpu_before, begun) = (cpu(&self.instances), now());
            let mut ended = (cpu_before, begun);
            let instances = self.instances.clone();
            self.stage
                .first_link(async || ended = (cpu(&instances), now()))
                .await;
            used += ended.0.saturating_sub(cpu_before);
            took += ended.1 - begun;
        }
        into.note(used, took, FIRST_LINKS);
    }

    /// Whether every HTTP function is a process of its own.
    fn is_whole(&self) -> bool {
        let with_routes = |mounted: &&Arc<Mounted>| !mounted.function.routes().is_empty();
        self.stage.functions().iter().filter(with_routes).count() == self.instances.len()
    }

    fn peak_mib(&self) -> f64 {
        let peaks = self.instances.values().map(|instance| instance.peak_kib());
        peaks.max().unwrap_or_default() as f64 / 1024.0
    }
}

async fn peer_sso(server: &Server, visitor: &mut Visitor, into: &mut Load) {
    let (cpu_before, begun) = (server.cpu(), now());
    for _ in 0..SSO {
        visitor.sso().await;
    }
    into.note(
        server.cpu().saturating_sub(cpu_before),
        begun.elapsed(),
        SSO,
    );
}

async fn peer_refresh(server: &Server, visitor: &mut Visitor, into: &mut Load) {
    let (cpu_before, begun) = (server.cpu(), now());
    for _ in 0..REFRESHES {
        visitor.refresh().await;
    }
    into.note(
        server.cpu().saturating_sub(cpu_before),
        begun.elapsed(),
        REFRESHES,
    );
}

/// Kobling and the peers in turn, to and fro.
pub async fn measure(release: &Path, folder: &Path, rounds: usize) -> Vec<Load> {
    let mut side = Side::open(release).await;
    let provider = OIDC_PROVIDER.deploy(folder).await;
    let listening = OIDC_PROVIDER.serve(folder, free_port().await).await;
    let openauth = OPENAUTH.deploy(folder).await;
    let functions = side.instances.values().map(|instance| instance.pid);
    let measured: Vec<u32> = functions
        .chain([provider.pid, listening.pid, openauth.pid])
        .collect();
    process::set_apart(&measured);
    let mut at_provider = provider.log_in(&side.stage.hub).await;
    let mut at_listening = listening.log_in(&side.stage.hub).await;
    let mut at_openauth = openauth.log_in(&side.stage.hub).await;
    // V8 compiles what is hot, so the peers get a warm-up several times as long.
    for _ in 0..WARM_UP * 8 {
        at_provider.sso().await;
        at_provider.refresh().await;
        at_listening.sso().await;
        at_listening.refresh().await;
        at_openauth.refresh().await;
    }
    let mut loads = vec![
        Load::of("kobling", "sso"),
        Load::of("oidc-provider", "sso"),
        Load::of(AS_A_SERVER, "sso"),
        Load::of("kobling", "refresh"),
        Load::of("oidc-provider", "refresh"),
        Load::of(AS_A_SERVER, "refresh"),
        Load::of("openauth", "refresh"),
    ];
    // Its steps are in five functions: without one of them the figure would be too good.
    if side.is_whole() {
        loads.push(Load::of("kobling", "first link"));
    } else {
        eprintln!("not all functions were built: first links are not measured");
    }
    for round in 0..rounds {
        eprintln!("logins, round {} of {rounds}", round + 1);
        let mut order: Vec<usize> = (0..loads.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let load = &mut loads[index];
            match (load.who, load.flow) {
                ("kobling", "sso") => side.sso(load).await,
                ("kobling", "refresh") => side.refresh(load).await,
                ("kobling", _) => side.first_link(load).await,
                ("openauth", _) => peer_refresh(&openauth, &mut at_openauth, load).await,
                (AS_A_SERVER, "sso") => peer_sso(&listening, &mut at_listening, load).await,
                (AS_A_SERVER, _) => peer_refresh(&listening, &mut at_listening, load).await,
                (_, "sso") => peer_sso(&provider, &mut at_provider, load).await,
                _ => peer_refresh(&provider, &mut at_provider, load).await,
            }
        }
    }
    let mib = |pid| process::peak_kib(pid) as f64 / 1024.0;
    for load in &mut loads {
        load.peak_mib = match load.who {
            "kobling" => side.peak_mib(),
            "openauth" => mib(openauth.pid),
            AS_A_SERVER => mib(listening.pid),
            _ => mib(provider.pid),
        };
    }
    loads
}

/// Logins and refreshes on binaries that count what they do, until they have written it down.
pub async fn train(release: &Path, rounds: usize) {
    let mut side = Side::open(release).await;
    let mut load = Load::of("kobling", "all");
    for round in 0..rounds {
        eprintln!("logins to be counted, round {} of {rounds}", round + 1);
        side.sso(&mut load).await;
        side.refresh(&mut load).await;
    }
    for instance in side.instances.values() {
        instance.end().await;
    }
}

/// Two sets of release binaries in turn: before and after a change. Of each set only authorize
/// and token need to be there.
pub async fn compare(before: &Path, after: &Path, rounds: usize) -> Vec<Load> {
    let mut sides = [Side::open(before).await, Side::open(after).await];
    let instances = sides.iter().flat_map(|side| side.instances.values());
    let measured: Vec<u32> = instances.map(|instance| instance.pid).collect();
    process::set_apart(&measured);
    let names = ["before", "after"];
    let mut loads: Vec<Load> = ["sso", "refresh"]
        .into_iter()
        .flat_map(|flow| names.map(|who| Load::of(who, flow)))
        .collect();
    for round in 0..rounds {
        eprintln!("before and after, round {} of {rounds}", round + 1);
        let mut order: Vec<usize> = (0..loads.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let (side, load) = (&mut sides[index % 2], &mut loads[index]);
            match load.flow {
                "sso" => side.sso(load).await,
                _ => side.refresh(load).await,
            }
        }
    }
    for (index, load) in loads.iter_mut().enumerate() {
        load.peak_mib = sides[index % 2].peak_mib();
    }
    loads
}

async fn free_port() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    listener
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port()
}
