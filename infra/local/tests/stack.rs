//! The gateway as a whole: what starts, what the template decides, what is kept, and how the
//! faults of the shim reach the product's own clients.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its world cannot be made"
)]

use std::time::Duration;

use http::{Request, Response, StatusCode};
use kobling_aws::Sending;
use kobling_local::{
    Instances, LocalStack, Options, StartError,
    seed::PersonOfInterest,
    shim::{Fault, Occasion, Rule},
    template::TEMPLATE,
};
use kobling_model::{
    ClientId, TenantId,
    apps::Client,
    item::Table,
    keys,
    people::EmailAddress,
    tenants::{Tenant, TenantName},
};
use kobling_shared::app::App;
use kobling_simulators::http_client::HttpClient;
use kobling_store::{Condition, Transaction};

async fn get(address: &str) -> Response<Vec<u8>> {
    let request = Request::get(address).body(Vec::new()).unwrap();
    HttpClient::new().send(request).await.unwrap()
}

async fn status(address: &str) -> StatusCode {
    get(address).await.status()
}

/// The instance of a function, with its own rights.
fn app(stack: &LocalStack, function: &str) -> App {
    let mounted = stack.mounted().iter().find(|m| m.function.name == function);
    mounted.unwrap().instance().unwrap()
}

fn tenant() -> TenantId {
    TenantId::parse("asnes").unwrap()
}

#[tokio::test]
async fn hub_simulator_and_apps_answer_under_names_of_their_own() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let port = stack.port();
    let hub = stack.issuer();
    for address in [
        format!("{hub}/jwks"),
        format!("{hub}/_local/"),
        format!("{hub}/_local/inbox"),
        format!("{hub}/_local/status.json"),
        format!("http://127.0.0.1:{port}/_local/inbox.json?to=a@example.com"),
        format!("http://idporten.localhost:{port}/.well-known/openid-configuration"),
        format!("http://hrm.localhost:{port}/"),
        format!("http://roster.localhost:{port}/"),
    ] {
        assert_eq!(status(&address).await, 200, "{address}");
    }
    let stranger = format!("http://nobody.localhost:{port}/jwks");
    assert_eq!(status(&stranger).await, StatusCode::MISDIRECTED_REQUEST);
    // The laptop's pages are the hub's host's alone.
    let elsewhere = format!("http://hrm.localhost:{port}/_local/status.json");
    assert_eq!(status(&elsewhere).await, 404);
    assert_eq!(status(&format!("{hub}/nowhere")).await, 404);
    stack.stop().await;
}

#[tokio::test]
async fn status_names_everyone_to_log_in_as() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let body = get(&format!("{}/_local/status.json", stack.issuer()))
        .await
        .into_body();
    let status: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let people = status["people"].as_array().unwrap();
    assert!(people.len() <= 60);
    let is_shown = |row: &str| people.iter().any(|person| person["row"] == row);
    for number in (1..=29).filter(|number| *number != 23) {
        assert!(is_shown(&format!("L{number}")), "L{number}");
    }
    assert!(status["tenants"].as_array().unwrap().len() >= 2);
    stack.stop().await;
}

#[tokio::test]
async fn what_the_template_lacks_is_missing_here_too() {
    let start = |template: String| {
        LocalStack::start(Options {
            template,
            ..Options::default()
        })
    };
    let stack = start(TEMPLATE.replace("Path: /userinfo", "Path: /claims"))
        .await
        .unwrap();
    // What takes the rest knows nothing of it.
    assert_eq!(status(&format!("{}/userinfo", stack.issuer())).await, 404);
    stack.stop().await;

    let without = TEMPLATE.replace("          MAIL_FROM: !Ref MailFrom\n", "");
    let Err(StartError::Environment("mail", missing)) = start(without).await else {
        panic!("it started without a variable");
    };
    assert_eq!(missing.0, ["MAIL_FROM"]);
}

