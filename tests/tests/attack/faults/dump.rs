//! All that is kept of one tenant, so that two walks at different times and in different places can
//! be compared: ids, times, digests and what depends on how often something was tried are left out.

use kobling_aws::objects::Bucket;
use kobling_tests::{Hub, plain};
use serde_json::Value;

/// The first second that is now and not a date in a file.
const NOW: f64 = 1_700_000_000.0;

/// How digests of national ids begin.
const DIGEST: &str = "national-id-key~";

/// Left out: ids, digests, and how often something was tried.
const LEFT_OUT: &[&str] = &[
    "pk",
    "sk",
    "id",
    "id_digest",
    "digest",
    "directory_user",
    "account",
    "account_pk",
    "reference",
    "claimed_until",
    "message_id",
    "shard",
    "spoken_of",
];

/// Kinds that count attempts, or days.
const COUNTS: &[&str] = &["counter", "sendings", "paced_tenant", "received"];

/// Everything of a tenant in the store.
pub async fn kept(hub: &Hub, tenant: &str) -> Vec<String> {
    let tables = [
        hub.identity_items().await,
        hub.transient_items().await,
        hub.audit_items().await,
    ];
    let mut said = Vec::new();
    let mut sent = 0;
    for item in tables.iter().flat_map(|items| items.values()) {
        if item["tenant"]["S"].as_str() != Some(tenant) {
            continue;
        }
        let kind = item["type"]["S"].as_str().unwrap_or_default();
        if kind == "sendings" {
            sent += item["sent"]["N"]
                .as_str()
                .map_or(0, |n| n.parse().unwrap_or(0));
        }
        if !COUNTS.contains(&kind) {
            let mut item = item.clone();
            if kind == "hr_import" {
                item["version"] = Value::Null;
            }
            said.push(normal(&item, tenant));
        }
    }
    said.push(format!("{sent} sent at the tenant's pace"));
    said.sort();
    said
}

fn normal(item: &Value, tenant: &str) -> String {
    let mut item = Value::Object(plain(item.as_object().unwrap()));
    strip(&mut item);
    let text = item.to_string().replace(tenant, "TENANT");
    without_ids(&text)
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for name in LEFT_OUT {
                map.remove(*name);
            }
            map.values_mut().for_each(strip);
        }
        Value::Number(number) if number.as_f64().is_some_and(|number| number > NOW) => {
            *value = "NOW".into();
        }
        // Also where it is named by its registry.
        Value::String(text) if text.starts_with(DIGEST) => DIGEST.clone_into(text),
        Value::Array(list) => {
            list.iter_mut().for_each(strip);
            list.sort_by_key(ToString::to_string);
        }
        _ => {}
    }
}

/// An import's id is twelve digits, a hyphen and sixteen characters.
fn without_ids(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (String::new(), 0);
    while at < bytes.len() {
        let id = bytes.get(at..at + 29).is_some_and(|part| {
            part[..12].iter().all(u8::is_ascii_digit)
                && part[12] == b'-'
                && part[13..].iter().all(u8::is_ascii_alphanumeric)
        });
        if id {
            out.push_str("IMPORT");
            at += 29;
        } else {
            let next = text[at..].chars().next().unwrap_or_default();
            out.push(next);
            at += next.len_utf8().max(1);
        }
    }
    out
}

/// The reports of a tenant's imports, without their references.
pub async fn reports(hub: &Hub, tenant: &str) -> Vec<String> {
    let mut said = Vec::new();
    let objects = hub.stack.operator().app.objects().unwrap();
    for import in hub.imports(tenant).await {
        let keys = [import.report_key.clone(), import.lines_key()];
        for key in keys.into_iter().flatten() {
            let bytes = objects.read(Bucket::Reports, &key).await.unwrap();
            let text = String::from_utf8(bytes.unwrap_or_default()).unwrap();
            let text = text.replace(&import.reference, "REFERENCE");
            said.extend(text.replace(tenant, "TENANT").lines().map(str::to_owned));
        }
    }
    said.sort();
    said
}

/// All mails to addresses of a tenant.
pub fn mails(hub: &Hub, tenant: &str) -> Vec<String> {
    let domain = format!("@{tenant}.");
    let mails = hub.stack.inbox().to(None).into_iter();
    let ours = mails.filter(|mail| mail.to.iter().any(|to| to.contains(&domain)));
    let mut said: Vec<String> = ours
        .map(|mail| format!("{:?} {}", mail.to, mail.subject).replace(tenant, "TENANT"))
        .collect();
    said.sort();
    said
}

/// What one list has and the other has not.
pub fn difference(what: &str, found: &[String], expected: &[String]) -> Vec<String> {
    let mut missing = expected.to_vec();
    let mut said = Vec::new();
    for one in found {
        match missing.iter().position(|other| other == one) {
            Some(at) => {
                missing.swap_remove(at);
            }
            None => said.push(format!("{what}, not expected: {one}")),
        }
    }
    said.extend(missing.iter().map(|one| format!("{what}, missing: {one}")));
    said
}
