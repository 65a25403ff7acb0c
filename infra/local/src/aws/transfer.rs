//! The calls of S3: their bytes are no JSON and go past the record of calls.

use std::sync::{Mutex, PoisonError};

use axum::{body::Bytes, response::Response};
use http::{HeaderMap, HeaderValue, Method, request::Parts};
use serde_json::json;

use super::{Answer, Call, Refusal, SECRET, Serves, Wire, presigned, s3};
use crate::policy::is_allowed;

/// A call of S3, whose bytes are no JSON and go by themselves.
struct Transfer<'a> {
    s3: &'a s3::S3,
    bucket: &'a str,
    key: &'a str,
    headers: &'a HeaderMap,
    sent: Bytes,
    answer: Mutex<Option<Response>>,
}

impl Serves for Transfer<'_> {
    async fn serve(&self, call: &Call) -> Result<Answer, Refusal> {
        let response = if call.operation == "PutObject" {
            let sent = self.sent.clone();
            self.s3.put(self.bucket, self.key, self.headers, sent)?
        } else {
            let with_bytes = call.operation == "GetObject";
            self.s3
                .get(self.bucket, self.key, self.headers, with_bytes)?
        };
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(response);
        Ok(Answer::ok(json!({})))
    }
}

impl Wire {
    pub(super) async fn transfer(&self, parts: &Parts, sent: Bytes) -> Result<Response, Refusal> {
        let unknown = || Refusal::new("MethodNotAllowed", "Not served here.");
        let operation = match parts.method {
            Method::PUT => "PutObject",
            Method::GET => "GetObject",
            Method::HEAD => "HeadObject",
            _ => return Err(unknown()),
        };
        let (bucket, key) = s3::place(parts.uri.path()).ok_or_else(unknown)?;
        let given = presigned::parameters(parts.uri.query().unwrap_or_default());
        let principal = match given.get("X-Amz-Credential") {
            None => self.principal(&parts.headers),
            Some(credential) => {
                presigned::check(
                    parts.method.as_str(),
                    parts.uri.path(),
                    &given,
                    &parts.headers,
                    SECRET,
                    self.clock.now(),
                )?;
                self.principal_of(credential)
            }
        };
        let mut call = Call {
            principal: String::new(),
            service: "s3",
            operation: operation.to_owned(),
            body: json!({ "Bucket": bucket, "Key": key }),
        };
        let transfer = Transfer {
            s3: &self.s3,
            bucket: &bucket,
            key: &key,
            headers: &parts.headers,
            sent,
            answer: Mutex::default(),
        };
        let served = self.guarded(principal.clone(), &mut call, &transfer).await;
        if served
            .as_ref()
            .is_err_and(|refusal| refusal.kind == "NoSuchKey")
        {
            // S3 tells nobody what is not there but who may list the bucket.
            let act = s3::listing(&bucket);
            let statements = principal.and_then(|principal| principal.statements);
            if statements.is_some_and(|statements| !is_allowed(&statements, &act)) {
                return Err(Refusal::new("AccessDeniedException", "Access Denied"));
            }
            self.shim.used(&call.principal, vec![act]);
        }
        served?;
        let mut answer = transfer
            .answer
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .ok_or_else(unknown)?;
        if let Some(disposition) = given
            .get("response-content-disposition")
            .and_then(|text| HeaderValue::from_str(text).ok())
        {
            answer
                .headers_mut()
                .insert(http::header::CONTENT_DISPOSITION, disposition);
        }
        Ok(answer)
    }
}
