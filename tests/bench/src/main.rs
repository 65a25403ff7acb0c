//! Figures of the functions as they are deployed: release binaries on an emulated Runtime API,
//! with the embedded store, keys, queue and simulated ID-porten of the laptop within reach, side
//! by side with two other OpenID Providers. And what a month costs.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command tells what it measured, and how far it is"
)]

mod cold;
mod imports;
mod load;
mod month;
mod odd;
mod peers;
mod process;
mod report;
mod runtime_api;
mod stage;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measures Kobling's functions, and reckons what they cost.
#[derive(Parser)]
struct Command {
    #[command(subcommand)]
    wish: Wish,
}

#[derive(Subcommand)]
enum Wish {
    /// Measures, prints the tables and writes them into docs/costs.md.
    Run {
        /// Where the release binaries are.
        #[arg(long, default_value = "target/release")]
        release: PathBuf,
        /// Other release binaries, to compare with: before a change.
        #[arg(long)]
        before: Option<PathBuf>,
        /// Where `tests/bench/install` put the other providers.
        #[arg(long, default_value = "target/bench")]
        peers: PathBuf,
        /// How often everything is done in turn.
        #[arg(long, default_value_t = 7)]
        rounds: usize,
        /// Leaves docs/costs.md as it is.
        #[arg(long)]
        dry: bool,
    },
    /// Lets binaries that count (`rustc -C profile-generate`) serve logins and refreshes, and end.
    Train {
        /// Where authorize and token are.
        #[arg(long)]
        release: PathBuf,
        #[arg(long, default_value_t = 10)]
        rounds: usize,
    },
    /// Measures a whole import of HR's, and writes its table into docs/costs.md.
    Import {
        #[arg(long, default_value = "target/release")]
        release: PathBuf,
        #[arg(long, default_value_t = 100_000)]
        rows: usize,
        #[arg(long)]
        dry: bool,
    },
    /// Sends events that are no requests to one instance of each function, and sees it live on.
    Odd {
        #[arg(long, default_value = "target/release")]
        release: PathBuf,
        #[arg(long, default_value_t = 10_000)]
        events: usize,
    },
    /// Prints what a month costs, from the counted calls of docs/costs.md and list prices.
    Month {
        #[arg(long)]
        dry: bool,
    },
}

#[tokio::main]
async fn main() {
    match Command::parse().wish {
        Wish::Run {
            release,
            before,
            peers,
            rounds,
            dry,
        } => {
            if let Some(before) = before {
                let loads = load::compare(&before, &release, rounds).await;
                report::publish(&[report::changes(&loads)], dry);
            } else {
                report::publish(&[report::sizes(&release), month::table()], dry);
                let cold = cold::measure(&release, &peers, rounds).await;
                report::publish(&[report::beside(&cold), report::each(&cold)], dry);
                let load = load::measure(&release, &peers, rounds).await;
                report::publish(&[report::load(&load)], dry);
            }
        }
        Wish::Train { release, rounds } => load::train(&release, rounds).await,
        Wish::Import { release, rows, dry } => {
            let imported = imports::measure(&release, rows).await;
            report::publish(&[report::imported(&imported)], dry);
        }
        Wish::Odd { release, events } => odd::send(&release, events).await,
        Wish::Month { dry } => report::publish(&[month::table()], dry),
    }
}
