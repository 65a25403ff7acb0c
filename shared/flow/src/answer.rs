//! The end of a login: the gate, a session, an authorization code.
//! Also the hot path: with a live session an app gets its code without any page.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{
    Internal,
    digest::sha256,
    lifetimes::{CODE_REMEMBERED, SESSION_LIFE},
    time_zone::TimeZone,
};
use kobling_keys::Prover;
use kobling_model::{
    Access, Gate, Level, Refusal,
    apps::{Client, Whereabouts},
    audit::{AuditEvent, Event},
    gate,
    people::{Account, AppLink, Carries, DirectoryUser, Proof, ProofKind, Standing},
    sessions::{Authentication, Session, SessionClient},
};
use kobling_pages::{AssuranceLevel, Notice};
use kobling_protocol::{
    authorization::{AuthorizationRequest, ErrorRedirect, Prompt, Refusal as OidcRefusal},
    token::authorization_code,
};
use kobling_shared::app::App;
use kobling_store::{Condition, Store, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit};

use super::{
    consent,
    loaded::Deployment,
    request::Purpose,
    session_number, to_app,
    upstream_step::{self, Beginning},
};

/// What a pushed request is called in a transaction.
pub(super) const PUSHED: &str = "pushed request";

/// Who is logged in, as the gate sees it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub account: &'a Account,
    pub link: Option<&'a AppLink>,
    pub user: Option<&'a DirectoryUser>,
    pub authentication: &'a Authentication,
}

/// Asks the gate for one authorization request.
pub fn ask_gate(
    at: &Deployment,
    request: &AuthorizationRequest,
    person: &Person<'_>,
    now: i64,
) -> Result<Access, Refusal> {
    if person.authentication.provider == at.provider.id && !at.provider.enabled {
        return Err(Refusal::ProviderNotAccepted);
    }
    gate(&Gate {
        client: Some(&at.client),
        tenant: Some(&at.tenant),
        client_at_tenant: at.client_at_tenant.as_ref(),
        account: Some(person.account),
        app_link: person.link,
        directory_user: person.user,
        authentication: person.authentication,
        asked_level: request.asked_level(),
        now,
    })
}

/// Whether a living session answers a request without the eID: it is of the person who is meant,
/// recent enough for the app, and young enough for the tenant. `begun_at` is when the request was
/// stored; none while it has only just arrived.
pub fn is_answered_by(
    at: &Deployment,
    request: &AuthorizationRequest,
    session: &Session,
    begun_at: Option<i64>,
    now: i64,
) -> bool {
    request.is_for(session.account)
        && request.is_recent_enough(session.authentication.auth_time, begun_at, now)
        && session.suits(&at.tenant.settings, now)
        && !session_number::is_lacking(at, request, session)
}

/// A new session and the secret for its cookie.
pub fn new_session(
    visit: &Visit,
    at: &Deployment,
    account: &Account,
    user: &DirectoryUser,
    authentication: &Authentication,
) -> (Session, String) {
    let app = &visit.app;
    let secret = app.random().token();
    let now = app.now();
    let session = Session {
        id_digest: sha256(&secret),
        sid: app.random().uuid().to_string(),
        account: account.id,
        generation: account.session_generation,
        authentication: authentication.clone(),
        sealed_number: None,
        replaces: visit.session().map(|(_, secret)| sha256(secret)),
        tenant: Some(at.tenant.id.clone()),
        created_at: now,
        last_used_at: now,
        expires_at: now + SESSION_LIFE,
    };
    let cookie = format!("{}.{secret}.{}", account.id, user.id);
    (session, cookie)
}

