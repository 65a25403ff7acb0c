//! Tokens of services (RFC 6749 section 4.4): who gets one, for what, and where it is worth
//! nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use kobling_model::{
    apps::{ClientAuthentication, GrantType},
    tenants::TenantState,
};
use kobling_tests::{FORM, Hub, RelyingParty, SERVICE};
use serde_json::Value;

use super::{call, change_client, change_permission, is_problem, token};
use crate::walk::{SUBSTANTIAL, pid};

const CONFLICTS: &str = "/api/conflicts";

fn claims(token: &str) -> (Value, Value) {
    let part = |at: usize| {
        let text = token.split('.').nth(at).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    (part(0), part(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_service_gets_a_token_for_one_tenant_and_the_api_alone() {
    let hub = Hub::start().await;
    let answer = hub
        .ask_service_token(&hub.service_secret(), &[("tenant", "asnes")])
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = answer.json();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    // RFC 6749 section 4.4.3: no refresh token; and no person, so no id_token.
    assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 600);
    assert_eq!(body["scope"], "conflicts.read hr.decide hr.import");
    let (header, claims) = claims(body["access_token"].as_str().unwrap());
    assert_eq!(header["typ"], "at+jwt");
    assert_eq!(claims["aud"], format!("{}/api", hub.stack.issuer()));
    assert_eq!(claims["iss"], hub.stack.issuer());
    assert_eq!(claims["sub"], SERVICE);
    assert_eq!(claims["client_id"], SERVICE);
    assert_eq!(claims["tenant"], "asnes");
    assert_eq!(claims["exp"], hub.now() + 600);
    let metadata = hub
        .request(Method::GET, "/.well-known/openid-configuration", &[], "")
        .await
        .json();
    let lists = |name: &str, word: &str| {
        let words = metadata[name].as_array().unwrap();
        words.iter().any(|listed| listed == word)
    };
    assert!(lists("grant_types_supported", "client_credentials"));
    assert!(lists("scopes_supported", "hr.import"));
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_no_token_without_secret_tenant_and_the_tenants_own_yes() {
    let hub = Hub::start().await;
    let secret = hub.service_secret();
    let refused = async |secret: &str, further: &[(&str, &str)], status: u16, error: &str| {
        let answer = hub.ask_service_token(secret, further).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.json()["error"], error, "{further:?}");
    };
    let asnes = ("tenant", "asnes");
    refused("wrong", &[asnes], 401, "invalid_client").await;
    refused(&secret, &[], 400, "invalid_request").await;
    refused(&secret, &[asnes, asnes], 400, "invalid_request").await;
    refused(&secret, &[("tenant", "nosuch")], 400, "unauthorized_client").await;
    refused(&secret, &[("tenant", "a#b")], 400, "unauthorized_client").await;
    for scope in ["openid", "hr.import hr.delete", "hr"] {
        refused(&secret, &[asnes, ("scope", scope)], 400, "invalid_scope").await;
    }
    // What the tenant did not grant is not to be had, though the client is registered for it.
    change_permission(&hub, "asnes", |at| at.scopes = vec!["hr.import".into()]).await;
    refused(
        &secret,
        &[asnes, ("scope", "hr.decide")],
        400,
        "invalid_scope",
    )
    .await;
    let whole = hub.ask_service_token(&secret, &[asnes]).await.json();
    assert_eq!(whole["scope"], "hr.import");
    // Nor what it granted to a client that is not registered for it.
    change_client(&hub, |client| client.scopes = vec!["hr.decide".into()]).await;
    refused(
        &secret,
        &[asnes, ("scope", "hr.import")],
        400,
        "invalid_scope",
    )
    .await;
    refused(&secret, &[asnes], 400, "invalid_scope").await;
    change_permission(&hub, "asnes", |at| at.enabled = false).await;
    refused(&secret, &[asnes], 400, "unauthorized_client").await;
    // Nor without being registered for this way of coming by one.
    change_client(&hub, |client| {
        client.grant_types = vec![GrantType::AuthorizationCode];
    })
    .await;
    refused(
        &secret,
        &[("tenant", "fjellvik")],
        400,
        "unauthorized_client",
    )
    .await;
    // A public client never gets one, whatever it is registered for.
    change_client(&hub, |client| {
        client.grant_types = vec![GrantType::ClientCredentials];
        client.authentication = ClientAuthentication::None;
    })
    .await;
    let public = format!("grant_type=client_credentials&client_id={SERVICE}&tenant=fjellvik");
    let headers = [("content-type", FORM)];
    let answer = hub.request(Method::POST, "/token", &headers, &public).await;
    assert_eq!(answer.json()["error"], "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_an_app_gets_no_token_of_its_own_and_a_service_no_login() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let own = "grant_type=client_credentials&tenant=asnes";
    let answer = app.token(&hub, own).await;
    assert_eq!(answer.json()["error"], "unauthorized_client");
    let service = RelyingParty::register(&hub, "lonely", |registration| {
        registration.grant_types = vec![GrantType::ClientCredentials];
    })
    .await;
    let mut browser = service.browser(&hub);
    let begun = service.begin("asnes", &[]);
    browser.go(begun.url.as_str()).await;
    let refused = service.code(&begun, browser.url()).unwrap_err();
    assert!(format!("{refused:?}").contains("unauthorized_client"));
    for form in [service.refresh_form("r.x"), service.code_form(&begun, "x")] {
        let answer = service.token(&hub, &form).await;
        assert_eq!(answer.json()["error"], "unauthorized_client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_neither_kind_of_token_opens_what_the_other_does() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |registration| {
        // Registered by mistake: the audience is what keeps them apart.
        registration.scopes.push("conflicts.read".into());
    })
    .await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let further = [("tenant", person.tenant.as_str())];
    let begun = app.begin_with(&["conflicts.read"], &further);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    for token in [&login.access_token, &login.id_token, &login.refresh_token] {
        let answer = call(&hub, Method::GET, CONFLICTS, token).await;
        is_problem(&answer, 401, "invalid_token");
    }
    let token = token(&hub, "asnes", "conflicts.read").await;
    let answer = call(&hub, Method::GET, "/userinfo", &token).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json()["error"], "invalid_token");
    assert_eq!(call(&hub, Method::GET, CONFLICTS, &token).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_token_ends_with_its_time_and_with_what_it_stands_on() {
    let hub = Hub::start().await;
    let works = async |token: &str| call(&hub, Method::GET, CONFLICTS, token).await;
    let first = token(&hub, "asnes", "conflicts.read").await;
    hub.pass(599);
    assert_eq!(works(&first).await.status, 200);
    hub.pass(1);
    is_problem(&works(&first).await, 401, "invalid_token");

    let held = token(&hub, "asnes", "conflicts.read").await;
    change_permission(&hub, "asnes", |at| at.scopes = vec!["hr.import".into()]).await;
    is_problem(&works(&held).await, 403, "insufficient_scope");
    change_permission(&hub, "asnes", |at| {
        at.scopes = vec!["conflicts.read".into()];
    })
    .await;
    assert_eq!(works(&held).await.status, 200);
    change_permission(&hub, "asnes", |at| at.enabled = false).await;
    is_problem(&works(&held).await, 401, "invalid_token");
    change_permission(&hub, "asnes", |at| at.enabled = true).await;
    change_client(&hub, |client| client.enabled = false).await;
    is_problem(&works(&held).await, 401, "invalid_token");
    change_client(&hub, |client| client.enabled = true).await;
    change_client(&hub, |client| client.grant_types.clear()).await;
    is_problem(&works(&held).await, 401, "invalid_token");
    change_client(&hub, |client| {
        client.grant_types = vec![GrantType::ClientCredentials];
    })
    .await;
    assert_eq!(works(&held).await.status, 200);
    let mut tenant = hub.tenant("asnes").await;
    tenant.state = TenantState::Suspended;
    hub.put(&tenant).await;
    is_problem(&works(&held).await, 401, "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_a_call_without_a_proper_token_is_told_how_to_come_again() {
    let hub = Hub::start().await;
    let bare = hub.request(Method::GET, CONFLICTS, &[], "").await;
    is_problem(&bare, 401, "token_missing");
    assert_eq!(
        bare.header("www-authenticate"),
        Some("Bearer realm=\"kobling\"")
    );
    let token = token(&hub, "asnes", "hr.import").await;
    let answer = call(&hub, Method::GET, CONFLICTS, &token).await;
    is_problem(&answer, 403, "insufficient_scope");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("scope=\"conflicts.read\""),
        "{challenge}"
    );
    // In the address it would stand in logs: it counts as not sent (RFC 9700 section 4.3.2).
    let path = format!("{CONFLICTS}?access_token={token}");
    let answer = hub.request(Method::GET, &path, &[], "").await;
    is_problem(&answer, 401, "token_missing");
    let twice = [("authorization", "Bearer a"), ("authorization", "Bearer b")];
    let answer = hub.request(Method::GET, CONFLICTS, &twice, "").await;
    is_problem(&answer, 400, "invalid_request");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.contains("error=\"invalid_request\""),
        "{challenge}"
    );
}
