//! A simulator of ID-porten, the Norwegian national login: an OpenID Provider (OpenID Connect
//! Core 1.0, RFC 9126 pushed requests, RFC 7636 PKCE, RFC 9207 `iss`, RFC 7523 client
//! authentication) that keeps ID-porten's rules, lifetimes and claims, and refuses what it
//! refuses. All state is in memory and ends with the process. Test people only.

mod acr;
mod authorization_request;
mod authorization_response;
mod authorize;
mod client_authentication;
mod discovery;
mod error;
mod faults;
mod faults_page;
mod identity;
mod keys;
mod login;
mod logout;
mod national_number;
mod outages;
mod session;
mod state;
mod texts;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use jsonwebtoken::jwk::JwkSet;

use crate::{Clock, web};

pub use faults::{Fault, Scope};
pub use keys::SigningKey;
pub use national_number::is_synthetic_number;
pub use outages::{Endpoint, Outage};
pub use state::Counters;

use state::State;

/// A client as ID-porten's self-service would hold it.
#[derive(Clone, Debug)]
pub struct Client {
    pub client_id: String,
    /// The public keys that `private_key_jwt` may be signed with; each needs a `kid`. RSA keys
    /// sign RS256, RS384 or RS512, P-256 keys ES256; an `alg` in the key narrows it to that one.
    pub jwks: JwkSet,
    /// Compared character by character.
    pub redirect_uris: Vec<String>,
    /// Compared character by character.
    pub post_logout_redirect_uris: Vec<String>,
    /// Called in an iframe with `iss` and `sid` at logout. As with ID-porten, a client without
    /// one gets no `sid` in its id_token.
    pub frontchannel_logout_uri: Option<String>,
    /// `false`: registered but switched off; it is refused everywhere.
    pub allowed: bool,
}

/// A person to pick on the login page.
#[derive(Clone, Debug)]
pub struct TestUser {
    /// Eleven digits; must pass [`is_synthetic_number`], or the page refuses the choice.
    pub pid: String,
    /// What the page shows beside the number: a name, or what this person is good for.
    pub label: String,
}

/// What the simulator is made from.
#[derive(Clone)]
pub struct IdPortenConfig {
    /// For example `http://idporten.localhost:8000`, without a slash at the end. All addresses
    /// in the discovery document start with it.
    pub issuer: String,
    pub clients: Vec<Client>,
    pub test_users: Vec<TestUser>,
    pub clock: Clock,
    /// How long an endpoint waits while [`Outage::Slow`] is on there; the token endpoint too
    /// while [`Fault::Slow`] is.
    pub slow: Duration,
    /// The key that signs at first; without one it is made.
    pub first_key: Option<SigningKey>,
}

/// The simulator: a handle that is cheap to clone. Clones share keys, sessions and switches.
#[derive(Clone)]
pub struct IdPorten {
    inner: Arc<Inner>,
}

struct Inner {
    config: IdPortenConfig,
    state: Mutex<State>,
}

impl IdPorten {
    /// Makes a first signing key where none is given; no I/O.
    pub fn new(mut config: IdPortenConfig) -> Self {
        let key = config.first_key.take();
        let key = key.unwrap_or_else(SigningKey::generate);
        Self {
            inner: Arc::new(Inner {
                config,
                state: Mutex::new(State::new(key)),
            }),
        }
    }

    /// Everything that the simulator answers, to be mounted at the root of its host.
    pub fn router(&self) -> Router {
        Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(discovery::configuration),
            )
            .route("/jwks", get(discovery::jwks))
            .route("/par", post(authorize::push))
            .route("/authorize", get(authorize::authorize))
            .route("/login", get(login::show).post(login::answer))
            .route("/token", post(token::redeem))
            .route("/userinfo", get(token::userinfo).post(token::userinfo))
            .route("/logout", get(logout::logout).post(logout::logout))
            .route("/_faults", get(faults_page::show).post(faults_page::switch))
            .route(
                "/style.css",
                get(|| async { web::asset("text/css; charset=utf-8", crate::STYLESHEET) }),
            )
            .route(
                "/submit.js",
                get(|| async { web::asset("text/javascript; charset=utf-8", SUBMIT_SCRIPT) }),
            )
            .layer(DefaultBodyLimit::max(64 * 1024))
            .layer(from_fn_with_state(self.clone(), outages::strike))
            .with_state(self.clone())
    }

    /// Adds a signing key and signs with it from now on; the earlier keys stay published.
    /// Returns the new key's `kid`.
    pub fn rotate_key(&self) -> String {
        self.state().keys.rotate()
    }

    /// Switches a fault on. A fault for the next login is used up by the next authorization
    /// response that carries a code, and goes with that code to the token endpoint.
    pub fn set_fault(&self, fault: Fault, scope: Scope) {
        self.state().faults.set(fault, scope);
    }

    /// Puts an endpoint out of order until all faults are switched off.
    pub fn set_outage(&self, endpoint: Endpoint, outage: Outage) {
        self.state().outages.set(endpoint, outage);
    }

    /// What is wrong with an endpoint.
    pub fn outage(&self, endpoint: Endpoint) -> Option<Outage> {
        self.state().outages.at(endpoint)
    }

    /// Switches all faults and outages off, also those that wait at the token endpoint for a code.
    pub fn clear_faults(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.outages.clear();
        for grant in state.grants.values_mut() {
            grant.faults.clear();
        }
    }

    /// The faults that are switched on, in the order of [`Fault::ALL`].
    pub fn faults(&self) -> Vec<(Fault, Scope)> {
        self.state().faults.list()
    }

    /// How often each endpoint was called.
    pub fn counters(&self) -> Counters {
        self.state().counters
    }

    /// The issuer, as configured.
    pub fn issuer(&self) -> &str {
        &self.inner.config.issuer
    }

    fn config(&self) -> &IdPortenConfig {
        &self.inner.config
    }

    fn now(&self) -> i64 {
        (self.inner.config.clock)()
    }

    fn client(&self, client_id: &str) -> Option<&Client> {
        self.inner
            .config
            .clients
            .iter()
            .find(|client| client.client_id == client_id)
    }

    /// Never held across an `await`. A panic elsewhere leaves no half-made state behind that
    /// would be worse than ending all logins.
    fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

const SUBMIT_SCRIPT: &str = include_str!("../../assets/submit.js");
