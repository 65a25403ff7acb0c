//! The command as a process: what a person starts, and what a test kills.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

/// A running Kobling.
pub(crate) struct Running {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
    pub(crate) issuer: String,
}

/// How a run ended, with all that it said after its greeting.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

fn kobling(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kobling-in-tests"));
    command.arg("--data").arg(data).args(arguments);
    command.stdin(Stdio::null());
    command
}

/// Runs it to its end, which it comes to by itself.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> std::process::Output {
    kobling(data, arguments).output().unwrap()
}

/// Starts it and waits for its greeting.
pub(crate) fn start(data: &Path, arguments: &[&str]) -> Running {
    let mut child = kobling(data, arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut issuer = None;
    let mut line = String::new();
    while !line.starts_with("Ctrl-C") {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it did not start");
        if let Some((_, address)) = line.split_once("Everything") {
            issuer = Some(address.trim().trim_end_matches("/_local/").to_owned());
        }
    }
    Running {
        child,
        lines,
        issuer: issuer.expect("the greeting names an address"),
    }
}

impl Running {
    /// Presses Ctrl-C.
    pub(crate) fn interrupt(self) -> Ended {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(sent.success());
        self.wait()
    }

    /// Waits for the end.
    pub(crate) fn wait(mut self) -> Ended {
        let mut said = String::new();
        self.lines.read_to_string(&mut said).unwrap();
        let status = self.child.wait().unwrap();
        Ended { status, said }
    }

    /// As `wait`, where the end is to come within a time; ends it by force where it does not.
    pub(crate) async fn wait_within(mut self, limit: Duration) -> Option<Ended> {
        let step = Duration::from_millis(20);
        for _ in 0..limit.as_millis() / step.as_millis() {
            if self.child.try_wait().unwrap().is_some() {
                return Some(self.wait());
            }
            tokio::time::sleep(step).await;
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        None
    }
}

/// Copies a data folder, as someone does who keeps a copy.
pub(crate) fn copy(from: &Path, to: &Path) -> PathBuf {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
    to.to_path_buf()
}
