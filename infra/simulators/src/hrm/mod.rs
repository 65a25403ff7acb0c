//! A demo relying party ("HRM"), standing apart from the hub: own host, own session cookie, code
//! flow with PKCE, and full verification through the openidconnect crate. It shows what an app sees
//! of a login, and starts and ends one in each of the usual ways.

mod claims;
mod hub;
mod login;
mod logout;
mod pages;
mod session;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::{Clock, web};

use hub::Hub;
use session::Sessions;

/// What the demo app is registered with at the hub.
#[derive(Clone)]
pub struct HrmConfig {
    /// What its page is called.
    pub name: String,
    /// The app's own address, for example `http://hrm.localhost:8000`, without a slash at the end.
    /// To be registered at the hub: `{base_url}/callback` as redirect_uri, `{base_url}/logged-out`
    /// as post_logout_redirect_uri, `{base_url}/start` as initiate_login_uri.
    pub base_url: String,
    /// The hub's issuer, as it stands in the hub's own discovery document. First read when someone
    /// logs in.
    pub issuer: String,
    pub client_id: String,
    /// Sent by client_secret_basic.
    pub client_secret: String,
    /// Beside `openid`, which is always asked for.
    pub scopes: Vec<String>,
    pub clock: Clock,
    /// PEM certificates that the hub's stands on, where it has TLS.
    pub extra_ca: Option<String>,
}

/// The app's state; cheap to clone.
#[derive(Clone)]
struct Hrm {
    inner: Arc<Inner>,
}

struct Inner {
    config: HrmConfig,
    hub: Hub,
    sessions: Mutex<Sessions>,
}

impl Hrm {
    fn config(&self) -> &HrmConfig {
        &self.inner.config
    }

    fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    fn now(&self) -> i64 {
        (self.inner.config.clock)()
    }

    /// Never held across an `await`.
    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.inner
            .sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything that the demo app answers, to be mounted at the root of its host.
pub fn router(config: HrmConfig) -> Router {
    let hrm = Hrm {
        inner: Arc::new(Inner {
            hub: Hub::new(config.clone()),
            config,
            sessions: Mutex::new(Sessions::default()),
        }),
    };
    Router::new()
        .route("/", get(pages::home))
        .route("/login", get(login::login))
        .route("/start", get(login::start).post(login::start))
        .route("/callback", get(login::callback))
        .route("/refresh", post(login::refresh))
        .route("/logout", post(logout::logout))
        .route("/logged-out", get(logout::logged_out))
        .route(
            "/style.css",
            get(|| async { web::asset("text/css; charset=utf-8", crate::STYLESHEET) }),
        )
        .layer(DefaultBodyLimit::max(64 * 1024))
        .with_state(hrm)
}
