//! The activation code that a tenant handed over: it says which directory user the person is,
//! where HR does not know the number. Five counted tries a person.

use axum::response::Response;
use http::StatusCode;
use kobling_shared::{
    accounts::{DirectoryUserId, Proof, ProofKind, audit::Event, first_login::Row},
    digest::{is_equal, sha256},
    login::{
        Loaded, advance,
        answer::{audited, event},
        present,
    },
    pages::{ActivationError, Notice, Way, WayKind},
    store::{Condition, Transaction, Update, keys},
    web::{Stop, Visit},
};

/// The page after "I have no code".
pub(crate) fn asked(loaded: &Loaded) -> Stop {
    Stop::notice(StatusCode::OK, Notice::AccessAsked)
        .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
        .way(Way {
            href: advance::here(&loaded.handle),
            kind: WayKind::Continue,
        })
}

pub(crate) async fn post(visit: &Visit, mut loaded: Loaded, row: Row) -> Result<Response, Stop> {
    let typed: String = visit
        .field("activation_code")
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .take(64)
        .collect();
    if typed.is_empty() {
        return wrong(visit, &loaded, ActivationError::Empty).await;
    }
    let Some(facts) = &loaded.request.facts else {
        return present::present(visit, &loaded, present::Wrong::default(), true).await;
    };
    let candidates: Vec<DirectoryUserId> = match facts.directory_user() {
        Some(user) => vec![user.id],
        None => facts.several.clone(),
    };
    let mut tries_left = 0;
    for candidate in candidates {
        match try_one(visit, &loaded, candidate, &typed).await? {
            Some(Ok(proof)) => {
                loaded.spends = Some(proof.id_digest);
                loaded.request.progress.activation = Some(candidate);
                if row == Row::L27 {
                    advance::refresh(visit, &mut loaded, None).await?;
                }
                return advance::advance(visit, loaded, advance::From::Step).await;
            }
            Some(Err(left)) => tries_left = tries_left.max(left),
            None => {}
        }
    }
    let refused = event(visit, Event::ActivationCodeRefused).tenant(&loaded.at.tenant.id);
    let store = visit.app.store()?;
    store
        .transact(audited(store, Transaction::new(), [refused]))
        .await?;
    let error = if tries_left == 0 {
        ActivationError::Ended
    } else {
        ActivationError::Wrong { tries_left }
    };
    wrong(visit, &loaded, error).await
}

/// One person's code: counted, then compared. None where there is no live code.
async fn try_one(
    visit: &Visit,
    loaded: &Loaded,
    candidate: DirectoryUserId,
    typed: &str,
) -> Result<Option<Result<Proof, u32>>, Stop> {
    let app = &visit.app;
    let tenant = &loaded.at.tenant.id;
    let key = keys::proof(&sha256(&format!("activation:{tenant}:{candidate}")));
    let condition = Condition::live(app.now())
        .without("spent_at")
        .greater_than("tries_left", 0_u32);
    let counted: Option<Proof> = app
        .store()?
        .update(&key, Update::new().add("tries_left", -1), condition)
        .await?;
    let Some(proof) = counted else {
        return Ok(None);
    };
    let held = app.keys().await?;
    let expected = held
        .data
        .digest("activation", &format!("{candidate}:{typed}"));
    let is_right = is_equal(expected.as_str(), &proof.secret_digest)
        && proof.kind == ProofKind::ActivationCode
        && proof.tenant == *tenant
        && proof.directory_user == Some(candidate);
    Ok(Some(if is_right {
        Ok(proof)
    } else {
        Err(proof.tries_left)
    }))
}

async fn wrong(visit: &Visit, loaded: &Loaded, error: ActivationError) -> Result<Response, Stop> {
    let wrong = present::Wrong {
        activation: Some(error),
        ..present::Wrong::default()
    };
    present::present(visit, loaded, wrong, true).await
}
