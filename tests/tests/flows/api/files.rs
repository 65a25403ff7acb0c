//! Files that come by the API: where they end up, what is refused and why, and what the answer is
//! worth to someone else.

use http::Method;
use kobling_aws::objects::Bucket;
use kobling_model::{
    ImportId, TenantId,
    hr::{Counts, FeedKind, FileRefusal, Headers, HrFeed, HrImport, ImportState, SequenceSource},
    national_id::Namespace,
};
use kobling_tests::{
    Hub, SERVICE,
    wire::{self, Answer},
};
use serde_json::{Value, json};

use super::{call, is_problem, token};

const CSV: &str = "employment_number,given_name,family_name\n1001,Lykt,Granskog\n";

/// A feed of a tenant that wants the sequence in a header.
async fn feed(hub: &Hub, tenant: &str, id: &str, sequence: SequenceSource) -> HrFeed {
    let feed = HrFeed {
        tenant: TenantId::parse(tenant).unwrap(),
        id: id.to_owned(),
        kind: FeedKind::Delta,
        sequence,
        namespace: Namespace::NoFnr,
        columns: std::collections::BTreeMap::new(),
        enabled: true,
        full_sequence: 0,
    };
    hub.put(&feed).await;
    feed
}

/// Sends a file, with further headers.
async fn put(
    hub: &Hub,
    path: &str,
    token: &str,
    kind: &str,
    further: &[(&str, &str)],
    body: &str,
) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", kind)];
    headers.extend(further);
    hub.request(
        Method::PUT,
        &format!("/api/hr/feeds/{path}"),
        &headers,
        body,
    )
    .await
}

async fn post(hub: &Hub, path: &str, token: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    hub.request(Method::POST, path, &headers, &body.to_string())
        .await
}

