//! Registrations that are not taken: the answer names the member, and nothing is written.

use http::Method;
use serde_json::{Value, json};

use super::{JSON, NEW, Office, web_app};
use crate::api::is_problem;

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_is_wrong_with_a_registration_is_named() {
    let office = Office::open().await;
    let before = office.hub.identity_items().await;
    let metadata = "invalid_client_metadata";
    for (member, value, code) in [
        ("redirect_uri", json!("https://app.example/"), metadata),
        (
            "client_secret",
            json!("a-secret-of-enough-length"),
            metadata,
        ),
        ("tenants", json!(["asnes"]), metadata),
        ("secrets", json!([]), metadata),
        ("client_id", json!("another"), metadata),
        ("client_name", json!("a\u{7}b"), metadata),
        ("enabled", json!("no"), metadata),
        ("client_type", json!("gadget"), metadata),
        ("scope", json!("openid nosuch"), metadata),
        ("jwks_uri", json!("http://app.example/keys"), metadata),
        ("policy_uri", json!("http://app.example/privacy"), metadata),
        (
            "backchannel_logout_uri",
            json!("http://app.example/"),
            metadata,
        ),
        ("id_token_claims", json!(["national_id"]), metadata),
        ("refresh_grace_seconds", json!(11), metadata),
        ("initiate_login_uri", json!("javascript:alert(1)"), metadata),
        ("resources", json!([office.hub.stack.issuer()]), metadata),
        ("redirect_uris", json!([]), "invalid_redirect_uri"),
    ] {
        let mut members = web_app();
        members[member] = value;
        let answer = office.create("vaktplan", &members).await;
        is_problem(&answer, 400, code);
        assert_eq!(answer.json()["member"], member);
    }
    for uri in [
        "http://app.example/callback",
        "http://localhost.example/callback",
        "https://app.example/#x",
        "https://user@app.example/",
        "https://*.example/",
        "com.example.app:/callback",
        "javascript:alert(1)",
    ] {
        let mut members = web_app();
        members["redirect_uris"] = json!([uri]);
        let answer = office.create("vaktplan", &members).await;
        is_problem(&answer, 400, "invalid_redirect_uri");
        assert!(!answer.body.contains(uri));
    }
    let put = async |path: &str, kind: &str, body: &str| {
        let headers = [("content-type", kind), NEW];
        office.call(Method::PUT, path, &headers, body).await
    };
    let app = web_app().to_string();
    let path = "/api/clients/vaktplan";
    let answer = put(path, "text/plain", &app).await;
    is_problem(&answer, 415, "unsupported_media_type");
    for body in ["", "{", "[]", "null", "{\"a\":1e999}"] {
        is_problem(&put(path, JSON.1, body).await, 400, "invalid_request");
    }
    let large = format!("{{\"client_name\":\"{}\"}}", "x".repeat(70_000));
    is_problem(&put(path, JSON.1, &large).await, 413, "too_large");
    for id in ["Vaktplan", "-a", "a%23b", "%00"] {
        let answer = put(&format!("/api/clients/{id}"), JSON.1, &app).await;
        is_problem(&answer, 400, "invalid_request");
    }
    assert!(office.hub.changed_since(&before).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_apps_on_phones_and_pcs_are_sent_where_only_they_are() {
    let office = Office::open().await;
    for (id, uri) in [
        ("phone", "com.example.vaktplan:/signed-in"),
        ("pc", "http://127.0.0.1/callback"),
    ] {
        let members = json!({
            "client_type": "native",
            "token_endpoint_auth_method": "none",
            "redirect_uris": [uri],
        });
        let answer = office.create(id, &members).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.json()["client_secret"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_of_an_app_that_is_not_there_nothing_is() {
    let office = Office::open().await;
    for path in [
        "/api/clients/nosuch",
        "/api/clients/nosuch/secrets",
        "/api/clients/nosuch/tenants",
        "/api/clients/a%23b",
        "/api/clients/A",
    ] {
        is_problem(&office.get(path).await, 404, "not_found");
    }
    let headers = [("if-match", "\"x\"")];
    for (method, path) in [
        (Method::DELETE, "/api/clients/nosuch"),
        (Method::POST, "/api/clients/nosuch/secrets"),
        (Method::DELETE, "/api/clients/nosuch/secrets/registered"),
        (Method::DELETE, "/api/clients/hrm/secrets/nosuch"),
        (Method::DELETE, "/api/clients/nosuch/tenants/asnes"),
        (Method::DELETE, "/api/clients/hrm/tenants/nosuch"),
    ] {
        let answer = office.call(method, path, &headers, "").await;
        is_problem(&answer, 404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_is_missing_or_too_much_is_said_so_that_it_can_be_mended() {
    let office = Office::open().await;
    let says = async |members: &Value, member: &str, part: &str| {
        let answer = office.create("vaktplan", members).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        let said = answer.json();
        assert_eq!(said["member"], member);
        let detail = said["detail"].as_str().unwrap();
        assert!(detail.contains(part), "{detail}");
    };
    says(
        &json!({}),
        "redirect_uris",
        "say where people are sent back to",
    )
    .await;
    let mut device = web_app();
    device["client_type"] = json!("device");
    says(&device, "grant_types", "how it comes by tokens").await;
    for (member, value, part) in [
        ("client_secret", json!("x"), "the hub makes the secret"),
        ("tenants", json!(["asnes"]), "PUT /api/clients/{id}/tenants"),
        ("response_types", json!(["code"]), "leave it out"),
    ] {
        let mut members = web_app();
        members[member] = value;
        says(&members, member, part).await;
    }
}