/// The authorization code for an app, as a proof bound to all that it will give.
pub fn new_code(
    app: &App,
    prover: &Prover,
    at: &Deployment,
    request: &AuthorizationRequest,
    person: &Person<'_>,
    session: &Session,
) -> Result<(Proof, String), Internal> {
    let now = app.now();
    let user = person.user.ok_or("a code for nobody of the directory")?;
    let about = Whereabouts {
        account: person.account.id,
        directory_user: user.id,
        tenant: at.tenant.id.clone(),
        session_digest: Some(session.id_digest.clone()),
    };
    let code = authorization_code::make(prover, &about, app.random())
        .ok_or("a code could not be sealed")?;
    let proof = Proof {
        id_digest: sha256(&code),
        kind: ProofKind::AuthorizationCode,
        secret_digest: String::new(),
        tenant: at.tenant.id.clone(),
        account: Some(person.account.id),
        directory_user: Some(user.id),
        eid: None,
        browser: None,
        request: None,
        tries_left: 1,
        spent_at: None,
        created_at: now,
        // The record outlives the code, so that a replay is known for one.
        expires_at: now + CODE_REMEMBERED,
        carries: Carries::AuthorizationCode {
            client: at.client.id.clone(),
            redirect_uri: request.redirect_uri.as_str().to_owned(),
            code_challenge: request
                .code_challenge
                .as_ref()
                .map(|challenge| challenge.as_str().to_owned()),
            nonce: request.nonce.clone(),
            scope: request.scope.clone(),
            claims: request.claims.clone(),
            resources: request.resources.clone(),
            dpop_jkt: request.dpop_jkt.clone(),
            sid: session.sid.clone(),
            session_digest: session.id_digest.clone(),
            session_expires_at: session.expires_at,
            // As it was upstream: the gate looks at it again at the token endpoint, and caps it
            // by the app link there.
            authentication: person.authentication.clone(),
            grant: app.random().uuid().to_string(),
        },
    };
    Ok((proof, code))
}

/// An audit event of this visit.
pub fn event(visit: &Visit, event: Event) -> AuditEvent {
    AuditEvent::new(
        visit.app.random().uuid().to_string(),
        event,
        &visit.actor(None),
        visit.app.clock().now_milliseconds(),
    )
}

