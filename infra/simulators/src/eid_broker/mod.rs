//! A simulator of a Swedish eID broker: an OpenID Provider by the profile of OIDC Sweden
//! (code flow, PKCE S256, state and nonce mandatory, RFC 9207 `iss`, ES256), with neither pushed
//! requests nor single sign-on, at which a client shows itself by `client_secret_basic`. All that
//! sets it apart from ID-porten is what a relying party must hold as data. Test people only.

mod authorization_request;
mod authorize;
mod login;
mod number;
mod signing_key;
mod token;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::{Clock, web};

pub use number::is_test_number;

use authorization_request::AuthorizationRequest;
use signing_key::SigningKey;

/// Lifetime of a code, in seconds.
const CODE_LIFE: i64 = 60;
/// How long a login page stays usable, in seconds.
const LOGIN_LIFE: i64 = 10 * 60;
/// Lifetime of an ID token, in seconds; the profile allows 300.
const TOKEN_LIFE: i64 = 300;

pub(crate) const SCOPE_NAMES: &str = "https://id.oidc.se/scope/naturalPersonInfo";
pub(crate) const SCOPE_NUMBER: &str = "https://id.oidc.se/scope/naturalPersonNumber";
pub(crate) const CLAIM_NUMBER: &str = "https://id.oidc.se/claim/personalIdentityNumber";

/// The levels of Sweden's trust framework that the broker's eIDs have, the least first.
pub(crate) const LEVELS: [(&str, &str); 3] = [
    ("http://id.elegnamnden.se/loa/1.0/loa2", "Nivå 2"),
    (
        "http://id.elegnamnden.se/loa/1.0/loa3",
        "Nivå 3 (BankID, Freja)",
    ),
    ("http://id.elegnamnden.se/loa/1.0/loa4", "Nivå 4"),
];

/// The one client.
#[derive(Clone, Debug)]
pub struct Client {
    pub client_id: String,
    pub client_secret: String,
    /// Compared character by character.
    pub redirect_uris: Vec<String>,
}

/// A person to pick on the login page.
#[derive(Clone, Debug)]
pub struct TestUser {
    /// Twelve digits; must pass [`is_test_number`].
    pub number: String,
    pub given_name: String,
    pub family_name: String,
    /// What this person is good for.
    pub label: String,
}

/// What the simulator is made from.
#[derive(Clone)]
pub struct BrokerConfig {
    /// Without a slash at the end.
    pub issuer: String,
    pub client: Client,
    pub test_users: Vec<TestUser>,
    pub clock: Clock,
}

/// The simulator: a handle that is cheap to clone.
#[derive(Clone)]
pub struct Broker {
    inner: Arc<Inner>,
}

struct Inner {
    config: BrokerConfig,
    key: SigningKey,
    state: Mutex<Held>,
}

/// A request that waits for a person.
struct Pending {
    request: AuthorizationRequest,
    expires_at: i64,
}

/// All that one code stands for.
#[derive(Clone)]
struct Grant {
    request: AuthorizationRequest,
    person: TestUser,
    acr: &'static str,
    issued_at: i64,
    is_spent: bool,
}

#[derive(Default)]
struct Held {
    pending: HashMap<String, Pending>,
    grants: HashMap<String, Grant>,
}

impl Broker {
    /// Makes a signing key; no I/O.
    pub fn new(config: BrokerConfig) -> Self {
        Self {
            inner: Arc::new(Inner {
                config,
                key: SigningKey::generate(),
                state: Mutex::default(),
            }),
        }
    }

    /// Everything that the simulator answers, to be mounted at the root of its host.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize::authorize))
            .route("/login", get(login::show).post(login::answer))
            .route("/token", post(token::redeem))
            .route(
                "/style.css",
                get(|| async {
                    web::asset(
                        "text/css; charset=utf-8",
                        include_str!("../../assets/simulators.css"),
                    )
                }),
            )
            .layer(DefaultBodyLimit::max(64 * 1024))
            .with_state(self.clone())
    }

    fn config(&self) -> &BrokerConfig {
        &self.inner.config
    }

    fn now(&self) -> i64 {
        (self.inner.config.clock)()
    }

    fn key(&self) -> &SigningKey {
        &self.inner.key
    }

    /// Without what has run out.
    fn held(&self) -> MutexGuard<'_, Held> {
        let now = self.now();
        let mut held = self
            .inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        held.pending.retain(|_, pending| now < pending.expires_at);
        held.grants
            .retain(|_, grant| now < grant.issued_at + LOGIN_LIFE);
        held
    }
}

/// `GET /.well-known/openid-configuration`
async fn configuration(State(broker): State<Broker>) -> Json<Value> {
    let issuer = &broker.config().issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", SCOPE_NAMES, SCOPE_NUMBER],
        "acr_values_supported": LEVELS.map(|(acr, _)| acr),
        "ui_locales_supported": ["sv", "en"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    }))
}

/// `GET /jwks`
async fn jwks(State(broker): State<Broker>) -> Json<Value> {
    Json(json!({ "keys": [broker.key().public()] }))
}
