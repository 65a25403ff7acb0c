//! Refusals as the real services word them.

use serde_json::{Value, json};

use super::Fault;
use crate::aws::{Call, Refusal};

/// The words of the service.
pub(super) fn refusal(fault: Fault, call: &Call) -> Refusal {
    match fault {
        Fault::TransactionConflict if call.operation == "TransactWriteItems" => {
            let count = call.body["TransactItems"].as_array().map_or(1, Vec::len);
            let reasons: Vec<Value> = (0..count)
                .map(|index| match index {
                    0 => json!({
                        "Code": "TransactionConflict",
                        "Message": "Transaction is ongoing for the item",
                    }),
                    _ => json!({ "Code": "None" }),
                })
                .collect();
            let mut refusal = Refusal::new(
                "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "Transaction cancelled, please refer cancellation reasons for specific reasons",
            );
            refusal.more = Some(("CancellationReasons".to_owned(), json!(reasons)));
            refusal
        }
        Fault::TransactionConflict => Refusal::new(
            "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
            "Transaction is ongoing for the item",
        ),
        Fault::Throttled => throttled(call),
        Fault::Failed | Fault::AnswerLost => {
            let kind = match call.service {
                "dynamodb" => "com.amazonaws.dynamodb.v20120810#InternalServerError",
                "kms" => "KMSInternalException",
                "sqs" => "com.amazonaws.sqs#InternalError",
                "s3" => "InternalError",
                _ => "InternalServiceErrorException",
            };
            let mut refusal = Refusal::new(kind, "The service has an internal error.");
            refusal.status = http::StatusCode::INTERNAL_SERVER_ERROR;
            refusal
        }
        Fault::MailThrottled => {
            let mut refusal =
                Refusal::new("TooManyRequestsException", "Maximum sending rate exceeded.");
            refusal.status = http::StatusCode::TOO_MANY_REQUESTS;
            refusal
        }
        _ => Refusal::new(
            "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded.",
        ),
    }
}

fn throttled(call: &Call) -> Refusal {
    let (kind, status) = match call.service {
        "kms" => ("ThrottlingException", http::StatusCode::BAD_REQUEST),
        "sqs" => (
            "com.amazonaws.sqs#RequestThrottled",
            http::StatusCode::BAD_REQUEST,
        ),
        _ => ("SlowDown", http::StatusCode::SERVICE_UNAVAILABLE),
    };
    let mut refusal = Refusal::new(kind, "Please reduce your request rate.");
    refusal.status = status;
    refusal
}
