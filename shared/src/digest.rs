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

/// Equality in constant time, for two digests or secrets of any length.
pub fn is_equal(one: &str, other: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(one.as_bytes(), other.as_bytes()).into()
}
