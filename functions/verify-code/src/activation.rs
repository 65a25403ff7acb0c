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
        code, present,
    },
    pages::{ActivationError, Notice, Way, WayKind},
    store::{Condition, Key, Transaction, Update, keys},
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
    match try_code(visit, &loaded, &candidates, &typed).await? {
        Tried::Right { person, proof } => {
            loaded.spends = Some(proof);
            loaded.request.progress.activation = Some(person);
            if row == Row::L27 {
                advance::refresh(visit, &mut loaded, None).await?;
            }
            advance::advance(visit, loaded, advance::From::Step).await
        }
        Tried::Wrong { tries_left } => {
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
    }
}

enum Tried {
    Right {
        person: DirectoryUserId,
        proof: String,
    },
    Wrong {
        tries_left: u32,
    },
}

/// Tries a code for whoever it may be for. The try is counted before anything is compared: for
/// one person on their own code; for those who share a mailbox on the eID that tries, so that a
/// colleague's right code costs nobody else anything, and on every code if it fits none.
async fn try_code(
    visit: &Visit,
    loaded: &Loaded,
    candidates: &[DirectoryUserId],
    typed: &str,
) -> Result<Tried, Stop> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let tenant = &loaded.at.tenant.id;
    let key_of =
        |person: &DirectoryUserId| keys::proof(&sha256(&format!("activation:{tenant}:{person}")));
    let held = app.keys().await?;
    let is_right = |proof: &Proof, person: &DirectoryUserId| {
        let expected = held.data.digest("activation", &format!("{person}:{typed}"));
        is_equal(expected.as_str(), &proof.secret_digest)
            && proof.kind == ProofKind::ActivationCode
            && proof.tenant == *tenant
            && proof.directory_user == Some(*person)
    };
    if let [person] = candidates {
        let counted = count(visit, &key_of(person)).await?;
        return Ok(match counted {
            Some(proof) if is_right(&proof, person) => Tried::Right {
                person: *person,
                proof: proof.id_digest,
            },
            Some(proof) => Tried::Wrong {
                tries_left: proof.tries_left,
            },
            None => Tried::Wrong { tries_left: 0 },
        });
    }
    if !code::count_activation(visit, loaded).await? {
        return Ok(Tried::Wrong { tries_left: 0 });
    }
    let wanted: Vec<_> = candidates.iter().map(key_of).collect();
    let found = store.batch(&wanted, now).await?;
    let mut right = None;
    for (person, key) in candidates.iter().zip(&wanted) {
        let proof: Option<Proof> = found.get(key)?;
        if let Some(proof) = proof
            && proof.spent_at.is_none()
            && proof.tries_left > 0
            && is_right(&proof, person)
        {
            right = Some((*person, proof.id_digest));
        }
    }
    if let Some((person, proof)) = right {
        return Ok(Tried::Right { person, proof });
    }
    let mut tries_left = 0;
    for key in &wanted {
        let counted = count(visit, key).await?;
        tries_left = tries_left.max(counted.map_or(0, |proof| proof.tries_left));
    }
    Ok(Tried::Wrong { tries_left })
}

/// Takes a try from a live code; none where there is no such.
async fn count(visit: &Visit, key: &Key) -> Result<Option<Proof>, Stop> {
    let condition = Condition::live(visit.app.now())
        .without("spent_at")
        .greater_than("tries_left", 0_u32);
    let less = Update::new().add("tries_left", -1);
    Ok(visit.app.store()?.update(key, less, condition).await?)
}

async fn wrong(visit: &Visit, loaded: &Loaded, error: ActivationError) -> Result<Response, Stop> {
    let wrong = present::Wrong {
        activation: Some(error),
        ..present::Wrong::default()
    };
    present::present(visit, loaded, wrong, true).await
}
