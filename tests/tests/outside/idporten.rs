//! Both halves of the way to ID-porten, each against foreign code: the simulator against npm's
//! openid-client, and the hub as a relying party against npm's oidc-provider, which demands pushed
//! requests (RFC 9126), PKCE and private_key_jwt (RFC 7523).

use kobling_base::clock::Clock;
use kobling_model::{keys, tenants::Provider};
use kobling_store::{Condition, Transaction};
use kobling_tests::{Browser, Hub, Person};
use serde_json::json;

use crate::{
    node::{self, Talk},
    shared_machine,
};

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_finds_no_fault_with_the_simulated_idporten() {
    let _machine = shared_machine().await;
    let simulators = [("KOBLING_SERVE", env!("CARGO_BIN_EXE_simulators-in-tests"))];
    node::run_with("idporten-client.mjs", &[], &simulators).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn oidc_provider_refuses_what_an_upstream_should() {
    let _machine = shared_machine().await;
    node::run("oidc-provider-check.mjs", &[]).await;
}

/// A hub whose one upstream provider is npm's, which logs this person in by itself.
async fn hub_with_foreign_upstream(person: Option<&str>, acr: &str) -> (Hub, Talk) {
    let hub = Hub::with(|options| options.clock = Clock::system()).await;
    let registered = hub.stack.registered();
    let client = json!({
        "client_id": registered.provider_client_id,
        "jwks": { "keys": [registered.provider_jwk] },
        "redirect_uris": [hub.url("/callback/idporten")],
    });
    let client = client.to_string();
    let mut upstream = Talk::start(
        "oidc-provider.mjs",
        &[
            ("UPSTREAM_CLIENT", client.as_str()),
            ("UPSTREAM_PID", person.unwrap_or_default()),
            ("UPSTREAM_ACR", acr),
        ],
    );
    let issuer = upstream.hear().await["issuer"].as_str().unwrap().to_owned();
    let operator = &hub.stack.operator().app;
    let store = operator.store().unwrap();
    let key = keys::provider("idporten");
    let provider: Provider = store.get(&key, operator.now()).await.unwrap().unwrap();
    let foreign = Provider { issuer, ..provider };
    let write = Transaction::new().put(store, "provider", &foreign, Condition::present());
    store.transact(write).await.unwrap();
    (hub, upstream)
}

/// Someone at the first tenant; the people are the same in each hub.
async fn person(row: &str) -> Person {
    Hub::start().await.person_at(row, "asnes")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_logs_in_through_oidc_provider() {
    let _machine = shared_machine().await;
    let known = person("L1").await;
    let (hub, _upstream) =
        hub_with_foreign_upstream(known.national_id.as_deref(), "idporten-loa-high").await;
    let mut browser = Browser::new(&hub);
    browser.go("/t/asnes").await;
    assert_eq!(browser.host(), "hrm.localhost", "{}", browser.page().text);
    let page = browser.page();
    assert_eq!(page.by_id("name"), Some(known.name.as_str()));
    assert_eq!(page.by_id("acr"), Some("http://eidas.europa.eu/LoA/high"));
    let went_upstream = browser
        .history
        .iter()
        .filter(|hop| hop.host() == "upstream.localhost");
    assert!(went_upstream.count() >= 2);
    assert_eq!(browser.hub_pages_since(0), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_login_through_oidc_provider_ends_in_the_app() {
    let _machine = shared_machine().await;
    let new = person("L7").await;
    let (hub, _upstream) =
        hub_with_foreign_upstream(new.national_id.as_deref(), "idporten-loa-substantial").await;
    let mut browser = Browser::new(&hub);
    browser.go("/t/asnes").await;
    browser.press("send", &[]).await;
    let code = hub.next_code(new.email.as_deref().unwrap()).await;
    browser.press("verify", &[("code", &code)]).await;
    assert_eq!(browser.host(), "hrm.localhost", "{}", browser.page().text);
    assert_eq!(browser.page().by_id("email"), new.email.as_deref());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_level_or_a_number_that_oidc_provider_does_not_give_is_not_assumed() {
    let _machine = shared_machine().await;
    let known = person("L1").await;
    // A level that ID-porten does not have, then no national number.
    for (number, acr) in [
        (known.national_id.as_deref(), "loa-of-its-own"),
        (None, "idporten-loa-high"),
    ] {
        let (hub, _upstream) = hub_with_foreign_upstream(number, acr).await;
        let mut browser = Browser::new(&hub);
        browser.go("/t/asnes").await;
        assert_eq!(browser.host(), "localhost", "{number:?} {acr}");
    }
}
