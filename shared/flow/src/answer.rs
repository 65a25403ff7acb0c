//! The end of a login: the gate, a session, an authorization code.
//! With a live session an app gets its code in one write, without any page.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{
    Internal,
    digest::sha256,
    lifetimes::{CODE_REMEMBERED, SESSION_LIFE},
};
use kobling_keys::Prover;
use kobling_model::{
    apps::{Client, Whereabouts},
    audit::{AuditEvent, Event},
    evidence::EvidenceList,
    keys,
    people::{Account, Carries, DirectoryUser, Proof, ProofKind},
    sessions::{Session, SessionClient},
};
use kobling_pages::Notice;
use kobling_protocol::{authorization::AuthorizationRequest, token::authorization_code};
use kobling_shared::app::App;
use kobling_store::{Condition, Store, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit};

use super::{
    audited::{audited, event},
    loaded::Deployment,
    person::Person,
    to_app,
};

/// What a pushed request is called in a transaction.
pub(super) const PUSHED: &str = "pushed request";

/// A new session and the secret for its cookie.
pub fn new_session(
    visit: &Visit,
    at: &Deployment,
    account: &Account,
    user: &DirectoryUser,
    evidence: &EvidenceList,
) -> (Session, String) {
    let app = &visit.app;
    let secret = app.random().token();
    let now = app.now();
    let session = Session {
        id_digest: sha256(&secret),
        sid: app.random().uuid().to_string(),
        account: account.id,
        generation: account.session_generation,
        evidence: evidence.clone(),
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
            evidence: person.evidence.clone(),
            grant: app.random().uuid().to_string(),
        },
    };
    Ok((proof, code))
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
        &keys::pushed_request(digest),
        Update::new().set("used_at", now),
        Condition::live(now).without("used_at"),
    )
}

/// What is noted with every code that a session gives: when it was used and where, the app that is
/// to hear of its end, and that a pushed request is used up.
pub fn by_session(
    store: &Store,
    transaction: Transaction,
    at: &Deployment,
    request: &AuthorizationRequest,
    session: &Session,
    now: i64,
) -> Transaction {
    let used = Update::new()
        .set("last_used_at", now)
        .set("tenant", at.tenant.id.as_str());
    let key = keys::session(&session.id_digest);
    let transaction = transaction.update(store, "session", &key, used, Condition::live(now));
    let transaction = used_up(store, transaction, request, now);
    to_be_told(store, transaction, session, &at.client)
}

/// That somebody logged in by the session that was there.
pub fn logged_in(visit: &Visit, at: &Deployment, person: &Person<'_>) -> AuditEvent {
    event(visit, Event::LoggedIn)
        .tenant(&at.tenant.id)
        .account(&person.account.id)
        .client(&at.client.id)
        .detail("session")
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
    if request.is_for_device {
        return Err(Internal::from("a device's code goes to no address").into());
    }
    let app = &visit.app;
    let store = app.store()?;
    let prover = app.prover().await?;
    let (proof, code) = new_code(app, &prover, at, request, person, session)?;
    let transaction = transaction.create(store, "code", &proof);
    let transaction = by_session(store, transaction, at, request, session, app.now());
    let logged_in = logged_in(visit, at, person);
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
