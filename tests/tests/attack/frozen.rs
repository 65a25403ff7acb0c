//! Layouts of items that were written once and must stay readable. Each file under
//! `tests/fixtures/items` is an item as some version of the product wrote it; files are added, never
//! changed. A test reads every one with today's code.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use aws_sdk_dynamodb::types::AttributeValue;
use http::{Method, StatusCode};
use kobling_flow::Waiting;
use kobling_keys::{DataKeyItem, KeyState, ProvingKeyItem, SigningKeyItem};
use kobling_letters::{OutboxMail, PacedTenant, Rest, Returned, Sendings, TakenEvent};
use kobling_model::{
    ClientId, TenantId,
    apps::{Client, ClientAtTenant, Grant, ListedClient, RetiredClient, TenantOfClient},
    audit::AuditEvent,
    hr::{EmploymentNumber, HrFeed, HrImport, ImportChunk, PersonNumber, Received},
    item::Entity,
    people::{
        Account, AddressGuard, AppLink, Approval, Asked, Conflict, DirectoryAddress,
        DirectoryNumber, DirectoryUser, EidLink, Proof,
    },
    sessions::{Ending, Session, SessionClient, UpstreamSession},
    tenants::{Provider, Tenant, TenantLogo, TenantName},
};
use kobling_protocol::{
    authorization::pushed_request::PushedRequest, clients::client_assertion::UsedAssertion,
    device_request::DeviceRequest,
};
use kobling_store::{Item, StoreError, counter::Counter, from_item, to_item};
use kobling_tests::{AppKey, Browser, Hub, RelyingParty, plain, wire};
use serde_json::{Map, Value, json};

use crate::{
    directory::{kind, scan},
    scenes::{DEVICE, Ground},
    walks,
};

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/items")
}

/// The wire's JSON as the SDK's type.
fn attribute(value: &Value) -> AttributeValue {
    let (kind, inside) = value
        .as_object()
        .and_then(|map| map.iter().next())
        .expect("a value");
    let text = || inside.as_str().unwrap_or_default().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(inside.as_bool().unwrap_or_default()),
        "NULL" => AttributeValue::Null(true),
        "M" => AttributeValue::M(
            inside
                .as_object()
                .expect("a map")
                .iter()
                .map(|(name, value)| (name.clone(), attribute(value)))
                .collect(),
        ),
        "L" => AttributeValue::L(
            inside
                .as_array()
                .expect("a list")
                .iter()
                .map(attribute)
                .collect(),
        ),
        other => panic!("items hold no {other}"),
    }
}

pub(crate) fn item(frozen: &Map<String, Value>) -> Item {
    frozen
        .iter()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

/// What is of lists and maps in an item, by name: something in it may have been given up since.
fn nested(item: &Item) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, value) in item {
        match value {
            AttributeValue::M(_) | AttributeValue::L(_) => {
                names.insert(name.clone());
            }
            AttributeValue::S(text) if name == "nested" => {
                let members: Map<String, Value> = serde_json::from_str(text).expect("an object");
                names.extend(members.into_iter().map(|(name, _)| name));
            }
            _ => {}
        }
    }
    names
}

/// Reads an item and writes it again: it lies in the same place, and no attribute is lost or says
/// something else.
fn survives<E: Entity>(frozen: &Item) -> Result<(), String> {
    let entity: E = from_item(frozen.clone()).map_err(|error: StoreError| error.to_string())?;
    // Counters keep their key in the key alone.
    if E::TYPE == Counter::TYPE {
        return Ok(());
    }
    let again = to_item(&entity).map_err(|error| error.to_string())?;
    let (was, is) = (nested(frozen), nested(&again));
    if let Some(lost) = was.difference(&is).next() {
        return Err(format!("{lost} is lost"));
    }
    for (name, value) in frozen {
        let is_apart = was.contains(name) || ["v", "nested"].contains(&name.as_str());
        if !is_apart && again.get(name) != Some(value) {
            return Err(format!("{name} was {value:?} and is {:?}", again.get(name)));
        }
    }
    Ok(())
}

/// Reads an item, whatever it says.
fn reads<E: Entity>(frozen: &Item) -> Result<(), String> {
    let read = from_item::<E>(frozen.clone());
    read.map(drop).map_err(|error| error.to_string())
}

type Check = fn(&Item) -> Result<(), String>;

/// What is done with the items of one kind.
pub(crate) struct Kind {
    survives: Check,
    pub(crate) reads: Check,
}

