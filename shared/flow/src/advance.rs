//! What comes next in a login. Every step ends here: it is decided anew from what was found and
//! shown, carried out if nothing is wanting, and otherwise kept and shown.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{Internal, secret::Secret};
use kobling_keyring::Purpose as SealPurpose;
use kobling_letters::{Letter, wake};
use kobling_model::{
    Refusal,
    audit::{AuditEvent, Event},
    first_login::{ExtraProof, Row, Step},
    keys,
    people::{Account, ConflictKind},
};
use kobling_pages::Notice;
use kobling_protocol::{
    authorization::{ErrorRedirect, Refusal as OidcRefusal},
    device_request::ALLOW_PATH,
};
use kobling_store::{Condition, StoreError, Transaction, Update};
use kobling_web::{Stop, Visit, see_other};

use super::{
    answer::{audited, event},
    approvals, code,
    complete::{Completed, complete},
    facts::{Facts, OtherAccount},
    gather::{Number, gather},
    guards::number_moved,
    lead::knowing,
    loaded::Loaded,
    next::{Step as Next, next},
    redigest::number_move,
    refuse, to_app,
    upstream_step::{self, Beginning},
    waiting::Wrong,
};

/// How often a login that finds the world changed is decided anew within one request.
const ROUNDS: u32 = 3;

/// Reads everything anew, for the progress that the request now has.
pub async fn refresh(
    visit: &Visit,
    loaded: &mut Loaded,
    number: Option<&Secret<String>>,
) -> Result<(), Stop> {
    let app = &visit.app;
    let index = app.index().await?;
    let Some(eid) = &loaded.request.eid else {
        return Err(Internal::from("no eID has answered").into());
    };
    let from = match number {
        Some(number) => Number::InHand(Some(number)),
        None => Number::Sealed(&loaded.request.handle_digest),
    };
    let facts = gather(
        app,
        &index,
        &loaded.at.tenant,
        eid,
        &loaded.request.progress,
        from,
    )
    .await?;
    loaded.request.facts = Some(facts);
    Ok(())
}

/// Row and step of a login, from what is stored with it.
pub fn state(loaded: &Loaded, now: i64) -> Option<(Row, Step)> {
    let eid = loaded.request.eid.as_ref()?;
    let facts = loaded.request.facts.as_ref()?;
    let row = facts.row(&loaded.at.tenant, eid, now);
    Some((
        row,
        facts.step(row, &loaded.at.tenant, eid, &loaded.request.progress),
    ))
}

/// From where a login goes on.
#[derive(Clone, Copy, Debug)]
pub enum From<'a> {
    /// The upstream's answer: its address holds a code, so no page is shown there.
    Upstream {
        number: Option<&'a Secret<String>>,
        /// The level was asked for a second time.
        is_step_up: bool,
    },
    /// A step of ours.
    Step,
}