/// Adds the audit events of one request to a transaction: whoever one of them knows did them all.
pub fn audited(
    store: &Store,
    mut transaction: Transaction,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Transaction {
    let events: Vec<AuditEvent> = events.into_iter().collect();
    let person = events.iter().find_map(AuditEvent::person).copied();
    for mut event in events {
        if let Some(account) = &person {
            event = event.by_person(account);
        }
        transaction = transaction.create(store, "audit", &event);
    }
    transaction
}

/// Notes that the app is to hear of the session's end, if it wants to.
pub fn to_be_told(
    store: &Store,
    transaction: Transaction,
    session: &Session,
    client: &Client,
) -> Transaction {
    match SessionClient::of(session, client) {
        Some(noted) => transaction.put(store, "app of the session", &noted, Condition::anything()),
        None => transaction,
    }
}

/// Uses up the pushed request that a code is given for, if it was pushed.
pub fn used_up(
    store: &Store,
    transaction: Transaction,
    request: &AuthorizationRequest,
    now: i64,
) -> Transaction {
    let Some(digest) = &request.pushed else {
        return transaction;
    };
    transaction.update(
        store,
        PUSHED,
        &kobling_model::keys::pushed_request(digest),
        Update::new().set("used_at", now),
        Condition::live(now).without("used_at"),
    )
}

/// The hot path: a code by an existing session, in one write. Where the person has to consent
/// first, the page for that.
pub async fn by_session(
    visit: &Visit,
    at: &Deployment,
    request: &AuthorizationRequest,
    person: &Person<'_>,
    session: &Session,
) -> Result<Response, Stop> {
    let silent = ErrorRedirect::for_request(request, OidcRefusal::silent(&at.client));
    let is_silent = request.prompt == Prompt::None;
    if !consent::is_needed(at, request, person.account) {
        let nothing = Transaction::new();
        if let Some(response) = given(visit, at, request, person, session, nothing).await? {
            return Ok(response);
        }
        // The session ended between the read and this.
        if is_silent {
            return to_app::with_error(visit, &silent);
        }
        let beginning = Beginning {
            purpose: Purpose::LogIn,
            is_fresh: false,
            is_step_up: false,
        };
        return Box::pin(upstream_step::begin(visit, at, request.clone(), beginning)).await;
    }
    if is_silent {
        return to_app::with_error(visit, &silent);
    }
    Box::pin(consent::ask(visit, at, request)).await
}

/// The code, with what else is to be written; none where something of it changed meanwhile.
pub async fn given(
    visit: &Visit,
    at: &Deployment,
    request: &AuthorizationRequest,
    person: &Person<'_>,
    session: &Session,
    transaction: Transaction,
) -> Result<Option<Response>, Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let prover = app.prover().await?;
    let (proof, code) = new_code(app, &prover, at, request, person, session)?;
    let key = kobling_model::keys::session(&session.id_digest);
    let transaction = transaction
        .update(
            store,
            "session",
            &key,
            Update::new()
                .set("last_used_at", app.now())
                .set("tenant", at.tenant.id.as_str()),
            Condition::live(app.now()),
        )
        .create(store, "code", &proof);
    let transaction = used_up(store, transaction, request, app.now());
    let transaction = to_be_told(store, transaction, session, &at.client);
    let logged_in = event(visit, Event::LoggedIn)
        .tenant(&at.tenant.id)
        .account(&person.account.id)
        .client(&at.client.id)
        .detail("session");
    match store
        .transact(audited(store, transaction, [logged_in]))
        .await
    {
        Ok(()) => to_app::with_code(visit, request, &code, None).map(Some),
        Err(StoreError::Changed(labels)) if labels.contains(&PUSHED) => Err(Stop::notice(
            StatusCode::BAD_REQUEST,
            Notice::InvalidRequest,
        )),
        Err(StoreError::Changed(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The page for what the gate refused, with the way on that there is.
pub fn refused(
    app: &App,
    at: &Deployment,
    request: &AuthorizationRequest,
    refusal: Refusal,
) -> Stop {
    let provider = at.provider.name.clone();
    let (notice, way) = match refusal {
        Refusal::ClientDisabled => (Notice::UnknownClient, None),
        Refusal::TenantSuspended => (Notice::TenantSuspended, None),
        Refusal::AppNotEnabled => (
            Notice::AppNotEnabled {
                app: at.client.name.clone(),
            },
            None,
        ),
        Refusal::AccountDisabled => (Notice::AccountDisabled, None),
        Refusal::Disputed => (Notice::Disputed, None),
        Refusal::LinkSuspended => (Notice::LinkSuspended, None),
        Refusal::NotActive => (Notice::ActivationRequired, None),
        Refusal::Standing(standing) => (
            standing_notice(standing, at.tenant.country.time_zone()),
            None,
        ),
        Refusal::ProviderNotAccepted if !upstream_step::is_in_use(at) => {
            return upstream_step::switched_off(app, at, request);
        }
        Refusal::NotLinked | Refusal::ProviderNotAccepted => (Notice::ChangedMeanwhile, None),
        Refusal::LevelTooLow(level) | Refusal::LevelOutOfReach(level) => (
            Notice::LevelTooLow {
                needed: assurance(level),
                provider,
                // No way would do where the app link itself is worth less.
                ways: match refusal {
                    Refusal::LevelTooLow(_) => at.provider.ways(level),
                    _ => Vec::new(),
                },
            },
            Some(to_app::way_back(
                app,
                at,
                request,
                OidcRefusal::UnmetAuthenticationRequirements,
            )),
        ),
    };
    let stop = Stop::notice(StatusCode::FORBIDDEN, notice)
        .about(&at.client.id)
        .at(&at.tenant, &request.ui_locales);
    match way {
        Some(way) => stop.way(way),
        None => stop,
    }
}

/// Suspended, not begun or ended, with the day.
fn standing_notice(standing: Standing, zone: TimeZone) -> Notice {
    match standing {
        Standing::NotBegun(from) => Notice::NotBegun {
            date: zone.date(from),
        },
        // The first second after it belongs to the next day.
        Standing::Ended(to) => Notice::Ended {
            date: zone.date(to - 1),
        },
        Standing::Suspended | Standing::Current => Notice::Suspended,
    }
}

pub fn assurance(level: Level) -> AssuranceLevel {
    match level {
        Level::None | Level::Low => AssuranceLevel::Low,
        Level::Substantial => AssuranceLevel::Substantial,
        Level::High => AssuranceLevel::High,
    }
}
