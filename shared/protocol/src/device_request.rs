//! The device authorization grant (RFC 8628): a device without a browser shows a code, a person
//! types it elsewhere and logs in there, the device asks until it is allowed. What the person's
//! login gives is an authorization code like any other's; it is kept here, sealed, until the
//! device fetches the tokens for it.

use kobling_base::{
    clock::Timestamp,
    digest::sha256,
    lifetimes::{DEVICE_CODE_LIFE, DEVICE_CODE_REMEMBERED},
    random::Random,
};
use kobling_keys::Prover;
use kobling_model::{
    AccountId, ClientId,
    condition::{Condition, Update},
    item::{Entity, Key},
    keys,
};
use serde::{Deserialize, Serialize};

use super::Parameters;
use crate::token::CodeChallenge;

/// Seconds between two questions of a device, at first.
pub const INTERVAL: i64 = 5;
/// By so many seconds it grows whenever a device does not keep to it (RFC 8628 section 3.5).
const SLOWER: i64 = 5;
/// Letters that are not mistaken for another and spell no words (RFC 8628 section 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// 20^8 are 34 bits, of which a few are in use for minutes, and guessing is counted.
const LENGTH: usize = 8;
/// Where the person's login leads: our own page, under the issuer.
pub const ALLOW_PATH: &str = "/device/allow";
/// Where people type the code.
pub const VERIFICATION_PATH: &str = "/device";
/// The parameters of the device that go on to the login.
const CARRIED: &[&str] = &[
    "scope",
    "nonce",
    "resource",
    "claims",
    "acr_values",
    "max_age",
    "ui_locales",
    "tenant",
];

/// The code that people type: as it was typed, and as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserCode(String);

impl UserCode {
    fn draw(random: &Random) -> Self {
        // 240 is the largest multiple of 20 in a byte: what lies above would favour some letters.
        let mut letters = String::new();
        while letters.len() < LENGTH {
            let drawn: [u8; 16] = random.bytes();
            let even = drawn.iter().filter(|byte| **byte < 240);
            let drawn = even.map(|byte| char::from(LETTERS[usize::from(byte % 20)]));
            letters.extend(drawn.take(LENGTH - letters.len()));
        }
        Self(letters)
    }

    /// Reads what was typed; case, blanks and hyphens do not matter (RFC 8628 section 6.1).
    pub fn parse(typed: &str) -> Option<Self> {
        let letters: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !"-–.".contains(*c))
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let is_one =
            letters.len() == LENGTH && letters.bytes().all(|letter| LETTERS.contains(&letter));
        is_one.then_some(Self(letters))
    }

    /// In two groups, for reading.
    pub fn shown(&self) -> String {
        let (one, other) = self.0.split_at(LENGTH / 2);
        format!("{one}-{other}")
    }

    /// Its place in the table, base64url.
    pub fn digest(&self) -> String {
        sha256(&self.0)
    }
}

/// A device that waits for its person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct DeviceRequest {
    /// SHA-256 of the code for people, base64url.
    pub user_code_digest: String,
    /// SHA-256 of the device's own code.
    pub device_code_digest: String,
    /// As it is shown. It opens nothing: whoever types it gives away a login of their own, after
    /// having been asked.
    pub user_code: String,
    pub client: ClientId,
    /// The authorization request that the person's login answers.
    pub parameters: Vec<(String, String)>,
    /// Of the code that this login gives (RFC 7636): it never leaves the hub.
    pub verifier: String,
    /// Seconds between two questions.
    pub interval: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// Who came to the last question first. Nobody else answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<AccountId>,
    /// The authorization code of who allowed it, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_at: Option<Timestamp>,
    pub usable_until: Timestamp,
    pub expires_at: Timestamp,
}

/// What a device hears when it asks (RFC 8628 section 3.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard<'a> {
    Expired,
    Denied,
    Pending,
    SlowDown,
    /// With the sealed authorization code.
    Allowed(&'a str),
}

/// A new request, and the device's own code for it.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub request: DeviceRequest,
    pub device_code: String,
}