/// Goes on.
pub async fn advance(visit: &Visit, mut loaded: Loaded, from: From<'_>) -> Result<Response, Stop> {
    let number = match from {
        From::Upstream { number, .. } => number,
        From::Step => None,
    };
    if matches!(from, From::Step) && is_to_be_read_again(&loaded, visit.app.now()) {
        refresh(visit, &mut loaded, None).await?;
    }
    for _ in 0..ROUNDS {
        let mut known = knowing(&visit.app, &loaded, None);
        known.is_first_answer = matches!(
            from,
            From::Upstream {
                is_step_up: false,
                ..
            }
        );
        let (row, step) = match next(&loaded.request, &known) {
            Ok(Next::FirstLogin(row, step)) => (row, step),
            Ok(Next::ShowEid {
                is_fresh,
                is_step_up: true,
            }) => {
                let beginning = Beginning {
                    purpose: super::Purpose::LogIn,
                    is_fresh,
                    is_step_up: true,
                };
                loaded.request.eid = None;
                loaded.request.facts = None;
                return upstream_step::go(visit, loaded, beginning).await;
            }
            _ => return Ok(see_other(&upstream_step::resume(&loaded.handle), None)?),
        };
        tracing::info!(row = ?row, step = ?step, "first login");
        match step {
            Step::Through | Step::Complete => match complete(visit, &loaded, row, number).await? {
                Completed::Done(response) => return Ok(response),
                Completed::Changed => {
                    // Either another press was quicker, or the people or accounts changed.
                    let held =
                        super::loaded::load(&visit.app, &loaded.handle, visit.browser()).await?;
                    let Some(held) = held else {
                        return Err(gone(&loaded));
                    };
                    if held.request.version != loaded.request.version && held.request.is_done {
                        return Ok(see_other(&upstream_step::resume(&loaded.handle), None)?);
                    }
                    if held.request.version != loaded.request.version {
                        return Ok(see_other(&here(&loaded.handle), None)?);
                    }
                    refresh(visit, &mut loaded, number).await?;
                }
            },
            Step::Refuse | Step::AwaitActivation | Step::Extra(ExtraProof::AdminApproval)
                if matches!(from, From::Upstream { .. }) =>
            {
                save(visit, &mut loaded, from).await?;
                return Ok(see_other(&here(&loaded.handle), None)?);
            }
            Step::Refuse => return Err(refuse::row(visit, &loaded, row).await),
            Step::AwaitActivation => {
                save(visit, &mut loaded, from).await?;
                return Err(refuse::conflict(
                    visit,
                    &loaded,
                    ConflictKind::Activation,
                    Refusal::NotActive,
                )
                .await);
            }
            Step::Extra(ExtraProof::AdminApproval) => {
                save(visit, &mut loaded, from).await?;
                return Err(approvals::ask(visit, &loaded, row).await);
            }
            Step::Ask
            | Step::Code { .. }
            | Step::SignIn
            | Step::Extra(ExtraProof::ActivationCode) => {
                if row == Row::L9 {
                    noted(visit, &loaded, ConflictKind::AddressTaken).await?;
                }
                save(visit, &mut loaded, from).await?;
                return Ok(see_other(&here(&loaded.handle), None)?);
            }
        }
    }
    Err(upstream_step::failed(
        &loaded,
        StatusCode::CONFLICT,
        Notice::ChangedMeanwhile,
    ))
}

/// Whether what was found before may be out of date in a way that no condition would notice:
/// where someone else decides, and where it counts who else has a typed address.
fn is_to_be_read_again(loaded: &Loaded, now: i64) -> bool {
    let is_typed = loaded
        .request
        .facts
        .as_ref()
        .is_some_and(|facts| facts.is_typed);
    match state(loaded, now) {
        Some((_, Step::Extra(ExtraProof::AdminApproval) | Step::AwaitActivation)) => true,
        Some((_, Step::Complete)) => is_typed,
        _ => false,
    }
}

/// The address of the step that a login is at.
pub fn here(handle: &str) -> String {
    format!("/link?{}", kobling_web::encode(&[("request", handle)]))
}

/// The address of the page where a device's person says yes or no.
pub fn device(handle: &str) -> String {
    let query = kobling_web::encode(&[("request", handle)]);
    format!("{ALLOW_PATH}?{query}")
}

/// Shows the step that a login is at, by an address that can be loaded anew.
pub fn to_here(loaded: &Loaded) -> Result<Response, Stop> {
    Ok(see_other(&here(&loaded.handle), None)?)
}

/// Keeps what was wrong with a form, and shows the step, which tells it.
pub async fn wrong(visit: &Visit, mut loaded: Loaded, wrong: Wrong) -> Result<Response, Stop> {
    loaded.request.wrong = Some(wrong);
    save(visit, &mut loaded, From::Step).await?;
    to_here(&loaded)
}

/// Leaves the login: the app hears that the person did not want it (RFC 6749 section 4.1.2.1).
pub fn cancelled(visit: &Visit, loaded: &Loaded) -> Result<Response, Stop> {
    let request = &loaded.request.authorization;
    let denied = ErrorRedirect::for_request(request, OidcRefusal::AccessDenied);
    to_app::with_error(visit, &denied)
}

/// A login that is no more.
pub fn gone(loaded: &Loaded) -> Stop {
    Stop::notice(StatusCode::GONE, Notice::RequestGone)
        .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
}

