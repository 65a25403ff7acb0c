//! A call for the tests beside the code.

use serde_json::Value;

use crate::aws::Call;

pub(super) fn call(operation: &str, body: Value) -> Call {
    Call {
        principal: "link".into(),
        service: "dynamodb",
        operation: operation.into(),
        body,
    }
}
