//! The time, in whole seconds since 1970 (UTC). The only place that reads the clock.

use std::sync::Arc;

/// Seconds since 1970-01-01T00:00:00Z, as in a JWT's `NumericDate` (RFC 7519 section 2).
pub type Timestamp = i64;

/// Where the time comes from; cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u128 + Send + Sync>);

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .map_or(0, |since| since.as_millis())
        }))
    }

    /// A clock of the caller's, in milliseconds since 1970, for tests that move time.
    pub fn from_fn(milliseconds: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        Self(Arc::new(milliseconds))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::try_from((self.0)() / 1000).unwrap_or(Timestamp::MAX)
    }

    pub fn now_milliseconds(&self) -> i64 {
        i64::try_from((self.0)()).unwrap_or(i64::MAX)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
