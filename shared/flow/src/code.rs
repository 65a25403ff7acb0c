//! The mailed code: sending within the limits, the link beside it, and spending.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{
    Internal,
    digest::{is_equal, sha256},
    lifetimes::MAILED_CODE_LIFE,
};
use kobling_keys::{IndexKey, SHORT_LIFE};
use kobling_letters::{Letter, Posting, Sealed, Why, post, wake};
use kobling_model::{
    audit::Event,
    first_login::Row,
    keys,
    people::{Carries, EmailAddress, EmploymentStatus, Proof, ProofKind},
};
use kobling_pages::{CodeError, CodeOver, Notice, Way, WayKind};
use kobling_protocol::authorization::Refusal as OidcRefusal;
use kobling_shared::app::App;
use kobling_store::{
    Condition, Store, StoreError, Transaction, Update,
    counter::{Counter, Window},
};
use kobling_web::{Stop, Visit, encode};

use super::{
    addresses,
    audited::{audited, event},
    loaded::Loaded,
    refuse::told,
    to_app,
    waiting::CodeState,
};

const _: () = assert!(MAILED_CODE_LIFE <= SHORT_LIFE);
/// Tries per code.
pub const TRIES: u32 = 5;
/// Codes an hour for one eID.
const SENDS_PER_EID: u32 = 5;
/// Addresses that one eID may type in an hour: what is answered tells a little about each.
const ADDRESSES_PER_EID: u32 = 20;
/// Codes a day to one address, whether or not anyone knows it.
const SENDS_PER_ADDRESS: u32 = 10;
/// Codes a day that one eID has sent to an address before its sends are held against that limit.
const FIRST_SENDS: u32 = 3;
/// What those of all eIDs together come to at most, so that the mailbox stays usable.
const SENDS_WITH_FIRST: u32 = 20;
/// Failed tries a day for one eID and address.
const FAILURES: u32 = 30;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Seconds to wait before the next code may be sent in one login: 30, 60, 120, … at most 15 min.
pub fn pause(sent: u32) -> i64 {
    (30_i64 << sent.saturating_sub(1).min(5)).min(MAILED_CODE_LIFE)
}

/// The failed tries of one eID at one address today.
fn failures(index: &IndexKey, loaded: &Loaded, address: &EmailAddress, now: i64) -> Option<Window> {
    let eid = loaded.request.eid.as_ref()?;
    let pair = format!("{}\0{address}", eid.authentication.link_digest.as_str());
    let digest = index.digest("failed-tries", &pair);
    Some(Window::new(
        "failed-tries",
        digest.as_str(),
        DAY,
        FAILURES,
        now,
    ))
}

/// Counts an address that is about to be looked up.
pub async fn count_address(visit: &Visit, loaded: &Loaded) -> Result<(), Stop> {
    let Some(eid) = &loaded.request.eid else {
        return Ok(());
    };
    let now = visit.app.now();
    let digest = eid.authentication.link_digest.as_str();
    let typed = Window::new("addresses", digest, HOUR, ADDRESSES_PER_EID, now);
    let (update, condition) = typed.count();
    let counted: Option<Counter> = visit
        .app
        .store()?
        .update(&typed.key, update, condition)
        .await?;
    if counted.is_some() {
        return Ok(());
    }
    let notice = Notice::TooManyTries {
        next_at: typed.ends_at,
        now,
    };
    Err(told(
        &visit.app,
        loaded,
        StatusCode::TOO_MANY_REQUESTS,
        notice,
    ))
}

/// Counts a try of an activation code by this eID, where several people's may be meant. False
/// where the day's tries are used up.
pub async fn count_activation(visit: &Visit, loaded: &Loaded) -> Result<bool, Internal> {
    let Some(eid) = &loaded.request.eid else {
        return Ok(false);
    };
    let digest = eid.authentication.link_digest.as_str();
    let tried = Window::new("activation", digest, DAY, TRIES, visit.app.now());
    let (update, condition) = tried.count();
    let counted: Option<Counter> = visit
        .app
        .store()?
        .update(&tried.key, update, condition)
        .await?;
    Ok(counted.is_some())
}

