//! Scripts of `tests/node`, run as a person would run them.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::root;

/// A bound against what hangs; on two cores beside other tests a look at every page takes minutes.
const LONGEST: Duration = Duration::from_mins(10);

fn command(script: &str) -> Command {
    let folder = root().join("tests/node");
    assert!(
        folder.join("node_modules").exists(),
        "the npm packages are not there: tests/run installs them"
    );
    let mut command = Command::new("node");
    command.arg(script).current_dir(folder).kill_on_drop(true);
    command
}

/// Runs a script to its end, which must be a good one.
pub(crate) async fn run(script: &str, arguments: &[&str]) {
    run_with(script, arguments, &[]).await;
}

/// As `run`, with more in its environment.
pub(crate) async fn run_with(script: &str, arguments: &[&str], environment: &[(&str, &str)]) {
    let mut command = command(script);
    command.args(arguments).envs(environment.iter().copied());
    let said = end_well(command, &format!("{script} {arguments:?}")).await;
    // A script that finds nothing to do would end well too.
    assert!(said.contains("ok "), "{script} looked at nothing: {said}");
}

/// Compiles a project of TypeScript into a folder, as strictly as the project says.
pub(crate) async fn compile(project: &str, folder: &Path) {
    let mut command = command("node_modules/typescript/bin/tsc");
    command.args(["--project", project, "--outDir"]).arg(folder);
    end_well(command, project).await;
}

/// What a command says that ends well, as it must.
async fn end_well(mut command: Command, what: &str) -> String {
    let running = command.stdin(Stdio::null()).output();
    let output = tokio::time::timeout(LONGEST, running)
        .await
        .expect("the script ends in time")
        .expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}\n{said}\n{complained}");
    format!("{said}{complained}")
}

/// A script that is talked with, in lines of JSON.
pub(crate) struct Talk {
    _child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Talk {
    pub(crate) fn start(script: &str, environment: &[(&str, &str)]) -> Self {
        let mut child = command(script)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
        }
    }

    /// The next line that the script says.
    pub(crate) async fn hear(&mut self) -> Value {
        let line = tokio::time::timeout(LONGEST, self.output.next_line())
            .await
            .expect("the script says something in time")
            .unwrap()
            .expect("the script says something more");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Says a line and nothing after it.
    pub(crate) async fn tell(&mut self, line: &str) {
        let mut input = self.input.take().expect("nothing was said before");
        input
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
        input.shutdown().await.unwrap();
    }
}
