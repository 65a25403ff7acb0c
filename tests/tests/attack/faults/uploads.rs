//! A file by the API: whatever fails, the answer says so in a way that a program understands, and the
//! same file sent again is the same import, and the only one.

use std::time::Duration;

use http::Method;
use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_model::{ClientId, TenantId, apps::ClientAtTenant};
use kobling_protocol::api::HR_IMPORT;
use kobling_tests::{
    Hub, SERVICE,
    hr::DELTA,
    wire::{self, Answer},
};
use serde_json::json;
use tokio::time::Instant;

use super::{Case, Ran, dump, heal};

const CSV: &str = "employment_number,given_name,family_name\n1001,Lykt,Granskog\n";
/// API Gateway gives up after half a minute.
const IN_TIME: Duration = Duration::from_secs(28);

async fn put(hub: &Hub, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "text/csv"),
    ];
    let path = format!("/api/hr/feeds/{DELTA}/files/people-7.csv");
    hub.request(Method::PUT, &path, &headers, CSV).await
}

fn id(answer: &Answer) -> String {
    let body = answer.json();
    body["id"].as_str().unwrap_or_default().to_owned()
}

/// A success, or a problem that says that the same may go later.
fn wrong_with(answer: &Answer) -> Option<String> {
    let is_fine = match answer.status.as_u16() {
        202 => !id(answer).is_empty(),
        503 => {
            answer.media_type() == "application/problem+json"
                && answer.json()["code"] == "temporarily_unavailable"
        }
        _ => false,
    };
    (!is_fine).then(|| format!("{} {}", answer.status, answer.body))
}

/// A municipality that lets the demo's HR system send files, and its token.
pub async fn sender(hub: &Hub, tenant: &str) -> String {
    let of = hub.municipality(tenant, |_| {}).await;
    allow(hub, &of).await;
    hub.service_token(tenant, HR_IMPORT).await
}

async fn allow(hub: &Hub, tenant: &TenantId) {
    hub.put(&ClientAtTenant {
        tenant: tenant.clone(),
        client: ClientId::parse(SERVICE).unwrap(),
        enabled: true,
        scopes: vec![HR_IMPORT.to_owned()],
    })
    .await;
}

