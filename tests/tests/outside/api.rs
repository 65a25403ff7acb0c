//! The API as others see it: its description by someone else's validator, real answers held
//! against it, and the commands of its guide as a shell runs them.

use std::{process::Stdio, time::Duration};

use http::Method;
use kobling_model::{
    TenantId,
    people::{Conflict, ConflictKind},
};
use kobling_tests::{Hub, wire::Answer};
use serde_json::{Value, json};

use crate::{command, node, root, shared_machine};

const GUIDE: &str = include_str!("../../../docs/hr-upload.md");
const APPS_GUIDE: &str = include_str!("../../../docs/develop/register-apps.md");
/// The address that the guide names.
const USUAL: &str = "http://localhost:8000";
/// How long the guide's commands may take.
const LONGEST: Duration = Duration::from_mins(3);
const CSV: &str = "employment_number,given_name,family_name\n1001,Lykt,Granskog\n";

/// Calls, and what came back, as the validator's script reads them.
struct Record<'a> {
    hub: &'a Hub,
    token: String,
    headers: Vec<(&'static str, &'static str)>,
    lines: Vec<Value>,
}

impl Record<'_> {
    /// `described` is the path as the description writes it.
    async fn call(
        &mut self,
        method: &str,
        described: &str,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", kind)];
        headers.extend(&self.headers);
        let verb: Method = method.parse().unwrap();
        let answer = self.hub.request(verb, path, &headers, body).await;
        let kind = answer.media_type().to_owned();
        self.lines.push(json!({
            "method": method,
            "path": described,
            "status": answer.status.as_u16(),
            "body": if kind.ends_with("json") { answer.json() } else { answer.body.clone().into() },
            "type": kind,
        }));
        answer
    }

    async fn get(&mut self, described: &str, path: &str) -> Answer {
        self.call("GET", described, path, "", "").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_foreign_validator_finds_no_fault_and_real_answers_fit_the_description() {
    const PUT: &str = "/api/hr/feeds/{feed}/files/{name}";
    const UPLOADS: &str = "/api/hr/feeds/{feed}/uploads";
    const IMPORT: &str = "/api/hr/imports/{id}";
    const DECISION: &str = "/api/hr/imports/{id}/decision";
    const CONFLICTS: &str = "/api/conflicts";
    let _machine = shared_machine().await;
    let hub = Hub::start().await;
    hub.put(&Conflict {
        id: "c1".to_owned(),
        tenant: TenantId::parse("asnes").unwrap(),
        kind: ConflictKind::WrongAddress,
        directory_user: None,
        account: None,
        reference: "K7QM-2XP9".to_owned(),
        at: hub.now(),
        is_settled: false,
    })
    .await;
    let mut record = Record {
        hub: &hub,
        token: hub
            .service_token("asnes", "hr.import hr.decide conflicts.read")
            .await,
        headers: Vec::new(),
        lines: Vec::new(),
    };
    let put = "/api/hr/feeds/changes/files/people-1.csv";
    let sent = record.call("PUT", PUT, put, "text/csv", CSV).await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    hub.imported("asnes", "people-1.csv").await;
    record.call("PUT", PUT, put, "text/html", CSV).await;
    record.call("PUT", PUT, put, "text/csv", "").await;
    let large = "x".repeat(5 * 1024 * 1024);
    record.call("PUT", PUT, put, "text/csv", &large).await;
    let uploads = "/api/hr/feeds/changes/uploads";
    let wanted = r#"{"name":"people-2.csv","size":10,"content_type":"text/csv"}"#;
    let (kind, yes) = ("application/json", r#"{"approve":true,"people_ended":3}"#);
    record.call("POST", UPLOADS, uploads, kind, wanted).await;
    let nosuch = "/api/hr/feeds/nosuch/uploads";
    record.call("POST", UPLOADS, nosuch, kind, wanted).await;
    record.get("/api/hr/imports", "/api/hr/imports").await;
    let at = format!("/api/hr/imports/{id}");
    record.get(IMPORT, &at).await;
    record.get(IMPORT, "/api/hr/imports/nosuch").await;
    let report = format!("{at}/report");
    record.get("/api/hr/imports/{id}/report", &report).await;
    let decision = format!("{at}/decision");
    record.call("POST", DECISION, &decision, kind, yes).await;
    record.get(CONFLICTS, CONFLICTS).await;
    record.get(CONFLICTS, "/api/conflicts?limit=0").await;
    record.token = hub.service_token("asnes", "hr.import").await;
    record.get(CONFLICTS, CONFLICTS).await;
    record.token = "none".to_owned();
    record.get(CONFLICTS, CONFLICTS).await;
    apps(&mut record).await;

    let answers: Vec<String> = record.lines.iter().map(Value::to_string).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("answers.jsonl");
    std::fs::write(&file, answers.join("\n")).unwrap();
    let description = root().join("docs/api/openapi.yaml");
    let arguments = [description.to_str().unwrap(), file.to_str().unwrap()];
    node::run("openapi.mjs", &arguments).await;
}

/// Calls about apps.
async fn apps(record: &mut Record<'_>) {
    const CLIENT: &str = "/api/clients/{id}";
    const SECRETS: &str = "/api/clients/{id}/secrets";
    const SECRET: &str = "/api/clients/{id}/secrets/{secret}";
    const TENANT: &str = "/api/clients/{id}/tenants/{tenant}";
    const KIND: &str = "application/json";
    record.token = record.hub.registrar_token().await;
    let at = "/api/clients/probe";
    let app = r#"{"redirect_uris": ["https://app.example/callback"]}"#;
    record.call("PUT", CLIENT, at, KIND, app).await;
    record.headers = vec![("if-none-match", "*")];
    let wrong = r#"{"redirect_uri": "https://app.example/callback"}"#;
    record.call("PUT", CLIENT, at, KIND, wrong).await;
    record.call("PUT", CLIENT, at, KIND, app).await;
    record.call("PUT", CLIENT, at, KIND, app).await;
    record.headers.clear();
    record.get(CLIENT, at).await;
    record.get(CLIENT, "/api/clients/hrm").await;
    record.get(CLIENT, "/api/clients/nosuch").await;
    record.get("/api/clients", "/api/clients?limit=2").await;
    let secrets = format!("{at}/secrets");
    record.call("POST", SECRETS, &secrets, "", "").await;
    record.get(SECRETS, &secrets).await;
    record.get(SECRETS, "/api/clients/hrm/secrets").await;
    let last = "/api/clients/hrm/secrets/registered";
    record.call("DELETE", SECRET, last, "", "").await;
    let tenant = format!("{at}/tenants/asnes");
    let wished = r#"{"enabled": true}"#;
    record.call("PUT", TENANT, &tenant, KIND, wished).await;
    record.call("PUT", TENANT, &tenant, KIND, "{}").await;
    let tenants = format!("{at}/tenants");
    record.get("/api/clients/{id}/tenants", &tenants).await;
    record.call("DELETE", CLIENT, at, "", "").await;
}

/// A guide's shell commands, one after the other.
fn commands(guide: &str) -> String {
    let blocks = guide.split("```sh\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 5, "the guide has no commands");
    blocks.join("\n")
}

/// Runs a guide's commands against a hub of their own, then `further` ones; what they said.
async fn run(guide: &str, further: &str) -> String {
    let _machine = shared_machine().await;
    assert!(guide.contains(USUAL));
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let running = command::start(data.path(), &["--port", "0", "--small"]);
    // Any refusal ends the run, but where the guide itself waits for something.
    let script = format!(
        "curl() {{ command curl --fail-with-body \"$@\"; }}\n{}\n{further}",
        commands(guide).replace(USUAL, &running.issuer)
    );
    let run = tokio::process::Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(LONGEST, run)
        .await
        .expect("the commands end in time")
        .expect("bash starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(running.interrupt().status.success());
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_the_commands_of_the_guide_do_what_it_says() {
    let said = run(
        GUIDE,
        r#"until curl -s -H "Authorization: Bearer $TOKEN" $ISSUER/api/hr/imports |
          jq -e '[.items[] | .name + " " + .state] | sort == [
            "all-20260302.csv refused", "people-20260302.csv done",
            "people-20260303.csv done"]'; do sleep 1; done"#,
    )
    .await;
    // The report in both forms.
    assert!(said.contains(r#""employment_number":"1001""#), "{said}");
    assert!(said.contains("1001,") || said.contains("1001;"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_the_commands_of_the_guide_for_apps_do_what_it_says() {
    let said = run(
        APPS_GUIDE,
        "test ${#APP_SECRET} = 43 && test ${#NEXT_SECRET} = 43",
    );
    let said = said.await;
    assert!(said.contains(r#""client_name":"Vaktplan 2""#), "{said}");
    assert!(said.contains(r#""next_cursor":"#), "{said}");
}