/// An import as the `import` function would have left it.
fn import(tenant: &str, id: &str, state: ImportState) -> HrImport {
    HrImport {
        tenant: TenantId::parse(tenant).unwrap(),
        id: ImportId::parse(id).unwrap(),
        feed: "hr".to_owned(),
        kind: FeedKind::Full,
        name: "people-1.csv".to_owned(),
        object_key: format!("{tenant}/hr/people-1.csv"),
        sequence: Some(1),
        state,
        rows: 2,
        chunks: Some(1),
        people: 10,
        people_ended: 5,
        employments_ended: 6,
        headers: Headers::default(),
        unnamed_line: None,
        decided_by: None,
        counts: Counts::default(),
        report_key: None,
        reference: "K7QM-2XP9".to_owned(),
        created_at: 1_772_442_000,
        updated_at: 1_772_442_000,
        version: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_file_lies_in_the_bucket_as_it_was_sent_under_the_tokens_tenant() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Metadata).await;
    let token = token(&hub, "asnes", "hr.import").await;
    let at = "payroll/files/people.csv";
    let sequence = [("kobling-sequence", "7")];
    let answer = put(&hub, at, &token, "text/csv", &sequence, CSV).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let body = answer.json();
    let id = body["id"].as_str().unwrap();
    let status = format!("{}/api/hr/imports/{id}", hub.stack.issuer());
    assert_eq!(body["status"], status);
    assert_eq!(answer.header("location"), Some(status.as_str()));
    assert!(ImportId::parse(id).is_some());

    let objects = hub.stack.operator().app.objects().unwrap().clone();
    let key = "asnes/payroll/people.csv";
    let stored = objects.read(Bucket::Uploads, key).await.unwrap().unwrap();
    assert_eq!(stored, CSV.as_bytes());
    let head = objects.head(Bucket::Uploads, key).await.unwrap().unwrap();
    assert_eq!(head.metadata("sequence"), Some("7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_the_same_file_again_is_the_same_import_and_another_is_another() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Metadata).await;
    feed(&hub, "kodevik", "payroll", SequenceSource::Metadata).await;
    let own = token(&hub, "asnes", "hr.import").await;
    let at = "payroll/files/people.csv";
    let send = async |token: &str, sequence: &str, body: &str| {
        let sequence = [("kobling-sequence", sequence)];
        let answer = put(&hub, at, token, "text/csv", &sequence, body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let first = send(&own, "7", CSV).await;
    hub.pass(300);
    assert_eq!(send(&own, "7", CSV).await, first);
    assert_ne!(send(&own, "7", &format!("{CSV}\n")).await, first);
    hub.pass(1);
    assert_ne!(send(&own, "8", CSV).await, first);
    // Also when others have taken its place.
    assert_eq!(send(&own, "7", CSV).await, first);
    let other = token(&hub, "kodevik", "hr.import").await;
    assert_ne!(send(&other, "7", CSV).await, first);
    // What one tenant sent, another cannot ask about.
    hub.put(&import("asnes", &first, ImportState::Done)).await;
    for path in ["", "/report"] {
        let path = format!("/api/hr/imports/{first}{path}");
        let answer = call(&hub, Method::GET, &path, &other).await;
        is_problem(&answer, 404, "not_found");
        assert_ne!(call(&hub, Method::GET, &path, &own).await.status, 404);
    }
}

/// Where all files have one name, HR may go back to what it had said before.
#[tokio::test(flavor = "multi_thread")]
async fn h5_a_file_whose_name_has_no_digits_is_the_same_import_while_it_lies_there() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Name).await;
    let token = token(&hub, "asnes", "hr.import").await;
    let send = async |body: &str| {
        hub.pass(60);
        let at = "payroll/files/people.csv";
        let answer = put(&hub, at, &token, "text/csv", &[], body).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        answer.json()["id"].as_str().unwrap().to_owned()
    };
    let first = send(CSV).await;
    assert_eq!(send(CSV).await, first, "sent again after a lost answer");
    let other = send(&format!("{CSV}\n")).await;
    let back = send(CSV).await;
    assert!(first != other && other != back && back != first);
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_what_is_not_a_file_of_the_feed_is_refused_with_its_reason() {
    let hub = Hub::start().await;
    let own = feed(&hub, "asnes", "payroll", SequenceSource::Metadata).await;
    feed(&hub, "asnes", "named", SequenceSource::Name).await;
    feed(&hub, "kodevik", "theirs", SequenceSource::Name).await;
    let token = token(&hub, "asnes", "hr.import").await;
    let sequence = [("kobling-sequence", "7")];
    let try_put = async |path: &str, kind: &str, further: &[(&str, &str)], body: &str| {
        put(&hub, path, &token, kind, further, body).await
    };
    let at = "payroll/files/people.csv";
    for (path, kind, further, body, status, code) in [
        (
            "nosuch/files/a.csv",
            "text/csv",
            &sequence[..0],
            CSV,
            404,
            "not_found",
        ),
        (
            "theirs/files/a.csv",
            "text/csv",
            &sequence[..0],
            CSV,
            404,
            "not_found",
        ),
        (
            "a%23b/files/a.csv",
            "text/csv",
            &sequence[..0],
            CSV,
            404,
            "not_found",
        ),
        (at, "text/csv", &sequence[..0], CSV, 400, "invalid_request"),
        (
            at,
            "text/csv",
            &[("kobling-sequence", "-1")],
            CSV,
            400,
            "invalid_request",
        ),
        (
            at,
            "text/csv",
            &[("kobling-sequence", "x")],
            CSV,
            400,
            "invalid_request",
        ),
        (
            "named/files/a1.csv",
            "text/csv",
            &sequence,
            CSV,
            400,
            "invalid_request",
        ),
        (
            "payroll/files/..%2Fx.csv",
            "text/csv",
            &sequence,
            CSV,
            400,
            "invalid_request",
        ),
        (
            "payroll/files/%C3%A5.csv",
            "text/csv",
            &sequence,
            CSV,
            400,
            "invalid_request",
        ),
        (at, "text/csv", &sequence, "", 400, "invalid_request"),
        (
            at,
            "text/html",
            &sequence,
            CSV,
            415,
            "unsupported_media_type",
        ),
        (at, "", &sequence, CSV, 415, "unsupported_media_type"),
        (
            at,
            "text/csv",
            &sequence,
            "a\u{fffd}",
            415,
            "unsupported_media_type",
        ),
    ] {
        let answer = try_put(path, kind, further, body).await;
        assert_eq!(answer.status, status, "{path} {kind}: {}", answer.body);
        is_problem(&answer, status, code);
    }
    hub.put(&HrFeed {
        enabled: false,
        ..own
    })
    .await;
    let answer = try_put(at, "text/csv", &sequence, CSV).await;
    is_problem(&answer, 404, "not_found");
    // Nothing of it was stored.
    let objects = hub.stack.operator().app.objects().unwrap().clone();
    for key in ["asnes/payroll/people.csv", "asnes/named/a1.csv"] {
        assert_eq!(objects.read(Bucket::Uploads, key).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h5_five_megabytes_are_too_large_here_and_the_upload_is_named() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Name).await;
    let token = token(&hub, "asnes", "hr.import").await;
    let large = "x".repeat(5 * 1024 * 1024);
    let at = "payroll/files/people-1.csv";
    let answer = put(&hub, at, &token, "text/csv", &[], &large).await;
    is_problem(&answer, 413, "too_large");
    let uploads = answer.json()["uploads"].as_str().unwrap().to_owned();
    assert_eq!(
        uploads,
        format!("{}/api/hr/feeds/payroll/uploads", hub.stack.issuer())
    );
    let limit = "x".repeat(4 * 1024 * 1024);
    let answer = put(&hub, at, &token, "text/csv", &[], &limit).await;
    assert_eq!(answer.status, 202, "{}", answer.body);

    // And the road that it names.
    let path = uploads.trim_start_matches(&hub.stack.issuer()).to_owned();
    let mut wanted = json!({
        "name": "people-2.csv", "size": large.len(), "content_type": "text/csv",
    });
    let answer = post(&hub, &path, &token, &wanted).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let allowed = answer.json();
    assert_eq!(allowed["method"], "PUT");
    let url: url::Url = allowed["url"].as_str().unwrap().parse().unwrap();
    let headers: Vec<(&str, &str)> = allowed["headers"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "content-length" && *name != "host")
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let shorter = wire::send(Method::PUT, &url, &headers, "short").await;
    assert!(shorter.status.is_client_error(), "{}", shorter.status);
    // For this name at this tenant alone, and as what it was announced.
    for (own, other) in [("people-2.csv", "people-3.csv"), ("/asnes/", "/kodevik/")] {
        let elsewhere = url.as_str().replace(own, other).parse().unwrap();
        assert_ne!(elsewhere, url);
        let refused = wire::send(Method::PUT, &elsewhere, &headers, &large).await;
        assert_eq!(refused.status, 403, "{other}");
    }
    let as_another = [("content-type", "text/html")];
    let refused = wire::send(Method::PUT, &url, &as_another, &large).await;
    assert_eq!(refused.status, 403);
    let sent = wire::send(Method::PUT, &url, &headers, &large).await;
    assert!(sent.status.is_success(), "{} {}", sent.status, sent.body);
    let objects = hub.stack.operator().app.objects().unwrap().clone();
    let key = "asnes/payroll/people-2.csv";
    let head = objects.head(Bucket::Uploads, key).await.unwrap().unwrap();
    assert_eq!(head.size, large.len() as u64);
    hub.pass(16 * 60);
    let late = wire::send(Method::PUT, &url, &headers, &large).await;
    assert!(late.status.is_client_error(), "{}", late.status);

    let token = super::token(&hub, "asnes", "hr.import").await;
    for (name, value, status, code) in [
        ("size", json!(64 * 1024 * 1024 + 1), 413, "too_large"),
        ("size", json!(0), 413, "too_large"),
        ("size", json!(-1), 400, "invalid_request"),
        ("name", json!("../x"), 400, "invalid_request"),
        (
            "content_type",
            json!("text/html"),
            415,
            "unsupported_media_type",
        ),
        ("sequence", json!(1), 400, "invalid_request"),
        ("tenant", json!("kodevik"), 400, "invalid_request"),
    ] {
        let before = wanted.clone();
        wanted[name] = value;
        let answer = post(&hub, &path, &token, &wanted).await;
        assert_eq!(answer.status, status, "{wanted}: {}", answer.body);
        is_problem(&answer, status, code);
        wanted = before;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_feed_takes_so_many_files_an_hour() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Name).await;
    feed(&hub, "asnes", "other", SequenceSource::Name).await;
    let token = token(&hub, "asnes", "hr.import").await;
    for number in 0..120 {
        let at = format!("payroll/files/people-{number}.csv");
        let answer = put(&hub, &at, &token, "text/csv", &[], CSV).await;
        assert_eq!(answer.status, 202, "{number}: {}", answer.body);
    }
    let one_more = "payroll/files/people-999.csv";
    let answer = put(&hub, one_more, &token, "text/csv", &[], CSV).await;
    is_problem(&answer, 429, "too_many_requests");
    let wait: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait));
    // The same file again is no new one, and other feeds are not touched.
    let same = "payroll/files/people-1.csv";
    assert_eq!(
        put(&hub, same, &token, "text/csv", &[], CSV).await.status,
        202
    );
    let other = "other/files/people-1.csv";
    assert_eq!(
        put(&hub, other, &token, "text/csv", &[], CSV).await.status,
        202
    );
    hub.pass(wait);
    let token = super::token(&hub, "asnes", "hr.import").await;
    let answer = put(&hub, one_more, &token, "text/csv", &[], CSV).await;
    assert_eq!(answer.status, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_imports_and_reports_are_read_in_the_form_that_is_asked_for() {
    let hub = Hub::start().await;
    let token = token(&hub, "asnes", "hr.import").await;
    let id = "001772442000-abc";
    let at = format!("/api/hr/imports/{id}");
    // Its turn has not come: the id says that it may.
    let answer = call(&hub, Method::GET, &at, &token).await;
    is_problem(&answer, 404, "not_found");
    assert_eq!(answer.header("retry-after"), Some("2"));
    let old = call(
        &hub,
        Method::GET,
        "/api/hr/imports/001700000000-abc",
        &token,
    )
    .await;
    is_problem(&old, 404, "not_found");
    assert_eq!(old.header("retry-after"), None);

    hub.put(&import("asnes", id, ImportState::Checking)).await;
    let answer = call(&hub, Method::GET, &format!("{at}/report"), &token).await;
    is_problem(&answer, 409, "no_report");
    let mut done = import("asnes", id, ImportState::Done);
    let key = format!("asnes/{id}.csv");
    done.report_key = Some(key.clone());
    done.counts.taken = 1;
    hub.put(&done).await;
    let objects = hub.stack.operator().app.objects().unwrap().clone();
    objects
        .put(
            Bucket::Reports,
            &key,
            "text/csv",
            &[],
            b"line\n2\n".to_vec(),
        )
        .await
        .unwrap();
    let status = call(&hub, Method::GET, &at, &token).await.json();
    assert_eq!(status["state"], "done");
    assert_eq!(status["counts"]["taken"], 1);
    assert_eq!(status["created_at"], "2026-03-02T09:00:00Z");
    assert!(status["report"].as_str().unwrap().ends_with("/report"));
    assert!(!status.to_string().contains("object_key"));
    let csv = call(&hub, Method::GET, &format!("{at}/report"), &token).await;
    assert_eq!(
        (csv.media_type(), csv.body.as_str()),
        ("text/csv", "line\n2\n")
    );
    // A long one is read from the bucket itself, for a few minutes.
    done.rows = 100_000;
    hub.put(&done).await;
    let moved = call(&hub, Method::GET, &format!("{at}/report"), &token).await;
    assert_eq!(moved.status, 303);
    let url: url::Url = moved.header("location").unwrap().parse().unwrap();
    let read = wire::send(Method::GET, &url, &[], "").await;
    assert_eq!(read.body, "line\n2\n");

    let list = call(&hub, Method::GET, "/api/hr/imports?feed=hr", &token)
        .await
        .json();
    assert_eq!(list["items"][0]["id"], id);
    let none = call(&hub, Method::GET, "/api/hr/imports?feed=other", &token)
        .await
        .json();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    let refused = ImportState::Refused(FileRefusal::Broken { line: 3 });
    hub.put(&import("asnes", id, refused)).await;
    let status = call(&hub, Method::GET, &at, &token).await.json();
    assert_eq!(status["refusal"]["reason"], "broken");
    assert_eq!(status["refusal"]["at"]["line"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_held_file_goes_on_or_ends_by_one_decision() {
    let hub = Hub::start().await;
    let token = token(&hub, "asnes", "hr.decide").await;
    let other = super::token(&hub, "kodevik", "hr.decide").await;
    let yes = json!({ "approve": true, "people_ended": 5 });
    let no = json!({ "approve": false });
    let held = import("asnes", "001772442000-abc", ImportState::Held);
    hub.put(&held).await;
    let at = format!("/api/hr/imports/{}/decision", held.id.as_str());
    is_problem(&post(&hub, &at, &other, &yes).await, 404, "not_found");
    for bad in [
        json!({}),
        json!({"approve": "yes"}),
        // Nobody approves without the figure.
        json!({"approve": true}),
        json!({"approve": true, "people_ended": "5"}),
        json!({"approve": true, "x": 1}),
    ] {
        is_problem(&post(&hub, &at, &token, &bad).await, 400, "invalid_request");
    }
    let declined = post(&hub, &at, &token, &no).await;
    assert_eq!(declined.status, 202, "{}", declined.body);
    let body = declined.json();
    assert_eq!(body["state"], "refused");
    assert_eq!(body["refusal"]["reason"], "declined");
    assert_eq!(body["decided_by"], SERVICE);
    for decision in [&yes, &no] {
        is_problem(&post(&hub, &at, &token, decision).await, 409, "not_held");
    }
    let held = import("asnes", "001772442001-abc", ImportState::Held);
    hub.put(&held).await;
    let at = format!("/api/hr/imports/{}/decision", held.id.as_str());
    let other_figure = json!({ "approve": true, "people_ended": 2 });
    let refused = post(&hub, &at, &token, &other_figure).await;
    is_problem(&refused, 409, "other_figure");
    let approved = post(&hub, &at, &token, &yes).await;
    assert_eq!(approved.status, 202, "{}", approved.body);
    assert_eq!(approved.json()["decided_by"], SERVICE);
    is_problem(&post(&hub, &at, &token, &no).await, 409, "not_held");
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_every_call_that_changes_something_is_in_the_audit() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Name).await;
    let token = token(&hub, "asnes", "hr.import hr.decide").await;
    put(&hub, "payroll/files/p-1.csv", &token, "text/csv", &[], CSV).await;
    let wanted = json!({"name": "p-2.csv", "size": 5, "content_type": "text/csv"});
    post(&hub, "/api/hr/feeds/payroll/uploads", &token, &wanted).await;
    let held = import("asnes", "001772442000-abc", ImportState::Held);
    hub.put(&held).await;
    let at = format!("/api/hr/imports/{}/decision", held.id.as_str());
    post(&hub, &at, &token, &json!({ "approve": false })).await;
    let audit = hub.audit_items().await;
    for event in [
        "service_token_issued",
        "hr_file_received",
        "hr_upload_allowed",
    ] {
        let found = audit.values().filter(|item| item["event"]["S"] == event);
        let of_service = found.filter(|item| item["client"]["S"] == SERVICE);
        assert_eq!(of_service.count(), 1, "{event}");
    }
    let is_declined = audit.values().any(|item| {
        item["event"]["S"] == "import_moved"
            && item["detail"]["S"] == "rejected"
            && item["by"]["S"] == format!("service:{SERVICE}")
            && item["from"]["S"].is_string()
    });
    assert!(is_declined, "the decision is not in the audit");
}

/// The whole road of an HR system: a file by the API, the people in the directory, the report.
#[tokio::test(flavor = "multi_thread")]
pub async fn h5_a_file_by_the_api_becomes_people_and_a_report() {
    let hub = Hub::start().await;
    feed(&hub, "asnes", "payroll", SequenceSource::Metadata).await;
    let token = token(&hub, "asnes", "hr.import").await;
    let text = format!("{CSV},Uten,Nummer\n");
    let sequence = [("kobling-sequence", "7")];
    let at = "payroll/files/people.csv";
    let sent = put(&hub, at, &token, "text/csv", &sequence, &text).await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let import = hub.imported("asnes", "people.csv").await;
    assert_eq!(import.id.as_str(), id, "the id was another's");

    let status = call(&hub, Method::GET, &format!("/api/hr/imports/{id}"), &token).await;
    let status = status.json();
    assert_eq!(status["state"], "done", "{status}");
    assert_eq!(status["sequence"], 7);
    assert_eq!(status["rows"], 2);
    assert_eq!(status["counts"]["taken"], 1);
    assert_eq!(status["counts"]["refused"], 1);
    assert_eq!(hub.employed("asnes", "1001").await.given_name, "Lykt");

    let report = format!("/api/hr/imports/{id}/report");
    let csv = call(&hub, Method::GET, &report, &token).await;
    assert_eq!(csv.media_type(), "text/csv");
    assert_eq!(csv.body, hub.report(&import).await);
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "application/jsonl"),
    ];
    let lines = hub.request(Method::GET, &report, &headers, "").await;
    assert_eq!(lines.media_type(), "application/jsonl");
    let lines: Vec<Value> = lines
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["employment_number"], "1001");
    assert_eq!(lines[0]["outcome"], "taken");
    assert_eq!(lines[1]["reason"], "no_employment_number");
}

/// A full file that would end too many waits with its report, and is approved by the API.
#[tokio::test(flavor = "multi_thread")]
pub async fn h5_a_held_file_is_approved_by_the_api_and_carried_out() {
    let hub = Hub::start().await;
    let own = feed(&hub, "asnes", "payroll", SequenceSource::Metadata).await;
    let kind = FeedKind::Full;
    hub.put(&HrFeed { kind, ..own }).await;
    let token = token(&hub, "asnes", "hr.import hr.decide").await;
    let rows: Vec<String> = (0..20)
        .map(|number| format!("F{number},Bris,Ladestad{number}\n"))
        .collect();
    let all = rows.concat();
    let header = CSV.lines().next().unwrap();
    for (name, sequence, rows) in [
        ("all.csv", "1", all.as_str()),
        ("few.csv", "2", "F0,Bris,L\n"),
    ] {
        let at = format!("payroll/files/{name}");
        let sequence = [("kobling-sequence", sequence)];
        let text = format!("{header}\n{rows}");
        let sent = put(&hub, &at, &token, "text/csv", &sequence, &text).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        hub.imported("asnes", name).await;
    }
    let listed = "/api/hr/imports?name=few.csv&limit=5";
    let listed = call(&hub, Method::GET, listed, &token).await.json();
    let held = &listed["items"][0];
    assert_eq!(held["state"], "held", "{held}");
    assert_eq!(
        (&held["people_ended"], &held["employments_ended"]),
        (&json!(19), &json!(19))
    );
    assert_eq!(held["columns"]["unused"], json!([]), "{held}");
    assert_eq!(held["columns"]["used"][0]["column"], "employment_number");
    assert_eq!(
        held["warnings"],
        json!([{ "warning": "no_address_column" }])
    );
    let at = format!("/api/hr/imports/{}", held["id"].as_str().unwrap());
    let report = hub
        .request(
            Method::GET,
            &format!("{at}/report"),
            &[
                ("authorization", &format!("Bearer {token}")),
                ("accept", "application/jsonl"),
            ],
            "",
        )
        .await;
    assert_eq!(
        report.body.matches("would_end").count(),
        19,
        "{}",
        report.body
    );
    assert!(!report.body.contains("\"F0\""), "{}", report.body);
    let at = format!("{at}/decision");
    let yes = json!({ "approve": true, "people_ended": 19 });
    let answer = post(&hub, &at, &token, &yes).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let done = hub.imported("asnes", "few.csv").await;
    assert_eq!(done.state, ImportState::Done);
    assert_eq!(done.counts.ended, 19);
}
