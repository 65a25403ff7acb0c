//! The person's yes or no to the device. The login waits with the request that it was made for; only
//! the browser that made it can answer, and whoever comes here first is the one who answers.

use axum::response::Response;
use http::StatusCode;
use kobling_base::Internal;
use kobling_flow::{
    Loaded, Recognised, Step, addresses, answer,
    audited::{audited, event},
    form, gone_by_handle, knowing, load, load_with_session, next,
    present::form_targets,
};
use kobling_model::{audit::Event, item::Key, keys};
use kobling_pages::{DeviceAllowPage, Notice, Page, Way, WayKind};
use kobling_protocol::device_request::DeviceRequest;
use kobling_store::{Condition, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit, brand, page, see_other};

/// A device, and who would be logged in there.
struct Asked {
    loaded: Loaded,
    who: Recognised,
    device: DeviceRequest,
}

/// Shows who would be logged in where.
pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let Some(handle) = visit.query_one("request").map(str::to_owned) else {
        // The login ended with an error, or this is no answer of ours.
        return Err(Stop::notice(StatusCode::OK, Notice::DeviceDenied).end());
    };
    let Some((loaded, who)) = load_with_session(&visit, &handle).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    let Some(who) = whom_to_ask(&visit, &loaded, who) else {
        return Ok(see_other(&addresses::resume(&handle), None)?);
    };
    let device = claimed(&visit, &loaded, &who).await?;
    let at = &loaded.at;
    let person = who.user.as_ref();
    let shown = DeviceAllowPage {
        app: at.client.name.clone(),
        person: person
            .map(|user| format!("{} {}", user.given_name, user.family_name))
            .unwrap_or_default(),
        user_code: device.user_code,
    };
    let brand = brand(&at.tenant);
    let language = visit.language(&loaded.request.authorization.ui_locales, Some(&at.tenant));
    let mut chrome = visit.chrome(language, Some(&brand));
    let prover = visit.app.prover().await?;
    chrome.csrf = visit
        .browser()
        .map(|browser| prover.form_token(browser, &handle));
    chrome.request = Some(handle);
    // To the eID where the session has ended meanwhile.
    let targets = form_targets(&loaded);
    Ok(page(StatusCode::OK, shown.render(&chrome), targets))
}

/// Takes the answer.
pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    let (loaded, who) = form::with_session(&visit).await?;
    let Some(who) = whom_to_ask(&visit, &loaded, who) else {
        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
    };
    let device = device(&visit, &loaded).await?;
    let asked = Asked {
        loaded,
        who,
        device,
    };
    let (is_done, notice) = match visit.field("action") {
        Some("allow") => (allow(&visit, &asked).await?, Notice::DeviceAllowed),
        _ => (deny(&visit, &asked).await?, Notice::DeviceDenied),
    };
    if is_done {
        return Err(said(&asked.loaded, notice));
    }
    // It was answered before: most likely here, by a second press.
    let handle = &asked.loaded.handle;
    let held = load(&visit.app, handle, visit.browser()).await?;
    if held.is_some_and(|held| held.request.code_given_at.is_some()) {
        return Err(said(&asked.loaded, Notice::DeviceAllowed));
    }
    Err(gone())
}

/// Who is asked; none where the login has to go on elsewhere.
fn whom_to_ask(visit: &Visit, loaded: &Loaded, who: Option<Recognised>) -> Option<Recognised> {
    let step = next(&loaded.request, &knowing(&visit.app, loaded, who.as_ref()));
    who.filter(|_| step == Ok(Step::AllowDevice))
}

/// The device that a login is for.
async fn device(visit: &Visit, loaded: &Loaded) -> Result<DeviceRequest, Stop> {
    let device: Option<DeviceRequest> = visit
        .app
        .store()?
        .get(&place(loaded)?, visit.app.now())
        .await?;
    device
        .filter(|device| device.client == loaded.at.client.id)
        .ok_or_else(gone)
}

/// Where it is: its request names it as `state`.
fn place(loaded: &Loaded) -> Result<Key, Stop> {
    let state = loaded.request.authorization.state.as_deref();
    Ok(keys::device_request(state.ok_or_else(gone)?))
}

