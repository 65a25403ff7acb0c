//! Makes keys: data keys and signing keys, each sealed by the key service before it is kept.

use kobling_base::{Internal, clock::Timestamp, random::Random};
use kobling_keys::{DataKeyItem, ProvingKeyItem, SigningKeyItem, generate};
use kobling_model::Algorithm;

use super::{KeyService, Purpose};

/// The first data key, not kept yet.
pub async fn make_data_key(
    service: &KeyService,
    random: &Random,
    now: i64,
) -> Result<DataKeyItem, Internal> {
    let (id, sealed) = draw(service, random).await?;
    Ok(DataKeyItem {
        id,
        sealed,
        created_at: now,
        proves_until: None,
    })
}

/// A data key that only proves, not kept yet, to prove from `proves_from` on.
pub async fn make_proving_key(
    service: &KeyService,
    random: &Random,
    now: Timestamp,
    proves_from: Timestamp,
) -> Result<ProvingKeyItem, Internal> {
    let (id, sealed) = draw(service, random).await?;
    Ok(ProvingKeyItem {
        id,
        sealed,
        created_at: now,
        proves_from,
        proves_until: None,
    })
}

/// The id and the sealed secret of a new data key.
async fn draw(service: &KeyService, random: &Random) -> Result<(String, String), Internal> {
    let id = random.uuid().to_string();
    let secret: [u8; 32] = random.bytes();
    let sealed = service.seal(Purpose::DataKey, &id, &secret).await?;
    Ok((id, sealed))
}

/// A signing key that is not kept yet, to sign from `signs_from` on.
pub async fn make_signing_key(
    service: &KeyService,
    random: &Random,
    algorithm: Algorithm,
    now: i64,
    signs_from: i64,
) -> Result<SigningKeyItem, Internal> {
    let (der, mut jwk) = generate(algorithm)?;
    let kid = random.uuid().to_string();
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
    Ok(SigningKeyItem {
        sealed: service.seal(Purpose::SigningKey, &kid, &der).await?,
        public: serde_json::to_string(&jwk).map_err(Internal::new)?,
        kid,
        algorithm,
        created_at: now,
        signs_from,
        published_until: None,
    })
}
