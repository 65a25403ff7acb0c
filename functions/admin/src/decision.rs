//! Approves or rejects a held file. Needs a scope of its own, so that who sends files need not be who
//! approves them.

use axum::{http::StatusCode, response::Response};
use kobling_actions::{
    held::{self, Decided},
    rights::DecideHr,
};
use kobling_web::Problem;
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
    /// How many people the caller approves to end: the figure that the import tells.
    #[serde(default)]
    people_ended: Option<u64>,
}

impl Decision {
    fn meant(self) -> Option<held::Decision> {
        match (self.approve, self.people_ended) {
            (true, Some(people_ended)) => Some(held::Decision::Approve { people_ended }),
            (true, None) => None,
            (false, _) => Some(held::Decision::Reject),
        }
    }
}

/// `POST /api/hr/imports/{id}/decision`. The same approval again is answered alike, and told to the
/// import again, in case the first time it was not.
pub async fn decide(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = call?.granted::<DecideHr>().await?;
    granted.is_json()?;
    let body = granted.body(BODY_LIMIT).await?.unwrap_or_default();
    let decision: Decision = serde_json::from_slice(&body)
        .map_err(|_| invalid("send {\"approve\": true or false, \"people_ended\": a number}"))?;
    let decision = decision.meant().ok_or_else(|| {
        invalid(
            "to approve, send people_ended as well: how many people the import says it would end",
        )
    })?;
    let import = imports::named(&granted).await?;
    let app = granted.app();
    match held::decide(app, &granted.authority, &import.id, decision).await? {
        Decided::Done => {}
        Decided::NotHeld => {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "not_held",
                "the import does not wait for a decision, or no longer",
            ));
        }
        Decided::OtherFigure(_) => {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "other_figure",
                "the import would end another number of people; its people_ended says how many",
            ));
        }
    }
    let import = imports::named(&granted).await?;
    let body = imports::shown(app.issuer(), import);
    Ok(answer(StatusCode::ACCEPTED, &body))
}
