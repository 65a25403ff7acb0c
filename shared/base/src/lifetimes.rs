//! How long things live, in seconds. Keys must outlive what was made with them, so that all of it
//! stands in one place.

const DAY: i64 = 24 * 3600;

/// Ten hours for a session, whatever happens in between.
pub const SESSION_LIFE: i64 = 10 * 3600;
/// Two hours for a session without a login to any app.
pub const SESSION_IDLE_LIFE: i64 = 2 * 3600;

/// A mailed code, and the link beside it.
pub const MAILED_CODE_LIFE: i64 = 15 * 60;
/// An activation code.
pub const ACTIVATION_LIFE: i64 = 14 * DAY;

/// An access token.
pub const ACCESS_TOKEN_LIFE: i64 = 600;
/// An ID token.
pub const ID_TOKEN_LIFE: i64 = 600;
/// A refresh token with `offline_access` that is not used.
pub const OFFLINE_IDLE_LIFE: i64 = 30 * DAY;
/// A refresh token with `offline_access` in any case.
pub const OFFLINE_LIFE: i64 = 180 * DAY;

/// For so long it is remembered that an authorization code was used, so that a replay is known for
/// one.
pub const CODE_REMEMBERED: i64 = 3600;
/// A device's code and the code for people: long enough to find a phone and an eID.
pub const DEVICE_CODE_LIFE: i64 = 15 * 60;
/// For so long the store remembers that a device's code is over, so that the device hears
/// `expired_token`.
pub const DEVICE_CODE_REMEMBERED: i64 = 3600;
/// For so long a DPoP nonce is given out. It is taken for as long again.
pub const DPOP_NONCE_WINDOW: i64 = 150;

/// A warm function may hold keys for so long before it reads them again.
pub const KEYS_HELD: i64 = 300;
/// How far the clocks of two functions may be apart, together with how long a request may take
/// from its look at the keys to its answer.
pub const CLOCKS_APART: i64 = 60;
