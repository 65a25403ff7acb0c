//! Keeps the deployment's keys: makes the first, the next and, in an emergency, new ones, and
//! deletes those whose time is over. Each change is one transaction on condition that nobody else
//! changed the keys meanwhile, so of several runs at once one does it.

use kobling_shared::{
    accounts::audit::{AuditEvent, Event},
    app::App,
    failure::Internal,
    keys::{
        Change, DataKeyItem, KeyState, SigningKeyItem, at_once, due, make_data_key,
        make_signing_key,
    },
    store::{Condition, Table, Transaction, keys},
};
use serde::Serialize;

/// How often a run that found the keys changed looks again.
const ROUNDS: u32 = 4;

/// What is wished for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// The ordinary course.
    Due,
    /// New keys now; the old ones stay published so many seconds beside them.
    AtOnce { grace: i64 },
}

/// What was done, for the log and for whoever asked.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Kept {
    pub made: Vec<String>,
    pub withdrawn: Vec<String>,
    pub deleted: Vec<String>,
    /// From when the made keys sign.
    pub signs_from: Option<i64>,
}

/// Does what is wished for and due. Someone else's change meanwhile counts: where it left nothing
/// to do, nothing is done.
pub async fn keep(app: &App, wish: Wish) -> Result<Kept, Internal> {
    for _ in 0..ROUNDS {
        match once(app, wish).await {
            Err(failure) if failure.is_change() => {}
            other => return other,
        }
    }
    Err(Internal::from("the keys change all the time"))
}

async fn once(app: &App, wish: Wish) -> Result<Kept, Internal> {
    let (store, now) = (app.store()?, app.now());
    let found = store
        .partition_found(Table::Identity, keys::KEYS, "", now)
        .await?;
    let state: Option<KeyState> = found.get(&keys::key_state())?;
    let data: Vec<DataKeyItem> = found.all()?;
    let signing: Vec<SigningKeyItem> = found.all()?;

    let is_new = data.is_empty() && signing.is_empty();
    let changes = match wish {
        Wish::AtOnce { grace } if !is_new => at_once(&signing, grace, now),
        Wish::Due | Wish::AtOnce { .. } => due(&signing, is_new, now),
    };
    if changes.is_empty() && !data.is_empty() {
        return Ok(Kept::default());
    }
    let next = KeyState {
        version: state.as_ref().map_or(1, |state| state.version + 1),
        changed_at: now,
    };
    let condition = match &state {
        None => Condition::absent(),
        Some(state) => Condition::present().equals("version", state.version),
    };
    let mut transaction = Transaction::new().put(store, "key state", &next, condition);
    if data.is_empty() {
        let key = make_data_key(app.key_service()?, app.random(), now).await?;
        transaction = transaction.create(store, "data key", &key);
    }
    let mut kept = Kept::default();
    for change in changes {
        transaction = match change {
            Change::Make {
                algorithm,
                signs_from,
            } => {
                let key =
                    make_signing_key(app.key_service()?, app.random(), algorithm, now, signs_from)
                        .await?;
                kept.made.push(key.kid.clone());
                kept.signs_from = Some(signs_from);
                transaction.create(store, "signing key", &key)
            }
            Change::Withdraw { kid, at } => {
                let Some(key) = signing.iter().find(|key| key.kid == kid) else {
                    continue;
                };
                let ends = SigningKeyItem {
                    published_until: Some(at),
                    ..key.clone()
                };
                kept.withdrawn.push(kid);
                transaction.put(store, "signing key", &ends, Condition::present())
            }
            Change::Delete { kid } => {
                let key = keys::signing_key(&kid);
                kept.deleted.push(kid);
                transaction.delete(store, "signing key", &key, Condition::present())
            }
        };
    }
    let told = AuditEvent::new(
        app.random().uuid().to_string(),
        Event::KeysChanged,
        &app.random().uuid().to_string(),
        "",
        app.clock().now_milliseconds(),
    )
    .detail(format!(
        "made {}; withdrawn {}; deleted {}",
        kept.made.join(" "),
        kept.withdrawn.join(" "),
        kept.deleted.join(" "),
    ));
    store
        .transact(transaction.create(store, "audit", &told))
        .await?;
    Ok(kept)
}
