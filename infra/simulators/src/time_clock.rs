//! A demo device without a browser ("Stemplingsur"), on openidconnect's device flow (RFC 8628): it
//! shows a code and a QR code, and asks until somebody has logged in elsewhere. One screen, one
//! person; the page loads itself anew, as the screen has no keys but the one.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use http::StatusCode;
use openidconnect::core::{
    CoreClient, CoreDeviceAuthorizationResponse, CoreGenderClaim, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AuthType, ClientId, DeviceAuthorizationUrl, EmptyAdditionalClaims,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, Nonce,
    OAuth2TokenResponse, Scope, TokenResponse, UserInfoClaims,
};
use qrcode::{QrCode, render::svg};
use tokio::task::AbortHandle;

use crate::http_client::{HttpClient, HttpClientError};
use crate::{Clock, web};

type Sending =
    Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, HttpClientError>> + Send>>;

type Client = CoreClient<
    EndpointSet,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What the clock is registered with at the hub.
#[derive(Clone)]
pub struct TimeClockConfig {
    /// The hub's issuer.
    pub issuer: String,
    pub client_id: String,
    pub clock: Clock,
    /// PEM certificates that the hub's stands on, where it has TLS.
    pub extra_ca: Option<String>,
}

#[derive(Clone)]
struct TimeClock {
    config: TimeClockConfig,
    http: HttpClient,
    screen: Arc<Mutex<Screen>>,
    /// What asks for the login, while it does.
    asking: Arc<Mutex<Option<AbortHandle>>>,
}

/// What the screen shows.
#[derive(Clone, Default)]
enum Screen {
    #[default]
    Idle,
    Waiting {
        user_code: String,
        address: String,
        complete: String,
        qr: String,
    },
    LoggedIn {
        name: String,
        access_token: AccessToken,
    },
    Failed(String),
}

#[derive(Template)]
#[template(path = "time_clock.html")]
struct ScreenPage {
    screen: Screen,
}

/// Everything that the clock answers, to be mounted at the root of its host.
pub fn router(config: TimeClockConfig) -> Router {
    let clock = TimeClock {
        http: HttpClient::trusting(config.extra_ca.as_deref()),
        config,
        screen: Arc::default(),
        asking: Arc::default(),
    };
    Router::new()
        .route("/", get(show))
        .route("/begin", post(begin))
        .route("/end", post(end))
        .route(
            "/style.css",
            get(|| async { web::asset("text/css; charset=utf-8", super::STYLESHEET) }),
        )
        .with_state(clock)
}

async fn show(State(clock): State<TimeClock>) -> Response {
    let screen = clock.screen().clone();
    web::page(StatusCode::OK, &ScreenPage { screen })
}

async fn begin(State(clock): State<TimeClock>) -> Response {
    if let Err(error) = clock.ask().await {
        *clock.screen() = Screen::Failed(error);
    }
    web::see_other("/")
}

async fn end(State(clock): State<TimeClock>) -> Response {
    clock.now_asks(None);
    let before = std::mem::take(&mut *clock.screen());
    if let Screen::LoggedIn { access_token, .. } = before
        && let Err(error) = clock.revoke(&access_token).await
    {
        *clock.screen() = Screen::Failed(error);
    }
    web::see_other("/")
}

impl TimeClock {
    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends for openidconnect, and borrows nothing, as it waits beside.
    fn sender(&self) -> impl Fn(HttpRequest) -> Sending + use<> {
        let http = self.http.clone();
        move |request| {
            let http = http.clone();
            Box::pin(async move { http.send(request).await })
        }
    }

