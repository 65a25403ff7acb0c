//! SIGKILL at ten moments of an import, of reading and of writing: when it lives again the import
//! comes to its end by itself, and directory and report are those of an undisturbed one.

use std::{
    net::TcpListener,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use http::Method;
use kobling_base::clock::Clock;
use kobling_model::hr::HrImport;
use kobling_tests::{
    Hub,
    hr::{Line, file},
    wire,
};
use serde_json::Value;

use crate::{command, whole_machine};

const TENANT: &str = "kodevik";
const MOMENTS: u64 = 10;

fn port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(20_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(port < 21_000, "no port is free");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// 120 people, some with two employments, some rows faulty.
fn people() -> String {
    let mut lines: Vec<Line> = (0..120).map(Line::of).collect();
    for index in (0..120).step_by(7) {
        let mut second = Line::of(index);
        second.employment = format!("E{index}b");
        lines.push(second);
    }
    for index in (3..120).step_by(20) {
        lines[index].number = "12345678901".to_owned();
    }
    file(&lines)
}

async fn send_file(issuer: &str) {
    let address = format!("{issuer}/_local/hr/{TENANT}/changes/7.csv");
    let url = address.parse().unwrap();
    let answer = wire::send(Method::PUT, &url, &[], &people()).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

/// What can be compared between two runs at different times.
fn timeless(mut said: Vec<Value>) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("since");
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    said.iter_mut().for_each(strip);
    said
}

async fn lives(data: PathBuf) -> Hub {
    Hub::with(|options| {
        options.data = Some(data);
        options.clock = Clock::system();
    })
    .await
}

async fn ended(hub: &Hub) -> (HrImport, Vec<Value>, Value) {
    let import = hub.imported(TENANT, "7.csv").await;
    let outcomes = serde_json::to_value(hub.outcomes(&import).await).unwrap();
    let directory = timeless(hub.directory_of(TENANT).await);
    (import, directory, outcomes)
}

/// The import without a kill: what comes of it, and how many writes it has.
async fn undisturbed(seed: &Path) -> (HrImport, Vec<Value>, Value, u64) {
    let folder = tempfile::tempdir().unwrap();
    let hub = lives(command::copy(seed, folder.path())).await;
    let before = hub.shim().writes();
    send_file(&hub.stack.issuer()).await;
    let (import, directory, outcomes) = ended(&hub).await;
    let writes = hub.shim().writes() - before;
    drop(hub);
    (import, directory, outcomes, writes)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_ten_times_ends_as_an_undisturbed_one() {
    let _machine = whole_machine().await;
    let seed = tempfile::tempdir().unwrap();
    let seeded = command::run(seed.path(), &["--small", "seed"]);
    assert!(seeded.status.success());
    let (import, directory, outcomes, writes) = undisturbed(seed.path()).await;
    assert!(writes > 100, "only {writes} writes");
    assert!(import.counts.taken > 100 && import.counts.refused > 0);
    // Rows that come together are noted together: how many writes there are differs a little from
    // run to run, and the last of one may not come in the next.
    let sure = writes * 9 / 10;
    for moment in 0..MOMENTS {
        let number = 1 + moment * sure / (MOMENTS - 1);
        let when = if moment % 2 == 0 { "before" } else { "after" };
        let kill = format!("{when}:{number}");
        let folder = tempfile::tempdir().unwrap();
        let data = command::copy(seed.path(), folder.path());
        let port = port().to_string();
        let arguments = ["--small", "--port", &port, "--kill", &kill];
        let killed = command::start(&data, &arguments);
        send_file(&killed.issuer).await;
        let dead = killed.wait_within(Duration::from_mins(1)).await;
        let dead = dead.unwrap_or_else(|| panic!("{kill} never came"));
        assert_eq!(dead.status.signal(), Some(9), "{kill}");
        let hub = lives(data).await;
        let (after, found, said) = ended(&hub).await;
        assert_eq!(after.counts, import.counts, "{kill}");
        assert_eq!(found, directory, "{kill}");
        assert_eq!(said, outcomes, "{kill}");
        assert!(hub.stack.inbox().to(None).is_empty(), "{kill}: mail");
        drop(hub);
    }
}
