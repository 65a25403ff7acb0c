//! One contract of `shared::store`, held by the embedded store behind the local gateway, by the
//! same with the faults of a busy DynamoDB, and by DynamoDB Local.

use std::collections::BTreeSet;

use kobling_aws as aws;
use kobling_local::{
    LocalStack, Options,
    aws::Principal,
    shim::{Fault, Occasion, Rule},
};
use kobling_shared::config::Config;
use kobling_store::Store;

use crate::{clauses, dynamodb_local::DynamoDbLocal, shared_machine};

const CALLER: &str = "AKIALOCALCONTRACT";

/// The operator's configuration, as a caller whom faults strike.
fn config(stack: &LocalStack) -> Config {
    let mut config = stack.operator().app.config().clone();
    CALLER.clone_into(&mut config.aws.access_key_id);
    let principal = Principal {
        name: "contract".to_owned(),
        statements: None,
    };
    stack.services().admit(CALLER, principal);
    config
}

fn store(config: &Config) -> Store {
    Store::new(&config.tables, &aws::configuration(&config.aws).unwrap())
}

async fn stack() -> LocalStack {
    LocalStack::start(Options {
        schedules: false,
        ..Options::default()
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_keeps_the_contract() {
    let _machine = shared_machine().await;
    let stack = stack().await;
    clauses::all(&store(&config(&stack)), "embedded").await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_holds_where_calls_conflict_are_throttled_and_answered_by_half() {
    let _machine = shared_machine().await;
    let stack = stack().await;
    let store = store(&config(&stack));
    for (fault, every) in [
        (Fault::TransactionConflict, 3),
        (Fault::StoreThrottled, 5),
        (Fault::UnprocessedKeys, 2),
    ] {
        stack.shim().add(Rule::new(fault, Occasion::Every(every)));
    }
    clauses::all(&store, "busy").await;
    let strikes = stack.shim().strikes();
    assert!(strikes.iter().all(|strikes| *strikes > 5), "{strikes:?}");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dynamodb_local_keeps_the_contract() {
    let _machine = shared_machine().await;
    let dynamodb = DynamoDbLocal::start().await;
    let stack = stack().await;
    let mut config = config(&stack);
    config.aws.endpoint_url = Some(dynamodb.endpoint.clone());
    clauses::all(&store(&config), "dynamodb-local").await;
    let called: BTreeSet<String> = stack
        .shim()
        .counters()
        .0
        .into_keys()
        .map(|(who, _)| who)
        .collect();
    assert!(!called.contains("contract"), "the embedded store answered");
    stack.stop().await;
}