pub async fn walk(hub: &Hub, case: Option<Case>, number: usize) -> Ran {
    let tenant = format!("by{number}x");
    let mut ran = Ran::default();
    let token = sender(hub, &tenant).await;
    if let Some(case) = case {
        hub.shim().add(case.rule(Some("admin")));
    }
    let since = Instant::now();
    let first = put(hub, &token).await;
    ran.wrong.extend(wrong_with(&first));
    if since.elapsed() > IN_TIME {
        ran.wrong.push("the answer comes too late".to_owned());
    }
    ran.end_fault(hub);
    ran.wrong.extend(heal(hub).await);
    // That took longer than a token lives.
    let token = hub.service_token(&tenant, HR_IMPORT).await;
    let again = put(hub, &token).await;
    let third = put(hub, &token).await;
    if again.status != 202 || id(&again) != id(&third) {
        ran.wrong.push(format!("{} {}", again.body, third.body));
    }
    if first.status == 202 && id(&first) != id(&again) {
        ran.wrong.push("the same file is another import".to_owned());
    }
    ran.wrong.extend(heal(hub).await);
    let imports = hub.imports(&tenant).await;
    let ids: Vec<&str> = imports.iter().map(|import| import.id.as_str()).collect();
    if ids != [id(&again)] {
        ran.wrong
            .push(format!("imports {ids:?}, told of {}", id(&again)));
    }
    ran.kept = dump::kept(hub, &tenant).await;
    ran
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_answer_was_lost_on_the_way_to_the_bucket_is_taken_once() {
    let hub = super::fresh().await;
    let token = sender(&hub, "nyvik").await;
    let bearer = format!("Bearer {token}");
    let wanted = json!({ "name": "people-7.csv", "size": CSV.len(), "content_type": "text/csv" });
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let path = format!("/api/hr/feeds/{DELTA}/uploads");
    let leave = hub
        .request(Method::POST, &path, &headers, &wanted.to_string())
        .await
        .json();
    let url = leave["url"].as_str().unwrap().parse().unwrap();
    let headers = leave["headers"].as_object().unwrap();
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .filter(|(name, _)| *name != "host" && *name != "content-length")
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    for fault in [Fault::Failed, Fault::Throttled, Fault::AnswerLost] {
        let mut rule = Rule::new(fault, Occasion::Nth(1));
        rule.operation = Some("PutObject".to_owned());
        rule.function = Some("admin".to_owned());
        hub.shim().add(rule);
        let answer = wire::send(Method::PUT, &url, &headers, CSV).await;
        assert!(answer.status.is_server_error(), "{fault:?} {}", answer.body);
        hub.shim().clear();
        hub.is_quiet_before(|| false).await;
        hub.pass(2);
    }
    let answer = wire::send(Method::PUT, &url, &headers, CSV).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(heal(&hub).await, [""; 0]);
    // Each that reached the bucket is an import; one took the row, to the other it is old.
    let counts: Vec<_> = hub.imports("nyvik").await;
    let counts: Vec<(u64, u64)> = counts
        .iter()
        .map(|import| (import.counts.taken, import.counts.older))
        .collect();
    assert_eq!(counts, [(1, 0), (0, 1)]);
}

/// The next call of that kind fails as a whole.
fn fails(hub: &Hub, fault: Fault, operation: &str) {
    let mut rule = Rule::new(fault, Occasion::Again(1, 3));
    rule.function = Some("admin".to_owned());
    rule.operation = Some(operation.to_owned());
    hub.shim().add(rule);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_stored_and_not_answered_for_is_the_same_import_when_it_comes_again() {
    let hub = super::fresh().await;
    for (index, (fault, operation)) in [
        (Fault::AnswerLost, "PutObject"),
        (Fault::Failed, "HeadObject"),
        (Fault::StoreThrottled, "TransactWriteItems"),
    ]
    .into_iter()
    .enumerate()
    {
        let tenant = format!("nyvik{index}");
        let token = sender(&hub, &tenant).await;
        fails(&hub, fault, operation);
        put(&hub, &token).await;
        hub.shim().clear();
        hub.is_quiet_before(|| false).await;
        hub.pass(2);
        let again = put(&hub, &token).await;
        assert_eq!(again.status, 202, "{}", again.body);
        hub.is_quiet_before(|| false).await;
        let imports = hub.imports(&tenant).await;
        assert_eq!(imports.len(), 1, "{operation}: {imports:?}");
        assert_eq!(imports[0].id.as_str(), id(&again), "{operation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_under_the_same_name_takes_the_place_of_the_first_once() {
    let hub = super::fresh().await;
    let token = sender(&hub, "nyvik").await;
    assert_eq!(put(&hub, &token).await.status, 202);
    hub.is_quiet_before(|| false).await;
    hub.pass(2);
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "text/csv"),
    ];
    let path = format!("/api/hr/feeds/{DELTA}/files/people-7.csv");
    let longer = format!("{CSV}1002,Bris,Ladestad\n");
    fails(&hub, Fault::AnswerLost, "PutObject");
    for _ in 0..2 {
        hub.request(Method::PUT, &path, &headers, &longer).await;
        hub.shim().clear();
        hub.is_quiet_before(|| false).await;
        hub.pass(2);
    }
    let imports = hub.imports("nyvik").await;
    let rows: Vec<u64> = imports.iter().map(|import| import.rows).collect();
    assert_eq!(rows, [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_breaks_off_on_its_way_here_may_be_asked_for_again() {
    let hub = super::fresh().await;
    let token = sender(&hub, "nyvik").await;
    let import = id(&put(&hub, &token).await);
    hub.is_quiet_before(|| false).await;
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let path = format!("/api/hr/imports/{import}/report");
    fails(&hub, Fault::Cut, "GetObject");
    let answer = hub.request(Method::GET, &path, &headers, "").await;
    assert_eq!(wrong_with(&answer), None);
    hub.shim().clear();
    let answer = hub.request(Method::GET, &path, &headers, "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}
