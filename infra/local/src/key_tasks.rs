//! What an operator does about keys, at the running process: rolls keys over at once, as
//! an invocation of `housekeeping` does in a deployment, and counts what lies under a key for
//! national ids, as the scan does that `docs/operate/keys.md` names.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use http::StatusCode;
use kobling_model::{
    item::Entity,
    people::{DirectoryNumber, EidLink},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{landing::Landing, seed::Operator};

pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/keys/rotate-now", post(rotate_now))
        .route("/_local/keys/left", post(left))
}

#[derive(Deserialize)]
struct Grace {
    grace_seconds: u32,
}

async fn rotate_now(State(landing): State<Arc<Landing>>, Form(asked): Form<Grace>) -> Response {
    let event = json!({ "task": "rotate-now", "grace_seconds": asked.grace_seconds });
    let mut functions = landing.mounted.iter();
    let housekeeping = functions.find(|mounted| mounted.function.name == "housekeeping");
    let kept = match housekeeping {
        Some(housekeeping) => housekeeping.task(event).await,
        None => None,
    };
    match kept {
        Some(kept) => Json(kept).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
struct OfKey {
    /// The key's id.
    key: String,
}

/// What must be none before a key is retired: whoever is in it would not be found any more.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Left {
    pub eid_links: u64,
    pub directory_numbers: u64,
}

async fn left(State(landing): State<Arc<Landing>>, Form(asked): Form<OfKey>) -> Response {
    match count_left(&landing.operator, &asked.key).await {
        Ok(left) => Json(left).into_response(),
        Err(why) => {
            tracing::error!(why, "the count failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Counts by a scan, which no function may make: the operator's own credentials do.
pub async fn count_left(operator: &Operator, key: &str) -> Result<Left, String> {
    let count = |kind: &'static str| scan(operator, kind, key);
    Ok(Left {
        eid_links: count(EidLink::TYPE).await?,
        directory_numbers: count(DirectoryNumber::TYPE).await?,
    })
}

async fn scan(operator: &Operator, kind: &str, key: &str) -> Result<u64, String> {
    let mut count = 0;
    let mut start = Value::Null;
    loop {
        let mut request = json!({
            "TableName": operator.app.config().tables.identity,
            "Select": "COUNT",
            "FilterExpression": "#type = :type AND begins_with(digest, :key)",
            "ExpressionAttributeNames": { "#type": "type" },
            "ExpressionAttributeValues": {
                ":type": { "S": kind },
                ":key": { "S": format!("{key}~") },
            },
        });
        if !start.is_null() {
            request["ExclusiveStartKey"] = start;
        }
        let answer = operator.services.dynamodb.call("Scan", &request).await;
        let page = answer.map_err(|refusal| refusal.message)?.body;
        count += page["Count"].as_u64().unwrap_or_default();
        start = page["LastEvaluatedKey"].clone();
        if start.is_null() {
            return Ok(count);
        }
    }
}
