//! The certificate of `--https`: made by an authority of its own whose key is thrown away at once,
//! kept in the data folder so that whoever trusted it once need not do so again, and made anew when
//! it is about to end.

use std::fs;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::{DataDir, DataError, data_dir::write_for_owner};

/// Certificate, key and end.
const FILE: &str = "tls.json";
/// What clients have to trust, for `curl --cacert` and the like.
pub const AUTHORITY: &str = "ca.pem";
/// Longer than this no browser takes one.
const LIFE: Duration = Duration::days(397);
/// It is made anew so long before its end.
const LEAST_LEFT: Duration = Duration::days(7);
/// Everything that answers here, one by one: some libraries (Python's `service_identity`, for one)
/// take no certificate that has `*.localhost` in it, for whichever name.
pub const NAMES: &[&str] = &[
    "localhost",
    "127.0.0.1",
    "hrm.localhost",
    "roster.localhost",
    "clock.localhost",
    "se-eid.localhost",
];

/// A certificate with its key.
#[derive(Clone, Serialize, Deserialize)]
pub struct Certificate {
    /// The authority, as PEM: what clients trust.
    pub authority: String,
    /// The certificate itself, as PEM.
    pub chain_end: String,
    /// Its private key, as PEM.
    pub key: String,
    names: Vec<String>,
    /// Seconds since 1970.
    not_after: i64,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("No certificate could be made: {0}.")]
    Unmade(#[from] rcgen::Error),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error("The certificate cannot be written: {0}.")]
    Unwritten(#[from] std::io::Error),
}

impl Certificate {
    /// The kept one while it lasts, or a new one.
    pub fn of(data: &DataDir, now: i64) -> Result<Self, CertificateError> {
        // One that cannot be read is worth as little as none.
        let kept: Option<Self> = data.read(FILE).unwrap_or_default();
        if let Some(kept) = kept.filter(|kept| kept.lasts(now)) {
            return Ok(kept);
        }
        let made = Self::make(now)?;
        if let (Some(path), Some(authority)) = (data.file(FILE), data.file(AUTHORITY)) {
            let text = serde_json::to_vec(&made).map_err(std::io::Error::other)?;
            write_for_owner(&path, &text)?;
            fs::write(authority, &made.authority)?;
        }
        Ok(made)
    }

    fn lasts(&self, now: i64) -> bool {
        self.names == NAMES && now + LEAST_LEFT.whole_seconds() < self.not_after
    }

    fn make(now: i64) -> Result<Self, CertificateError> {
        let from = OffsetDateTime::from_unix_timestamp(now).unwrap_or(OffsetDateTime::UNIX_EPOCH)
            - Duration::days(1);
        let until = from + LIFE;
        let authority_key = KeyPair::generate()?;
        let mut authority = CertificateParams::new(Vec::<String>::new())?;
        authority
            .distinguished_name
            .push(DnType::CommonName, "Kobling on this machine");
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        (authority.not_before, authority.not_after) = (from, until);
        let authority_certificate = authority.self_signed(&authority_key)?;

        let key = KeyPair::generate()?;
        let names: Vec<String> = NAMES.iter().map(|&name| name.to_owned()).collect();
        let mut leaf = CertificateParams::new(names.clone())?;
        leaf.distinguished_name
            .push(DnType::CommonName, "localhost");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (leaf.not_before, leaf.not_after) = (from, until);
        let issuer = Issuer::from_params(&authority, &authority_key);
        let certificate = leaf.signed_by(&key, &issuer)?;
        Ok(Self {
            authority: authority_certificate.pem(),
            chain_end: certificate.pem(),
            key: key.serialize_pem(),
            names,
            not_after: until.unix_timestamp(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const NOW: i64 = 1_772_442_000;

    #[test]
    fn it_is_kept_while_it_lasts_and_only_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(folder.path(), false).unwrap();
        let first = Certificate::of(&data, NOW).unwrap();
        let again = Certificate::of(&data, NOW + 380 * 86_400).unwrap();
        assert_eq!(first.chain_end, again.chain_end);
        let mode = fs::metadata(folder.path().join(FILE))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        let authority = fs::read_to_string(folder.path().join(AUTHORITY)).unwrap();
        assert_eq!(authority, first.authority);
        let later = Certificate::of(&data, NOW + 390 * 86_400).unwrap();
        assert_ne!(first.chain_end, later.chain_end);
    }

    #[test]
    fn one_that_is_damaged_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::open(folder.path(), false).unwrap();
        let first = Certificate::of(&data, NOW).unwrap();
        fs::write(folder.path().join(FILE), "{").unwrap();
        let again = Certificate::of(&data, NOW).unwrap();
        assert_ne!(first.chain_end, again.chain_end);
    }
}
