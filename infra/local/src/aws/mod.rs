//! AWS at its wire: one loopback address that answers DynamoDB, KMS, SQS, SES and S3 in their own
//! protocols (AWS JSON 1.0 and 1.1, REST JSON, REST XML), so that the functions run their real clients.
//! Who calls is told by the access key; what it may do, by the policy in template.yaml.

mod answered;
pub mod batch;
mod call;
pub mod dynamodb;
pub mod kms;
mod presigned;
pub mod s3;
pub mod ses;
pub mod sqs;
mod transfer;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};
pub use call::{Answer, Call, Refusal};
use http::HeaderMap;
use kobling_base::clock::Clock;

use crate::{
    policy::{Act, is_allowed},
    shim::{Injected, Shim},
    template::Statement,
};

/// The secret of every access key here: what a presigned address is signed with.
pub const SECRET: &str = "of-no-use-outside-this-process";
/// The most that a call in JSON, and an object, may hold, in bytes.
const LARGEST_JSON: usize = 16 * 1024 * 1024;
const LARGEST_OBJECT: usize = 512 * 1024 * 1024;

/// A caller: a function with the statements it is granted, or the local operator with all rights.
#[derive(Clone, Debug)]
pub struct Principal {
    pub name: String,
    /// `None`: everything is allowed.
    pub statements: Option<Vec<Statement>>,
}

/// The services behind the wire.
pub struct Wire {
    pub dynamodb: dynamodb::DynamoDb,
    pub kms: kms::Kms,
    pub sqs: sqs::Sqs,
    pub ses: ses::Ses,
    pub s3: s3::S3,
    pub shim: Shim,
    clock: Clock,
    principals: RwLock<BTreeMap<String, Principal>>,
}

impl Wire {
    pub fn new(
        dynamodb: dynamodb::DynamoDb,
        kms: kms::Kms,
        sqs: sqs::Sqs,
        ses: ses::Ses,
        s3: s3::S3,
        shim: Shim,
        clock: Clock,
    ) -> Self {
        Self {
            dynamodb,
            kms,
            sqs,
            ses,
            s3,
            shim,
            clock,
            principals: RwLock::default(),
        }
    }

    /// Makes an access key known; a second call for the same key replaces its rights.
    pub fn admit(&self, access_key_id: &str, principal: Principal) {
        self.principals
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(access_key_id.to_owned(), principal);
    }

    /// Takes away the `index`th statement of a function's policy, for tests that ask whether
    /// each is needed. Returns it.
    pub fn revoke(&self, function: &str, index: usize) -> Option<Statement> {
        let mut principals = self
            .principals
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let statements = principals
            .values_mut()
            .find(|principal| principal.name == function)?
            .statements
            .as_mut()?;
        (index < statements.len()).then(|| statements.remove(index))
    }

    /// Everything that the clients call.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    fn principal(&self, headers: &HeaderMap) -> Option<Principal> {
        let authorization = headers.get("authorization")?.to_str().ok()?;
        let (_, credential) = authorization.split_once("Credential=")?;
        self.principal_of(credential)
    }

    /// The caller of a credential scope (`KEY/20260302/…`).
    fn principal_of(&self, credential: &str) -> Option<Principal> {
        let (access_key_id, _) = credential.split_once('/')?;
        self.principals
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(access_key_id)
            .cloned()
    }

    async fn handle(&self, headers: &HeaderMap, call: &mut Call) -> Result<Answer, Refusal> {
        let principal = self.principal(headers);
        self.guarded(principal, call, self).await
    }

    /// Serves a call if the caller may make it and no fault is due.
    async fn guarded(
        &self,
        principal: Option<Principal>,
        call: &mut Call,
        server: &impl Serves,
    ) -> Result<Answer, Refusal> {
        let principal = principal.ok_or_else(|| {
            Refusal::new(
                "UnrecognizedClientException",
                "The access key is not known.",
            )
        })?;
        call.principal.clone_from(&principal.name);
        let acts = acts(call);
        if let Some(statements) = &principal.statements
            && let Some(denied) = acts.iter().find(|act| !is_allowed(statements, act))
        {
            tracing::warn!(
                function = principal.name,
                action = denied.action,
                resource = denied.resource,
                "template.yaml grants no such thing"
            );
            return Err(Refusal::new(
                "AccessDeniedException",
                &format!(
                    "User: {} is not authorized to perform: {} on resource: {}",
                    principal.name, denied.action, denied.resource
                ),
            ));
        }
        self.shim.used(&principal.name, acts);
        let (mut left, mut lost, mut is_silent) = (None, None, false);
        match self.shim.before(call, &self.dynamodb).await {
            Injected::Refused(refusal) => {
                self.shim.counted(call, None);
                return Err(refusal);
            }
            Injected::Left(member, part) => left = Some((member, part)),
            Injected::Lost(refusal) => lost = Some(refusal),
            Injected::Silent => is_silent = true,
            Injected::Nothing => {}
        }
        let number = self.shim.write_begins(call).await;
        let mut answered = server.serve(call).await;
        self.shim.write_ended(number).await;
        if let Ok(answer) = &mut answered {
            self.shim.after(call, answer, left);
        }
        self.shim.counted(call, answered.as_ref().ok());
        if is_silent {
            // Until the caller gives up and goes.
            std::future::pending::<()>().await;
        }
        match lost {
            Some(refusal) => Err(refusal),
            None => answered,
        }
    }
}

