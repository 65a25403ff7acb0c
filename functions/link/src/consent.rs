//! `/consent`: what an app of another organisation may know, asked of someone who has just logged
//! in or was logged in already.

use axum::response::Response;
use http::StatusCode;
use kobling_flow::{
    Goal, Loaded, Recognised, Step, addresses, answer, audited::event, consent, form,
    gone_by_handle, knowing, load_with_session, next, noted_once, present::form_targets, to_app,
};
use kobling_model::{
    audit::{AuditEvent, Event},
    people::DirectoryUser,
};
use kobling_pages::{ConsentItem, ConsentPage, Page, Who};
use kobling_protocol::{
    authorization::{AuthorizationRequest, ErrorRedirect, Refusal},
    userinfo::claims,
};
use kobling_store::{Condition, StoreError, Transaction};
use kobling_web::{Stop, Visit, brand, page, see_other};

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let handle = visit.query_one("request").unwrap_or_default().to_owned();
    let Some((loaded, who)) = load_with_session(&visit, &handle).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    let Some(who) = asked(&visit, &loaded, who) else {
        return Ok(see_other(&addresses::resume(&handle), None)?);
    };
    let (at, request) = (&loaded.at, &loaded.request.authorization);
    let shown = ConsentPage {
        app: at.client.name.clone(),
        person: who
            .user
            .as_ref()
            .map(DirectoryUser::display_name)
            .unwrap_or_default(),
        items: items(&loaded, &who, visit.app.now()),
        policy: at.client.policy_uri.clone(),
        shown: consent::shown(at, request, &who.account),
    };
    let brand = brand(&at.tenant);
    let language = visit.language(&request.ui_locales, Some(&at.tenant));
    let mut chrome = visit.chrome(language, Some(&brand));
    let prover = visit.app.prover().await?;
    chrome.csrf = visit
        .browser()
        .map(|browser| prover.form_token(browser, &handle));
    chrome.app = Some(at.client.name.clone());
    // By the session, which may have begun after this login.
    let person = who.user.as_ref();
    chrome.who = Some(Who {
        name: person.and_then(|user| Who::short(&user.given_name, &user.family_name)),
        other: loaded.somebody_else(),
    });
    chrome.request = Some(handle);
    chrome.reference = Some(visit.reference.clone());
    // To the app, or to the eID where the session has ended meanwhile.
    let targets = form_targets(&loaded);
    Ok(page(StatusCode::OK, shown.render(&chrome), targets))
}

/// What is asked for, with what the app would be told. The national id is not shown: who asks for
/// it is said, and the number is no news to its owner.
fn items(loaded: &Loaded, who: &Recognised, now: i64) -> Vec<ConsentItem> {
    let asked = consent::asked(&loaded.at, &loaded.request.authorization);
    let value = |scope: &str| {
        let user = who.user.as_ref()?;
        claims::for_people(scope, &who.account, user, now)
    };
    asked
        .into_iter()
        .map(|of| ConsentItem {
            value: value(&of),
            of,
        })
        .collect()
}

pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    let (loaded, who) = form::with_session(&visit).await?;
    let Some(who) = asked(&visit, &loaded, who) else {
        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
    };
    let shown = consent::shown(&loaded.at, &loaded.request.authorization, &who.account);
    // The app's registration, or the tenant's grant, changed while the page was read, or somebody
    // else logged in meanwhile.
    if visit.field("shown") != Some(shown.as_str()) {
        return Ok(see_other(&addresses::consent(&loaded.handle), None)?);
    }
    match visit.field("action") {
        Some("allow") => allow(&visit, &loaded, &who).await,
        _ => deny(&visit, &loaded, &who).await,
    }
}

/// Who is logged in and would get to the app by their yes; none where the login has to go on
/// elsewhere first.
fn asked(visit: &Visit, loaded: &Loaded, who: Option<Recognised>) -> Option<Recognised> {
    let step = next(&loaded.request, &knowing(&visit.app, loaded, who.as_ref()));
    who.filter(|_| step == Ok(Step::Consent))
}

async fn allow(visit: &Visit, loaded: &Loaded, who: &Recognised) -> Result<Response, Stop> {
    let (at, request) = (&loaded.at, &loaded.request.authorization);
    let store = visit.app.store()?;
    let consent = consent::of(at, request, visit.app.now());
    let given = said(visit, loaded, who, Event::ConsentGiven).detail(consent.to.join(" "));
    let was = Condition::present()
        .equals("version", who.account.version)
        .equals("state", "enabled");
    let next = who.account.consenting(consent, &at.client);
    let transaction = Transaction::new()
        .put(store, "account", &next, was)
        .create(store, "audit", &given);
    if loaded.request.goal() == Goal::Device {
        // Its person is asked next whether the device may have a code at all.
        let next = match store.transact(transaction).await {
            Ok(()) => addresses::device(&loaded.handle),
            Err(StoreError::Changed(_)) => addresses::consent(&loaded.handle),
            Err(error) => return Err(error.into()),
        };
        return Ok(see_other(&next, None)?);
    }
    let transaction = loaded
        .request
        .gives_code(store, transaction, visit.app.now());
    let person = who.person();
    match answer::given(visit, at, request, &person, &who.session, transaction).await? {
        Some(response) => Ok(response),
        // Pressed twice, or the account changed: asked again, by what is so now.
        None => Ok(see_other(&addresses::consent(&loaded.handle), None)?),
    }
}

async fn deny(visit: &Visit, loaded: &Loaded, who: &Recognised) -> Result<Response, Stop> {
    let store = visit.app.store()?;
    let (at, request) = (&loaded.at, &loaded.request.authorization);
    let mut transaction = Transaction::new();
    // They were asked anew about what they had said yes to: that is over.
    let event = if consent::is_covered(at, request, &who.account) {
        let next = who.account.without_consent(&at.client.id, &at.tenant.id);
        let was = Condition::present().equals("version", who.account.version);
        transaction = transaction.put(store, "account", &next, was);
        Event::ConsentTakenBack
    } else {
        Event::ConsentRefused
    };
    let refused = said(visit, loaded, who, event);
    if transaction.is_empty() {
        // Nothing changes by it, so it can be said again and again.
        noted_once(visit, refused, "").await?;
        return told_no(visit, request);
    }
    match store
        .transact(transaction.create(store, "audit", &refused))
        .await
    {
        Ok(()) => {}
        // The account changed meanwhile: asked again, by what is so now.
        Err(StoreError::Changed(_)) => {
            return Ok(see_other(&addresses::consent(&loaded.handle), None)?);
        }
        Err(error) => return Err(error.into()),
    }
    told_no(visit, request)
}

fn told_no(visit: &Visit, request: &AuthorizationRequest) -> Result<Response, Stop> {
    let refused = ErrorRedirect::for_request(request, Refusal::AccessDenied);
    to_app::with_error(visit, &refused)
}

fn said(visit: &Visit, loaded: &Loaded, who: &Recognised, said: Event) -> AuditEvent {
    event(visit, said)
        .tenant(&loaded.at.tenant.id)
        .account(&who.account.id)
        .client(&loaded.at.client.id)
}
