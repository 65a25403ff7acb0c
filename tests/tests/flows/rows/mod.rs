//! The first-login table, a walk for each row under its id.

pub mod known;
pub mod linked;
pub mod refused;
pub mod typed;

use http::Method;
use kobling_tests::{Hub, wire};

/// What an operator decides until there is a console for it.
pub async fn approve(hub: &Hub, tenant: &str, name: &str, decision: &str) {
    let waiting = hub
        .request(Method::GET, "/_local/approvals.json", &[], "")
        .await;
    let waiting = waiting.json();
    let eid = waiting
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["tenant"] == tenant && one["name"] == name)
        .unwrap_or_else(|| panic!("{name} does not wait: {waiting}"))["eid"]
        .clone();
    let form = wire::encode(&[
        ("tenant", tenant),
        ("eid", eid.as_str().unwrap()),
        ("decision", decision),
    ]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = hub
        .request(Method::POST, "/_local/approve", &headers, &form)
        .await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
}

/// An address as the code page shows it, where the part behind the @ may break.
pub fn masked_out(address: &str) -> String {
    address.replace('@', "@<wbr>")
}

pub fn mail_link(links: &[String]) -> String {
    let mut links = links.iter();
    links
        .find(|link| link.contains("/verify-code?"))
        .unwrap_or_else(|| panic!("no link to press"))
        .clone()
}
