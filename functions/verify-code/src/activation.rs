//! The activation code that a tenant handed over: it says which directory user the person is,
//! where HR does not know the number. Five counted tries a person.

use axum::response::Response;
use kobling_base::{
    Internal,
    digest::{is_equal, sha256},
};
use kobling_flow::{
    Loaded, Wrong, advance,
    audited::{audited, event},
    code, keep, noted_once,
};
use kobling_keyring::FullProver;
use kobling_model::{
    DirectoryUserId, TenantId,
    audit::Event,
    first_login::Row,
    item::Key,
    keys,
    people::{Carries, Proof, ProofKind},
};
use kobling_pages::ActivationError;
use kobling_store::{Condition, Transaction, Update};
use kobling_web::{Stop, Visit};

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
        let wrong = Wrong::Activation(ActivationError::Empty);
        return keep::wrong(visit, loaded, wrong).await;
    }
    let Some(facts) = &loaded.request.facts else {
        return keep::to_here(&loaded);
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
            advance::advance(visit, loaded, keep::Origin::Step).await
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
            keep::wrong(visit, loaded, Wrong::Activation(error)).await
        }
        Tried::Uncounted => {
            // No limit ends these, so they are not written down one by one.
            let eid = loaded.request.eid.as_ref();
            let whose = eid.map_or("", |eid| eid.authentication.link_digest.as_str());
            let refused = event(visit, Event::ActivationCodeRefused)
                .tenant(&loaded.at.tenant.id)
                .detail("past the limit");
            noted_once(visit, refused, whose).await?;
            let wrong = Wrong::Activation(ActivationError::Ended);
            keep::wrong(visit, loaded, wrong).await
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
    /// There was no try left to take, or no code.
    Uncounted,
}

/// What was typed, and where.
struct Try<'a> {
    prover: &'a FullProver,
    tenant: &'a TenantId,
    typed: &'a str,
}

impl Try<'_> {
    async fn is_right(&self, proof: &Proof, person: &DirectoryUserId) -> Result<bool, Internal> {
        let said = format!("{person}:{}", self.typed);
        let expected = self
            .prover
            .digest_like(&proof.secret_digest, "activation", &said);
        let expected = expected.await?;
        Ok(
            expected.is_some_and(|digest| is_equal(digest.as_str(), &proof.secret_digest))
                && proof.kind == ProofKind::ActivationCode
                && proof.carries == Carries::Nothing
                && proof.tenant == *self.tenant
                && proof.directory_user == Some(*person),
        )
    }

    /// How often a code may still be tried: never where the key that made it was withdrawn.
    fn left(&self, proof: &Proof) -> u32 {
        if self.prover.counts(&proof.secret_digest) {
            proof.tries_left
        } else {
            0
        }
    }
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
    let prover = app.prover().await?;
    let tried = Try {
        prover: &prover,
        tenant,
        typed,
    };
    if let [person] = candidates {
        let Some(proof) = count(visit, &key_of(person)).await? else {
            return Ok(Tried::Uncounted);
        };
        return Ok(if tried.is_right(&proof, person).await? {
            Tried::Right {
                person: *person,
                proof: proof.id_digest,
            }
        } else {
            Tried::Wrong {
                tries_left: tried.left(&proof),
            }
        });
    }
    if !code::count_activation(visit, loaded).await? {
        return Ok(Tried::Uncounted);
    }
    let wanted: Vec<_> = candidates.iter().map(key_of).collect();
    let found = store.batch(&wanted, now).await?;
    let mut right = None;
    for (person, key) in candidates.iter().zip(&wanted) {
        let proof: Option<Proof> = found.get(key)?;
        if let Some(proof) = proof
            && proof.spent_at.is_none()
            && proof.tries_left > 0
            && tried.is_right(&proof, person).await?
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
        tries_left = tries_left.max(counted.map_or(0, |proof| tried.left(&proof)));
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