/// Sends the code for the row that the login is at, and leaves the login waiting for it.
/// `is_real` is false where the mail only tells why there is none; the page is the same.
pub async fn send(visit: &Visit, loaded: &mut Loaded, row: Row, is_real: bool) -> Result<(), Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let (index, prover) = (app.index().await?, app.prover().await?);
    let now = app.now();
    let (Some(eid), Some(facts)) = (loaded.request.eid.clone(), loaded.request.facts.clone())
    else {
        return Err(Internal::from("no eID to send a code for").into());
    };
    let Some(address) = facts.code_address(row).cloned() else {
        return Err(Internal::from("no address to send a code to").into());
    };
    let before = loaded.request.code.clone();
    let sent_before = before.as_ref().map_or(0, |code| code.count);
    let language = visit.language(
        &loaded.request.authorization.ui_locales,
        Some(&loaded.at.tenant),
    );

    let id = loaded.request.code_proof_id();
    let code = app.random().six_digits();
    let link_secret = app.random().token();
    let asked_from = asked_from(visit);
    let proof = Proof {
        secret_digest: prover
            .digest("code", &format!("{id}:{code}"))
            .as_str()
            .to_owned(),
        kind: ProofKind::MailedCode,
        tenant: loaded.at.tenant.id.clone(),
        account: facts.gaining(row).map(|account| account.id),
        directory_user: facts.directory_user().map(|user| user.id),
        eid: Some(eid.authentication.link_digest.clone()),
        browser: Some(loaded.request.browser_digest.clone()),
        request: Some(loaded.request.handle_digest.clone()),
        tries_left: TRIES,
        spent_at: None,
        created_at: now,
        expires_at: now + MAILED_CODE_LIFE,
        carries: Carries::MailedCode {
            address: address.clone(),
            is_real,
            sealed_code: if is_real {
                prover.seal(&id, code.as_bytes(), app.random())
            } else {
                None
            },
            link_digest: sha256(&link_secret),
            handle: loaded.handle.clone(),
            asked_from: asked_from.clone(),
            is_stopped: false,
        },
        id_digest: id.clone(),
    };
    let mail_link = format!(
        "{}/verify-code?{}",
        app.issuer(),
        encode(&[
            ("mail", &format!("{id}.{link_secret}")),
            // Where to begin anew, when the link has outlived all that it led to.
            ("tenant", loaded.at.tenant.id.as_str()),
        ])
    );
    let letter = letter(loaded, row, is_real, now);
    // Every letter carries something sealed, so that none takes a shorter way than another.
    let secret = match &letter {
        Letter::Code { .. } | Letter::SeveralPeople { .. } => Sealed {
            code: Some(code),
            link: Some(mail_link),
            asked_from: Some(asked_from),
        },
        Letter::AddressInUse => Sealed {
            code: None,
            link: Some(mail_link),
            asked_from: None,
        },
        _ => Sealed {
            code: None,
            link: None,
            asked_from: None,
        },
    };

    let link_digest = &eid.authentication.link_digest;
    let per_eid = Window::new(
        "sends-eid",
        eid.authentication.link_digest.as_str(),
        HOUR,
        SENDS_PER_EID,
        now,
    );
    // Whoever the eID's number leads to has a budget of their own: strangers who type the same
    // address must not use it up.
    let is_anyones = facts.is_typed || facts.d.is_none();
    let spender = if is_anyones { "" } else { link_digest.as_str() };
    let address_digest = index.digest("sends", &format!("{spender}\0{address}"));
    let first = if is_anyones {
        first_sends(app, &index, link_digest.as_str(), &address).await?
    } else {
        None
    };
    let per_address = Window::new(
        "sends-address",
        address_digest.as_str(),
        DAY,
        match first {
            Some(_) => SENDS_WITH_FIRST,
            None => SENDS_PER_ADDRESS,
        },
        now,
    );
    let mut transaction = Transaction::new().put(store, "proof", &proof, Condition::anything());
    if let Some(first) = &first {
        let (update, condition) = first.count();
        transaction = transaction.update(store, "first sends", &first.key, update, condition);
    }
    for (label, counted) in [
        ("sends of the eID", &per_eid),
        ("sends to the address", &per_address),
    ] {
        let (update, condition) = counted.count();
        transaction = transaction.update(store, label, &counted.key, update, condition);
    }
    if let Some(failed) = failures(&index, loaded, &address, now) {
        let below = Condition::below("count", failed.limit);
        transaction = transaction.check(store, "failed tries", &failed.key, below);
    }
    let was = loaded.request.version;
    loaded.request.code = Some(CodeState {
        address: address.clone(),
        sent_at: now,
        count: sent_before + 1,
        over: None,
    });
    loaded.request.version += 1;
    let condition = Condition::live(now).equals("version", was);
    transaction = transaction.put(store, "request", loaded.request.as_ref(), condition);
    let posting = Posting {
        tenant: &loaded.at.tenant.id,
        to: &address,
        language: language.code(),
        letter,
        reference: &visit.reference,
    };
    let (transaction, mail) = post(app, transaction, posting, Some(secret)).await?;
    let told = event(visit, Event::CodeSent)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id)
        .detail(if facts.is_typed { "typed" } else { row.id() });
    match store.transact(audited(store, transaction, [told])).await {
        Ok(()) => {
            wake(app, &[mail]).await;
            Ok(())
        }
        Err(StoreError::Changed(labels)) => {
            loaded.request.version = was;
            loaded.request.code = before;
            let windows = [&per_eid, &per_address];
            Err(not_sent(app, loaded, &address, &labels, windows, now))
        }
        Err(error) => Err(error.into()),
    }
}

