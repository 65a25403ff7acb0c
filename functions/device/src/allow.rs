//! The answer of the login, and the person's yes or no to the device. It takes the code and the
//! session that gave it: an address with a code in it is of no use in another browser. Whoever
//! comes here first is the one who answers.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{
    Internal,
    digest::{is_equal, sha256},
    lifetimes::DEVICE_CODE_LIFE,
};
use kobling_flow::answer::{audited, event};
use kobling_keys::Prover;
use kobling_model::{
    apps::{Client, Whereabouts},
    audit::Event,
    keys,
    people::{Carries, DirectoryUser, Proof},
    tenants::Tenant,
};
use kobling_pages::{DeviceAllowPage, Notice, Page, Way, WayKind};
use kobling_protocol::{device_request::DeviceRequest, token::authorization_code};
use kobling_store::{Condition, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit, brand, page};

/// A device, and the login that was made for it.
struct Asked {
    device: DeviceRequest,
    code: String,
    named: Whereabouts,
    is_spent: bool,
    tenant: Tenant,
    user: Option<DirectoryUser>,
}

impl Asked {
    fn is_open(&self, now: i64) -> bool {
        !self.is_spent && self.device.is_open(now)
    }

    /// Whether the device was allowed by this very login: the button was pressed twice.
    fn was_allowed(&self, prover: &Prover) -> bool {
        let sealed = self.device.allowed.as_deref();
        sealed.and_then(|sealed| self.device.open(prover, sealed)) == Some(self.code.clone())
    }
}

/// Shows who would be logged in where.
pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let (code, state) = (visit.query_one("code"), visit.query_one("state"));
    let (Some(code), Some(state)) = (code, state) else {
        // The login ended with an error, or this is no answer of ours.
        return Err(Stop::notice(StatusCode::OK, Notice::DeviceDenied).end());
    };
    let asked = read(&visit, code, state).await?;
    if !asked.is_open(visit.app.now()) || !claim(&visit, &asked).await? {
        return Err(gone());
    }
    let store = visit.app.store()?;
    let client: Option<Client> = store
        .get(&keys::client(&asked.device.client), visit.app.now())
        .await?;
    let shown = DeviceAllowPage {
        app: client.ok_or_else(gone)?.name,
        person: asked
            .user
            .map(|user| format!("{} {}", user.given_name, user.family_name))
            .unwrap_or_default(),
        user_code: asked.device.user_code,
        code: asked.code,
    };
    let brand = brand(&asked.tenant);
    let language = visit.language(&[], Some(&asked.tenant));
    let mut chrome = visit.chrome(language, Some(&brand));
    chrome.request = Some(state.to_owned());
    Ok(page(StatusCode::OK, shown.render(&chrome), Vec::new()))
}

/// Takes the answer.
pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    if visit.is_cross_site {
        return Err(Stop::notice(StatusCode::FORBIDDEN, Notice::BadForm));
    }
    let (code, state) = (visit.field("code"), visit.field("request"));
    let (Some(code), Some(state)) = (code, state) else {
        return Err(gone());
    };
    let asked = read(&visit, code, state).await?;
    let (is_done, notice) = match visit.field("action") {
        Some("allow") => (allow(&visit, &asked).await?, Notice::DeviceAllowed),
        _ => (deny(&visit, &asked).await?, Notice::DeviceDenied),
    };
    if is_done {
        return Err(told(&asked, notice));
    }
    // Somebody answered first: most likely the same person by a second press.
    let asked = read(&visit, code, state).await?;
    let prover = visit.app.prover().await?;
    if asked.was_allowed(&prover) {
        return Err(told(&asked, Notice::DeviceAllowed));
    }
    Err(gone())
}

