//! What Rust alone cannot show: a real browser, other people's OpenID Connect implementations,
//! DynamoDB Local, and a process that is killed. `tests/run` installs what these need; where it is
//! missing they fail and say so.

mod api;
mod browser;
mod clauses;
mod command;
mod dynamodb_local;
mod https;
mod idporten;
mod killed;
mod killed_import;
mod killed_walk;
mod node;
mod relying_parties;
mod samples;
mod script;
mod start_up;
mod store_contract;

use std::path::{Path, PathBuf};

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Chromium, Java and a build's leftovers all want the same two cores. What measures time takes the
/// machine for itself; everything else shares it.
static MACHINE: RwLock<()> = RwLock::const_new(());

async fn shared_machine() -> RwLockReadGuard<'static, ()> {
    MACHINE.read().await
}

async fn whole_machine() -> RwLockWriteGuard<'static, ()> {
    MACHINE.write().await
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}
