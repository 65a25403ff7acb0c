//! What an operator or a tenant's admin decides until there is a console for it: approvals of a
//! first use, and activation codes. At the running process over HTTP, from this machine only.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use kobling_actions::{
    Authority, Right, activation, activation_code as codes, approvals, rights::DecideApprovals,
};
use kobling_base::{Internal, lifetimes::ACTIVATION_LIFE};
use kobling_model::{
    TenantId,
    people::{DirectoryUser, DirectoryUserState, EmailAddress},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    landing::Landing,
    people::{self, Missing},
    seed::{Operator, Registered},
};

/// Someone who waits for an approval.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Waiting {
    pub tenant: String,
    pub directory_user: String,
    pub name: String,
    pub employments: Vec<String>,
    /// Names the approval: several eIDs may ask to be the same person.
    pub eid: String,
    /// The mailbox that was shown, masked.
    pub address: String,
    /// Seconds since 1970.
    pub asked_at: i64,
}

/// Someone with an employment, for whoever is about to decide about them.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Employed {
    pub name: String,
    pub tenant_name: String,
    pub employments: Vec<String>,
    pub state: DirectoryUserState,
    /// Where mail to them goes, masked.
    pub address: Option<String>,
}

/// An activation code that was made.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct MadeCode {
    pub code: String,
    pub name: String,
    pub expires_at: i64,
    /// Another one worked until then.
    pub has_replaced: bool,
}

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new()
        .route("/_local/approvals.json", get(list))
        .route("/_local/approve", post(approve))
        .route("/_local/person.json", get(person))
        .route("/_local/activation-code", post(activation_code))
        .route("/_local/activate", post(activate))
}

/// The authority of the operator's commands, at one tenant or in the deployment.
pub fn authority<R: Right>(
    operator: &Operator,
    of: R::Of,
) -> Result<Authority<R, R::Of>, Internal> {
    Authority::of_operator(&operator.app, crate::OPERATOR, of)
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
        let authority = authority::<DecideApprovals>(operator, tenant.clone())?;
        let asked = approvals::asked(app, &authority).await?;
        let ids: Vec<_> = asked.iter().map(|one| one.directory_user).collect();
        let users = people::of(app, &tenant, &ids).await?;
        for approval in asked {
            let id = approval.directory_user;
            let user = users.get(&id);
            waiting.push(Waiting {
                tenant: tenant.to_string(),
                directory_user: id.to_string(),
                name: user.map_or_else(String::new, DirectoryUser::display_name),
                employments: user
                    .map_or_else(Vec::new, |user| people::employment_numbers(user, app.now())),
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
    match decide(&landing.operator, tenant, &decision.eid, is_approved).await {
        Ok(true) => Redirect::to("/_local/").into_response(),
        Ok(false) => (StatusCode::NOT_FOUND, "Nobody waits there.\n").into_response(),
        Err(error) => failed(&error),
    }
}

/// Decides an approval, named by the eID that asks; false where it does not wait.
pub async fn decide(
    operator: &Operator,
    tenant: TenantId,
    eid: &str,
    is_approved: bool,
) -> Result<bool, Internal> {
    let authority = authority::<DecideApprovals>(operator, tenant)?;
    approvals::decide(&operator.app, &authority, eid, is_approved).await
}

#[derive(Deserialize)]
struct ForPerson {
    tenant: String,
    /// An employment number.
    person: String,
}

/// Says what is not there, and what is.
fn missing(landing: &Landing, asked: &ForPerson, missing: Missing) -> Response {
    let tenants = landing.registered.tenants.iter();
    let text = match missing {
        Missing::Tenant => {
            people::no_such_tenant(&asked.tenant, tenants.map(|tenant| tenant.id.as_str()))
        }
        Missing::Employment => people::no_such_employment(&asked.tenant, &asked.person),
    };
    (StatusCode::NOT_FOUND, format!("{text}\n")).into_response()
}

async fn person(State(landing): State<Arc<Landing>>, Query(asked): Query<ForPerson>) -> Response {
    let app = &landing.operator.app;
    let (tenant, user) = match people::find(app, &asked.tenant, &asked.person).await {
        Ok(Ok(found)) => found,
        Ok(Err(what)) => return missing(&landing, &asked, what),
        Err(error) => return failed(&error),
    };
    let addresses = user.usable_addresses(app.now());
    Json(Employed {
        name: user.display_name(),
        tenant_name: tenant.name,
        employments: people::employment_numbers(&user, app.now()),
        state: user.state,
        address: addresses.first().map(EmailAddress::masked),
    })
    .into_response()
}

async fn activation_code(
    State(landing): State<Arc<Landing>>,
    Form(asked): Form<ForPerson>,
) -> Response {
    let app = &landing.operator.app;
    let (tenant, user) = match people::find(app, &asked.tenant, &asked.person).await {
        Ok(Ok(found)) => found,
        Ok(Err(what)) => return missing(&landing, &asked, what),
        Err(error) => return failed(&error),
    };
    let replaced = people::with_code(app, &tenant.id, &[user.id]).await;
    let made = make_code(&landing.operator, &asked.tenant, &asked.person).await;
    match replaced.and_then(|replaced| Ok((made?, replaced))) {
        Ok((Some((code, name)), replaced)) => Json(MadeCode {
            code,
            name,
            expires_at: app.now() + ACTIVATION_LIFE,
            has_replaced: !replaced.is_empty(),
        })
        .into_response(),
        Ok((None, _)) => missing(&landing, &asked, Missing::Employment),
        Err(error) => failed(&error),
    }
}

async fn activate(State(landing): State<Arc<Landing>>, Form(asked): Form<ForPerson>) -> Response {
    let app = &landing.operator.app;
    match people::find(app, &asked.tenant, &asked.person).await {
        Ok(Ok(_)) => {}
        Ok(Err(what)) => return missing(&landing, &asked, what),
        Err(error) => return failed(&error),
    }
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
    let app = &operator.app;
    let Ok((tenant, user)) = people::find(app, tenant, employment).await? else {
        return Ok(None);
    };
    let authority = authority(operator, tenant.id)?;
    let is_done = activation::activate(app, &authority, user.id).await?;
    Ok(is_done.then(|| user.display_name()))
}

/// Makes a new activation code for whoever has an employment number; an earlier one ends.
pub async fn make_code(
    operator: &Operator,
    tenant: &str,
    employment: &str,
) -> Result<Option<(String, String)>, Internal> {
    let app = &operator.app;
    let Ok((tenant, user)) = people::find(app, tenant, employment).await? else {
        return Ok(None);
    };
    let authority = authority(operator, tenant.id)?;
    let code = codes::make(app, &authority, user.id).await?;
    Ok(Some((code, user.display_name())))
}

pub(crate) fn failed(error: &Internal) -> Response {
    tracing::error!(error = error.chain(), "the operator's wish failed");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
