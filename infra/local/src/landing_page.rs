//! `/_local/`: where to click and who to log in as, everyone's inbox, and the operator's few
//! decisions. Pages of the laptop; nothing of them exists in a Lambda build.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json, Router,
    extract::{Path, Query, Request, State},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    dead_letters, hr,
    inbox::{Behaviour, Mail},
    key_tasks,
    landing::Landing,
    mailbox, operator,
    seed::{BROKER, DemoTenant, PersonOfInterest},
    waiting,
};

/// Everything under `/_local`.
pub fn router(landing: Landing) -> Router {
    Router::new()
        .route("/_local", get(|| async { Redirect::permanent("/_local/") }))
        .route("/_local/", get(home))
        .route("/_local/status.json", get(status))
        .route("/_local/inbox", get(inbox))
        .route("/_local/inbox.json", get(inbox_json))
        .route("/_local/mail/{id}", get(mail_html))
        .merge(operator::router())
        .merge(mailbox::router())
        .merge(hr::router())
        .merge(dead_letters::router())
        .merge(key_tasks::router())
        .merge(waiting::router())
        .route("/_local/local.css", get(stylesheet))
        .route("/_local/local.js", get(script))
        .layer(middleware::from_fn(only_from_here))
        .layer(middleware::map_response(protect))
        .with_state(Arc::new(landing))
}

/// Another site's page must not change anything here: browsers say where a request comes from.
async fn only_from_here(request: Request, next: Next) -> Response {
    let is_from_here = request
        .headers()
        .get("sec-fetch-site")
        .is_none_or(|site| site == "same-origin" || site == "none");
    if request.method().is_safe() || is_from_here {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// Nothing here is framed, kept or guessed at; a mail's own page has a stricter policy already.
async fn protect(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    landing: &'a Landing,
    /// Name and address.
    apps: Vec<(&'a str, String)>,
    tenants: Vec<TenantRows<'a>>,
    approvals: Vec<operator::Waiting>,
}

struct TenantRows<'a> {
    tenant: &'a DemoTenant,
    start: String,
    people: Vec<&'a PersonOfInterest>,
}

fn start_address(landing: &Landing, tenant: &DemoTenant) -> String {
    format!("{}/t/{}", landing.issuer, tenant.id)
}

async fn home(State(landing): State<Arc<Landing>>) -> Response {
    let tenants = landing
        .registered
        .tenants
        .iter()
        .map(|tenant| TenantRows {
            tenant,
            start: start_address(&landing, tenant),
            people: landing
                .registered
                .people
                .iter()
                .filter(|person| person.tenant == tenant.id)
                .collect(),
        })
        .collect();
    let approvals = operator::waiting(&landing.operator, &landing.registered)
        .await
        .unwrap_or_default();
    let registered = &landing.registered;
    let apps = registered.clients.iter().chain([&registered.time_clock]);
    page(&Home {
        landing: &landing,
        apps: apps
            .map(|app| (app.name.as_str(), app.base_url(landing.base)))
            .collect(),
        tenants,
        approvals,
    })
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// For scripts: where everything is.
async fn status(State(landing): State<Arc<Landing>>) -> Json<Value> {
    let registered = &landing.registered;
    let idporten = landing.base.idporten();
    Json(json!({
        "issuer": landing.issuer,
        "data": landing.data.folder(),
        "tenants": registered.tenants.iter().map(|tenant| json!({
            "id": tenant.id,
            "name": tenant.name,
            "country": tenant.country,
            "start_address": start_address(&landing, tenant),
        })).collect::<Vec<_>>(),
        "people": registered.people.iter().take(60).collect::<Vec<_>>(),
        "clients": registered.clients.iter().map(|client| json!({
            "client_id": client.id,
            "name": client.name,
            "client_secret": client.secret,
            "base_url": client.base_url(landing.base),
        })).collect::<Vec<_>>(),
        "services": registered.services.iter().chain([&registered.registrar]).map(|service| json!({
            "client_id": service.id,
            "name": service.name,
            "client_secret": service.secret,
        })).collect::<Vec<_>>(),
        "simulators": [{
            "id": "idporten",
            "issuer": idporten,
            "faults": format!("{idporten}/_faults"),
        }, {
            "id": BROKER,
            "issuer": landing.base.of(BROKER),
        }],
    }))
}

#[derive(Deserialize)]
struct To {
    to: Option<String>,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    to: Option<String>,
    mails: Vec<Mail>,
    behaviour: Behaviour,
}

async fn inbox(State(landing): State<Arc<Landing>>, Query(To { to }): Query<To>) -> Response {
    let to = to.filter(|to| !to.trim().is_empty());
    let mut mails = landing.inbox.to(to.as_deref());
    mails.truncate(50);
    let behaviour = to
        .as_deref()
        .map_or(Behaviour::Takes, |to| landing.inbox.behaviour(to.trim()));
    page(&InboxPage {
        to,
        mails,
        behaviour,
    })
}

async fn inbox_json(
    State(landing): State<Arc<Landing>>,
    Query(To { to }): Query<To>,
) -> Json<Value> {
    let mails = landing.inbox.to(to.as_deref());
    Json(
        mails
            .iter()
            .map(|mail| {
                json!({
                    "id": mail.id,
                    "from": mail.from,
                    "to": mail.to.join(", "),
                    "subject": mail.subject,
                    "text": mail.text,
                    "html": mail.html,
                    "headers": mail.headers,
                    "codes": mail.codes(),
                    "links": mail.links(),
                })
            })
            .collect(),
    )
}

/// The HTML part by itself, for a frame that may do nothing.
async fn mail_html(State(landing): State<Arc<Landing>>, Path(id): Path<String>) -> Response {
    let Some(mail) = landing.inbox.find(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; \
                  frame-ancestors 'self'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(mail.html)).into_response()
}

async fn stylesheet() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("../assets/local.css")).into_response()
}

async fn script() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, include_str!("../assets/local.js")).into_response()
}