#[tokio::test]
async fn a_function_may_do_what_its_policy_grants_and_nothing_else() {
    let stack = LocalStack::start(Options {
        instances: Instances::FreshPerRequest,
        ..Options::default()
    })
    .await
    .unwrap();
    let jwks = format!("{}/jwks", stack.issuer());
    assert_eq!(status(&jwks).await, 200);
    // Discovery reads; it never writes.
    let store = app(&stack, "discovery");
    let store = store.store().unwrap();
    let name = TenantName {
        id: tenant(),
        name: "changed".to_owned(),
        provider: None,
    };
    let write = Transaction::new().put(store, "name", &name, Condition::default());
    assert!(store.transact(write).await.is_err());
    let operator = &stack.operator().app;
    let key = keys::tenant_name(&tenant());
    let kept: TenantName = operator
        .store()
        .unwrap()
        .get(&key, operator.now())
        .await
        .unwrap()
        .unwrap();
    assert_ne!(kept.name, "changed");
    assert!(stack.services().revoke("discovery", 0).is_some());
    assert!(status(&jwks).await.is_server_error());
    stack.stop().await;
}

#[tokio::test]
async fn a_port_in_use_is_told_with_a_way_out() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let second = LocalStack::start(Options {
        port: stack.port(),
        ..Options::default()
    });
    let Err(error) = second.await else {
        panic!("two on one port");
    };
    assert!(error.to_string().contains("--port"), "{error}");
    stack.stop().await;
}

#[tokio::test]
async fn data_is_kept_between_runs_and_addresses_follow_the_port() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        LocalStack::start(Options {
            data: Some(folder.path().to_path_buf()),
            ..Options::default()
        })
    };
    let first = start().await.unwrap();
    let people = first.registered().people.clone();
    let keys_before = first.signing_keys().await;
    let port = first.port();
    first.stop().await;

    let second = start().await.unwrap();
    assert_eq!(second.signing_keys().await, keys_before);
    let numbers = |people: &[PersonOfInterest]| -> Vec<_> {
        people.iter().map(|p| p.national_id.clone()).collect()
    };
    assert_eq!(numbers(&second.registered().people), numbers(&people));
    let app = &second.operator().app;
    let key = keys::client(&ClientId::parse("hrm").unwrap());
    let client: Client = app
        .store()
        .unwrap()
        .get(&key, app.now())
        .await
        .unwrap()
        .unwrap();
    let expected = format!("http://hrm.localhost:{}/callback", second.port());
    assert_eq!(client.redirect_uris, [expected], "first port was {port}");
    second.stop().await;
}

#[tokio::test]
async fn a_folder_with_damaged_data_is_told_and_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        data: Some(folder.path().to_path_buf()),
        ..Options::default()
    };
    LocalStack::start(options.clone())
        .await
        .unwrap()
        .stop()
        .await;
    for name in ["registered.json", "keys.json", "store.sqlite"] {
        std::fs::write(folder.path().join(name), "\u{1}damaged".repeat(1000)).unwrap();
        let Err(error) = LocalStack::start(options.clone()).await else {
            panic!("{name}");
        };
        assert!(error.to_string().contains("--fresh"), "{name}: {error}");
    }
    let fresh = Options {
        is_fresh: true,
        ..options
    };
    LocalStack::start(fresh).await.unwrap().stop().await;
}

#[tokio::test]
async fn conflicts_and_throttles_are_got_over_by_the_products_own_clients() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let app = app(&stack, "callback");
    let store = app.store().unwrap();
    let key = keys::tenant_name(&tenant());
    let name: TenantName = store.get(&key, app.now()).await.unwrap().unwrap();
    for fault in [Fault::TransactionConflict, Fault::StoreThrottled] {
        stack.shim().clear();
        stack.shim().add(Rule::new(fault, Occasion::Nth(1)));
        let write = Transaction::new().put(store, "name", &name, Condition::present());
        store.transact(write).await.unwrap();
        assert_eq!(stack.shim().strikes(), [1], "{fault:?}");
    }
    stack.stop().await;
}