pub(crate) fn entities() -> BTreeMap<&'static str, Kind> {
    fn of<E: Entity>() -> (&'static str, Kind) {
        let (survives, reads) = (survives::<E>, reads::<E>);
        (E::TYPE, Kind { survives, reads })
    }
    BTreeMap::from([
        of::<Account>(),
        of::<AddressGuard>(),
        of::<AppLink>(),
        of::<Approval>(),
        of::<Asked>(),
        of::<AuditEvent>(),
        of::<Client>(),
        of::<ClientAtTenant>(),
        of::<Conflict>(),
        of::<Counter>(),
        of::<DataKeyItem>(),
        of::<DirectoryAddress>(),
        of::<DirectoryNumber>(),
        of::<DirectoryUser>(),
        of::<EidLink>(),
        of::<Ending>(),
        of::<EmploymentNumber>(),
        of::<KeyState>(),
        of::<Grant>(),
        of::<ListedClient>(),
        of::<RetiredClient>(),
        of::<TenantOfClient>(),
        of::<HrFeed>(),
        of::<HrImport>(),
        of::<ImportChunk>(),
        of::<Waiting>(),
        of::<OutboxMail>(),
        of::<PacedTenant>(),
        of::<Rest>(),
        of::<Returned>(),
        of::<Sendings>(),
        of::<TakenEvent>(),
        of::<PersonNumber>(),
        of::<Proof>(),
        of::<PushedRequest>(),
        of::<DeviceRequest>(),
        of::<Provider>(),
        of::<ProvingKeyItem>(),
        of::<Received>(),
        of::<Session>(),
        of::<SessionClient>(),
        of::<SigningKeyItem>(),
        of::<Tenant>(),
        of::<TenantLogo>(),
        of::<TenantName>(),
        of::<UpstreamSession>(),
        of::<UsedAssertion>(),
    ])
}

#[test]
fn every_frozen_layout_is_read() {
    let entities = entities();
    let mut read = 0;
    for file in std::fs::read_dir(folder()).expect("the frozen layouts") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let frozen: Map<String, Value> = serde_json::from_str(&text).expect("an item");
        let known = entities
            .get(kind(&frozen))
            .unwrap_or_else(|| panic!("{}: nobody reads it", path.display()));
        if let Err(why) = (known.survives)(&item(&frozen)) {
            panic!("{}: {why}", path.display());
        }
        read += 1;
    }
    assert!(
        read >= entities.len(),
        "{read} layouts of {} kinds",
        entities.len()
    );
}

/// Writes a file for each kind, layout and shape of item that has none yet; changes no file.
/// Run it when an item gains an attribute or a new kind comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "writes into the source tree"]
async fn freeze() {
    let mut samples: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let hub = Hub::with(|options| options.schedules = false).await;
    let app = RelyingParty::register(&hub, "pushing", |client| {
        // Nobody listens, so the word stays.
        client.backchannel_logout_uri = Some("http://127.0.0.1:1/ended".to_owned());
        client.id_token_claims = vec!["email".to_owned(), "name".to_owned()];
    })
    .await;
    let proof = AppKey::new().proof("POST", hub.url("/par").as_str(), None, hub.now());
    let basic = app.basic().expect("a secret");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("authorization", &basic),
        ("dpop", &proof),
    ];
    let begun = app.begin("asnes", &[]);
    let form = begun.url.query().expect("a request");
    let pushed = hub.request(Method::POST, "/par", &headers, form).await;
    let mut browser = app.browser(&hub);
    browser.go(begun.url.as_str()).await;
    let person = hub.person("L1");
    let pid = person.national_id.as_deref().expect("a number");
    let level = "idporten-loa-substantial";
    browser.log_in_at_idporten(pid, level).await;
    let code = app.code(&begun, browser.url()).expect("a code");
    let tokens = app.token(&hub, &app.code_form(&begun, &code)).await.json();
    let refresh_token = tokens["refresh_token"].as_str().expect("a refresh token");
    let renewed = app.token(&hub, &app.refresh_form(refresh_token)).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
    allowed_device(&hub, &mut browser).await;
    asked_person(&hub, &mut browser, pid).await;
    gather(&hub, &mut samples);
    browser.go("/logout").await;
    browser.press("logout", &[]).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    removed_app(&hub).await;
    // Of the first data key it is known then how long it proves, and there is another that does.
    let task = json!({ "task": "rotate-now" });
    hub.stack.task("housekeeping", task).await.expect("keys");
    gather(&hub, &mut samples);
    let ground = Ground::new().await;
    for number in 1..=40 {
        walks::walk_on(&ground, number, 25).await;
        gather(&ground.hub, &mut samples);
        ground.clear();
    }
    std::fs::create_dir_all(folder()).expect("a folder");
    for (name, sample) in samples {
        let path = folder().join(format!("{name}.json"));
        if path.exists() {
            continue;
        }
        let text = serde_json::to_string_pretty(&sample).expect("JSON");
        std::fs::write(&path, format!("{text}\n")).expect("a file");
    }
}