/// The device, now that the question is this person's: they came to it first, or had before.
async fn claimed(visit: &Visit, loaded: &Loaded, who: &Recognised) -> Result<DeviceRequest, Stop> {
    let (now, account) = (visit.app.now(), who.account.id);
    let claim = Update::new().set("claimed_by", account.to_string());
    let condition = waits(now)
        .equals("client", loaded.at.client.id.as_str())
        .without("claimed_by");
    let store = visit.app.store()?;
    let claimed = store.update(&place(loaded)?, claim, condition).await?;
    if let Some(device) = claimed {
        return Ok(device);
    }
    let device = device(visit, loaded).await?;
    if device.claimed_by != Some(account) {
        return Err(gone());
    }
    // Back from the page that said so.
    if loaded.request.code_given_at.is_some() {
        return Err(said(loaded, Notice::DeviceAllowed));
    }
    if device.denied_at.is_some() {
        return Err(said(loaded, Notice::DeviceDenied));
    }
    if device.is_open(now) {
        Ok(device)
    } else {
        Err(gone())
    }
}

/// Nobody has answered yet, and there is time.
fn waits(now: i64) -> Condition {
    Condition::live(now)
        .greater_than("usable_until", now)
        .without("allowed")
        .without("denied_at")
}

/// Makes the code that the device fetches, and keeps it with the device, sealed.
async fn allow(visit: &Visit, asked: &Asked) -> Result<bool, Stop> {
    let app = &visit.app;
    let prover = app.prover().await?;
    let (at, request) = (&asked.loaded.at, &asked.loaded.request);
    let (session, person) = (&asked.who.session, asked.who.person());
    let (proof, code) =
        answer::new_code(app, &prover, at, &request.authorization, &person, session)?;
    let sealed = asked
        .device
        .seal(&prover, &code, app.random())
        .ok_or_else(|| Internal::from("a device's code could not be sealed"))?;
    let store = app.store()?;
    let transaction = Transaction::new().create(store, "code", &proof);
    let asked_for = &request.authorization;
    let transaction = answer::by_session(store, transaction, at, asked_for, session, app.now());
    let mut transaction = request.gives_code(store, transaction, app.now());
    if !request.is_done {
        let logged_in = answer::logged_in(visit, at, &person);
        transaction = audited(store, transaction, [logged_in]);
    }
    let allowed = Update::new().set("allowed", sealed);
    decide(visit, asked, transaction, allowed, Event::DeviceAllowed).await
}

async fn deny(visit: &Visit, asked: &Asked) -> Result<bool, Stop> {
    let denied = Update::new().set("denied_at", visit.app.now());
    decide(
        visit,
        asked,
        Transaction::new(),
        denied,
        Event::DeviceDenied,
    )
    .await
}

/// One answer, once, while the device still waits; false where it no longer did.
async fn decide(
    visit: &Visit,
    asked: &Asked,
    transaction: Transaction,
    update: Update,
    happened: Event,
) -> Result<bool, Stop> {
    let (store, now) = (visit.app.store()?, visit.app.now());
    let account = &asked.who.account.id;
    let condition = waits(now).equals("claimed_by", account.to_string());
    let place = keys::device_request(&asked.device.user_code_digest);
    let transaction = transaction.update(store, "device request", &place, update, condition);
    let mut happened = event(visit, happened)
        .tenant(&asked.loaded.at.tenant.id)
        .account(account)
        .client(&asked.device.client);
    if let Some(user) = &asked.who.user {
        happened = happened.directory_user(&user.id);
    }
    match store
        .transact(audited(store, transaction, [happened]))
        .await
    {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn said(loaded: &Loaded, notice: Notice) -> Stop {
    Stop::notice(StatusCode::OK, notice)
        .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
        .end()
}

fn gone() -> Stop {
    Stop::notice(StatusCode::GONE, Notice::DeviceGone).way(again())
}

fn again() -> Way {
    Way {
        href: "/device".to_owned(),
        kind: WayKind::StartAgain,
    }
}
