//! Events that are no requests, sent to release binaries: there a panic ends the process.

use std::{collections::BTreeMap, path::Path, time::Duration};

use kobling_local::seed::Size;
use kobling_tests::odd_events::{FUNCTIONS, OddEvents};

use crate::{runtime_api::Instance, stage::Stage};

/// How long one answer may take; an instance that ended gives none.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends so many; panics where an instance does not answer one, which means that it ended.
pub async fn send(release: &Path, events: usize) {
    let stage = Stage::with(Size::Small).await;
    let mut instances = BTreeMap::new();
    for name in FUNCTIONS {
        let program = stage.program(release, name);
        instances.insert(*name, Instance::start(&program).await);
    }
    let mut statuses: BTreeMap<u64, usize> = BTreeMap::new();
    for (name, event) in OddEvents::new(20_260_302).take(events) {
        let said = event.to_string();
        let answer = tokio::time::timeout(PATIENCE, instances[name].invoke(event)).await;
        let (answer, _) = answer.unwrap_or_else(|_| panic!("{name} ended at {said}"));
        let status = answer["statusCode"].as_u64();
        *statuses.entry(status.expect("a status")).or_default() += 1;
    }
    println!(
        "{events} events, {} instances, none ended.",
        instances.len()
    );
    for (status, times) in statuses {
        println!("{times:>7}  {status}");
    }
    for instance in instances.into_values() {
        instance.stop().await;
    }
}
