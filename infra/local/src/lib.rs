//! Kobling on a laptop: every function behind the routes of template.yaml, an embedded store, the
//! key, queue and mail services at their wire, the simulators, and demo tenants, in one process.
//! A binary for people and a library for tests; no part of a Lambda build.

pub mod ask;
mod asker;
pub mod aws;
mod base;
mod certificate;
pub mod cli;
pub mod commands;
mod data_dir;
mod dead_letters;
pub mod event;
mod fresh;
pub mod functions;
pub mod gateway;
pub mod greeting;
mod held_files;
mod hosts;
pub mod hr;
mod hr_folder;
pub mod inbox;
mod key_commands;
pub mod key_tasks;
pub mod landing;
mod landing_page;
mod listener;
mod mailbox;
mod moment;
pub mod operator;
mod people;
pub mod policy;
pub mod question;
pub mod seed;
pub mod shim;
mod stack;
mod table;
pub mod template;
mod wait_list;
pub mod waiting;

pub use base::Base;
pub use data_dir::{DataDir, DataError};
pub use fresh::may_begin_anew;
pub use gateway::Instances;
pub use stack::{LocalStack, Options, StartError};

/// The caller that seeds and decides approvals; it may do everything.
pub const OPERATOR: &str = "operator";
