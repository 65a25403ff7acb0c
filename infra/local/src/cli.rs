//! The command: starts everything, or asks the running process for something.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::shim::Kill;

/// Where everything answers unless another port is named.
pub const PORT: u16 = 8000;

/// Kobling on your own machine: everything in one process, on loopback.
///
/// Without a command it starts. The commands, but for `seed`, ask the process that runs on the port
/// and say first which one it is.
#[derive(Parser, Debug)]
#[command(name = "kobling", version)]
pub struct Command {
    /// The port that everything answers on.
    #[arg(long, default_value_t = PORT, global = true)]
    pub port: u16,
    /// The folder where data is kept between runs.
    #[arg(long, default_value = "data")]
    pub data: PathBuf,
    /// Speak TLS, with a certificate that is made here and kept in the data folder.
    #[arg(long)]
    pub https: bool,
    /// Register the apps that this JSON file lists.
    #[arg(long, value_name = "FILE")]
    pub clients: Option<PathBuf>,
    /// Trust these PEM certificates too, in calls that go out (back-channel logout).
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// Throw kept data away and begin anew; asks before it does.
    #[arg(long)]
    pub fresh: bool,
    /// Say yes beforehand, where a command would ask for one.
    #[arg(long, global = true)]
    pub yes: bool,
    /// Seed the big tenant with twenty people instead of thousands.
    #[arg(long)]
    pub small: bool,
    /// Which keys make the digests of national ids: a, a-with-b, b-with-a or b.
    #[arg(long, default_value = "a", value_parser = ["a", "a-with-b", "b-with-a", "b"])]
    pub national_id_keys: String,
    /// Kill this process at a store write or mail: before:N or after:N.
    #[arg(long, hide = true)]
    pub kill: Option<Kill>,
    /// Print at the end how many store writes and mails there were.
    #[arg(long, hide = true)]
    pub count_writes: bool,
    /// Print at the end all calls by function, and the grants that none of them needed.
    #[arg(long, hide = true)]
    pub count_calls: bool,
    #[command(subcommand)]
    pub wish: Option<Wish>,
}

/// What else it can do.
#[derive(Subcommand, Debug)]
pub enum Wish {
    /// Seed the folder and stop.
    Seed,
    /// Who waits for something, since when, and the command that goes on.
    Waiting,
    /// Approve a first use, or list those that wait.
    Approve {
        /// The tenant; with no eID, the list is of this one alone.
        #[arg(long)]
        tenant: Option<String>,
        /// Which eID asks, as the list gives it.
        #[arg(long, requires = "tenant")]
        eid: Option<String>,
        /// Refuse it.
        #[arg(long, requires = "eid")]
        refuse: bool,
        /// List those that wait.
        #[arg(long, conflicts_with = "eid")]
        list: bool,
    },
    /// Give access to someone whom HR or an invitation brought and an admin has to activate.
    Activate {
        #[arg(long)]
        tenant: String,
        /// The employment number.
        #[arg(long)]
        person: String,
    },
    /// Make an activation code for an employment and print it; an earlier one ends.
    ActivationCode {
        #[arg(long)]
        tenant: String,
        /// The employment number.
        #[arg(long)]
        person: String,
    },
    /// The imports of HR's files: list them, or say what becomes of one that is held.
    Hr {
        #[command(subcommand)]
        wish: HrWish,
    },
    /// Messages that nobody could handle: list them, or send them back.
    DeadLetters {
        #[command(subcommand)]
        wish: DeadLettersWish,
    },
    /// The deployment's keys: make new ones at once, or count what lies under one.
    #[command(subcommand)]
    Keys(KeysWish),
}

/// What about the keys.
#[derive(Subcommand, Debug)]
pub enum KeysWish {
    /// Make new signing keys and a new data key that proves, in use in eleven minutes, and withdraw
    /// the others. Nobody is logged out, but refresh tokens and activation codes end.
    RotateNow {
        /// Seconds that the others count beside the new ones.
        #[arg(long, default_value_t = 0)]
        grace: u32,
    },
    /// Count what lies under a key of national ids, which must be nothing before it is retired.
    Left {
        /// The key's id: the last part of its ARN.
        #[arg(long)]
        key: String,
    },
}

/// About HR's files.
#[derive(Subcommand, Debug)]
pub enum HrWish {
    /// The latest imports.
    List,
    /// Let a held file through, which ends people; asks for their number.
    Approve {
        tenant: String,
        /// The import's id, as the list gives it.
        import: String,
        /// Give the number of people that would end beforehand, for which --yes does not stand.
        #[arg(long, value_name = "PEOPLE")]
        ends: Option<u64>,
    },
    /// Take nothing of a held file.
    Decline {
        tenant: String,
        /// The import's id, as the list gives it.
        import: String,
    },
}

/// About dead letters.
#[derive(Subcommand, Debug)]
pub enum DeadLettersWish {
    /// How many there are of each queue, and why.
    List,
    /// Send those of a queue back to it.
    Replay {
        /// The queue, as the list gives it.
        queue: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_documentation() {
        let command = Command::parse_from(["kobling"]);
        assert_eq!(command.port, 8000);
        assert_eq!(command.data, PathBuf::from("data"));
        assert!(!command.fresh && command.wish.is_none());
    }

    #[test]
    fn a_kill_is_read_from_the_command_line() {
        let command = Command::parse_from(["kobling", "--kill", "after:3"]);
        assert_eq!(command.kill, Some(Kill::After(3)));
        assert!(Command::try_parse_from(["kobling", "--kill", "x"]).is_err());
    }
}
