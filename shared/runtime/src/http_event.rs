//! An HTTP event on its way to a function's routes. What cannot be made a request is answered here:
//! lambda_http panics on it, and a panic ends the process.

use std::convert::Infallible;

use axum::Router;
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Uri, header};
use lambda_http::{
    Adapter, LambdaEvent, aws_lambda_events::apigw::ApiGatewayV2httpRequest,
    request::LambdaRequest, tower::Service,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use url::Url;

/// What came; none where it is no request.
#[derive(Debug)]
pub struct Arrived(Option<LambdaRequest>);

impl<'de> Deserialize<'de> for Arrived {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = LambdaRequest::deserialize(deserializer).ok();
        Ok(Self(read.filter(is_request)))
    }
}

/// What goes back.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<R> {
    Given(R),
    Refused(Value),
}

/// Answers one event by the routes.
pub async fn answer(
    router: Router,
    event: LambdaEvent<Arrived>,
) -> Result<impl Serialize, Infallible> {
    let Arrived(Some(request)) = event.payload else {
        tracing::warn!("an event that is no request");
        return Ok(Answer::Refused(json!({
            "statusCode": 400,
            "headers": { "content-type": "application/json", "cache-control": "no-store" },
            "body": json!({ "message": "Bad Request" }).to_string(),
            "isBase64Encoded": false,
        })));
    };
    // A router is always ready, so there is nothing to wait for before the call.
    let answer = Adapter::from(router).call(LambdaEvent::new(request, event.context));
    answer.await.map(Answer::Given)
}

/// Whether lambda_http can make a request of it: all that it takes for granted, looked at first.
fn is_request(event: &LambdaRequest) -> bool {
    match event {
        LambdaRequest::ApiGatewayV2(event) => has_address(event) && has_body(event),
        _ => false,
    }
}

/// Whether the address is one, put together as lambda_http does.
fn has_address(event: &ApiGatewayV2httpRequest) -> bool {
    let text = |name: &str| {
        event
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let host = text(header::HOST.as_str()).or(event.request_context.domain_name.as_deref());
    let raw_path = event.raw_path.as_deref().unwrap_or_default();
    let stage = event.request_context.stage.as_deref();
    let path = match stage.filter(|stage| *stage != "$default") {
        Some(stage) if !raw_path.starts_with(&format!("/{stage}/")) => {
            format!("/{stage}{raw_path}")
        }
        _ => raw_path.to_owned(),
    };
    let base = match host {
        Some(host) => {
            let scheme = text("x-forwarded-proto").unwrap_or("https");
            Url::parse(&format!("{scheme}://{host}{path}")).map(|url| url.to_string())
        }
        None => Url::parse(&format!("http://localhost{path}")).map(|url| url.path().to_owned()),
    };
    let Ok(mut address) = base else {
        return false;
    };
    if let Some(query) = event.raw_query_string.as_deref().filter(|q| !q.is_empty()) {
        address.push('?');
        address.push_str(query);
    }
    address.parse::<Uri>().is_ok()
}

fn has_body(event: &ApiGatewayV2httpRequest) -> bool {
    let body = event.body.as_deref().unwrap_or_default();
    !event.is_base64_encoded || STANDARD.decode(body).is_ok()
}
