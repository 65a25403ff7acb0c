//! `cargo run`: everything on this machine, in one process.
#![expect(
    clippy::print_stderr,
    reason = "a command tells whoever typed it what went wrong"
)]

use std::{io::Write, path::Path, process::ExitCode};

use clap::Parser;
use kobling_local::{
    Base, Instances, LocalStack, Options,
    ask::chain,
    cli::{Command, Wish},
    commands, greeting, may_begin_anew,
    question::Dialogue,
    seed::Size,
    shim::Shim,
};
use kobling_protocol::clients::client_file::{self, Enlisted};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

fn main() -> ExitCode {
    let command = Command::parse();
    let filter = Targets::new()
        .with_default(LevelFilter::ERROR)
        .with_target("kobling", LevelFilter::INFO)
        .with_target("kobling_local", LevelFilter::INFO)
        // Whoever connects an app wants to know that it did not take a word.
        .with_target("kobling_logout", LevelFilter::WARN)
        .with_target("kobling_token", LevelFilter::WARN);
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(filter)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("This system gives no threads: {error}.");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(run(command))
}

async fn run(command: Command) -> ExitCode {
    match &command.wish {
        None => serve(&command, true).await,
        Some(Wish::Seed) => serve(&command, false).await,
        Some(wish) => match commands::carry_out(&command, wish, &mut Dialogue::here()).await {
            Ok(text) => {
                say(&text);
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Starts everything; stays until Ctrl-C where `stays`, else only seeds.
async fn serve(command: &Command, stays: bool) -> ExitCode {
    let shim = Shim::default();
    if let Some(kill) = command.kill {
        shim.kill_at(kill);
    }
    let given = match given(command) {
        Ok(given) => given,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    if command.fresh
        && let Err(why) = may_begin_anew(&command.data, command.yes, &mut Dialogue::here())
    {
        eprintln!("{why}");
        return ExitCode::FAILURE;
    }
    let options = Options {
        https: command.https,
        extra_ca: given.extra_ca,
        clients: given.clients,
        port: if stays { command.port } else { 0 },
        data: Some(command.data.clone()),
        is_fresh: command.fresh,
        instances: Instances::Warm(2),
        size: if command.small {
            Size::Small
        } else {
            Size::Full
        },
        shim,
        parameters: [(
            "NationalIdKeys".to_owned(),
            command.national_id_keys.clone(),
        )]
        .into(),
        ..Options::default()
    };
    let mut interrupts = match Interrupts::hear() {
        Ok(interrupts) => interrupts,
        Err(error) => {
            eprintln!("This system gives no signals: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let started = tokio::select! {
        started = LocalStack::start(options) => started,
        () = interrupts.next() => {
            say("Stopped before it was ready.");
            return ExitCode::FAILURE;
        }
    };
    let stack = match started {
        Ok(stack) => stack,
        Err(error) => {
            eprintln!("{}", chain(&error));
            return ExitCode::FAILURE;
        }
    };
    if stays {
        say(&greeting::greeting(&stack));
        interrupts.next().await;
        say("\nStopping.");
    } else {
        let registered = stack.registered();
        say(&format!(
            "{} tenants, {} people of interest, keys {}",
            registered.tenants.len(),
            registered.people.len(),
            stack.signing_keys().await.join(", "),
        ));
    }
    let writes = stack.shim().writes();
    let calls = command.count_calls.then(|| greeting::calls(&stack));
    stack.stop().await;
    if command.count_writes {
        say(&format!("store writes and mails: {writes}"));
    }
    if let Some(calls) = calls {
        say(&calls);
    }
    ExitCode::SUCCESS
}

/// What files that were named hold.
struct Given {
    clients: Vec<Enlisted>,
    extra_ca: Option<String>,
}

/// Reads them; the error is a sentence that helps.
fn given(command: &Command) -> Result<Given, String> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| format!("The file {} cannot be read: {error}.", path.display()))
    };
    let base = Base {
        port: command.port,
        is_https: command.https,
    };
    let clients = match &command.clients {
        None => Vec::new(),
        Some(path) => client_file::read(&base.hub(), &read(path)?)
            .map_err(|error| format!("The file {} is of no use: {error}.", path.display()))?,
    };
    let extra_ca = command.ca.as_deref().map(read).transpose()?;
    if let (Some(pem), Some(path)) = (&extra_ca, &command.ca)
        && !pem.contains("-----BEGIN CERTIFICATE-----")
    {
        return Err(format!(
            "The file {} holds no PEM certificate.",
            path.display()
        ));
    }
    Ok(Given { clients, extra_ca })
}

/// Prints a line; whoever stopped reading does not stop the process.
fn say(text: &str) {
    let _nobody_reads = writeln!(std::io::stdout(), "{text}");
}

/// Ctrl-C, and the polite signal of a supervisor; heard from the moment this is made.
struct Interrupts {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    fn hear() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
