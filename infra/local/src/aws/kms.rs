//! KMS: Encrypt, Decrypt and GenerateMac with key material that stays here, as it does there.
//! What was sealed under one encryption context opens under no other.

use std::{
    collections::BTreeMap,
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use kobling_base::random::Random;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Refusal;
use crate::{data_dir::write_for_owner, policy::Act, template::KeyResource};

/// The key material, by ARN.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Material(BTreeMap<String, String>);

/// The keys themselves, by ARN.
pub(crate) type KeyMaterial = BTreeMap<String, [u8; 32]>;

/// The key service.
pub struct Kms {
    material: RwLock<KeyMaterial>,
    file: Option<PathBuf>,
    random: Random,
}

/// The file with the key material cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub struct MaterialError {
    path: PathBuf,
    why: String,
}

impl Kms {
    /// Reads the material, and makes what is missing. Without a file it ends with the process.
    pub fn open(
        file: Option<&Path>,
        keys: &[KeyResource],
        random: Random,
    ) -> Result<Self, MaterialError> {
        let kms = Self {
            material: RwLock::default(),
            file: file.map(Path::to_path_buf),
            random,
        };
        kms.make_missing(keys)?;
        Ok(kms)
    }

    /// Makes the material of keys that have none: a deployment brought them.
    pub fn make_missing(&self, keys: &[KeyResource]) -> Result<(), MaterialError> {
        let file = self.file.as_deref();
        let random = &self.random;
        let fail = |why: String| MaterialError {
            path: self.file.clone().unwrap_or_default(),
            why,
        };
        let mut kept = Material::default();
        if let Some(file) = file.filter(|file| file.exists()) {
            let for_owner = Permissions::from_mode(0o600);
            std::fs::set_permissions(file, for_owner).map_err(|e| fail(e.to_string()))?;
            let text = std::fs::read(file).map_err(|e| fail(e.to_string()))?;
            kept = serde_json::from_slice(&text).map_err(|e| fail(e.to_string()))?;
        }
        let mut material = self
            .material
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let mut is_new = false;
        for key in keys {
            if material.contains_key(&key.arn) {
                continue;
            }
            let text = kept.0.entry(key.arn.clone()).or_insert_with(|| {
                is_new = true;
                STANDARD.encode(random.bytes::<32>())
            });
            let bytes: [u8; 32] = STANDARD
                .decode(text)
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| fail(format!("the material of {} is damaged", key.arn)))?;
            material.insert(key.arn.clone(), bytes);
        }
        if let Some(file) = file.filter(|_| is_new) {
            let text = serde_json::to_string_pretty(&kept).map_err(|e| fail(e.to_string()))?;
            write_for_owner(file, text.as_bytes()).map_err(|e| fail(e.to_string()))?;
        }
        Ok(())
    }

    /// All keys, to go with a copy of the store.
    pub(crate) fn key_material(&self) -> KeyMaterial {
        let material = self.material.read();
        material.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Has other keys under these names from now on: those that a copied store was sealed with.
    pub(crate) fn take_over(&self, keys: &KeyMaterial) {
        let material = self.material.write();
        let mut material = material.unwrap_or_else(PoisonError::into_inner);
        material.extend(keys.iter().map(|(arn, key)| (arn.clone(), *key)));
    }

    fn material(&self, arn: &str) -> Option<[u8; 32]> {
        let material = self.material.read();
        let material = material.unwrap_or_else(PoisonError::into_inner);
        material.get(arn).copied()
    }

    /// One call as the wire has it.
    pub fn call(&self, operation: &str, body: &Value) -> Result<Value, Refusal> {
        let arn = body["KeyId"].as_str().unwrap_or_default();
        let material = &self
            .material(arn)
            .ok_or_else(|| Refusal::new("NotFoundException", "There is no such key."))?;
        let invalid = || Refusal::new("InvalidCiphertextException", "");
        let bytes = |name: &str| {
            body[name]
                .as_str()
                .and_then(|text| STANDARD.decode(text).ok())
                .ok_or_else(|| Refusal::new("ValidationException", &format!("{name}: no blob")))
        };
        // A map's members in key order, so that equal contexts are equal bytes.
        let context: BTreeMap<String, String> =
            serde_json::from_value(body["EncryptionContext"].clone()).unwrap_or_default();
        let context = json!([arn, context]).to_string();
        match operation {
            "Encrypt" => {
                let plain = bytes("Plaintext")?;
                if plain.is_empty() || plain.len() > 4096 {
                    return Err(Refusal::new("ValidationException", "1 to 4096 bytes"));
                }
                let nonce: [u8; NONCE_LEN] = self.random.bytes();
                let mut sealed = plain;
                sealing(material)?
                    .seal_in_place_append_tag(
                        Nonce::assume_unique_for_key(nonce),
                        Aad::from(context.as_bytes()),
                        &mut sealed,
                    )
                    .map_err(|_| Refusal::new("KMSInternalException", ""))?;
                let blob = [nonce.as_slice(), &sealed].concat();
                Ok(json!({
                    "KeyId": arn,
                    "CiphertextBlob": STANDARD.encode(blob),
                    "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
                }))
            }
            "Decrypt" => {
                let blob = bytes("CiphertextBlob")?;
                let (nonce, sealed) = blob.split_at_checked(NONCE_LEN).ok_or_else(invalid)?;
                let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| invalid())?;
                let mut sealed = sealed.to_vec();
                let plain = sealing(material)?
                    .open_in_place(nonce, Aad::from(context.as_bytes()), &mut sealed)
                    .map_err(|_| invalid())?;
                Ok(json!({
                    "KeyId": arn,
                    "Plaintext": STANDARD.encode(plain),
                    "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
                }))
            }
            "GenerateMac" if body["MacAlgorithm"] == "HMAC_SHA_256" => Ok(json!({
                "KeyId": arn,
                "Mac": STANDARD.encode(mac(material, &bytes("Message")?)),
                "MacAlgorithm": "HMAC_SHA_256",
            })),
            _ => Err(Refusal::new("UnsupportedOperationException", operation)),
        }
    }

    /// A MAC made without the wire, for seeding thousands of people.
    pub fn mac(&self, arn: &str, message: &[u8]) -> Option<Vec<u8>> {
        self.material(arn).map(|material| mac(&material, message))
    }
}

