//! One contract for the store, held by the embedded one, by the same through the wire's faults,
//! and by DynamoDB Local: what the product relies on must not be a kindness of one of them.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where its world cannot be made"
)]

use std::{
    collections::BTreeMap,
    net::TcpListener as StdListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use kobling_local::{
    LocalStack, Options,
    shim::{Fault, Occasion, Rule},
    template::{Given, TEMPLATE, TableResource, Template},
};
use kobling_shared::{
    accounts::{AddressGuard, Carries, Conflict, ConflictKind, Proof, ProofKind, TenantId},
    config::Config,
    function::Need,
    keys::Digest,
    store::{Condition, Key, Store, StoreError, Table, Transaction, Update, keys},
};

const NOW: i64 = 1_900_000_000;

fn tenant() -> TenantId {
    TenantId::parse("asnes").unwrap()
}

fn proof(id: &str, tries_left: u32, expires_at: i64) -> Proof {
    Proof {
        id_digest: id.to_owned(),
        kind: ProofKind::ActivationCode,
        secret_digest: "secret".to_owned(),
        tenant: tenant(),
        account: None,
        directory_user: None,
        eid: Some(Digest::new("k", b"eid")),
        browser: None,
        request: None,
        tries_left,
        spent_at: None,
        created_at: NOW,
        expires_at,
        carries: Carries::Nothing,
    }
}

fn guard(name: &str) -> AddressGuard {
    AddressGuard {
        digest: Digest::new("k", name.as_bytes()),
        account: kobling_shared::accounts::AccountId::new(uuid()),
    }
}

fn uuid() -> uuid::Uuid {
    uuid::Uuid::from_u128(7)
}

fn conflict(id: usize, at: i64, padding: usize) -> Conflict {
    Conflict {
        id: format!("{id:04}"),
        tenant: tenant(),
        kind: ConflictKind::NoAddress,
        directory_user: None,
        account: None,
        reference: "x".repeat(padding),
        at,
        is_settled: false,
    }
}

/// Everything that the product relies on.
async fn contract(store: &Store) {
    what_is_written_is_read(store).await;
    nothing_is_created_twice(store).await;
    a_transaction_happens_wholly_or_not_at_all(store).await;
    what_has_expired_is_not_there(store).await;
    an_update_counts_and_is_refused_by_its_condition(store).await;
    a_batch_takes_many_keys_and_leaves_out_what_is_missing(store).await;
    a_partition_is_read_in_order_and_to_its_end(store).await;
    tries_are_counted_once_each(store).await;
    a_thing_is_spent_once(store).await;
    one_of_many_creators_wins(store).await;
}

async fn create(store: &Store, proof: &Proof) -> Result<(), StoreError> {
    let transaction = Transaction::new().create(store, "proof", proof);
    store.transact(transaction).await
}

async fn read(store: &Store, id: &str) -> Option<Proof> {
    store.get(&keys::proof(id), NOW).await.unwrap()
}

async fn what_is_written_is_read(store: &Store) {
    let written = proof("read", 5, NOW + 60);
    create(store, &written).await.unwrap();
    assert_eq!(read(store, "read").await, Some(written));
    assert_eq!(read(store, "unread").await, None);
    let other: Result<Option<Conflict>, _> = store.get(&keys::proof("read"), NOW).await;
    assert!(other.is_err(), "an item was read as another type");
}

async fn nothing_is_created_twice(store: &Store) {
    let guard = guard("twice");
    let create = || Transaction::new().create(store, "address", &guard);
    store.transact(create()).await.unwrap();
    let Err(StoreError::Changed(labels)) = store.transact(create()).await else {
        panic!("created twice");
    };
    assert_eq!(labels, ["address"]);
}

async fn a_transaction_happens_wholly_or_not_at_all(store: &Store) {
    create(store, &proof("there", 5, NOW + 60)).await.unwrap();
    let transaction = Transaction::new()
        .create(store, "new", &proof("new", 5, NOW + 60))
        .check(
            store,
            "wrong tries",
            &keys::proof("there"),
            Condition::present().equals("tries_left", 4_u32),
        )
        .delete(
            store,
            "absent",
            &keys::proof("absent"),
            Condition::present(),
        );
    let Err(StoreError::Changed(labels)) = store.transact(transaction).await else {
        panic!("conditions did not hold");
    };
    assert_eq!(labels, ["wrong tries", "absent"]);
    assert_eq!(read(store, "new").await, None);

    let transaction = Transaction::new()
        .create(store, "new", &proof("new", 5, NOW + 60))
        .delete(
            store,
            "there",
            &keys::proof("there"),
            Condition::present().equals("tries_left", 5_u32),
        );
    store.transact(transaction).await.unwrap();
    assert!(read(store, "new").await.is_some());
    assert_eq!(read(store, "there").await, None);
}

async fn what_has_expired_is_not_there(store: &Store) {
    create(store, &proof("old", 5, NOW)).await.unwrap();
    assert_eq!(read(store, "old").await, None);
    let key = keys::proof("old");
    let spend = |condition| {
        let update = Update::new().set("spent_at", NOW);
        Transaction::new().update(store, "proof", &key, update, condition)
    };
    assert!(store.transact(spend(Condition::live(NOW))).await.is_err());
    // An item that was not swept yet stands in nobody's way.
    let again = proof("old", 3, NOW + 60);
    let put = Transaction::new().put(store, "proof", &again, Condition::absent_or_expired(NOW));
    store.transact(put).await.unwrap();
    assert_eq!(read(store, "old").await, Some(again.clone()));
    let put = Transaction::new().put(store, "proof", &again, Condition::absent_or_expired(NOW));
    assert!(store.transact(put).await.is_err());
}

async fn an_update_counts_and_is_refused_by_its_condition(store: &Store) {
    create(store, &proof("count", 2, NOW + 60)).await.unwrap();
    let key = keys::proof("count");
    let mut left = Vec::new();
    for _ in 0..3 {
        let condition = Condition::live(NOW).greater_than("tries_left", 0_u32);
        let update = Update::new().add("tries_left", -1);
        let counted: Option<Proof> = store.update(&key, update, condition).await.unwrap();
        left.push(counted.map(|proof| proof.tries_left));
    }
    assert_eq!(left, [Some(1), Some(0), None]);
}

async fn a_batch_takes_many_keys_and_leaves_out_what_is_missing(store: &Store) {
    let names: Vec<String> = (0..60).map(|n| format!("batch-{n}")).collect();
    for chunk in names.chunks(50) {
        let transaction = chunk.iter().fold(Transaction::new(), |transaction, name| {
            transaction.create(store, "proof", &proof(name, 5, NOW + 60))
        });
        store.transact(transaction).await.unwrap();
    }
    let mut wanted: Vec<Key> = names.iter().map(|name| keys::proof(name)).collect();
    wanted.push(keys::proof("batch-0"));
    wanted.push(keys::proof("batch-none"));
    let digest = guard("twice").digest;
    wanted.push(keys::address(&digest));
    let found = store.batch(&wanted, NOW).await.unwrap();
    assert_eq!(found.all::<Proof>().unwrap().len(), 60);
    assert_eq!(found.all::<AddressGuard>().unwrap().len(), 1);
    let none: Option<Proof> = found.get(&keys::proof("batch-none")).unwrap();
    assert_eq!(none, None);
}

async fn a_partition_is_read_in_order_and_to_its_end(store: &Store) {
    // More than one megabyte, so that it comes in pages.
    for chunk in (0..48).collect::<Vec<usize>>().chunks(8) {
        let transaction = chunk.iter().fold(Transaction::new(), |transaction, n| {
            let at = NOW + i64::try_from(*n).unwrap();
            transaction.create(store, "conflict", &conflict(*n, at, 30_000))
        });
        store.transact(transaction).await.unwrap();
    }
    let all: Vec<Conflict> = store
        .partition(Table::Identity, &keys::conflicts(&tenant()), "", NOW)
        .await
        .unwrap();
    let ids: Vec<String> = all.into_iter().map(|conflict| conflict.id).collect();
    let expected: Vec<String> = (0..48).map(|n| format!("{n:04}")).collect();
    assert_eq!(ids, expected);
    let prefix = format!("{:012}", NOW + 3);
    let one: Vec<Conflict> = store
        .partition(Table::Identity, &keys::conflicts(&tenant()), &prefix, NOW)
        .await
        .unwrap();
    assert_eq!(one.len(), 1);
}

/// Runs so many tasks at once and says how many answered yes.
async fn race<F, Fut>(tasks: usize, task: F) -> usize
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = bool> + Send + 'static,
{
    let running: Vec<_> = (0..tasks).map(|n| tokio::spawn(task(n))).collect();
    let mut yes = 0;
    for one in running {
        yes += usize::from(one.await.unwrap());
    }
    yes
}

async fn tries_are_counted_once_each(store: &Store) {
    create(store, &proof("tries", 5, NOW + 60)).await.unwrap();
    let counted = race(50, |_| {
        let store = store.clone();
        async move {
            let condition = Condition::live(NOW).greater_than("tries_left", 0_u32);
            let update = Update::new().add("tries_left", -1);
            let key = keys::proof("tries");
            patiently(|| store.update::<Proof>(&key, update.clone(), condition.clone()))
                .await
                .is_some()
        }
    })
    .await;
    assert_eq!(counted, 5);
    assert_eq!(read(store, "tries").await.unwrap().tries_left, 0);
}

async fn a_thing_is_spent_once(store: &Store) {
    create(store, &proof("spend", 5, NOW + 60)).await.unwrap();
    let spent = race(100, |n| {
        let store = store.clone();
        async move {
            let update = Update::new().set("spent_at", NOW);
            let condition = Condition::live(NOW).without("spent_at");
            let transaction = Transaction::new()
                .update(&store, "proof", &keys::proof("spend"), update, condition)
                .create(&store, "result", &proof(&format!("spent-{n}"), 1, NOW + 60));
            succeeds(&store, transaction).await
        }
    })
    .await;
    assert_eq!(spent, 1);
    let results: Vec<Key> = (0..100)
        .map(|n| keys::proof(&format!("spent-{n}")))
        .collect();
    let found = store.batch(&results, NOW).await.unwrap();
    assert_eq!(found.all::<Proof>().unwrap().len(), 1);
}

async fn one_of_many_creators_wins(store: &Store) {
    let created = race(50, |_| {
        let store = store.clone();
        async move {
            let transaction = Transaction::new().create(&store, "address", &guard("race"));
            succeeds(&store, transaction).await
        }
    })
    .await;
    assert_eq!(created, 1);
}

/// Whether a transaction went through; a busy store is asked again, a changed world is not.
async fn succeeds(store: &Store, transaction: Transaction) -> bool {
    loop {
        match store.transact(transaction.clone()).await {
            Ok(()) => return true,
            Err(StoreError::Changed(_)) => return false,
            Err(StoreError::Busy(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(other) => panic!("{other}"),
        }
    }
}

async fn patiently<T, Fut: Future<Output = Result<T, StoreError>>>(call: impl Fn() -> Fut) -> T {
    loop {
        match call().await {
            Ok(answer) => return answer,
            Err(StoreError::Busy(_)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(other) => panic!("{other}"),
        }
    }
}

/// A store of the function that may do the most.
fn store_of(stack: &LocalStack) -> Store {
    stack.operator().app.store().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_embedded_store_holds_it() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    contract(&store_of(&stack)).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_holds_through_conflicts_throttles_and_unprocessed_keys() {
    let stack = LocalStack::start(Options::default()).await.unwrap();
    for (fault, every) in [
        (Fault::TransactionConflict, 4),
        (Fault::StoreThrottled, 7),
        (Fault::UnprocessedKeys, 3),
        (Fault::StaleRead, 1),
    ] {
        stack.shim().add(Rule {
            spares_operator: false,
            ..Rule::new(fault, Occasion::Every(every))
        });
    }
    contract(&store_of(&stack)).await;
    assert!(
        stack
            .shim()
            .strikes()
            .iter()
            .take(3)
            .all(|strikes| *strikes > 0)
    );
    stack.stop().await;
}

/// DynamoDB Local as a child process, ended with the test.
struct DynamoDbLocal {
    child: Child,
    endpoint: String,
}

impl DynamoDbLocal {
    /// Fetches it by Maven (once) and starts it in memory.
    fn start() -> Self {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let jars = here.join("target/dynamodb-local");
        if !jars.join("DynamoDBLocal-3.0.0.jar").exists() {
            let fetched = Command::new("mvn")
                .args(["-q", "-B", "-f"])
                .arg(here.join("dynamodb-local/pom.xml"))
                .arg("dependency:copy-dependencies")
                .arg(format!("-DoutputDirectory={}", jars.display()))
                .status()
                .unwrap();
            assert!(fetched.success(), "mvn could not fetch DynamoDB Local");
        }
        let free = StdListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("java")
            .arg(format!("-Djava.library.path={}", jars.display()))
            .args(["-cp", &format!("{}/*", jars.display())])
            .arg("software.amazon.dynamodb.services.local.main.ServerRunner")
            .args(["-inMemory", "-port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            child,
            endpoint: format!("http://127.0.0.1:{port}"),
        }
    }
}

impl Drop for DynamoDbLocal {
    fn drop(&mut self) {
        let _ended_before = self.child.kill();
        let _no_child = self.child.wait();
    }
}

fn config(endpoint: &str) -> Config {
    let variables: BTreeMap<String, String> = [
        ("ISSUER", "http://localhost:1"),
        ("IDENTITY_TABLE", "identity-table"),
        ("TRANSIENT_TABLE", "transient-table"),
        ("AUDIT_TABLE", "audit-table"),
        ("AWS_REGION", "eu-north-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_ENDPOINT_URL", endpoint),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    Config::from_variables(&variables, &[Need::Store]).unwrap()
}

fn tables() -> Vec<TableResource> {
    let parameters = [
        ("Issuer", "http://localhost:1"),
        ("MailFrom", "no-reply@example.com"),
        ("MailIdentity", "example.com"),
    ];
    let given = Given {
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        endpoint: String::new(),
    };
    Template::read(TEMPLATE, &given).unwrap().tables
}

fn key_schema(keys: &serde_json::Value) -> Vec<KeySchemaElement> {
    let keys = keys.as_array().unwrap().iter();
    keys.map(|key| {
        KeySchemaElement::builder()
            .attribute_name(key["AttributeName"].as_str().unwrap())
            .key_type(KeyType::from(key["KeyType"].as_str().unwrap()))
            .build()
            .unwrap()
    })
    .collect()
}

/// Creates a table as template.yaml declares it; tried again until the server has started.
async fn create_table(client: &aws_sdk_dynamodb::Client, table: &TableResource) {
    let attributes = table.definition["AttributeDefinitions"].as_array().unwrap();
    let attributes: Vec<AttributeDefinition> = attributes
        .iter()
        .map(|attribute| {
            AttributeDefinition::builder()
                .attribute_name(attribute["AttributeName"].as_str().unwrap())
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap()
        })
        .collect();
    let indexes = table.definition["GlobalSecondaryIndexes"].as_array();
    let indexes: Vec<GlobalSecondaryIndex> = indexes
        .into_iter()
        .flatten()
        .map(|index| {
            GlobalSecondaryIndex::builder()
                .index_name(index["IndexName"].as_str().unwrap())
                .set_key_schema(Some(key_schema(&index["KeySchema"])))
                .projection(
                    Projection::builder()
                        .projection_type(ProjectionType::All)
                        .build(),
                )
                .build()
                .unwrap()
        })
        .collect();
    for _ in 0..300 {
        let created = client
            .create_table()
            .table_name(&table.name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes.clone()))
            .set_key_schema(Some(key_schema(&table.definition["KeySchema"])))
            .set_global_secondary_indexes((!indexes.is_empty()).then(|| indexes.clone()))
            .send()
            .await;
        if created.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("DynamoDB Local did not start");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs java and mvn: cargo test -p kobling-tests --test store_contract -- --ignored"]
async fn dynamodb_local_holds_it() {
    let server = Arc::new(DynamoDbLocal::start());
    let client = aws_sdk_dynamodb::Client::from_conf(
        aws_sdk_dynamodb::Config::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .region(aws_sdk_dynamodb::config::Region::new("eu-north-1"))
            .credentials_provider(aws_sdk_dynamodb::config::Credentials::new(
                "local", "local", None, None, "test",
            ))
            .endpoint_url(&server.endpoint)
            .build(),
    );
    for table in tables() {
        create_table(&client, &table).await;
    }
    contract(&Store::new(&config(&server.endpoint))).await;
}