/// Keeps the login as it is now. The number is sealed before it leaves this request.
pub async fn save(visit: &Visit, loaded: &mut Loaded, from: From<'_>) -> Result<(), Stop> {
    let app = &visit.app;
    let store = app.store()?;
    if let (
        From::Upstream {
            number: Some(number),
            ..
        },
        Some(eid),
    ) = (from, &mut loaded.request.eid)
        && eid.sealed_number.is_none()
    {
        let sealed = app
            .key_service()?
            .seal(
                SealPurpose::NationalId,
                &loaded.request.handle_digest,
                number.expose().as_bytes(),
            )
            .await?;
        eid.sealed_number = Some(sealed);
    }
    let was = loaded.request.version;
    loaded.request.version += 1;
    let condition = Condition::live(app.now()).equals("version", was);
    let mut transaction =
        Transaction::new().put(store, "request", loaded.request.as_ref(), condition);
    if let Some(id) = loaded.spends.take() {
        transaction = transaction.update(
            store,
            "proof",
            &keys::proof(&id),
            Update::new().set("spent_at", app.now()),
            Condition::live(app.now()).without("spent_at"),
        );
    }
    if matches!(from, From::Upstream { .. }) {
        let answered = event(visit, Event::EidAnswered)
            .tenant(&loaded.at.tenant.id)
            .client(&loaded.at.client.id);
        transaction = audited(store, transaction, [answered]);
    }
    match store.transact(transaction).await {
        Ok(()) => Ok(()),
        // Another press was quicker: show what it led to.
        Err(StoreError::Changed(_)) => Err(Stop::Ready(Box::new(see_other(
            &here(&loaded.handle),
            None,
        )?))),
        Err(error) => Err(error.into()),
    }
}

/// Stores an item for the tenant's admin; one that is there already is enough.
pub async fn noted(visit: &Visit, loaded: &Loaded, kind: ConflictKind) -> Result<(), Internal> {
    match refuse::report(visit, loaded, kind).await {
        Err(failure) if failure.is_change() => Ok(()),
        other => other,
    }
}

/// "That is not mine", "I can't reach it" (L14): Y is detached from D, is told, and the tenant's
/// admin gets the item. The eID carries D's number, so D it is who says so.
pub async fn detach(visit: &Visit, loaded: &mut Loaded) -> Result<(), Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let facts: Facts = loaded.request.facts.clone().unwrap_or_default();
    let (
        Some(OtherAccount {
            account,
            link: Some(_),
            ..
        }),
        Some(user),
    ) = (&facts.y, &facts.d)
    else {
        return Err(gone(loaded));
    };
    let mut account_after: Account = account.clone();
    account_after.version += 1;
    let mut user_after = user.clone();
    user_after.account = None;
    user_after.linked_at = None;
    user_after.version += 1;
    let version = |was: u64| Condition::present().equals("version", was);
    let mut transaction = Transaction::new()
        .put(store, "account", &account_after, version(account.version))
        .put(store, "directory user", &user_after, version(user.version))
        .delete(
            store,
            "app link",
            &keys::app_link(&account.id, &loaded.at.tenant.id),
            Condition::present(),
        );
    if let Some(eid) = &loaded.request.eid {
        transaction = number_moved(store, transaction, number_move(&facts, eid).as_ref());
    }
    let told: AuditEvent = event(visit, Event::AppLinkDetached)
        .tenant(&loaded.at.tenant.id)
        .account(&account.id)
        .directory_user(&user.id);
    transaction = audited(store, transaction, [told]);
    let mails = account
        .addresses
        .iter()
        .map(|own| (own.address.clone(), Letter::AccountDetached))
        .collect();
    let (transaction, posted) = super::told::letters(
        app,
        transaction,
        &loaded.at.tenant.id,
        &loaded.at.tenant.language,
        &visit.reference,
        mails,
    )
    .await?;
    match refuse::report_with(visit, loaded, ConflictKind::Detached, transaction).await {
        Ok(()) => wake(app, &posted).await,
        Err(failure) if failure.is_change() => {}
        Err(failure) => return Err(failure.into()),
    }
    loaded.request.code = None;
    refresh(visit, loaded, None).await
}

/// Sends the code that the login is waiting for, if it is waiting for one. Within the pause, the
/// code that is out already is the one to type: the back button must not send a second mail.
pub async fn send_code(visit: &Visit, mut loaded: Loaded) -> Result<Response, Stop> {
    let now = visit.app.now();
    match state(&loaded, now) {
        Some((row, Step::Code { is_real })) => {
            let facts = loaded.request.facts.as_ref();
            let address = facts.and_then(|facts| facts.code_address(row));
            if let Some(sent) = &loaded.request.code
                && Some(&sent.address) == address
                && now < sent.sent_at + code::pause(sent.count)
            {
                // The address may have been typed anew.
                save(visit, &mut loaded, From::Step).await?;
                return code::to_step(&loaded);
            }
            code::send(visit, &mut loaded, row, is_real).await?;
            code::to_step(&loaded)
        }
        _ => advance(visit, loaded, From::Step).await,
    }
}
