//! DynamoDB: the embedded store behind its own HTTP, so that its request checks apply, with the
//! database at hand for what only a laptop does (bulk seeds, the operator's look).

use std::collections::BTreeSet;

use axum::body::Bytes;
use dynoxide::Database;
use http::{Request, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::{Value, json};

use super::{Answer, Refusal};
use crate::{
    policy::Act,
    template::{ACCOUNT, REGION, TableResource},
};

/// The embedded store.
#[derive(Clone)]
pub struct DynamoDb {
    pub database: Database,
    client: Client<HttpConnector, Full<Bytes>>,
    endpoint: String,
}

impl DynamoDb {
    /// Serves a database on a loopback port of its own until the task is ended.
    pub async fn serve(database: Database) -> std::io::Result<(Self, tokio::task::JoinHandle<()>)> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let endpoint = format!("http://{}/", listener.local_addr()?);
        let served = database.clone();
        let task = tokio::spawn(async move {
            dynoxide::server::serve_on(listener, served).await;
        });
        let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        let this = Self {
            database,
            client,
            endpoint,
        };
        Ok((this, task))
    }

    /// One call as the wire has it.
    pub async fn call(&self, operation: &str, body: &Value) -> Result<Answer, Refusal> {
        let unreachable = |error: String| {
            let mut refusal = Refusal::new("InternalServerError", &error);
            refusal.status = StatusCode::INTERNAL_SERVER_ERROR;
            refusal
        };
        let request = Request::post(&self.endpoint)
            .header(CONTENT_TYPE, "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=LOCAL/20260101/eu-north-1/dynamodb/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature=0",
            )
            .header("x-amz-date", "20260101T000000Z")
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(|error| unreachable(error.to_string()))?;
        let answer = self
            .client
            .request(request)
            .await
            .map_err(|error| unreachable(error.to_string()))?;
        let status = answer.status();
        let bytes = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| unreachable(error.to_string()))?
            .to_bytes();
        let body = serde_json::from_slice(&bytes).map_err(|e| unreachable(e.to_string()))?;
        Ok(Answer { status, body })
    }

    /// Creates the tables that are not there yet, with their indexes and TTL.
    pub async fn create_tables(&self, tables: &[TableResource]) -> Result<(), String> {
        for table in tables {
            let mut request = table.definition.clone();
            request["TableName"] = json!(table.name);
            request["BillingMode"] = json!("PAY_PER_REQUEST");
            let answer = self.call("CreateTable", &request).await;
            let answer = answer.map_err(|refusal| refusal.message)?;
            let is_there = answer.body["__type"]
                .as_str()
                .is_some_and(|kind| kind.ends_with("ResourceInUseException"));
            if is_there {
                continue;
            }
            if answer.status != StatusCode::OK {
                return Err(format!("table {}: {}", table.name, answer.body));
            }
            if let Some(attribute) = &table.ttl_attribute {
                let request = json!({
                    "TableName": table.name,
                    "TimeToLiveSpecification": { "AttributeName": attribute, "Enabled": true },
                });
                let answer = self.call("UpdateTimeToLive", &request).await;
                answer.map_err(|refusal| refusal.message)?;
            }
        }
        Ok(())
    }
}

/// Whether the operation changes the store.
pub fn is_write(operation: &str) -> bool {
    matches!(
        operation,
        "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems" | "BatchWriteItem"
    )
}

/// Whether the operation reads it.
pub fn is_read(operation: &str) -> bool {
    matches!(
        operation,
        "GetItem" | "Query" | "Scan" | "BatchGetItem" | "TransactGetItems"
    )
}

fn table_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
}

/// What a call does, in IAM's actions: a transaction is its parts.
pub fn acts(operation: &str, body: &Value) -> Vec<Act> {
    let mut acts = BTreeSet::new();
    let mut add = |action: &str, table: &str| {
        acts.insert(Act::new(format!("dynamodb:{action}"), table_arn(table)));
    };
    match operation {
        "BatchGetItem" | "BatchWriteItem" => {
            for table in body["RequestItems"]
                .as_object()
                .into_iter()
                .flat_map(|m| m.keys())
            {
                add(operation, table);
            }
        }
        "TransactWriteItems" | "TransactGetItems" => {
            for item in body["TransactItems"].as_array().into_iter().flatten() {
                for (kind, action) in item.as_object().into_iter().flatten() {
                    let action_name = match kind.as_str() {
                        "ConditionCheck" => "ConditionCheckItem",
                        "Put" => "PutItem",
                        "Update" => "UpdateItem",
                        "Delete" => "DeleteItem",
                        _ => "GetItem",
                    };
                    add(
                        action_name,
                        action["TableName"].as_str().unwrap_or_default(),
                    );
                }
            }
        }
        _ => {
            let mut table = body["TableName"].as_str().unwrap_or_default().to_owned();
            if let Some(index) = body["IndexName"].as_str() {
                table.push_str("/index/");
                table.push_str(index);
            }
            add(operation, &table);
        }
    }
    acts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_needs_the_right_to_each_of_its_parts() {
        let body = json!({ "TransactItems": [
            { "Put": { "TableName": "a" } },
            { "ConditionCheck": { "TableName": "b" } },
            { "Put": { "TableName": "a" } },
        ]});
        let acts = acts("TransactWriteItems", &body);
        assert_eq!(
            acts,
            [
                Act::new("dynamodb:ConditionCheckItem", table_arn("b")),
                Act::new("dynamodb:PutItem", table_arn("a")),
            ]
        );
    }

    #[test]
    fn a_query_of_an_index_needs_the_right_to_the_index() {
        let acts = acts("Query", &json!({ "TableName": "a", "IndexName": "i" }));
        assert_eq!(acts[0].resource, table_arn("a/index/i"));
    }
}
