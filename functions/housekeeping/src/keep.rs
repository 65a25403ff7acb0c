//! Keeps the deployment's keys: makes the first, the next and, in an emergency, new ones, and
//! deletes those whose time is over. Each change is one transaction on condition that nobody else
//! changed the keys meanwhile, so of several runs at once one does it.

use kobling_base::Internal;
use kobling_keyring::{make_data_key, make_proving_key, make_signing_key};
use kobling_keys::{
    Change as KeyChange, DataKeyItem, KeyState, ProvingChange, ProvingKeyItem, SigningKeyItem,
    Span, at_once, due, proving_at_once, proving_due,
};
use kobling_letters::Change;
use kobling_model::{actor::Actor, audit::Event, item::Table, keys};
use kobling_shared::app::App;
use kobling_store::Condition;
use serde::Serialize;

/// How often a run that found the keys changed looks again.
const ROUNDS: u32 = 4;

/// What is wished for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// The ordinary course.
    Due,
    /// New keys now; the old ones count so many seconds beside them.
    AtOnce { grace: i64 },
}

/// What was done, for the log and for whoever asked.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Kept {
    #[serde(flatten)]
    pub signing: KeptOfAKind,
    /// From when the made keys sign.
    pub signs_from: Option<i64>,
    /// Those that prove.
    pub data_keys: KeptOfAKind,
    /// From when the made one proves.
    pub proves_from: Option<i64>,
}

/// What was done to the keys of one kind, by their ids.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct KeptOfAKind {
    pub made: Vec<String>,
    pub withdrawn: Vec<String>,
    pub deleted: Vec<String>,
}

impl KeptOfAKind {
    /// In one line.
    pub fn told(&self) -> String {
        format!(
            "made {}; withdrawn {}; deleted {}",
            self.made.join(" "),
            self.withdrawn.join(" "),
            self.deleted.join(" "),
        )
    }
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

/// All keys as they are kept.
struct Keys {
    state: Option<KeyState>,
    data: Vec<DataKeyItem>,
    proving: Vec<ProvingKeyItem>,
    signing: Vec<SigningKeyItem>,
}

impl Keys {
    async fn read(app: &App) -> Result<Self, Internal> {
        let found = app
            .store()?
            .partition_found(Table::Identity, keys::KEYS, "", app.now())
            .await?;
        Ok(Self {
            state: found.get(&keys::key_state())?,
            data: found.all()?,
            proving: found.all()?,
            signing: found.all()?,
        })
    }

    fn is_new(&self) -> bool {
        self.data.is_empty() && self.signing.is_empty()
    }

    fn signing_changes(&self, wish: Wish, now: i64) -> Vec<KeyChange> {
        match wish {
            Wish::AtOnce { grace } if !self.is_new() => at_once(&self.signing, grace, now),
            Wish::Due | Wish::AtOnce { .. } => due(&self.signing, self.is_new(), now),
        }
    }

    fn proving_changes(&self, wish: Wish, now: i64) -> Vec<ProvingChange> {
        // The first one, which is about to be made, proves.
        if self.data.is_empty() {
            return Vec::new();
        }
        let data = self.data.iter().map(Span::from);
        let spans: Vec<Span> = data.chain(self.proving.iter().map(Span::from)).collect();
        match wish {
            Wish::AtOnce { grace } => proving_at_once(&spans, grace, now),
            Wish::Due => proving_due(&spans, now),
        }
    }
}

async fn once(app: &App, wish: Wish) -> Result<Kept, Internal> {
    let now = app.now();
    let found = Keys::read(app).await?;
    let signing = found.signing_changes(wish, now);
    let proving = found.proving_changes(wish, now);
    if signing.is_empty() && proving.is_empty() && !found.data.is_empty() {
        return Ok(Kept::default());
    }
    let next = KeyState {
        version: found.state.as_ref().map_or(1, |state| state.version + 1),
        changed_at: now,
    };
    let condition = KeyState::as_read(found.state.as_ref());
    let by = Actor::system("housekeeping", &app.random().uuid().to_string());
    let mut deed = Change::new(app, by)?.put("key state", &next, condition);
    let mut kept = Kept::default();
    if found.data.is_empty() {
        let key = make_data_key(app.key_service()?, app.random(), now).await?;
        kept.data_keys.made.push(key.id.clone());
        deed = deed.create("data key", &key);
    }
    for change in signing {
        deed = changed(app, deed, change, &found, &mut kept).await?;
    }
    for change in proving {
        deed = changed_proving(app, deed, change, &found, &mut kept).await?;
    }
    let (signing, data) = (kept.signing.told(), kept.data_keys.told());
    let detail = format!("signing: {signing}; data: {data}");
    deed.tell(Event::KeysChanged, |event| event.detail(detail))
        .write()
        .await?;
    Ok(kept)
}

async fn changed<'a>(
    app: &App,
    deed: Change<'a>,
    change: KeyChange,
    found: &Keys,
    kept: &mut Kept,
) -> Result<Change<'a>, Internal> {
    let now = app.now();
    let done = &mut kept.signing;
    Ok(match change {
        KeyChange::Make {
            algorithm,
            signs_from,
        } => {
            let (service, random) = (app.key_service()?, app.random());
            let key = make_signing_key(service, random, algorithm, now, signs_from).await?;
            done.made.push(key.kid.clone());
            kept.signs_from = Some(signs_from);
            deed.create("signing key", &key)
        }
        KeyChange::Withdraw { kid, at } => {
            let Some(key) = found.signing.iter().find(|key| key.kid == kid) else {
                return Ok(deed);
            };
            let ends = SigningKeyItem {
                published_until: Some(at),
                ..key.clone()
            };
            done.withdrawn.push(kid);
            deed.put("signing key", &ends, Condition::present())
        }
        KeyChange::Delete { kid } => {
            let key = keys::signing_key(&kid);
            done.deleted.push(kid);
            deed.delete("signing key", &key, Condition::present())
        }
    })
}

async fn changed_proving<'a>(
    app: &App,
    deed: Change<'a>,
    change: ProvingChange,
    found: &Keys,
    kept: &mut Kept,
) -> Result<Change<'a>, Internal> {
    let now = app.now();
    let done = &mut kept.data_keys;
    Ok(match change {
        ProvingChange::Make { from } => {
            let key = make_proving_key(app.key_service()?, app.random(), now, from).await?;
            done.made.push(key.id.clone());
            kept.proves_from = Some(from);
            deed.create("data key", &key)
        }
        ProvingChange::Withdraw { id, at } => {
            let proves_until = Some(at);
            let deed = if let Some(key) = found.data.iter().find(|key| key.id == id) {
                let key = key.clone();
                let ends = DataKeyItem {
                    proves_until,
                    ..key
                };
                deed.put("data key", &ends, Condition::present())
            } else if let Some(key) = found.proving.iter().find(|key| key.id == id) {
                let key = key.clone();
                let ends = ProvingKeyItem {
                    proves_until,
                    ..key
                };
                deed.put("data key", &ends, Condition::present())
            } else {
                return Ok(deed);
            };
            done.withdrawn.push(id);
            deed
        }
        ProvingChange::Delete { id } => {
            let key = keys::proving_key(&id);
            done.deleted.push(id);
            deed.delete("data key", &key, Condition::present())
        }
    })
}
