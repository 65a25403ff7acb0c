//! What comes next in a login. Every step ends here: it is decided anew from what was found and
//! shown, carried out if nothing is wanting, and otherwise kept and shown.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{Internal, secret::Secret};
use kobling_letters::{Letter, wake};
use kobling_model::{
    Refusal,
    audit::{AuditEvent, Event},
    first_login::{ExtraProof, Row, Step},
    keys,
    people::{Account, ConflictKind},
};
use kobling_pages::Notice;
use kobling_protocol::authorization::{ErrorRedirect, Refusal as OidcRefusal};
use kobling_store::{Condition, Transaction};
use kobling_web::{Stop, Visit, see_other};

use super::{
    addresses::{self, here},
    approvals,
    audited::{audited, event},
    code,
    complete::{Completed, complete},
    facts::{Facts, OtherAccount},
    gather::{Number, gather},
    guards::number_moved,
    keep::{Origin, save},
    knowing::knowing,
    loaded::{Loaded, state},
    next::{Step as Next, next},
    redigest::number_move,
    refuse::{self, noted},
    to_app,
    upstream_step::{self, Beginning},
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

/// Goes on.
pub async fn advance(
    visit: &Visit,
    mut loaded: Loaded,
    from: Origin<'_>,
) -> Result<Response, Stop> {
    let number = match from {
        Origin::Upstream { number, .. } => number,
        Origin::Step => None,
    };
    if matches!(from, Origin::Step) && is_to_be_read_again(&loaded, visit.app.now()) {
        refresh(visit, &mut loaded, None).await?;
    }
    for _ in 0..ROUNDS {
        let mut known = knowing(&visit.app, &loaded, None);
        known.is_first_answer = matches!(
            from,
            Origin::Upstream {
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
            _ => return Ok(see_other(&addresses::resume(&loaded.handle), None)?),
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
                        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
                    }
                    if held.request.version != loaded.request.version {
                        return Ok(see_other(&here(&loaded.handle), None)?);
                    }
                    refresh(visit, &mut loaded, number).await?;
                }
            },
            Step::Refuse | Step::AwaitActivation | Step::Extra(ExtraProof::AdminApproval)
                if matches!(from, Origin::Upstream { .. }) =>
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
                save(visit, &mut loaded, Origin::Step).await?;
                return code::to_step(&loaded);
            }
            code::send(visit, &mut loaded, row, is_real).await?;
            code::to_step(&loaded)
        }
        _ => advance(visit, loaded, Origin::Step).await,
    }
}
