//! The deployment's scope: who gets it, that it comes alone, and that it is gone at once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use kobling_model::apps::{ClientAuthentication, GrantType};
use kobling_tests::{Hub, REGISTRAR, RelyingParty, SERVICE};
use serde_json::Value;

use super::{Office, change};
use crate::{
    api::{call, change_client, change_permission, is_problem},
    walk::{SUBSTANTIAL, pid},
};

const CLIENTS: &str = "/api/clients";
const MANAGE: (&str, &str) = ("scope", "clients.manage");
const ASNES: (&str, &str) = ("tenant", "asnes");

#[tokio::test(flavor = "multi_thread")]
async fn h6_the_deployments_token_names_no_tenant() {
    let hub = Hub::start().await;
    let token = hub.registrar_token().await;
    let claims = token.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["scope"], "clients.manage");
    assert_eq!(claims["client_id"], REGISTRAR);
    assert_eq!(claims["aud"], format!("{}/api", hub.stack.issuer()));
    assert_eq!(claims["exp"], hub.now() + 600);
    assert!(claims.get("tenant").is_none());
    let noted = hub.audit_items().await;
    let issued = noted
        .values()
        .find(|item| item["event"]["S"] == "service_token_issued")
        .unwrap();
    assert_eq!(issued["client"]["S"], REGISTRAR);
    assert!(issued.get("tenant").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_the_deployments_scope_comes_alone_and_from_no_tenant() {
    let hub = Hub::start().await;
    let secret = hub.registrar_secret();
    let refused = async |client: &str, secret: &str, form: &[(&str, &str)], error: &str| {
        let answer = hub.ask_token_as(client, secret, form).await;
        assert_eq!(answer.json()["error"], error, "{form:?}: {}", answer.body);
        answer.json()["error_description"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let told = refused(REGISTRAR, &secret, &[MANAGE, ASNES], "invalid_request").await;
    assert!(told.contains("without tenant"), "{told}");
    for both in ["clients.manage hr.import", "openid clients.manage"] {
        let told = refused(REGISTRAR, &secret, &[("scope", both)], "invalid_request").await;
        assert!(told.contains("alone"), "{told}");
    }
    // Who asks for nothing does not get it by that.
    refused(REGISTRAR, &secret, &[], "invalid_request").await;
    refused(REGISTRAR, &secret, &[ASNES], "unauthorized_client").await;
    refused(REGISTRAR, "wrong", &[MANAGE], "invalid_client").await;

    // A tenant's service, even where the tenant would grant it.
    let own = hub.service_secret();
    refused(SERVICE, &own, &[MANAGE], "invalid_scope").await;
    change_permission(&hub, "asnes", |at| {
        at.scopes = vec!["clients.manage".into(), "hr.import".into()];
    })
    .await;
    refused(SERVICE, &own, &[MANAGE], "invalid_scope").await;
    // One that the operator registered for both gets each by itself.
    change_client(&hub, |client| client.scopes.push("clients.manage".into())).await;
    let at_tenant = hub.ask_token_as(SERVICE, &own, &[ASNES]).await.json();
    assert_eq!(at_tenant["scope"], "hr.import");
    let alone = hub.ask_token_as(SERVICE, &own, &[MANAGE]).await.json();
    assert_eq!(alone["scope"], "clients.manage");

    // An app of people gets none, whatever it is registered for, nor who keeps no secret.
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.scopes.push("clients.manage".into());
    })
    .await;
    let shown = app.secret.clone().unwrap();
    refused("probe", &shown, &[MANAGE], "unauthorized_client").await;
    change(&hub, REGISTRAR, |client| {
        client.authentication = ClientAuthentication::None;
    })
    .await;
    let form = format!("grant_type=client_credentials&client_id={REGISTRAR}&scope=clients.manage");
    let headers = [("content-type", kobling_tests::FORM)];
    let answer = hub.request(Method::POST, "/token", &headers, &form).await;
    assert_eq!(answer.json()["error"], "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_a_persons_token_opens_nothing_here_and_this_one_nothing_elsewhere() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.scopes.push("clients.manage".into());
    })
    .await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let further = [("tenant", person.tenant.as_str())];
    let begun = app.begin_with(&["clients.manage"], &further);
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    for token in [&login.access_token, &login.id_token, &login.refresh_token] {
        let answer = call(&hub, Method::GET, CLIENTS, token).await;
        is_problem(&answer, 401, "invalid_token");
    }
    let token = hub.registrar_token().await;
    let answer = call(&hub, Method::GET, "/userinfo", &token).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_is_withdrawn_from_the_registrar_is_refused_at_once() {
    let office = Office::open().await;
    let hub = &office.hub;
    let works = async || office.get(CLIENTS).await;
    assert_eq!(works().await.status, 200);
    change(hub, REGISTRAR, |client| client.enabled = false).await;
    is_problem(&works().await, 401, "invalid_token");
    change(hub, REGISTRAR, |client| {
        client.enabled = true;
        client.scopes = vec!["hr.import".into()];
    })
    .await;
    is_problem(&works().await, 403, "insufficient_scope");
    change(hub, REGISTRAR, |client| {
        client.scopes = vec!["clients.manage".into()];
        client.grant_types = vec![GrantType::AuthorizationCode];
    })
    .await;
    is_problem(&works().await, 401, "invalid_token");
    change(hub, REGISTRAR, |client| {
        client.grant_types = vec![GrantType::ClientCredentials];
    })
    .await;
    hub.pass(599);
    assert_eq!(works().await.status, 200);
    hub.pass(1);
    is_problem(&works().await, 401, "invalid_token");
}
