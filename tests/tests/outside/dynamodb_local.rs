//! DynamoDB Local (Java), with the tables of template.yaml: somebody else's idea of DynamoDB.

use std::{net::TcpListener, process::Stdio, time::Duration};

use http::{Method, StatusCode};
use kobling_local::template::{Given, TEMPLATE, Template};
use kobling_tests::wire;
use serde_json::json;
use tokio::process::{Child, Command};
use url::Url;

use crate::root;

/// Starting a Java on a busy machine takes its time.
const READY_WITHIN: Duration = Duration::from_mins(1);
const MAIN: &str = "software.amazon.dynamodb.services.local.main.ServerRunner";

/// Ends with the value.
pub(crate) struct DynamoDbLocal {
    _child: Child,
    pub(crate) endpoint: String,
}

impl DynamoDbLocal {
    pub(crate) async fn start() -> Self {
        let folder = root().join("target/tools/dynamodb-local");
        assert!(
            folder.exists(),
            "DynamoDB Local is not there: tests/run installs it"
        );
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let child = Command::new("java")
            .arg(format!("-Djava.library.path={}", folder.display()))
            .arg("-cp")
            .arg(folder.join("*"))
            .args([MAIN, "-inMemory", "-sharedDb", "-disableTelemetry", "-port"])
            .arg(port.to_string())
            // It leaves a file where it runs.
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .expect("java starts: tests/run installs it");
        let this = Self {
            _child: child,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        this.await_ready(port).await;
        this.create_tables().await;
        this
    }

    async fn await_ready(&self, port: u16) {
        let step = Duration::from_millis(100);
        for _ in 0..READY_WITHIN.as_millis() / step.as_millis() {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(step).await;
        }
        panic!("DynamoDB Local did not start");
    }

    async fn create_tables(&self) {
        let given = Given {
            parameters: [
                ("Issuer", "http://localhost"),
                ("MailFrom", "no-reply@example.com"),
                ("MailIdentity", "example.com"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            endpoint: self.endpoint.clone(),
            extra_ca: None,
        };
        let template = Template::read(TEMPLATE, &given).unwrap();
        let url: Url = self.endpoint.parse().unwrap();
        for table in template.tables {
            let mut request = table.definition;
            request["TableName"] = json!(table.name);
            request["BillingMode"] = json!("PAY_PER_REQUEST");
            let headers = [
                ("content-type", "application/x-amz-json-1.0"),
                ("x-amz-target", "DynamoDB_20120810.CreateTable"),
                ("x-amz-date", "20260101T000000Z"),
                (
                    "authorization",
                    "AWS4-HMAC-SHA256 Credential=LOCAL/20260101/eu-north-1/dynamodb/aws4_request, \
                     SignedHeaders=host;x-amz-date, Signature=0",
                ),
            ];
            let answer = wire::send(Method::POST, &url, &headers, &request.to_string()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        }
    }
}
