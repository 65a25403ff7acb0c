//! From a registration by the API to a person in the app, and out of it again at once.

use http::Method;
use kobling_tests::{REGISTRAR, RelyingParty, RelyingPartyError};
use serde_json::json;

use super::{Office, noted, tag, text, web_app};
use crate::{
    api::is_problem,
    walk::{SUBSTANTIAL, pid},
};

const APP: &str = "/api/clients/vaktplan";

fn is_refused(renewed: Result<kobling_tests::Renewed, RelyingPartyError>, error: &str) {
    match renewed {
        Err(RelyingPartyError::Refused(said)) => assert_eq!(said, error),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h6_an_app_registered_by_the_api_logs_people_in_until_it_is_disabled() {
    let office = Office::open().await;
    let hub = &office.hub;
    let made = office.create("vaktplan", &web_app()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let address = format!("{}{APP}", hub.stack.issuer());
    assert_eq!(made.header("location"), Some(address.as_str()));
    let first = text(&made.json()["client_secret"]);
    assert_eq!(first.len(), 43);
    let first_id = text(&made.json()["client_secret_id"]);
    // Shown this once.
    let shown = office.get(APP).await;
    assert_eq!(tag(&shown), tag(&made));
    assert!(!shown.body.contains(&first) && !shown.body.contains("secret_id"));

    let mut app = RelyingParty::registered(
        hub,
        "vaktplan",
        Some(first.clone()),
        "https://app.example/callback".to_owned(),
    )
    .await;
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, &[]);
    browser.go(begun.url.as_str()).await;
    assert!(app.code(&begun, browser.url()).is_err(), "not in use there");
    let at = json!({"enabled": true});
    let enabled = office.at("vaktplan", &person.tenant, &at).await;
    assert_eq!(enabled.status, 200, "{}", enabled.body);
    let mut browser = app.browser(hub);
    let begun = app.begin_with(&["offline_access"], &[("tenant", &person.tenant)]);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let subject = text(&login.claims["sub"]);
    let renewed = app.refresh(&login.refresh_token, &subject).await.unwrap();

    // Disabled by the API: refused at once, and back at once.
    let off = office.set("vaktplan", "enabled", json!(false)).await;
    assert_eq!(off.status, 200, "{}", off.body);
    let shown = app.refresh(&renewed.refresh_token, &subject).await;
    is_refused(shown, "invalid_client");
    assert!(app.userinfo(&renewed.access_token, &subject).await.is_err());
    office.set("vaktplan", "enabled", json!(true)).await;
    let renewed = app.refresh(&renewed.refresh_token, &subject).await.unwrap();

    // Another secret: both are good, until the first is taken away.
    let path = format!("{APP}/secrets");
    let second = office.call(Method::POST, &path, &[], "").await;
    assert_eq!(second.status, 201, "{}", second.body);
    assert_eq!(second.header("cache-control"), Some("no-store"));
    let renewed = app.refresh(&renewed.refresh_token, &subject).await.unwrap();
    let gone = office.delete(&format!("{path}/{first_id}")).await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    let shown = app.refresh(&renewed.refresh_token, &subject).await;
    is_refused(shown, "invalid_client");
    app.secret = Some(text(&second.json()["client_secret"]));
    let renewed = app.refresh(&renewed.refresh_token, &subject).await.unwrap();

    // Taken from the tenant, then removed for good.
    let tagged = office.tag_of("vaktplan").await;
    let remove = [("if-match", tagged.as_str())];
    let removed = office.call(Method::DELETE, APP, &remove, "").await;
    is_problem(&removed, 409, "in_use");
    let off = json!({"enabled": false, "scopes": []});
    office.at("vaktplan", &person.tenant, &off).await;
    let shown = app.refresh(&renewed.refresh_token, &subject).await;
    assert!(shown.is_err(), "{shown:?}");
    let path = format!("{APP}/tenants/{}", person.tenant);
    assert_eq!(office.delete(&path).await.status, 204);
    is_problem(&office.delete(&path).await, 404, "not_found");
    let removed = office.call(Method::DELETE, APP, &remove, "").await;
    assert_eq!(removed.status, 204, "{}", removed.body);
    is_problem(&office.get(APP).await, 404, "not_found");
    assert!(!office.get("/api/clients").await.body.contains("vaktplan"));
    // Whatever bears its id bears it alone.
    let again = office.create("vaktplan", &web_app()).await;
    is_problem(&again, 409, "client_id_retired");

    let tenant = person.tenant.as_str();
    let said =
        |event: &str, tenant: &str| [event, "vaktplan", tenant, REGISTRAR].map(str::to_owned);
    let mut expected = vec![
        said("client_registered", "-"),
        said("client_at_tenant_set", tenant),
        said("client_changed", "-"),
        said("client_changed", "-"),
        said("client_secret_made", "-"),
        said("client_secret_removed", "-"),
        said("client_at_tenant_set", tenant),
        said("client_at_tenant_removed", tenant),
        said("client_removed", "-"),
    ];
    expected.sort();
    let mut found = noted(hub).await;
    found.sort();
    assert_eq!(found, expected);
    let audit = serde_json::to_string(&hub.audit_items().await).unwrap();
    for secret in [first, app.secret.unwrap()] {
        assert!(!audit.contains(&secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_head_of_the_api_says_what_get_would_and_keys_that_are_not_kept_are_not_shown() {
    let office = Office::open().await;
    let key = kobling_tests::AppKey::new().jwk;
    let unknown = json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"});
    let mut members = web_app();
    members["token_endpoint_auth_method"] = json!("private_key_jwt");
    members["jwks"] = json!({"keys": [unknown, key]});
    let made = office.create("vaktplan", &members).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.json()["jwks"], json!({"keys": [key]}));
    let none = [APP, "/secrets"].concat();
    for path in [APP, "/api/clients", &none, "/api/clients/nosuch"] {
        let get = office.get(path).await;
        let head = office.call(Method::HEAD, path, &[], "").await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.body, "", "{path}");
        for name in ["content-type", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_is_left_out_follows_from_what_the_app_is() {
    let office = Office::open().await;
    let device = "urn:ietf:params:oauth:grant-type:device_code";
    let web = json!(["https://app.example/callback"]);
    for (id, members, grants, seconds) in [
        (
            "web",
            json!({"redirect_uris": web}),
            json!(["authorization_code", "refresh_token"]),
            10,
        ),
        (
            "careful",
            json!({"redirect_uris": web, "refresh_grace_seconds": 0}),
            json!(["authorization_code", "refresh_token"]),
            0,
        ),
        (
            "phone",
            json!({"client_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": web}),
            json!(["authorization_code", "refresh_token"]),
            0,
        ),
        (
            "clock2",
            json!({"client_type": "device", "token_endpoint_auth_method": "none"}),
            json!([device, "refresh_token"]),
            0,
        ),
        (
            "service2",
            json!({"client_type": "service", "scope": "hr.import"}),
            json!(["client_credentials"]),
            0,
        ),
    ] {
        let made = office.create(id, &members).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(made["grant_types"], grants, "{id}");
        assert_eq!(made["refresh_grace_seconds"], seconds, "{id}");
        assert_eq!(made["id_token_claims"], json!([]), "{id}");
    }
    // The device can be used as it is.
    let at = json!({"enabled": true});
    office.at("clock2", "asnes", &at).await;
    let headers = [("content-type", kobling_tests::FORM)];
    let form = "client_id=clock2&scope=openid";
    let path = "/device_authorization";
    let shown = office.hub.request(Method::POST, path, &headers, form).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
}

/// An app from before there was a usual grace goes on without one, until somebody says so.
#[tokio::test(flavor = "multi_thread")]
async fn h6_a_grace_does_not_come_by_being_left_out() {
    let office = Office::open().await;
    office.registered("vaktplan").await;
    super::change(&office.hub, "vaktplan", |client| {
        client.refresh_grace_seconds = 0;
    })
    .await;
    let tag = office.tag_of("vaktplan").await;
    let answer = office.replace("vaktplan", &tag, &web_app()).await;
    is_problem(&answer, 400, "invalid_client_metadata");
    assert_eq!(answer.json()["member"], "refresh_grace_seconds");
    let mut members = web_app();
    members["refresh_grace_seconds"] = json!(0);
    let answer = office.replace("vaktplan", &tag, &members).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// The hub of a laptop is nobody else's, so an app beside it may be registered by the API, too.
#[tokio::test(flavor = "multi_thread")]
async fn h6_on_a_laptop_an_app_beside_the_hub_is_taken() {
    let office = Office::open().await;
    for client_type in ["web", "single_page", "native"] {
        let members = json!({
            "client_type": client_type,
            "redirect_uris": [
                "http://localhost:3000/callback",
                "http://app.localhost:3000/callback",
                "http://127.0.0.1:3000/callback",
                "http://[::1]:3000/callback",
            ],
            "post_logout_redirect_uris": ["http://localhost:3000/"],
            "backchannel_logout_uri": "http://localhost:3000/ended",
            "initiate_login_uri": "http://localhost:3000/start",
        });
        let id = client_type.replace('_', "-");
        let made = office.create(&id, &members).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
}