/// The first sends of an eID to a typed address today, unless they are used up. A stranger's eID
/// uses up its own and the address's ten; it takes several to keep out the one whose address it is.
async fn first_sends(
    app: &App,
    index: &IndexKey,
    eid: &str,
    address: &EmailAddress,
) -> Result<Option<Window>, Internal> {
    let digest = index.digest("first-sends", &format!("{eid}\0{address}"));
    let now = app.now();
    let first = Window::new("first-sends", digest.as_str(), DAY, FIRST_SENDS, now);
    let counted: Option<Counter> = app.store()?.get(&first.key, now).await?;
    let is_left = counted.is_none_or(|counted| counted.count < first.limit);
    Ok(is_left.then_some(first))
}

/// What to tell where a limit was reached or another press came first.
fn not_sent(
    app: &App,
    loaded: &Loaded,
    address: &EmailAddress,
    labels: &[&'static str],
    [per_eid, per_address]: [&Window; 2],
    now: i64,
) -> Stop {
    let limited = if labels.contains(&"sends to the address") {
        Some(Notice::TooManySends {
            sent: per_address.limit,
            next_at: per_address.ends_at,
            now,
        })
    } else if labels.contains(&"sends of the eID") {
        Some(Notice::TooManySends {
            sent: per_eid.limit,
            next_at: per_eid.ends_at,
            now,
        })
    } else if labels.contains(&"failed tries") {
        Some(Notice::TooManyTries {
            next_at: (now.div_euclid(DAY) + 1) * DAY,
            now,
        })
    } else {
        None
    };
    let Some(notice) = limited else {
        // Two presses at once: the other one is through.
        return Stop::Ready(Box::new(
            kobling_web::see_other(&addresses::code(&loaded.handle), None).unwrap_or_default(),
        ));
    };
    let is_good = |sent: &CodeState| sent.address == *address && sent.over(now).is_none();
    let page = told(app, loaded, StatusCode::TOO_MANY_REQUESTS, notice);
    if !loaded.request.code.as_ref().is_some_and(is_good) {
        return page;
    }
    // The last code is still to be typed; that is better than to leave.
    let request = &loaded.request.authorization;
    let back = to_app::way_back(app, &loaded.at, request, OidcRefusal::AccessDenied);
    page.aside(back).way(Way {
        href: addresses::code(&loaded.handle),
        kind: WayKind::TypeCode,
    })
}

fn letter(loaded: &Loaded, row: Row, is_real: bool, now: i64) -> Letter {
    let minutes = u32::try_from(MAILED_CODE_LIFE / 60).unwrap_or_default();
    if is_real {
        return if row == Row::L27 {
            Letter::SeveralPeople { minutes }
        } else {
            Letter::Code {
                minutes,
                app: loaded.at.client.name.clone(),
                asked_at: now,
            }
        };
    }
    match row {
        Row::L12 => Letter::AddressInUse,
        Row::L18 => Letter::Refused {
            why: Why::AccountDisabled,
        },
        Row::L16 => {
            let user = loaded
                .request
                .facts
                .as_ref()
                .and_then(|facts| facts.directory_user());
            let why = match user.map(|user| user.employment_status(now)) {
                Some(EmploymentStatus::NotBegun(from)) => Why::NotBegun(from),
                Some(EmploymentStatus::Ended(to)) => Why::Ended(to),
                _ => Why::Suspended,
            };
            Letter::Refused { why }
        }
        _ => Letter::AddressUnknown,
    }
}

/// Who asks from where, for the person to recognise.
pub fn asked_from(visit: &Visit) -> String {
    [visit.device.as_str(), visit.from.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Six digits out of what was typed or pasted; `None` if it is no code.
pub fn digits(typed: &str) -> Option<String> {
    let kept: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '.' | '\u{200b}'))
        .collect();
    (kept.len() == 6 && kept.bytes().all(|b| b.is_ascii_digit())).then_some(kept)
}

/// How a try ended.
#[derive(Debug)]
pub enum Tried {
    /// The address whose mailbox was shown.
    Right(EmailAddress),
    Wrong(CodeError),
    /// There is no code any more that could be right.
    Over(CodeOver),
}

/// Tries a typed code. The try is counted before anything is compared; a browser that did not
/// ask never gets here, so it uses up nothing.
pub async fn try_code(visit: &Visit, loaded: &Loaded, typed: &str) -> Result<Tried, Stop> {
    let app = &visit.app;
    let store = app.store()?;
    if typed.trim().is_empty() {
        return Ok(Tried::Wrong(CodeError::Empty));
    }
    let Some(code) = digits(typed) else {
        return Ok(Tried::Wrong(CodeError::Malformed));
    };
    let id = loaded.request.code_proof_id();
    let now = app.now();
    let condition = Condition::live(now)
        .without("spent_at")
        .greater_than("tries_left", 0_u32);
    let counted: Option<Proof> = store
        .update(
            &keys::proof(&id),
            Update::new().add("tries_left", -1),
            condition,
        )
        .await?;
    let Some(proof) = counted else {
        return Ok(Tried::Over(gone(app, &id).await?));
    };
    let prover = app.prover().await?;
    let said = format!("{id}:{code}");
    let expected = prover.digest_like(&proof.secret_digest, "code", &said);
    let Some(expected) = expected.await? else {
        return Ok(Tried::Over(CodeOver::Expired));
    };
    let Carries::MailedCode {
        address, is_real, ..
    } = &proof.carries
    else {
        return Err(Internal::from("a mailed code carries something else").into());
    };
    // All are looked at, whatever the first says.
    let is_code = is_equal(expected.as_str(), &proof.secret_digest);
    let is_bound = is_bound(&proof, loaded);
    if is_code && is_bound && *is_real {
        return Ok(Tried::Right(address.clone()));
    }
    let mut tries_left = proof.tries_left;
    if let Some(failed) = failures(&app.index().await?, loaded, address, now) {
        let (update, _) = failed.count();
        let so_far: Option<Counter> = store
            .update(&failed.key, update, Condition::anything())
            .await?;
        if so_far.is_some_and(|failures| failures.count >= failed.limit) && tries_left > 0 {
            // The day's tries are used up: this code ends too.
            let none = Update::new().set("tries_left", 0_u32);
            store
                .update::<Proof>(&keys::proof(&id), none, Condition::present())
                .await?;
            tries_left = 0;
        }
    }
    let refused = event(visit, Event::CodeRefused)
        .tenant(&loaded.at.tenant.id)
        .client(&loaded.at.client.id);
    store
        .transact(audited(store, Transaction::new(), [refused]))
        .await?;
    Ok(if tries_left == 0 {
        Tried::Over(CodeOver::Tried)
    } else {
        Tried::Wrong(CodeError::Wrong { tries_left })
    })
}

/// Whether a mailed code is this login's: of this eID, tenant, browser and request. Both ways of
/// giving it, typed and by the link, ask this.
pub fn is_bound(proof: &Proof, loaded: &Loaded) -> bool {
    let eid = loaded
        .request
        .eid
        .as_ref()
        .map(|eid| &eid.authentication.link_digest);
    proof.kind == ProofKind::MailedCode
        && eid.is_some()
        && proof.eid.as_ref() == eid
        && proof.tenant == loaded.at.tenant.id
        && proof.browser.as_deref() == Some(loaded.request.browser_digest.as_str())
        && proof.request.as_deref() == Some(loaded.request.handle_digest.as_str())
}

async fn gone(app: &App, id: &str) -> Result<CodeOver, Internal> {
    let proof: Option<Proof> = app.store()?.get(&keys::proof(id), app.now()).await?;
    Ok(match proof.map(|proof| proof.carries) {
        Some(Carries::MailedCode {
            is_stopped: true, ..
        }) => CodeOver::Stopped,
        Some(_) => CodeOver::Tried,
        None => CodeOver::Expired,
    })
}

/// A proof by the secret in a mailed link: `ID.SECRET`. `None` for what is no such link.
pub async fn by_link(app: &App, mailed: &str) -> Result<Option<Proof>, Internal> {
    let Some((id, secret)) = mailed.split_once('.') else {
        return Ok(None);
    };
    if id.len() != 43 || secret.len() != 32 {
        return Ok(None);
    }
    let proof: Option<Proof> = app.store()?.get(&keys::proof(id), app.now()).await?;
    Ok(proof.filter(|proof| {
        matches!(&proof.carries, Carries::MailedCode { link_digest, .. } if is_equal(link_digest, &sha256(secret)))
    }))
}

/// The end of a code for good, as an action: someone said that they had not asked for it.
pub fn stopped(store: &Store, proof: &Proof, now: i64) -> Transaction {
    let mut stopped = proof.clone();
    stopped.spent_at = Some(now);
    if let Carries::MailedCode {
        is_stopped,
        sealed_code,
        ..
    } = &mut stopped.carries
    {
        *is_stopped = true;
        *sealed_code = None;
    }
    let condition = Condition::live(now)
        .without("spent_at")
        .equals("created_at", proof.created_at);
    Transaction::new().put(store, "proof", &stopped, condition)
}

/// The page of the code.
pub fn to_step(loaded: &Loaded) -> Result<Response, Stop> {
    Ok(kobling_web::see_other(
        &addresses::code(&loaded.handle),
        None,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_any_usual_form() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "12 34 56\n",
            "123\u{a0}456",
        ] {
            assert_eq!(digits(typed).as_deref(), Some("123456"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(digits(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn the_pause_grows_and_has_an_end() {
        assert_eq!([1, 2, 3].map(pause), [30, 60, 120]);
        assert_eq!(pause(40), MAILED_CODE_LIFE);
    }
}