impl DeviceRequest {
    /// Draws the codes for what a device asked for by `form`.
    pub fn draw(
        issuer: &str,
        client: &ClientId,
        form: &[(String, String)],
        random: &Random,
        now: Timestamp,
    ) -> Drawn {
        let user_code = UserCode::draw(random);
        let user_code_digest = user_code.digest();
        // The place in the table and a secret: a question is one read.
        let device_code = format!("{user_code_digest}.{}", random.token());
        let verifier = random.token() + &random.token();
        let own = [
            ("client_id", client.to_string()),
            ("response_type", "code".to_owned()),
            ("redirect_uri", format!("{issuer}{ALLOW_PATH}")),
            ("state", user_code_digest.clone()),
            (
                "code_challenge",
                CodeChallenge::of(&verifier).as_str().to_owned(),
            ),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value));
        let carried = form
            .iter()
            .filter(|(name, _)| CARRIED.contains(&name.as_str()))
            .cloned();
        // Optional here (RFC 8628 section 3.1): without it the device only learns who it is.
        let scope = Parameters::new(form)
            .all("scope")
            .next()
            .is_none()
            .then(|| ("scope".to_owned(), "openid".to_owned()));
        let request = Self {
            device_code_digest: sha256(&device_code),
            user_code: user_code.shown(),
            user_code_digest,
            client: client.clone(),
            parameters: own.into_iter().chain(scope).chain(carried).collect(),
            verifier,
            interval: INTERVAL,
            asked_at: None,
            claimed_by: None,
            allowed: None,
            denied_at: None,
            usable_until: now + DEVICE_CODE_LIFE,
            expires_at: now + DEVICE_CODE_LIFE + DEVICE_CODE_REMEMBERED,
        };
        Drawn {
            request,
            device_code,
        }
    }

    /// Whether a person may still answer it.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.usable_until && self.allowed.is_none() && self.denied_at.is_none()
    }

    /// Whether a device's code is this one's.
    pub fn is_of(&self, device_code: &str, client: &ClientId) -> bool {
        self.client == *client && self.device_code_digest == sha256(device_code)
    }

    /// What the device hears now.
    pub fn heard(&self, now: Timestamp) -> Heard<'_> {
        if self.denied_at.is_some() {
            return Heard::Denied;
        }
        if let Some(sealed) = &self.allowed {
            return Heard::Allowed(sealed);
        }
        if now >= self.usable_until {
            return Heard::Expired;
        }
        // Whole seconds are compared: a punctual device may seem early by one.
        let is_early = self
            .asked_at
            .is_some_and(|asked| now - asked < self.interval - 1);
        if is_early {
            Heard::SlowDown
        } else {
            Heard::Pending
        }
    }

    /// The interval after an early question.
    pub fn slower(&self) -> i64 {
        (self.interval + SLOWER).min(DEVICE_CODE_LIFE)
    }

    /// Seals the code that the person's login gave.
    pub fn seal(&self, prover: &Prover, code: &str, random: &Random) -> Option<String> {
        prover.seal(&self.context(), code.as_bytes(), random)
    }

    /// Opens what `seal` made for this request.
    pub fn open(&self, prover: &Prover, sealed: &str) -> Option<String> {
        String::from_utf8(prover.open(&self.context(), sealed)?).ok()
    }

    fn context(&self) -> String {
        format!("device\0{}", self.device_code_digest)
    }

    pub fn redirect_uri(&self) -> Option<&str> {
        Parameters::new(&self.parameters).hint("redirect_uri")
    }

    /// What binds a code to this request and no other.
    pub fn challenge(&self) -> Option<&str> {
        Parameters::new(&self.parameters).hint("code_challenge")
    }
}

/// Conditions of writes, and updates.
impl DeviceRequest {
    /// Nobody has decided on it.
    pub fn is_pending(now: Timestamp) -> Condition {
        Condition::live(now).without("allowed")
    }

    /// The device asked, and is to wait so many seconds until it asks again.
    pub fn ask(now: Timestamp, interval: i64) -> Update {
        Update::new().set("asked_at", now).set("interval", interval)
    }
}

impl Entity for DeviceRequest {
    const TYPE: &'static str = "device_request";

    fn key(&self) -> Key {
        keys::device_request(&self.user_code_digest)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// The place of the request that a device's code belongs to.
pub fn key(device_code: &str) -> Option<Key> {
    let (place, secret) = device_code.split_once('.')?;
    (place.len() == 43 && secret.len() <= 64).then(|| keys::device_request(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, ISSUER, NOW};

    fn drawn() -> Drawn {
        let form = [
            ("scope".to_owned(), "openid".to_owned()),
            ("redirect_uri".to_owned(), "https://else.example".to_owned()),
            ("client_secret".to_owned(), "tiger".to_owned()),
        ];
        let client = samples::client().id;
        DeviceRequest::draw(ISSUER, &client, &form, &Random::system(), NOW)
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "b-c-d-f-g.h.j.k"] {
            let code = UserCode::parse(typed).unwrap();
            assert_eq!(code.shown(), "BCDF-GHJK", "{typed}");
        }
        for typed in [
            "",
            "BCDF-GHJ",
            "BCDF-GHJKL",
            "ACDF-GHJK",
            "BCDF-GHJ8",
            "бCDFGHJK",
        ] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn codes_for_people_are_of_all_letters() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let code = UserCode::draw(&Random::system());
            assert_eq!(UserCode::parse(&code.shown()), Some(code.clone()));
            seen.extend(code.0.bytes());
        }
        assert_eq!(seen.len(), LETTERS.len());
    }

    #[test]
    fn where_the_login_leads_is_never_the_devices_to_say() {
        let request = drawn().request;
        let named = |wanted: &str| {
            let named = request.parameters.iter().filter(|(name, _)| name == wanted);
            named.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        assert_eq!(named("redirect_uri"), [format!("{ISSUER}/device/allow")]);
        assert_eq!(named("scope"), ["openid"]);
        assert!(named("client_secret").is_empty());
    }

    #[test]
    fn a_device_that_asks_too_often_is_told_to_slow_down() {
        let Drawn {
            mut request,
            device_code,
        } = drawn();
        assert!(request.is_of(&device_code, &request.client));
        assert!(!request.is_of(&format!("{device_code}x"), &request.client));
        assert_eq!(request.heard(NOW), Heard::Pending);
        request.asked_at = Some(NOW);
        assert_eq!(request.heard(NOW + 2), Heard::SlowDown);
        assert_eq!(request.heard(NOW + INTERVAL), Heard::Pending);
        request.interval = request.slower();
        assert_eq!(request.heard(NOW + INTERVAL), Heard::SlowDown);
        assert_eq!(request.heard(NOW + DEVICE_CODE_LIFE), Heard::Expired);
        request.denied_at = Some(NOW);
        assert_eq!(request.heard(NOW), Heard::Denied);
    }

    #[test]
    fn what_one_device_was_allowed_opens_for_no_other() {
        let (one, other) = (drawn().request, drawn().request);
        let key = Prover::new("1", &[7; 32]).unwrap();
        let sealed = one.seal(&key, "code", &Random::system()).unwrap();
        assert_eq!(one.open(&key, &sealed).as_deref(), Some("code"));
        assert_eq!(other.open(&key, &sealed), None);
    }
}