/// What policies look at.
fn acts(call: &Call) -> Vec<Act> {
    match call.service {
        "dynamodb" => dynamodb::acts(&call.operation, &call.body),
        "kms" => kms::acts(&call.operation, &call.body),
        "sqs" => sqs::acts(&call.operation, &call.body),
        "s3" => {
            let text = |name: &str| call.body[name].as_str().unwrap_or_default();
            s3::acts(&call.operation, text("Bucket"), text("Key"))
        }
        _ => ses::acts(&call.body),
    }
}

/// Whoever does a call once it is let through.
trait Serves {
    async fn serve(&self, call: &Call) -> Result<Answer, Refusal>;
}

impl Serves for Wire {
    async fn serve(&self, call: &Call) -> Result<Answer, Refusal> {
        match call.service {
            "dynamodb" => self.dynamodb.call(&call.operation, &call.body).await,
            "kms" => self.kms.call(&call.operation, &call.body).map(Answer::ok),
            "sqs" => self.sqs.call(&call.operation, &call.body).map(Answer::ok),
            _ => self.ses.send(&call.body).map(Answer::ok),
        }
    }
}

async fn answer(State(wire): State<Arc<Wire>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let is_json =
        parts.headers.contains_key("x-amz-target") || parts.uri.path().starts_with("/v2/");
    let limit = if is_json {
        LARGEST_JSON
    } else {
        LARGEST_OBJECT
    };
    let Ok(body) = to_bytes(body, limit).await else {
        return answered::respond("", Err(Refusal::new("EntityTooLarge", "too large")));
    };
    let (uri, headers) = (&parts.uri, &parts.headers);
    if !is_json {
        return match wire.transfer(&parts, body).await {
            Ok(response) => response,
            Err(refusal) if refusal.is_cut => answered::cut_off(),
            Err(refusal) => s3::refused(&refusal),
        };
    }
    let target = headers.get("x-amz-target").and_then(|t| t.to_str().ok());
    let known = match target.and_then(|target| target.split_once('.')) {
        Some(("DynamoDB_20120810", operation)) => Some(("dynamodb", operation)),
        Some(("TrentService", operation)) => Some(("kms", operation)),
        Some(("AmazonSQS", operation)) => Some(("sqs", operation)),
        None if uri.path() == "/v2/email/outbound-emails" => Some(("ses", "SendEmail")),
        _ => None,
    };
    let Some((service, operation)) = known else {
        let refusal = Refusal::new("UnknownOperationException", "Not served here.");
        return answered::respond("", Err(refusal));
    };
    let Ok(body) = serde_json::from_slice(&body) else {
        return answered::respond(
            service,
            Err(Refusal::new("SerializationException", "not JSON")),
        );
    };
    let mut call = Call {
        principal: String::new(),
        service,
        operation: operation.to_owned(),
        body,
    };
    let served = wire.handle(headers, &mut call).await;
    answered::respond(service, served)
}
