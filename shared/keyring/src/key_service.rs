//! The key service (AWS KMS): seals small things, and makes the digests of national ids with a
//! key that never leaves it. The only user of the KMS SDK.

use aws_sdk_kms::{Client, primitives::Blob, types::MacAlgorithmSpec};
use aws_types::SdkConfig;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_base::{Internal, secret::Secret};
use kobling_model::Digest;

/// What a sealed thing is for; part of the encryption context, so that a policy can grant
/// opening by purpose, and nothing opens as something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    DataKey,
    SigningKey,
    /// What a mail carries until it is sent.
    Outbox,
    /// A national id, for the length of one login.
    NationalId,
    /// A national id for an app that was granted it, for the length of one session.
    SessionNumber,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataKey => "data-key",
            Self::SigningKey => "signing-key",
            Self::Outbox => "outbox",
            Self::NationalId => "national-id",
            Self::SessionNumber => "session-number",
        }
    }
}

/// The key service did not do as asked; the cause goes to the log only.
#[derive(Debug, thiserror::Error)]
#[error("the key service refused or is out of reach")]
pub struct KeyServiceError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl From<KeyServiceError> for Internal {
    fn from(error: KeyServiceError) -> Self {
        Self::passing(error)
    }
}

/// The names (ARNs) of the keys that the key service holds.
#[derive(Clone, Debug)]
pub struct ServiceKeys {
    /// Seals data keys, signing keys and the outbox.
    pub sealing: String,
    /// Makes the digests of national ids (HMAC).
    pub national_id: String,
    /// The second one, while a roll-over goes on.
    pub other_national_id: Option<String>,
}

/// A client of the key service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct KeyService {
    client: Client,
    keys: ServiceKeys,
}

/// One value's digest under the current key and, while the key is being rolled over, under the
/// other one. Whoever looks up tries the current first; whoever creates a guard makes sure that
/// there is none under either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digests {
    pub current: Digest,
    pub other: Option<Digest>,
}

impl Digests {
    /// The current one first.
    pub fn into_all(self) -> Vec<Digest> {
        [Some(self.current), self.other]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl KeyService {
    pub fn new(keys: &ServiceKeys, aws: &SdkConfig) -> Self {
        Self {
            client: Client::new(aws),
            keys: keys.clone(),
        }
    }

    /// Seals up to 4,096 bytes; `context` says whose it is (an id, never a secret).
    /// Returns base64url.
    pub async fn seal(
        &self,
        purpose: Purpose,
        context: &str,
        plain: &[u8],
    ) -> Result<String, KeyServiceError> {
        let sealed = self
            .client
            .encrypt()
            .key_id(&self.keys.sealing)
            .encryption_context("purpose", purpose.as_str())
            .encryption_context("of", context)
            .plaintext(Blob::new(plain))
            .send()
            .await
            .map_err(|error| KeyServiceError(Box::new(error)))?;
        let blob = sealed
            .ciphertext_blob
            .ok_or_else(|| KeyServiceError("no ciphertext".into()))?;
        Ok(URL_SAFE_NO_PAD.encode(blob))
    }

    /// Opens what `seal` made with the same purpose and context.
    pub async fn open(
        &self,
        purpose: Purpose,
        context: &str,
        sealed: &str,
    ) -> Result<Secret<Vec<u8>>, KeyServiceError> {
        let sealed = URL_SAFE_NO_PAD
            .decode(sealed)
            .map_err(|error| KeyServiceError(Box::new(error)))?;
        let opened = self
            .client
            .decrypt()
            .key_id(&self.keys.sealing)
            .encryption_context("purpose", purpose.as_str())
            .encryption_context("of", context)
            .ciphertext_blob(Blob::new(sealed))
            .send()
            .await
            .map_err(|error| KeyServiceError(Box::new(error)))?;
        let blob = opened
            .plaintext
            .ok_or_else(|| KeyServiceError("no plaintext".into()))?;
        Ok(Secret::new(blob.into_inner()))
    }

    /// The digest by which an eID link is found: one for the whole deployment. One call a key.
    pub async fn link_digests(
        &self,
        namespace: &str,
        value: &str,
    ) -> Result<Digests, KeyServiceError> {
        self.macs(&message("link", "", namespace, value)).await
    }

    /// The digest by which one tenant's directory user is found. It cannot be compared with
    /// another tenant's, nor with a link digest. One call a key.
    pub async fn directory_digests(
        &self,
        tenant: &str,
        namespace: &str,
        value: &str,
    ) -> Result<Digests, KeyServiceError> {
        self.macs(&message("directory", tenant, namespace, value))
            .await
    }

    /// The tenant's digest of a number under the key that made `known`, to be compared with it;
    /// none where that key is no longer in use, so that nothing can be compared. One call.
    pub async fn directory_digest_like(
        &self,
        known: &Digest,
        tenant: &str,
        namespace: &str,
        value: &str,
    ) -> Result<Option<Digest>, KeyServiceError> {
        let Some(key) = self.keys_in_use().find(|key| id(key) == known.key()) else {
            return Ok(None);
        };
        let message = message("directory", tenant, namespace, value);
        self.mac(key, &message).await.map(Some)
    }

    /// Whether digests were made under all keys that are in use now, and no others: what was made
    /// before the last step of a roll-over must not be written after it.
    pub fn is_of_keys_in_use<'d>(&self, digests: impl Iterator<Item = &'d Digest>) -> bool {
        let mut made: Vec<&str> = digests.map(Digest::key).collect();
        let mut used: Vec<&str> = self.keys_in_use().map(id).collect();
        made.sort_unstable();
        used.sort_unstable();
        made == used
    }

    fn keys_in_use(&self) -> impl Iterator<Item = &str> {
        [
            Some(&self.keys.national_id),
            self.keys.other_national_id.as_ref(),
        ]
        .into_iter()
        .flatten()
        .map(String::as_str)
    }

    async fn macs(&self, message: &[u8]) -> Result<Digests, KeyServiceError> {
        // Boxed: the SDK's calls are large, and up to four of them go at the same time.
        let current = Box::pin(self.mac(&self.keys.national_id, message));
        let Some(other) = &self.keys.other_national_id else {
            return Ok(Digests {
                current: current.await?,
                other: None,
            });
        };
        let (current, other) = tokio::try_join!(current, Box::pin(self.mac(other, message)))?;
        Ok(Digests {
            current,
            other: Some(other),
        })
    }

    async fn mac(&self, key: &str, message: &[u8]) -> Result<Digest, KeyServiceError> {
        let answer = self
            .client
            .generate_mac()
            .key_id(key)
            .mac_algorithm(MacAlgorithmSpec::HmacSha256)
            .message(Blob::new(message))
            .send()
            .await
            .map_err(|error| KeyServiceError(Box::new(error)))?;
        let mac = answer.mac.ok_or_else(|| KeyServiceError("no mac".into()))?;
        Ok(Digest::new(id(key), mac.as_ref()))
    }
}

/// A key's own id, the last part of its ARN: never used again for another key.
fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

/// The message under the MAC: each part behind its length, so that no two different lists of
/// parts give the same bytes.
pub fn message(purpose: &str, tenant: &str, namespace: &str, value: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for part in [purpose, tenant, namespace, value] {
        out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(part.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn parts_cannot_run_into_one_another() {
        assert_ne!(
            message("link", "", "no.fnr", "1"),
            message("link", "no.fnr", "", "1")
        );
        assert_ne!(
            message("directory", "ab", "c", "1"),
            message("directory", "a", "bc", "1")
        );
    }
}
