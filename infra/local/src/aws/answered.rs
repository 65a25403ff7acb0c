//! What goes back over the wire, and an answer that breaks off.

use std::io::{Error, ErrorKind};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use http::{
    HeaderValue,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full};
use serde_json::json;

use super::{Answer, Refusal};

/// An answer of a service that speaks JSON.
pub(super) fn respond(service: &str, served: Result<Answer, Refusal>) -> Response {
    let (status, body, kind) = match served {
        Err(refusal) if refusal.is_cut => return cut_off(),
        Ok(answer) => (answer.status, answer.body, None),
        Err(refusal) => {
            let mut body = json!({ "__type": refusal.kind, "message": refusal.message });
            if let Some((name, value)) = refusal.more {
                body[name] = value;
            }
            (refusal.status, body, Some(refusal.kind))
        }
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let content_type = match service {
        "kms" => "application/x-amz-json-1.1",
        "ses" => "application/json",
        _ => "application/x-amz-json-1.0",
    };
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(kind) = kind.and_then(|kind| HeaderValue::from_str(&kind).ok()) {
        response.headers_mut().insert("x-amzn-errortype", kind);
    }
    response
}

/// A success that announces more than comes before the connection ends.
pub(super) fn cut_off() -> Response {
    let begun = Full::new(Bytes::from_static(b"{"))
        .map_err(|never| match never {})
        // How long it is, is not to be known.
        .map_frame(|frame| frame);
    let ended = async { Some(Err(Error::from(ErrorKind::ConnectionReset))) };
    let mut response = Response::new(Body::new(begun.with_trailers(ended)));
    let length = HeaderValue::from_static("1000");
    response.headers_mut().insert(CONTENT_LENGTH, length);
    response
}
