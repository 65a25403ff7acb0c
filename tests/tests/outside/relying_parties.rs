//! npm's openid-client (certified, and no relative of ours) as an app of the hub: it verifies the
//! response (RFC 9207), the id_token's signature and claims, userinfo, and renewed tokens.

use kobling_base::clock::Clock;
use kobling_local::seed::DemoClient;
use kobling_model::{
    Algorithm, ClientId,
    apps::{Client, ClientAuthentication, ClientType},
    keys,
};
use kobling_store::{Condition, Transaction};
use kobling_tests::{AppKey, Browser, Hub, RelyingParty};
use serde_json::{Value, json};

use crate::{node::Talk, shared_machine};

/// The other side looks at the clock on the wall.
async fn hub() -> Hub {
    Hub::with(|options| options.clock = Clock::system()).await
}

/// Registers the demo app `hrm` otherwise.
async fn register(hub: &Hub, change: impl FnOnce(Client) -> Client) {
    let operator = &hub.stack.operator().app;
    let store = operator.store().unwrap();
    let key = keys::client(&ClientId::parse("hrm").unwrap());
    let registered: Client = store.get(&key, operator.now()).await.unwrap().unwrap();
    let changed = change(registered);
    let write = Transaction::new().put(store, "client", &changed, Condition::present());
    store.transact(write).await.unwrap();
}

fn demo_client(hub: &Hub, id: &str) -> DemoClient {
    let clients = &hub.stack.registered().clients;
    clients
        .iter()
        .find(|client| client.id == id)
        .unwrap()
        .clone()
}

