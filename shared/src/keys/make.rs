//! Makes keys: data keys and signing keys, each sealed by the key service before it is kept.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{EncodingKey, jwk::Jwk};

use super::{Algorithm, DataKeyItem, KeyService, ProvingKeyItem, Purpose, SigningKeyItem};
use crate::{clock::Timestamp, failure::Internal, random::Random};

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

/// A private key (DER as jsonwebtoken takes it) and its public JWK.
pub fn generate(algorithm: Algorithm) -> Result<(Vec<u8>, Jwk), Internal> {
    let unspecified = |_| Internal::from("the key could not be made");
    let (der, encoding) = match algorithm {
        Algorithm::ES256 => {
            let pair =
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(unspecified)?;
            let der = pair.to_pkcs8v1().map_err(unspecified)?.as_ref().to_vec();
            let encoding = EncodingKey::from_ec_der(&der);
            (der, encoding)
        }
        Algorithm::RS256 => {
            let pair = KeyPair::generate(KeySize::Rsa2048).map_err(unspecified)?;
            let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(unspecified)?;
            // jsonwebtoken takes RSA keys as PKCS #1 and opens PKCS #8 only out of PEM.
            let pem = format!(
                "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
                STANDARD.encode(pkcs8.as_ref())
            );
            let encoding = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(Internal::new)?;
            (encoding.as_bytes().to_vec(), encoding)
        }
    };
    let jwk = Jwk::from_encoding_key(&encoding, algorithm.into()).map_err(Internal::new)?;
    Ok((der, jwk))
}
