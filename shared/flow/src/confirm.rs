//! Is that what you want? The page before something is reported, or undone that cannot be done
//! again here; and the page of an account that a code is out for. By GET, so nothing is changed.

use axum::response::Response;
use http::StatusCode;
use kobling_model::{
    first_login::{ExtraProof, Row, Step},
    people::{Account, ConflictKind, EmailAddress},
};
use kobling_pages::{AskedBefore, Confirm, ConfirmPage, Page};
use kobling_web::{Stop, Visit};

use super::{
    addresses,
    loaded::{Loaded, state},
    present, refuse,
    show::Show,
};

/// The page that the address asks for, where the login is at the step that it is for; none where
/// the step itself is to be shown.
pub async fn page(visit: &Visit, loaded: &Loaded) -> Result<Option<Response>, Stop> {
    let name = visit.query_one("show").unwrap_or_default();
    let Some(show) = Show::ALL.into_iter().find(|show| show.name() == name) else {
        return Ok(None);
    };
    let state = state(loaded, visit.app.now()).filter(|_| !loaded.request.is_done);
    let (Some((row, step)), Some(facts)) = (state, &loaded.request.facts) else {
        return Ok(None);
    };
    let own = |address: Option<&EmailAddress>| {
        let own = address.filter(|address| facts.offered.contains(address));
        own.map(EmailAddress::to_string)
    };
    let account = facts.y.as_ref().map(|y| &y.account);
    let masked = || present::masked(account);
    let reachable = account.and_then(Account::primary_address);
    let what = match (show, row, step) {
        (Show::Wrong, Row::L7 | Row::L8, _) if loaded.request.progress.address.is_none() => {
            let addresses = facts.address.iter().map(EmailAddress::to_string).collect();
            (
                Confirm::WrongAddress { addresses },
                Some(ConflictKind::WrongAddress),
            )
        }
        (Show::Wrong, Row::L22, _) => {
            let addresses = facts.offered.iter().map(EmailAddress::to_string).collect();
            (
                Confirm::WrongAddress { addresses },
                Some(ConflictKind::WrongAddress),
            )
        }
        // What is undone is forgotten with it: there is no earlier time.
        (Show::Detach, Row::L14, _) => {
            let (account, own) = (masked(), own(reachable));
            (Confirm::Detach { account, own }, None)
        }
        (Show::Detach, Row::L24, _) => {
            let (account, own) = (masked(), own(reachable));
            (
                Confirm::Detached { account, own },
                Some(ConflictKind::Detached),
            )
        }
        (Show::Again, _, Step::Extra(ExtraProof::AdminApproval)) => (Confirm::Approval, None),
        (Show::Account, Row::L14 | Row::L24, Step::Code { .. }) => {
            let shown = present::existing_link(loaded, facts, row, visit.app.now());
            return Ok(Some(written(visit, loaded, &shown).await?));
        }
        _ => return Ok(None),
    };
    let asked = match what {
        (Confirm::Approval, _) => facts.asked_at.map(|at| AskedBefore {
            at,
            may_again: refuse::is_another_day(at, visit.app.now()),
        }),
        (_, Some(kind)) => refuse::asked_before(visit, loaded, kind).await?,
        (_, None) => None,
    };
    let shown = ConfirmPage {
        what: what.0,
        asked,
        back: addresses::here(&loaded.handle),
    };
    Ok(Some(written(visit, loaded, &shown).await?))
}

async fn written(
    visit: &Visit,
    loaded: &Loaded,
    shown: &(dyn Page + Sync),
) -> Result<Response, Stop> {
    let prover = visit.app.prover().await?;
    Ok(present::rendered(
        visit,
        loaded,
        &prover,
        StatusCode::OK,
        shown,
    ))
}
