//! SHA-256 of things that already have 128 random bits or more: handles, tokens, secrets.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// SHA-256, base64url without padding (43 characters).
pub fn sha256(text: &str) -> String {
    sha256_bytes(text.as_bytes())
}

/// SHA-256 of any bytes, base64url without padding.
pub fn sha256_bytes(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, bytes))
}

/// The first 16 bytes of SHA-256: enough to tell many things apart where each byte counts.
pub fn sha256_prefix(text: &str) -> [u8; 16] {
    let mut prefix = [0; 16];
    let whole = digest(&SHA256, text.as_bytes());
    for (slot, byte) in prefix.iter_mut().zip(whole.as_ref()) {
        *slot = *byte;
    }
    prefix
}

/// Equality in constant time, for two digests or secrets of any length.
pub fn is_equal(one: &str, other: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(one.as_bytes(), other.as_bytes()).into()
}