fn mac(material: &[u8; 32], message: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, material);
    hmac::sign(&key, message).as_ref().to_vec()
}

fn sealing(material: &[u8; 32]) -> Result<LessSafeKey, Refusal> {
    UnboundKey::new(&AES_256_GCM, material)
        .map(LessSafeKey::new)
        .map_err(|_| Refusal::new("KMSInternalException", ""))
}

/// What a call does, with the encryption context that policies look at.
pub fn acts(operation: &str, body: &Value) -> Vec<Act> {
    let mut act = Act::new(
        format!("kms:{operation}"),
        body["KeyId"].as_str().unwrap_or_default(),
    );
    for (name, value) in body["EncryptionContext"].as_object().into_iter().flatten() {
        act.context.insert(
            format!("kms:EncryptionContext:{name}"),
            value.as_str().unwrap_or_default().to_owned(),
        );
    }
    vec![act]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kms() -> Kms {
        let key = KeyResource {
            logical_id: "K".into(),
            arn: "k".into(),
            is_mac: false,
        };
        Kms::open(None, &[key], Random::system()).unwrap()
    }

    #[test]
    fn the_material_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.json");
        let key = |name: &str| KeyResource {
            logical_id: name.into(),
            arn: name.into(),
            is_mac: false,
        };
        let mode = || std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        Kms::open(Some(&file), &[key("a")], Random::system()).unwrap();
        assert_eq!(mode(), 0o600);
        // A file from before, which others could read, and a key more.
        std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        let kms = Kms::open(Some(&file), &[key("a")], Random::system()).unwrap();
        assert_eq!(mode(), 0o600);
        let before = kms.material("a");
        let kms = Kms::open(Some(&file), &[key("a"), key("b")], Random::system()).unwrap();
        assert_eq!(mode(), 0o600);
        assert_eq!(kms.material("a"), before);
    }

    #[test]
    fn what_is_sealed_opens_under_its_own_context_only() {
        let kms = kms();
        let sealed = kms
            .call(
                "Encrypt",
                &json!({ "KeyId": "k", "Plaintext": "aGk=", "EncryptionContext": {"a": "1", "b": "2"} }),
            )
            .unwrap();
        let open = |context: Value| {
            let blob = &sealed["CiphertextBlob"];
            kms.call(
                "Decrypt",
                &json!({ "KeyId": "k", "CiphertextBlob": blob, "EncryptionContext": context }),
            )
        };
        let opened = open(json!({"b": "2", "a": "1"})).unwrap();
        assert_eq!(opened["Plaintext"], "aGk=");
        for wrong in [json!({"a": "1"}), json!({"a": "1", "b": "3"}), json!({})] {
            assert_eq!(open(wrong).unwrap_err().kind, "InvalidCiphertextException");
        }
    }

    #[test]
    fn an_unknown_key_is_not_found() {
        let refusal = kms().call("Encrypt", &json!({ "KeyId": "x" })).unwrap_err();
        assert_eq!(refusal.kind, "NotFoundException");
    }
}
