//! A person's word about a held file: it goes on, or nothing of it is taken. Needs a scope of its
//! own, so that who sends files need not be who lets them through.

use axum::{http::StatusCode, response::Response};
use kobling_shared::{
    accounts::audit::Event,
    failure::Internal,
    hr::{FileRefusal, HrImport, ImportState, ImportTask},
    oidc::api::HR_DECIDE,
    queue::{Channel, Message},
    store::{Condition, StoreError, Transaction},
    web::Problem,
};
use serde::Deserialize;

use crate::{
    call::{Call, invalid},
    imports,
    json::answer,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    approve: bool,
}

/// `POST /api/hr/imports/{id}/decision`. The same decision again is answered alike, and told to the
/// import again, in case the first time it was not.
pub async fn decide(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = call?.granted(HR_DECIDE).await?;
    if granted.media_type() != "application/json" {
        let json = "send application/json";
        let kind = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(kind, "unsupported_media_type", json));
    }
    let body = granted.body(1024).await?.unwrap_or_default();
    let decision: Decision =
        serde_json::from_slice(&body).map_err(|_| invalid("send {\"approve\": true or false}"))?;
    let import = imports::named(&granted).await?;
    let app = granted.app();
    let is_held = import.state == ImportState::Held;
    let is_approved = import.decided_by.is_some();
    if !is_held || (is_approved && !decision.approve) {
        return Err(not_held());
    }
    let decided = if is_approved {
        import
    } else {
        let (store, now) = (app.store()?, app.now());
        let mut decided = HrImport {
            decided_by: Some(granted.service.client.to_string()),
            updated_at: now,
            version: import.version + 1,
            ..import.clone()
        };
        if !decision.approve {
            decided.state = ImportState::Refused(FileRefusal::Declined);
        }
        let how = if decision.approve {
            "approved"
        } else {
            "declined"
        };
        let event = granted
            .event(Event::HrImportDecided)
            .detail(format!("{} {how}", import.id.as_str()));
        let as_read = Condition::live(now).equals("version", import.version);
        let transaction = Transaction::new()
            .put(store, "import", &decided, as_read)
            .create(store, "audit", &event);
        match store.transact(transaction).await {
            Err(StoreError::Changed(_)) => return Err(not_held()),
            written => written?,
        }
        decided
    };
    if decision.approve {
        let task = ImportTask::Decided {
            tenant: decided.tenant.clone(),
            import: decided.id.clone(),
        };
        let body = serde_json::to_string(&task).map_err(Internal::new)?;
        app.queue(Channel::Import)?.send(Message::new(body)).await?;
    }
    let body = imports::shown(app.issuer(), decided);
    Ok(answer(StatusCode::ACCEPTED, &body))
}

fn not_held() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "not_held",
        "the import does not wait for a decision, or no longer",
    )
}
