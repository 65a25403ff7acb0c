//! Randomness, from the operating system by way of aws-lc. The only place that draws it.

use std::sync::Arc;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::secret::Secret;

/// What aws-lc wants to be shown where it signs; it draws by itself.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn for_signatures() -> SystemRandom {
    SystemRandom::new()
}

/// Fills a slice with random bytes.
type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// A source of random bytes; cheap to clone.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

impl Random {
    /// The operating system's generator.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    #[expect(
        clippy::expect_used,
        reason = "a process without randomness must not go on"
    )]
    pub fn system() -> Self {
        let source = SystemRandom::new();
        Self(Arc::new(move |out| {
            source.fill(out).expect("the system's random source");
        }))
    }

    /// A source of the caller's, for tests that must be repeatable.
    pub fn from_fn(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        (self.0)(&mut out);
        out
    }

    /// 192 random bits as 32 characters of base64url: for handles, tokens, states, nonces.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<24>())
    }

    /// 256 random bits as 43 characters of base64url: for secrets that live long.
    pub fn secret(&self) -> Secret<String> {
        Secret::new(URL_SAFE_NO_PAD.encode(self.bytes::<32>()))
    }

    /// A version 4 UUID (RFC 9562 section 5.4).
    pub fn uuid(&self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// Six decimal digits, each value equally likely.
    pub fn six_digits(&self) -> String {
        loop {
            let drawn = u32::from_be_bytes(self.bytes());
            // The largest multiple of 1,000,000 below 2^32: above it the remainder would lean.
            if drawn < 4_294_000_000 {
                return format!("{:06}", drawn % 1_000_000);
            }
        }
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