    async fn client(&self) -> Result<Client, String> {
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(text)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.sender())
            .await
            .map_err(text)?;
        let at = |path: &str| format!("{}{path}", self.config.issuer);
        let devices = DeviceAuthorizationUrl::new(at("/device_authorization")).map_err(text)?;
        let client_id = ClientId::new(self.config.client_id.clone());
        Ok(
            CoreClient::from_provider_metadata(metadata, client_id, None)
                .set_auth_type(AuthType::RequestBody)
                .set_device_authorization_url(devices),
        )
    }

    /// Asks for a code, shows it, and waits for its person beside.
    async fn ask(&self) -> Result<(), String> {
        let client = self.client().await?;
        let shown: CoreDeviceAuthorizationResponse = client
            .exchange_device_code()
            .add_scope(Scope::new("profile".to_owned()))
            .request_async(&self.sender())
            .await
            .map_err(text)?;
        let user_code = shown.user_code().secret().clone();
        let complete = shown.verification_uri_complete();
        let complete = complete.map_or_else(String::new, |uri| uri.secret().clone());
        let qr = QrCode::new(&complete).map_err(text)?;
        let qr = qr
            .render::<svg::Color<'_>>()
            .min_dimensions(180, 180)
            .build();
        *self.screen() = Screen::Waiting {
            user_code: user_code.clone(),
            address: shown.verification_uri().to_string(),
            complete,
            // Without the declaration, which has no place within a page.
            qr: qr
                .find("<svg")
                .map_or_else(String::new, |at| qr[at..].to_owned()),
        };
        let waiting = self.clone();
        let asking = tokio::spawn(async move {
            let outcome = waiting.wait(&client, &shown).await;
            let mut screen = waiting.screen();
            let is_mine =
                matches!(&*screen, Screen::Waiting { user_code: now, .. } if *now == user_code);
            if is_mine {
                *screen = outcome.unwrap_or_else(Screen::Failed);
            }
        });
        self.now_asks(Some(asking.abort_handle()));
        Ok(())
    }

    /// Ends what asked until now: nobody looks at its code any more.
    fn now_asks(&self, asking: Option<AbortHandle>) {
        let mut place = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *place, asking) {
            before.abort();
        }
    }

    /// Until somebody has logged in, said no, or let it run out.
    async fn wait(
        &self,
        client: &Client,
        shown: &CoreDeviceAuthorizationResponse,
    ) -> Result<Screen, String> {
        let tokens = client
            .exchange_device_access_token(shown)
            .map_err(text)?
            .request_async(
                &self.sender(),
                |pause: Duration| tokio::time::sleep(pause),
                None,
            )
            .await
            .map_err(text)?;
        let now = (self.config.clock)();
        let verifier: CoreIdTokenVerifier<'_> = client
            .id_token_verifier()
            .set_allowed_algs([CoreJwsSigningAlgorithm::EcdsaP256Sha256])
            .set_time_fn(move || DateTime::<Utc>::from_timestamp(now, 0).unwrap_or_default());
        let id_token = tokens.id_token().ok_or("there is no id_token")?;
        let claims = id_token
            .claims(&verifier, |_: Option<&Nonce>| Ok(()))
            .map_err(text)?;
        let userinfo: UserInfoClaims<EmptyAdditionalClaims, CoreGenderClaim> = client
            .user_info(
                tokens.access_token().clone(),
                Some(claims.subject().clone()),
            )
            .map_err(text)?
            .request_async(&self.sender())
            .await
            .map_err(text)?;
        let name = userinfo.name().and_then(|name| name.get(None));
        Ok(Screen::LoggedIn {
            name: name.map_or_else(String::new, |name| name.to_string()),
            access_token: tokens.access_token().clone(),
        })
    }

    /// Gives the login back (RFC 7009); the library does so over https alone.
    async fn revoke(&self, access_token: &AccessToken) -> Result<(), String> {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.config.client_id)
            .append_pair("token", access_token.secret())
            .finish();
        let request = http::Request::post(format!("{}/revoke", self.config.issuer))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into_bytes())
            .map_err(text)?;
        let answer = self.http.send(request).await.map_err(text)?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            other => Err(format!("the login could not be given back: {other}")),
        }
    }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
