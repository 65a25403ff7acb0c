//! The command: started, killed at a write, started again.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its world cannot be made"
)]

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use http::Request;
use kobling_simulators::http_client::{HttpClient, HttpClientError};

/// The running command and its issuer.
fn start(data: &Path, arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kobling"))
        .args(["--port", "0", "--small", "--data"])
        .arg(data)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let issuer = lines
        .map_while(Result::ok)
        .find_map(|line| Some(line.split_once("Everything")?.1.trim().to_owned()))
        .unwrap();
    (child, issuer.trim_end_matches("/_local/").to_owned())
}

/// From the start address to the national login's page: the hub stores the request on the way.
async fn begin_login(issuer: &str) -> Result<String, HttpClientError> {
    let client = HttpClient::new();
    let mut address = format!("{issuer}/t/asnes");
    let mut cookie = String::new();
    for _ in 0..8 {
        let request = Request::get(&address).header("cookie", &cookie);
        let answer = client.send(request.body(Vec::new()).unwrap()).await?;
        if let Some(set) = answer.headers().get("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            pair.clone_into(&mut cookie);
        }
        let Some(location) = answer.headers().get("location") else {
            break;
        };
        let location = location.to_str().unwrap();
        address = match location.strip_prefix('/') {
            Some(path) => {
                let (scheme, rest) = address.split_once("://").unwrap();
                format!("{scheme}://{}/{path}", rest.split('/').next().unwrap())
            }
            None => location.to_owned(),
        };
    }
    Ok(address)
}

#[tokio::test]
async fn a_process_killed_at_a_write_starts_again_and_goes_on() {
    for moment in ["before:1", "after:1"] {
        let folder = tempfile::tempdir().unwrap();
        let (mut killed, issuer) = start(folder.path(), &["--kill", moment]);
        assert!(begin_login(&issuer).await.is_err(), "{moment}");
        assert_eq!(killed.wait().unwrap().signal(), Some(9), "{moment}");

        let (mut again, issuer) = start(folder.path(), &[]);
        let reached = begin_login(&issuer).await.unwrap();
        assert!(
            reached.starts_with("http://idporten.localhost"),
            "{reached}"
        );
        again.kill().unwrap();
        again.wait().unwrap();
    }
}

#[test]
fn an_interrupt_stops_it_clean() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _) = start(folder.path(), &[]);
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(sent.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