/// An app that was registered by the API, and removed.
async fn removed_app(hub: &Hub) {
    let bearer = format!("Bearer {}", hub.registrar_token().await);
    let asks = async |method: Method, further: (&str, &str), body: &str| {
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            further,
        ];
        let path = "/api/clients/passing";
        hub.request(method, path, &headers, body).await
    };
    let app = r#"{"redirect_uris": ["https://app.example/callback"]}"#;
    let made = asks(Method::PUT, ("if-none-match", "*"), app).await;
    let tag = made.header("etag").expect("a tag");
    let gone = asks(Method::DELETE, ("if-match", tag), "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
}

/// Someone who lets an app of another organisation know their national id.
async fn asked_person(hub: &Hub, browser: &mut Browser, pid: &str) {
    let app = RelyingParty::register(hub, "union", |client| {
        client.third_party = true;
        client.scopes.push("national_id".to_owned());
        client.revision = Some("r1".to_owned());
    })
    .await;
    let tenant = TenantId::parse("asnes").expect("an id");
    hub.put(&ClientAtTenant {
        tenant,
        client: ClientId::parse("union").expect("an id"),
        enabled: true,
        scopes: vec!["national_id".to_owned()],
    })
    .await;
    browser.intercept(&app.host);
    let begun = app.begin_with(&["national_id"], &[("tenant", "asnes")]);
    browser.go(begun.url.as_str()).await;
    if browser.host() == "idporten.localhost" {
        browser
            .log_in_at_idporten(pid, "idporten-loa-substantial")
            .await;
    }
    browser.press("allow", &[]).await;
}

/// A device that asked once before it was allowed.
async fn allowed_device(hub: &Hub, browser: &mut Browser) {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let asks = async |path: &str, form: &[(&str, &str)]| {
        let form = wire::encode(form);
        hub.request(Method::POST, path, &headers, &form)
            .await
            .json()
    };
    let form = [("client_id", DEVICE), ("tenant", "asnes")];
    let shown = asks("/device_authorization", &form).await;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", DEVICE),
        (
            "device_code",
            shown["device_code"].as_str().expect("a code"),
        ),
    ];
    asks("/token", &form).await;
    let address = shown["verification_uri_complete"].as_str();
    let page = browser.go(address.expect("an address")).await;
    let mut links = page.links.iter();
    let login = links.find(|(_, href)| href.starts_with("/authorize?"));
    let login = login.expect("a way to the login").1.clone();
    browser.follow(&login).await;
    browser.press("allow", &[]).await;
}

/// What an item may have or not, and is frozen with.
const LATER: &[&str] = &[
    "rotated_at",
    "sealed_number",
    "consents",
    "revision",
    "id_token_claims",
    "proves_until",
    "wrong",
];

/// One item of each kind, layout and shape: which attributes it has, and which of an enumeration's
/// forms it is.
fn gather(hub: &Hub, samples: &mut BTreeMap<String, Map<String, Value>>) {
    let config = hub.stack.operator().app.config().clone();
    for table in [
        config.tables.identity,
        config.tables.transient,
        config.tables.audit,
    ] {
        for item in scan(hub, &table) {
            let layout = item["v"]["N"].as_str().unwrap_or("0").to_owned();
            let members = plain(&item);
            let form = members
                .get("carries")
                .and_then(Value::as_object)
                .and_then(|carries| carries.keys().next())
                .map(String::as_str)
                .or_else(|| {
                    LATER
                        .iter()
                        .copied()
                        .find(|name| members.contains_key(*name))
                })
                .map_or_else(String::new, |form| format!(".{form}"));
            let name = format!("{}.v{layout}{form}", kind(&item));
            // The fullest one says most.
            let is_fuller = samples
                .get(&name)
                .is_none_or(|known| json!(known).to_string().len() < json!(item).to_string().len());
            if is_fuller {
                samples.insert(name, item);
            }
        }
    }
}