/// Logs a person in who has been here before, and returns what the app has to say.
async fn log_in(hub: &Hub, client: &DemoClient, more: &[(&str, &str)]) -> Value {
    let base = client.base_url(hub.stack.base());
    let (issuer, callback) = (hub.stack.issuer(), format!("{base}/callback"));
    let logged_out = format!("{base}/logged-out");
    let mut environment = vec![
        ("OP_ISSUER", issuer.as_str()),
        ("OP_CLIENT_ID", &client.id),
        ("OP_CLIENT_SECRET", &client.secret),
        ("OP_REDIRECT_URI", &callback),
        ("OP_SCOPE", "openid profile email offline_access"),
        ("OP_PARAMETERS", r#"{"tenant":"asnes"}"#),
        ("OP_POST_LOGOUT_REDIRECT_URI", &logged_out),
    ];
    environment.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    environment.extend(more);
    let mut app = Talk::start("openid-client-login.mjs", &environment);
    let first = app.hear().await;
    let Some(address) = first["authorization_url"].as_str() else {
        return first;
    };

    let person = hub.person("L1");
    let mut browser = Browser::new(hub);
    browser.intercept(&format!("{}.localhost", client.id));
    browser.go(address).await;
    if !browser.is_intercepted() {
        let number = person.national_id.unwrap();
        let level = "idporten-loa-substantial";
        browser.log_in_at_idporten(&number, level).await;
    }
    assert!(browser.is_intercepted(), "at {}", browser.url());
    app.tell(browser.url().as_str()).await;
    app.hear().await
}

fn is_whole(hub: &Hub, result: &Value) {
    let person = hub.person("L1");
    let text = result.to_string();
    assert_eq!(result["ok"], true, "{text}");
    // What is asked for by scope is told at userinfo (OpenID Connect Core section 5.4).
    for said in [&result["userinfo"], &result["refreshed"]["userinfo"]] {
        assert_eq!(said["sub"], result["claims"]["sub"], "{text}");
        assert_eq!(said["name"], person.name.as_str(), "{text}");
        assert_eq!(said["email"], person.email.as_deref().unwrap(), "{text}");
        assert_eq!(said["email_verified"], true, "{text}");
    }
    assert_eq!(result["claims"]["iss"], hub.stack.issuer().as_str());
    assert_eq!(
        result["claims"]["acr"],
        "http://eidas.europa.eu/LoA/substantial"
    );
    assert_eq!(result["refreshed"]["rotated"], true, "{text}");
    assert_eq!(result["token_type"], "bearer");
    assert!(!text.contains(person.national_id.as_deref().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_logs_in_verifies_everything_and_renews_es256() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let result = log_in(
        &hub,
        &demo_client(&hub, "hrm"),
        &[("OP_ID_TOKEN_ALG", "ES256")],
    )
    .await;
    is_whole(&hub, &result);
    assert_eq!(result["id_token_header"]["alg"], "ES256");

    // Its address to log out at brings the browser back to the app.
    let mut browser = Browser::new(&hub);
    browser.intercept("hrm.localhost");
    browser
        .go(result["end_session_url"].as_str().unwrap())
        .await;
    if !browser.is_intercepted() {
        browser.press("logout", &[]).await;
    }
    assert_eq!(browser.url().path(), "/logged-out");
    assert!(browser.parameter("state").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_logs_in_verifies_everything_and_renews_rs256() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let roster = demo_client(&hub, "roster");
    let result = log_in(&hub, &roster, &[("OP_ID_TOKEN_ALG", "RS256")]).await;
    is_whole(&hub, &result);
    assert_eq!(result["id_token_header"]["alg"], "RS256");
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_logs_in_as_an_app_that_keeps_no_secret() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    register(&hub, |registered| Client {
        authentication: ClientAuthentication::None,
        secret_digest: None,
        id_token_algorithm: Algorithm::ES256,
        ..registered
    })
    .await;
    let client = demo_client(&hub, "hrm");
    is_whole(
        &hub,
        &log_in(&hub, &client, &[("OP_CLIENT_SECRET", "")]).await,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_shows_itself_by_its_own_key_and_signs_its_requests() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let key = AppKey::new();
    let jwks = Some(key.jwks());
    register(&hub, |registered| Client {
        authentication: ClientAuthentication::PrivateKeyJwt,
        secret_digest: None,
        jwks,
        require_signed_request_object: true,
        ..registered
    })
    .await;
    let client = demo_client(&hub, "hrm");
    let jwk = key.private_jwk.unwrap().to_string();
    let more = [
        ("OP_CLIENT_SECRET", ""),
        ("OP_CLIENT_JWK", jwk.as_str()),
        ("OP_SIGNED", "yes"),
    ];
    is_whole(&hub, &log_in(&hub, &client, &more).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_proves_its_key_and_comes_again_with_each_nonce() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let key = AppKey::new();
    let jwks = Some(key.jwks());
    register(&hub, |registered| Client {
        authentication: ClientAuthentication::PrivateKeyJwt,
        secret_digest: None,
        jwks,
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
        require_dpop_nonce: true,
        ..registered
    })
    .await;
    let client = demo_client(&hub, "hrm");
    let jwk = key.private_jwk.unwrap().to_string();
    let more = [
        ("OP_CLIENT_SECRET", ""),
        ("OP_CLIENT_JWK", jwk.as_str()),
        ("OP_DPOP", "yes"),
    ];
    let mut result = log_in(&hub, &client, &more).await;
    assert_eq!(result["token_type"], "dpop", "{result}");
    let sent = [
        "400 /par",
        "400 /token",
        "401 /userinfo",
        "400 /token",
        "401 /userinfo",
    ];
    assert_eq!(result["sent_for_nonce"], json!(sent), "{result}");
    result["token_type"] = "bearer".into();
    is_whole(&hub, &result);
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_hears_an_error_it_understands() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let client = demo_client(&hub, "hrm");
    let silent = [("OP_PARAMETERS", r#"{"tenant":"asnes","prompt":"none"}"#)];
    let result = log_in(&hub, &client, &silent).await;
    assert_eq!(result["error"], "login_required", "{result}");
    let wrong = [("OP_CLIENT_SECRET", "not-the-secret-of-this-app")];
    let result = log_in(&hub, &client, &wrong).await;
    // RFC 6749 section 5.2: 401 with a challenge.
    assert_eq!(result["error"], "OAUTH_WWW_AUTHENTICATE_CHALLENGE");
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_client_ts_logs_in_renews_and_logs_out_in_chromium() {
    let _machine = shared_machine().await;
    let hub = hub().await;
    let mut app = Talk::start("oidc-client-ts.mjs", &[]);
    let address = app.hear().await["address"].as_str().unwrap().to_owned();
    RelyingParty::register(&hub, "spa", |client| {
        client.client_type = ClientType::SinglePage;
        client.authentication = ClientAuthentication::None;
        client.redirect_uris = vec![format!("{address}/callback.html")];
        client.post_logout_redirect_uris = vec![format!("{address}/logged-out.html")];
    })
    .await;
    let person = hub.person("L1");
    let begin = json!({
        "issuer": hub.stack.issuer(),
        "client_id": "spa",
        "tenant": person.tenant,
        "number": person.national_id,
    });
    app.tell(&begin.to_string()).await;
    let result = app.hear().await;
    assert_eq!(result["ok"], true, "{result}");
    assert_eq!(result["profile"]["email"], person.email.as_deref().unwrap());
    assert_eq!(result["profile"]["name"], person.name.as_str());
    assert_eq!(result["rotated"], true, "{result}");
}
