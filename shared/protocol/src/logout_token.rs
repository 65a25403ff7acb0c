//! Logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4): tell one app that a session
//! ended.

use kobling_base::clock::Timestamp;
use kobling_keys::{SigningError, SigningKey, jwt};
use kobling_model::{AccountId, ClientId, sessions::Ending};
use serde::Serialize;
use serde_json::{Value, json};

/// Set apart from ID tokens, so that neither passes for the other.
const TYPE: &str = "logout+jwt";
/// The one event that it tells of.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Seconds that one lives; at most two minutes are advised.
const LIFE: i64 = 120;

#[derive(Serialize)]
struct LogoutToken<'a> {
    iss: &'a str,
    sub: AccountId,
    aud: &'a ClientId,
    iat: Timestamp,
    exp: Timestamp,
    jti: &'a str,
    events: Value,
    sid: &'a str,
}

/// Makes one. `jti` is a random identifier; the key is of the app's algorithm for ID tokens.
pub fn sign(
    issuer: &str,
    ending: &Ending,
    jti: &str,
    key: &SigningKey,
    now: Timestamp,
) -> Result<String, SigningError> {
    let token = LogoutToken {
        iss: issuer,
        sub: ending.account,
        aud: &ending.client,
        iat: now,
        exp: now + LIFE,
        jti,
        events: json!({ EVENT: {} }),
        sid: &ending.sid,
    };
    jwt::sign(key, TYPE, &token)
}
