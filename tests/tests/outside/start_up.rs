//! Starting and stopping the command: how long it takes, and what it says when it cannot.

use std::time::{Duration, Instant};

use crate::{command, shared_machine, whole_machine};

const FROM_NOTHING: Duration = Duration::from_secs(20);
const ON_KEPT_DATA: Duration = Duration::from_secs(3);

fn measured<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is about a person's patience"
    )]
    let begin = Instant::now();
    let made = what();
    (made, begin.elapsed())
}

#[tokio::test]
async fn it_starts_from_nothing_in_20_seconds_and_on_kept_data_in_3() {
    let _machine = whole_machine().await;
    let folder = tempfile::tempdir().unwrap();
    let (first, took) = measured(|| command::start(folder.path(), &["--port", "0"]));
    assert!(took < FROM_NOTHING, "from nothing: {took:?}");
    assert!(first.interrupt().status.success());
    let (again, took) = measured(|| command::start(folder.path(), &["--port", "0"]));
    assert!(took < ON_KEPT_DATA, "on kept data: {took:?}");
    let (ended, took) = measured(|| again.interrupt());
    assert!(ended.status.success());
    assert!(ended.said.contains("Stopping"), "{}", ended.said);
    assert!(took < ON_KEPT_DATA, "to stop: {took:?}");
}

/// What a failed start says, which is one sentence and no panic.
fn complaint(output: &std::process::Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    assert_eq!(text.trim().lines().count(), 1, "{text}");
    text
}

#[tokio::test]
async fn what_keeps_it_from_starting_is_said_with_a_way_out() {
    let _machine = shared_machine().await;
    let folder = tempfile::tempdir().unwrap();
    let running = command::start(folder.path(), &["--port", "0", "--small"]);
    let port = running.issuer.rsplit(':').next().unwrap().to_owned();

    let elsewhere = tempfile::tempdir().unwrap();
    let said = complaint(&command::run(elsewhere.path(), &["--port", &port]));
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
    let said = complaint(&command::run(folder.path(), &["--port", "0"]));
    assert!(said.contains("--data"), "{said}");
    assert!(running.interrupt().status.success());

    for file in ["store.sqlite", "keys.json", "registered.json"] {
        let copied = tempfile::tempdir().unwrap();
        let copied = command::copy(folder.path(), copied.path());
        std::fs::write(copied.join(file), "torn to pieces".repeat(999)).unwrap();
        let said = complaint(&command::run(&copied, &["--port", "0", "--small"]));
        assert!(said.contains(file) && said.contains("--fresh"), "{said}");
        // And the way out is one.
        let renewed = command::start(&copied, &["--port", "0", "--small", "--fresh", "--yes"]);
        assert!(renewed.interrupt().status.success());
    }
}
