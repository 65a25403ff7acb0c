//! The keys of the deployment as one function holds them: read by one query, opened once, read
//! again after five minutes so that a roll-over reaches warm functions. Data keys are opened when
//! they are asked for: most functions need the one that finds or the one that proves, not both.

use std::sync::Arc;

use jsonwebtoken::{DecodingKey, jwk::Jwk};
use kobling_base::{
    Internal,
    lifetimes::{CLOCKS_APART, KEYS_HELD},
};
use kobling_keys::{
    DataKeyItem, IndexKey, Part, PrivateKey, Prover, ProvingKeyItem, SigningKey, SigningKeyItem,
    Span,
};
use kobling_model::{Algorithm, item::Table, keys};
use kobling_store::Store;
use tokio::sync::RwLock;

use super::{FullProver, KeyService, Purpose, known_keys::KnownKey};

/// The keys in use.
#[derive(Debug)]
pub struct KeyRing {
    index: Arc<KnownKey>,
    /// The times of all that prove, or will, newest first.
    spans: Vec<Span>,
    /// Those keys, in the same order.
    proving: Vec<Arc<KnownKey>>,
    /// Newest first.
    pub signing: Vec<SigningKey>,
    read_at: i64,
}

impl KeyRing {
    /// The key by whose digests things are found.
    pub async fn index(&self) -> Result<IndexKey, Internal> {
        Ok(IndexKey::of(self.index.opened().await?))
    }

    /// What proves now, with all that may have proved what is shown now.
    pub async fn prover(&self, now: i64) -> Result<FullProver, Internal> {
        let mut current = None;
        let (mut recent, mut older) = (Vec::new(), Vec::new());
        for (span, key) in self.spans.iter().zip(&self.proving) {
            match span.part(&self.spans, now) {
                Part::Current => current = Some(key.opened().await?),
                Part::Recent => recent.push(key.opened().await?),
                Part::Older => older.push(key.clone()),
                Part::None => {}
            }
        }
        let current = current.ok_or("there is no key that proves: make the keys first")?;
        Ok(FullProver::of(Prover::of(current, recent), older))
    }

    /// The key that signs now with an algorithm: the newest whose time has come.
    pub fn signer(&self, algorithm: Algorithm, now: i64) -> Option<&SigningKey> {
        self.signing
            .iter()
            .filter(|key| key.algorithm == algorithm && key.signs_from <= now)
            .filter(|key| key.is_published(now))
            .max_by_key(|key| key.signs_from)
    }
}

/// Holds the ring between calls. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct HeldRing(Arc<RwLock<Option<Arc<KeyRing>>>>);

impl HeldRing {
    pub async fn get(
        &self,
        store: &Store,
        service: Option<&KeyService>,
        with_signing: bool,
        now: i64,
    ) -> Result<Arc<KeyRing>, Internal> {
        if let Some(ring) = self.0.read().await.as_ref()
            && now - ring.read_at < KEYS_HELD
        {
            return Ok(ring.clone());
        }
        let ring = Arc::new(read(store, service, with_signing, now).await?);
        *self.0.write().await = Some(ring.clone());
        Ok(ring)
    }
}

async fn read(
    store: &Store,
    service: Option<&KeyService>,
    with_signing: bool,
    now: i64,
) -> Result<KeyRing, Internal> {
    let data: Vec<DataKeyItem>;
    let proving: Vec<ProvingKeyItem>;
    let signing: Vec<SigningKeyItem>;
    {
        let found = store
            .partition_found(Table::Identity, keys::KEYS, "", now)
            .await?;
        (data, proving, signing) = (found.all()?, found.all()?, found.all()?);
    }
    let first = data
        .into_iter()
        .max_by_key(|item| item.created_at)
        .ok_or_else(|| Internal::from("there is no data key: make the keys first"))?;
    let known = |id: &str, sealed: &str| Arc::new(KnownKey::new(id, sealed, service.cloned()));
    let index = known(&first.id, &first.sealed);
    let mut all: Vec<_> = proving
        .iter()
        .map(|item| (Span::from(item), known(&item.id, &item.sealed)))
        .collect();
    // The very same, so that it is opened once.
    all.push((Span::from(&first), index.clone()));
    all.sort_by_key(|(span, _)| std::cmp::Reverse(span.from));
    let (spans, proving) = all.into_iter().unzip();
    let mut ring = KeyRing {
        index,
        spans,
        proving,
        signing: Vec::new(),
        read_at: now,
    };
    let opened = may_sign(&signing, now);
    for item in signing {
        if item.published_until.is_some_and(|until| until <= now) {
            continue;
        }
        let jwk: Jwk = serde_json::from_str(&item.public).map_err(Internal::new)?;
        let signing = if let Some(service) = service
            && with_signing
            && opened.contains(&item.kid)
        {
            let der = service
                .open(Purpose::SigningKey, &item.kid, &item.sealed)
                .await?;
            PrivateKey::open(item.algorithm, der.expose())
        } else {
            None
        };
        ring.signing.push(SigningKey {
            verifying: DecodingKey::from_jwk(&jwk).map_err(Internal::new)?,
            kid: item.kid,
            algorithm: item.algorithm,
            jwk,
            signing,
            signs_from: item.signs_from,
            published_until: item.published_until,
        });
    }
    ring.signing
        .sort_by_key(|key| std::cmp::Reverse(key.signs_from));
    Ok(ring)
}

/// The keys that can come to sign for as long as they are held: each costs a call of the key
/// service to open, and one whose successor signs already never signs again.
fn may_sign(keys: &[SigningKeyItem], now: i64) -> Vec<String> {
    let is_over = |key: &SigningKeyItem| {
        key.published_until.is_some_and(|until| until <= now)
            || keys.iter().any(|other| {
                other.algorithm == key.algorithm
                    && key.signs_from < other.signs_from
                    && other.signs_from <= now
                    && other
                        .published_until
                        .is_none_or(|until| now + KEYS_HELD + CLOCKS_APART < until)
            })
    };
    keys.iter()
        .filter(|key| key.signs_from <= now + KEYS_HELD + CLOCKS_APART && !is_over(key))
        .map(|key| key.kid.clone())
        .collect()
}