#[tokio::test]
async fn keys_left_unprocessed_are_asked_for_again() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let app = app(&stack, "callback");
    stack
        .shim()
        .add(Rule::new(Fault::UnprocessedKeys, Occasion::Every(1)));
    let wanted: Vec<_> = ["asnes", "fjellvik", "kodevik", "postvik"]
        .into_iter()
        .map(|id| keys::tenant(&TenantId::parse(id).unwrap()))
        .collect();
    let found = app
        .store()
        .unwrap()
        .batch(&wanted, app.now())
        .await
        .unwrap();
    assert_eq!(found.all::<Tenant>().unwrap().len(), 4);
    assert!(stack.shim().strikes()[0] >= 2);
    stack.stop().await;
}

#[tokio::test]
async fn a_stale_answer_comes_only_to_who_did_not_ask_for_a_consistent_one() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let app = app(&stack, "callback");
    let store = app.store().unwrap();
    stack
        .shim()
        .add(Rule::new(Fault::StaleRead, Occasion::Every(1)));
    let changed = TenantName {
        id: tenant(),
        name: "changed".to_owned(),
        provider: None,
    };
    let write = Transaction::new().put(store, "name", &changed, Condition::present());
    store.transact(write).await.unwrap();
    // The product asks for consistent reads, everywhere.
    let key = keys::tenant_name(&tenant());
    let read: TenantName = store.get(&key, app.now()).await.unwrap().unwrap();
    assert_eq!(read.name, "changed");
    let names: Vec<TenantName> = store
        .partition(Table::Identity, keys::TENANTS, "", app.now())
        .await
        .unwrap();
    assert!(names.iter().any(|name| name.name == "changed"));
    stack.stop().await;
}

#[tokio::test]
async fn a_throttled_mail_goes_out_once() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    stack
        .shim()
        .add(Rule::new(Fault::MailThrottled, Occasion::Nth(1)));
    let to = EmailAddress::parse("a@example.com").unwrap();
    let app = app(&stack, "mail");
    let mail = Sending {
        to: &to,
        sender_name: "Åsnes",
        subject: "s",
        text: "Kode: 123 456",
        html: "<p>Kode</p>",
        tenant: "asnes",
        is_paced: false,
    };
    let id = app.sender().unwrap().send(&mail).await.unwrap();
    let mails = stack.inbox().to(Some("a@example.com"));
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (&mails[0].id, mails[0].codes()),
        (&id, vec!["123456".to_owned()])
    );
    assert_eq!(stack.shim().counters().calls("ses:SendEmail"), 2);
    stack.stop().await;
}

#[tokio::test]
async fn calls_are_counted_by_function() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    stack.shim().reset_counters();
    let app = app(&stack, "token");
    let key = keys::tenant(&tenant());
    let found: Option<Tenant> = app.store().unwrap().get(&key, app.now()).await.unwrap();
    assert!(found.is_some());
    let counters = stack.shim().counters();
    assert_eq!(counters.reads(Some("token")), 1);
    assert_eq!(counters.writes(None), 0);
    assert!(counters.units(None) > 0.0);
    stack.stop().await;
}

#[tokio::test]
async fn an_activation_code_is_made_for_an_employment_that_exists() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let operator = stack.operator();
    let make =
        |person: &'static str| kobling_local::operator::make_code(operator, "fjellvik", person);
    let (code, name) = make("10000-1").await.unwrap().unwrap();
    assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()));
    assert!(name.contains(' '));
    assert!(make("99999-1").await.unwrap().is_none());
    stack.stop().await;
}

#[tokio::test]
async fn stopping_does_not_wait_for_idle_connections() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    let client = HttpClient::new();
    let request = Request::get(format!("{}/jwks", stack.issuer()));
    client
        .send(request.body(Vec::new()).unwrap())
        .await
        .unwrap();
    let stopped = tokio::time::timeout(Duration::from_secs(5), stack.stop());
    assert!(stopped.await.is_ok());
}
