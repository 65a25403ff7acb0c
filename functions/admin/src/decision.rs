//! A person's word about a held file: it goes on, or nothing of it is taken. Needs a scope of its
//! own, so that who sends files need not be who lets them through.

use axum::{http::StatusCode, response::Response};
use kobling_shared::{held, oidc::api::HR_DECIDE, web::Problem};
use serde::Deserialize;

use crate::{
    call::{Call, invalid},
    imports,
    json::answer,
};

/// The largest body, in bytes.
const BODY_LIMIT: usize = 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    approve: bool,
}

/// `POST /api/hr/imports/{id}/decision`. The same yes again is answered alike, and told to the import
/// again, in case the first time it was not.
pub async fn decide(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = call?.granted(HR_DECIDE).await?;
    granted.is_json()?;
    let body = granted.body(BODY_LIMIT).await?.unwrap_or_default();
    let decision: Decision =
        serde_json::from_slice(&body).map_err(|_| invalid("send {\"approve\": true or false}"))?;
    let import = imports::named(&granted).await?;
    let app = granted.app();
    let (tenant, by) = (&granted.of, granted.client.as_str());
    if !held::decide(app, tenant, &import.id, decision.approve, by).await? {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "not_held",
            "the import does not wait for a decision, or no longer",
        ));
    }
    let import = imports::named(&granted).await?;
    let body = imports::shown(app.issuer(), import);
    Ok(answer(StatusCode::ACCEPTED, &body))
}
