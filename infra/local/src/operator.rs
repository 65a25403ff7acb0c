//! What an operator or a tenant's admin decides until there is a console for it: approvals of a
//! first use, and activation codes. At the running process over HTTP, from this machine only.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use kobling_shared::{
    accounts::{DirectoryUser, DirectoryUserId, TenantId},
    failure::Internal,
    hr::EmploymentNumber,
    login::approvals,
    store::{Condition, Transaction, keys},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    landing::Landing,
    seed::{Operator, Registered, proof_of_activation},
};

/// Someone who waits for an approval.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Waiting {
    pub tenant: String,
    pub directory_user: String,
    pub name: String,
    /// Names the approval: several eIDs may ask to be the same person.
    pub eid: String,
    /// The mailbox that was shown, masked.
    pub address: String,
    /// Seconds since 1970.
    pub asked_at: i64,
}

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/approvals.json", get(list))
        .route("/_local/approve", post(approve))
        .route("/_local/activation-code", post(activation_code))
        .route("/_local/activate", post(activate))
}

/// All approvals that wait, at any demo tenant.
pub async fn waiting(
    operator: &Operator,
    registered: &Registered,
) -> Result<Vec<Waiting>, Internal> {
    let app = &operator.app;
    let mut waiting = Vec::new();
    let tenants = registered.tenants.iter();
    for tenant in tenants.filter_map(|tenant| TenantId::parse(&tenant.id)) {
        for approval in approvals::asked(app, &tenant).await? {
            let id = approval.directory_user;
            let key = keys::directory_user(&tenant, &id);
            let user: Option<DirectoryUser> = app.store()?.get(&key, app.now()).await?;
            waiting.push(Waiting {
                tenant: tenant.to_string(),
                directory_user: id.to_string(),
                name: user.map_or_else(String::new, |user| user.display_name()),
                eid: approval.eid.as_str().to_owned(),
                address: approval
                    .address
                    .map_or_else(String::new, |address| address.masked()),
                asked_at: approval.asked_at,
            });
        }
    }
    Ok(waiting)
}

async fn list(State(landing): State<Arc<Landing>>) -> Response {
    match waiting(&landing.operator, &landing.registered).await {
        Ok(waiting) => Json(waiting).into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct Decision {
    tenant: String,
    eid: String,
    /// `approve` or `refuse`.
    #[serde(rename = "decision")]
    word: String,
}

async fn approve(State(landing): State<Arc<Landing>>, Form(decision): Form<Decision>) -> Response {
    let Some(tenant) = TenantId::parse(&decision.tenant) else {
        return (StatusCode::BAD_REQUEST, "No such tenant.\n").into_response();
    };
    let is_approved = decision.word == "approve";
    let app = &landing.operator.app;
    match approvals::decide(app, &tenant, &decision.eid, is_approved, crate::OPERATOR).await {
        Ok(true) => Redirect::to("/_local/").into_response(),
        Ok(false) => (StatusCode::NOT_FOUND, "Nobody waits there.\n").into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct ForPerson {
    tenant: String,
    /// An employment number.
    person: String,
}

async fn activation_code(
    State(landing): State<Arc<Landing>>,
    Form(asked): Form<ForPerson>,
) -> Response {
    match make_code(&landing.operator, &asked.tenant, &asked.person).await {
        Ok(Some((code, name))) => Json(json!({ "code": code, "name": name })).into_response(),
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such employment.\n").into_response(),
        Err(error) => failed(&error),
    }
}

async fn activate(State(landing): State<Arc<Landing>>, Form(asked): Form<ForPerson>) -> Response {
    match open(&landing.operator, &asked.tenant, &asked.person).await {
        Ok(Some(name)) => Json(json!({ "name": name })).into_response(),
        Ok(None) => (
            StatusCode::NOT_FOUND,
            "Nobody waits there for activation.\n",
        )
            .into_response(),
        Err(error) => failed(&error),
    }
}

/// Opens the access of whoever has an employment number, and writes to them (L28).
pub async fn open(
    operator: &Operator,
    tenant: &str,
    employment: &str,
) -> Result<Option<String>, Internal> {
    let Some((tenant, user)) = find(operator, tenant, employment).await? else {
        return Ok(None);
    };
    let is_done = approvals::activate(&operator.app, &tenant, user.id, crate::OPERATOR).await?;
    Ok(is_done.then(|| user.display_name()))
}

/// Makes a new activation code for whoever has an employment number; an earlier one ends.
pub async fn make_code(
    operator: &Operator,
    tenant: &str,
    employment: &str,
) -> Result<Option<(String, String)>, Internal> {
    let Some((tenant, user)) = find(operator, tenant, employment).await? else {
        return Ok(None);
    };
    let app = &operator.app;
    let prover = app.prover().await?;
    let (store, now) = (app.store()?, app.now());
    let id: DirectoryUserId = user.id;
    let random = app.random();
    let code = format!("{}{}", random.six_digits(), &random.six_digits()[..2]);
    let proof = proof_of_activation(&prover, &tenant, id, &code, now);
    let transaction =
        Transaction::new().put(store, "activation code", &proof, Condition::default());
    store.transact(transaction).await?;
    Ok(Some((code, user.display_name())))
}

/// Who has an employment number at a tenant.
async fn find(
    operator: &Operator,
    tenant: &str,
    employment: &str,
) -> Result<Option<(TenantId, DirectoryUser)>, Internal> {
    let Some(tenant) = TenantId::parse(tenant) else {
        return Ok(None);
    };
    let app = &operator.app;
    let index = app.index().await?;
    let (store, now) = (app.store()?, app.now());
    let digest = index.digest("employment", employment);
    let key = keys::employment_number(&tenant, &digest);
    let Some(found) = store.get::<EmploymentNumber>(&key, now).await? else {
        return Ok(None);
    };
    let key = keys::directory_user(&tenant, &found.directory_user);
    let user: Option<DirectoryUser> = store.get(&key, now).await?;
    Ok(user.map(|user| (tenant, user)))
}

pub(crate) fn failed(error: &Internal) -> Response {
    tracing::error!(error = error.chain(), "the operator's wish failed");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
