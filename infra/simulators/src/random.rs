//! Randomness, from the operating system by way of aws-lc. The only place in this crate that
//! draws it.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

#[expect(clippy::disallowed_methods, reason = "this is the one place")]
#[expect(
    clippy::expect_used,
    reason = "a process without randomness must not go on"
)]
fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    SystemRandom::new()
        .fill(&mut out)
        .expect("the system's random source");
    out
}

/// 256 random bits as 43 characters of base64url: handles, codes, tokens, and (being of the
/// right alphabet and length) PKCE verifiers (RFC 7636 section 4.1).
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A version 4 UUID (RFC 9562 section 5.4).
pub(crate) fn uuid() -> uuid::Uuid {
    uuid::Builder::from_random_bytes(bytes()).into_uuid()
}