/// Reads both, and sees that they belong together.
async fn read(visit: &Visit, code: &str, state: &str) -> Result<Asked, Stop> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let prover = app.prover().await?;
    let named = authorization_code::read(&prover, code).ok_or_else(gone)?;
    // The digest of the code that people type.
    if state.len() != 43 {
        return Err(gone());
    }
    let (place, code_key) = (keys::device_request(state), authorization_code::key(code));
    let tenant_key = keys::tenant(&named.tenant);
    let user_key = keys::directory_user(&named.tenant, &named.directory_user);
    let wanted = [
        place.clone(),
        code_key.clone(),
        tenant_key.clone(),
        user_key.clone(),
    ];
    let found = store.batch(&wanted, now).await?;
    let device: DeviceRequest = found.get(&place)?.ok_or_else(gone)?;
    let proof: Proof = found.get(&code_key)?.ok_or_else(gone)?;
    if !is_for(&proof, &device) || !is_of_session(&proof, visit) {
        return Err(gone());
    }
    Ok(Asked {
        code: code.to_owned(),
        named,
        is_spent: proof.spent_at.is_some() || now >= proof.created_at + DEVICE_CODE_LIFE,
        tenant: found.get(&tenant_key)?.ok_or_else(gone)?,
        user: found.get(&user_key)?,
        device,
    })
}

/// Whether a code was given for this device and no other.
fn is_for(proof: &Proof, device: &DeviceRequest) -> bool {
    match &proof.carries {
        Carries::AuthorizationCode {
            client: given_to,
            redirect_uri,
            code_challenge,
            ..
        } => {
            *given_to == device.client
                && device.redirect_uri() == Some(redirect_uri)
                && code_challenge.as_deref() == device.challenge()
        }
        _ => false,
    }
}

/// Whether the login that gave the code is the one that this browser still has.
fn is_of_session(proof: &Proof, visit: &Visit) -> bool {
    let own = visit.session().map(|(_, secret)| sha256(secret));
    match &proof.carries {
        Carries::AuthorizationCode { session_digest, .. } => {
            own.is_some_and(|own| is_equal(&own, session_digest))
        }
        _ => false,
    }
}

/// Whether the question is this person's: they came to it first.
async fn claim(visit: &Visit, asked: &Asked) -> Result<bool, Stop> {
    let (now, account) = (visit.app.now(), asked.named.account);
    if let Some(first) = asked.device.claimed_by {
        return Ok(first == account);
    }
    let claimed = Update::new().set("claimed_by", account.to_string());
    let condition = Condition::live(now).without("claimed_by");
    let place = keys::device_request(&asked.device.user_code_digest);
    let store = visit.app.store()?;
    if store
        .update::<DeviceRequest>(&place, claimed, condition)
        .await?
        .is_some()
    {
        return Ok(true);
    }
    // Two came at once: it may have been the same person.
    let device: Option<DeviceRequest> = store.get(&place, now).await?;
    Ok(device.is_some_and(|device| device.claimed_by == Some(account)))
}

async fn allow(visit: &Visit, asked: &Asked) -> Result<bool, Stop> {
    let app = &visit.app;
    let prover = app.prover().await?;
    let sealed = asked
        .device
        .seal(&prover, &asked.code, app.random())
        .ok_or_else(|| Internal::from("a device's code could not be sealed"))?;
    let allowed = Update::new().set("allowed", sealed);
    decide(visit, asked, allowed, Event::DeviceAllowed).await
}

async fn deny(visit: &Visit, asked: &Asked) -> Result<bool, Stop> {
    let denied = Update::new().set("denied_at", visit.app.now());
    decide(visit, asked, denied, Event::DeviceDenied).await
}

/// One answer, once, while the device still waits; false where it no longer did.
async fn decide(visit: &Visit, asked: &Asked, update: Update, said: Event) -> Result<bool, Stop> {
    let (store, now) = (visit.app.store()?, visit.app.now());
    if asked.is_spent {
        return Ok(false);
    }
    let condition = Condition::live(now)
        .greater_than("usable_until", now)
        .equals("claimed_by", asked.named.account.to_string())
        .without("allowed")
        .without("denied_at");
    let place = keys::device_request(&asked.device.user_code_digest);
    let transaction = Transaction::new().update(store, "device request", &place, update, condition);
    let said = event(visit, said)
        .tenant(&asked.named.tenant)
        .account(&asked.named.account)
        .directory_user(&asked.named.directory_user)
        .client(&asked.device.client);
    match store.transact(audited(store, transaction, [said])).await {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn told(asked: &Asked, notice: Notice) -> Stop {
    Stop::notice(StatusCode::OK, notice)
        .at(&asked.tenant, &[])
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
