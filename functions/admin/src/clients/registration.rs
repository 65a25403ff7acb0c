//! An app registered, its registration replaced, or the app removed.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_actions::clients::{self, Made};
use kobling_base::Internal;
use kobling_model::{ClientId, apps::Client};
use kobling_protocol::clients::{
    ClientFileError, client_registration,
    client_words::{differing, words},
};
use kobling_web::Problem;
use serde_json::{Map, Value};

use super::{
    Manager, found, manager, precondition::Precondition, problem, reach, shown, within_reach,
};
use crate::call::{Call, invalid};

/// The largest body, in bytes.
const BODY_LIMIT: usize = 64 * 1024;
/// Members that have to be said to be changed.
const GUARDED: &[&str] = &[
    "third_party",
    "scope",
    "profile",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "dpop_bound_access_tokens",
    "require_dpop_nonce",
    "refresh_grace_seconds",
];
/// What is said of a member that there is not, or not here.
fn unknown(member: &str) -> &'static str {
    match member {
        "client_secret" => {
            "is not taken: the hub makes the secret and shows it once, in the answer to the registration"
        }
        "tenants" => "is not taken: an app is enabled by PUT /api/clients/{id}/tenants/{tenant}",
        _ => {
            "there is no such member: leave it out. docs/develop/apps.md lists those that there are"
        }
    }
}

/// `PUT /api/clients/{id}`: registers with `If-None-Match: *`, replaces with `If-Match`. Where the
/// app shows itself by a secret and has none yet, the hub makes one and shows it in the answer.
pub async fn put(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = manager(call).await?;
    let precondition = Precondition::of(&granted.call.headers)?;
    let id = ClientId::parse(granted.path("id"))
        .ok_or_else(|| invalid("an id is 1 to 64 of a-z 0-9 -, neither first nor last a dash"))?;
    let before = found(&granted).await?;
    if let Some(before) = &before {
        reach(&granted, before)?;
    }
    let (wished, said) = wished(&mut granted, id).await?;
    precondition.check(before.as_ref())?;
    let (app, authority) = (granted.app(), &granted.authority);
    let Some(before) = before else {
        let registered = clients::register(app, authority, wished).await;
        let (client, made) = registered.map_err(problem)?;
        let address = format!("{}/api/clients/{}", app.issuer(), client.id);
        let address = HeaderValue::from_str(&address).map_err(Internal::new)?;
        let mut response = told(StatusCode::CREATED, &client, made)?;
        response.headers_mut().insert(header::LOCATION, address);
        return Ok(response);
    };
    guarded(&before, &wished, &said)?;
    let changed = clients::change(app, authority, &before, wished).await;
    let (client, made) = changed.map_err(problem)?;
    told(StatusCode::OK, &client, made)
}

/// The registration that the body says.
async fn wished(
    granted: &mut Manager,
    id: ClientId,
) -> Result<(Client, Map<String, Value>), Problem> {
    granted.is_json()?;
    let Some(body) = granted.body(BODY_LIMIT).await? else {
        let limit = "a registration has 64 KiB at most";
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            limit,
        ));
    };
    let members: Map<String, Value> =
        serde_json::from_slice(&body).map_err(|_| invalid("send a JSON object"))?;
    let app = granted.app();
    let is_here = app.config().is_on_this_machine();
    let read = client_registration::read(app.issuer(), is_here, id, &members);
    let client = read.map_err(unfit)?;
    let keys = |jwks: Option<&Value>| {
        let keys = jwks.and_then(|jwks| jwks.get("keys"));
        keys.and_then(Value::as_array).map_or(0, Vec::len)
    };
    let kept = client.jwks.as_deref().map(serde_json::from_str).transpose();
    let kept = keys(kept.ok().flatten().as_ref());
    let left_out = keys(members.get("jwks")).saturating_sub(kept);
    if left_out > 0 {
        tracing::warn!(client = %client.id, left_out, "keys of kinds unknown here are not kept");
    }
    Ok((client, members))
}

/// That what protects people is not taken from an app by being left out: a program that knows
/// nothing of a member would undo it.
fn guarded(before: &Client, wished: &Client, said: &Map<String, Value>) -> Result<(), Problem> {
    let changed = differing(before, wished);
    let left_out = |name: &&&str| {
        !said.contains_key(**name) && changed.iter().any(|changed| changed == **name)
    };
    match GUARDED.iter().find(left_out) {
        None => Ok(()),
        Some(member) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_client_metadata",
            "the member would change by being left out: say it",
        )
        .pointer("member", (*member).to_owned())),
    }
}

/// What is wrong with a registration, by the words of RFC 7591 section 3.2.2; `member` says where.
fn unfit(error: ClientFileError) -> Problem {
    let (member, detail) = match error {
        ClientFileError::Wrong { member, what, .. } => (member.to_owned(), what),
        ClientFileError::Unknown { member, .. } => {
            let what = unknown(&member);
            (member, what)
        }
        ClientFileError::NotJson { .. } | ClientFileError::NoList => {
            return invalid("send a JSON object");
        }
    };
    let code = match member.as_str() {
        "redirect_uris" => "invalid_redirect_uri",
        _ => "invalid_client_metadata",
    };
    Problem::new(StatusCode::BAD_REQUEST, code, detail).pointer("member", member)
}

/// The app as it is now, and its first secret, this once.
fn told(status: StatusCode, client: &Client, made: Option<Made>) -> Result<Response, Problem> {
    let mut body = words(client);
    if let Some(made) = made {
        body.insert("client_secret".to_owned(), made.secret.into_inner().into());
        body.insert("client_secret_id".to_owned(), made.id.into());
    }
    shown(status, client, &body)
}

/// `DELETE /api/clients/{id}`
pub async fn remove(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = manager(call).await?;
    let precondition = Precondition::tag(&granted.call.headers)?;
    let client = within_reach(&granted).await?;
    precondition.check(Some(&client))?;
    clients::remove(granted.app(), &granted.authority, &client)
        .await
        .map_err(problem)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
