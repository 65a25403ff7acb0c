//! The HRM demo app against a small OpenID Provider of the test's own, over real HTTP: a login, and
//! that it believes no answer that breaks a rule.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test does not expect ends it"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::extract::{RawForm, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kobling_simulators::hrm::{self, HrmConfig};
use kobling_simulators::http_client::HttpClient;
use scraper::{Html, Selector};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

const NOW: i64 = 1_900_000_000;
const SECRET: &str = "a secret: with/signs";

type Fields = BTreeMap<String, String>;

/// The provider: what it signs with and what it does wrong.
#[derive(Clone)]
struct Provider(Arc<Mutex<Inner>>);

struct Inner {
    issuer: String,
    key: EncodingKey,
    kid: u32,
    published: Vec<Jwk>,
    request: Fields,
    fault: &'static str,
    refresh_token: Option<String>,
    redeemed: u32,
    discovered: u32,
}

impl Inner {
    fn rotate(&mut self) {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let der = pair.to_pkcs8v1().unwrap();
        self.key = EncodingKey::from_ec_der(der.as_ref());
        self.kid += 1;
        let mut public = Jwk::from_encoding_key(&self.key, Algorithm::ES256).unwrap();
        public.common.key_id = Some(self.kid.to_string());
        self.published = vec![public];
    }

    fn id_token(&self, access_token: &str, with_nonce: bool) -> String {
        let is = |fault: &str| self.fault == fault;
        let at_hash = digest(&SHA256, access_token.as_bytes());
        let mut claims = json!({
            "iss": if is("iss") { "http://elsewhere.localhost" } else { &self.issuer },
            "aud": if is("aud") { "another" } else { "hrm" },
            "sub": if is("refreshed sub") && !with_nonce { "someone else" } else { "the-account" },
            "iat": NOW,
            "exp": if is("exp") { NOW - 1 } else { NOW + 300 },
            "auth_time": NOW,
            "acr": "http://eidas.europa.eu/LoA/high",
            "amr": ["eid"],
            "tenant": "asnes",
            "at_hash": URL_SAFE_NO_PAD.encode(if is("at_hash") {
                &at_hash.as_ref()[1..17]
            } else {
                &at_hash.as_ref()[..16]
            }),
        });
        if with_nonce && !is("no nonce") {
            let nonce = if is("nonce") {
                "another"
            } else {
                &self.request["nonce"]
            };
            claims["nonce"] = nonce.into();
        }
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.to_string());
        let token = jsonwebtoken::encode(&header, &claims, &self.key).unwrap();
        match self.fault {
            "signature" => {
                let (signed, _) = token.rsplit_once('.').unwrap();
                format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 64]))
            }
            "alg none" => {
                let body = token.split('.').nth(1).unwrap();
                format!("{}.{body}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))
            }
            "alg HS256" => {
                let key = EncodingKey::from_secret(SECRET.as_bytes());
                jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
            }
            _ => token,
        }
    }
}

async fn discovery(State(provider): State<Provider>) -> Response {
    let mut inner = provider.0.lock().unwrap();
    inner.discovered += 1;
    if inner.fault == "down" {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let at = |path: &str| format!("{}{path}", inner.issuer);
    let issuer = if inner.fault == "discovered issuer" {
        "http://elsewhere.localhost"
    } else {
        &inner.issuer
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": at("/logout"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn jwks(State(provider): State<Provider>) -> Json<JwkSet> {
    let keys = provider.0.lock().unwrap().published.clone();
    Json(JwkSet { keys })
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let form: Fields = serde_urlencoded::from_bytes(&form).unwrap();
    let mut inner = provider.0.lock().unwrap();
    let refuse = |error: &str| {
        let body = json!({"error": error, "error_description": "the provider's <own> words"});
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    };
    // RFC 6749 section 2.3.1: both halves are form-encoded first.
    let secret: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("hrm:{secret}")));
    if headers[AUTHORIZATION] != basic.as_str() {
        return refuse("invalid_client");
    }
    inner.redeemed += 1;
    let access_token = format!("access-{}", inner.redeemed);
    let with_nonce = match form["grant_type"].as_str() {
        "authorization_code" => {
            let verifier = digest(&SHA256, form["code_verifier"].as_bytes());
            assert_eq!(
                URL_SAFE_NO_PAD.encode(verifier),
                inner.request["code_challenge"]
            );
            assert_eq!(form["redirect_uri"], inner.request["redirect_uri"]);
            true
        }
        "refresh_token" if Some(&form["refresh_token"]) == inner.refresh_token.as_ref() => false,
        _ => return refuse("invalid_grant"),
    };
    if inner.fault == "refused" {
        return refuse("invalid_grant");
    }
    let refresh_token = format!("refresh-{}", inner.redeemed);
    inner.refresh_token = Some(refresh_token.clone());
    let mut tokens = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": 600,
        "refresh_token": refresh_token,
        "id_token": inner.id_token(&access_token, with_nonce),
    });
    if inner.fault == "no id_token" {
        tokens.as_object_mut().unwrap().remove("id_token");
    }
    Json(tokens).into_response()
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    let inner = provider.0.lock().unwrap();
    let expected = format!("Bearer access-{}", inner.redeemed);
    assert_eq!(headers[AUTHORIZATION], expected.as_str());
    let sub = if inner.fault == "userinfo sub" {
        "someone else"
    } else {
        "the-account"
    };
    Json(json!({
        "sub": sub, "name": "Granitt <Testesen>", "email": "granitt@example.com",
        "email_verified": true, "tenant": "asnes",
    }))
    .into_response()
}

struct Page {
    status: StatusCode,
    location: Option<String>,
    body: String,
}

impl Page {
    fn text(&self, selector: &str) -> String {
        let html = Html::parse_document(&self.body);
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found
            .unwrap_or_else(|| panic!("no {selector} in {}", self.body))
            .text()
            .collect()
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        let html = Html::parse_document(&self.body);
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found.unwrap().attr(name).unwrap().to_owned()
    }

    fn has(&self, selector: &str) -> bool {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .next()
            .is_some()
    }

    fn parameters(&self) -> Fields {
        let location = Url::parse(self.location.as_ref().unwrap()).unwrap();
        location.query_pairs().into_owned().collect()
    }
}

/// Provider and app on ports of their own, and a browser at the app.
struct World {
    provider: Provider,
    issuer: String,
    app: String,
    now: Arc<AtomicI64>,
    http: HttpClient,
    cookie: Mutex<Option<String>>,
}

async fn serve(listener: TcpListener, router: Router) {
    axum::serve(listener, router).await.unwrap();
}

impl World {
    async fn new() -> Self {
        let at_provider = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at_app = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = |name: &str, listener: &TcpListener| {
            format!(
                "http://{name}.localhost:{}",
                listener.local_addr().unwrap().port()
            )
        };
        let issuer = address("hub", &at_provider);
        let app = address("hrm", &at_app);
        let mut inner = Inner {
            issuer: issuer.clone(),
            key: EncodingKey::from_secret(b"none yet"),
            kid: 0,
            published: Vec::new(),
            request: Fields::new(),
            fault: "",
            refresh_token: None,
            redeemed: 0,
            discovered: 0,
        };
        inner.rotate();
        let provider = Provider(Arc::new(Mutex::new(inner)));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(serve(at_provider, router));
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = now.clone();
        let router = hrm::router(HrmConfig {
            name: "HRM".to_owned(),
            base_url: app.clone(),
            issuer: issuer.clone(),
            client_id: "hrm".to_owned(),
            client_secret: SECRET.to_owned(),
            scopes: vec![
                "openid".to_owned(),
                "profile".to_owned(),
                "email".to_owned(),
            ],
            clock: Arc::new(move || clock.load(Ordering::Relaxed)),
            extra_ca: None,
        });
        tokio::spawn(serve(at_app, router));
        Self {
            provider,
            issuer,
            app,
            now,
            http: HttpClient::new(),
            cookie: Mutex::new(None),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        change(&mut self.provider.0.lock().unwrap())
    }

    async fn send(&self, request: http::request::Builder, body: String) -> Page {
        let request = match &*self.cookie.lock().unwrap() {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let answer = self
            .http
            .send(request.body(body.into_bytes()).unwrap())
            .await
            .unwrap();
        if let Some(cookie) = answer.headers().get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            *self.cookie.lock().unwrap() = Some(cookie.to_owned());
        }
        let location = answer.headers().get(LOCATION);
        Page {
            status: answer.status(),
            location: location.map(|location| location.to_str().unwrap().to_owned()),
            body: String::from_utf8(answer.into_body()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Page {
        self.send(Request::get(format!("{}{path}", self.app)), String::new())
            .await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = Request::post(format!("{}{path}", self.app))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, serde_urlencoded::to_string(form).unwrap())
            .await
    }

    /// Begins at that path and remembers the request at the provider.
    async fn begin(&self, path: &str) -> Fields {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let location = page.location.clone().unwrap();
        assert!(location.starts_with(&format!("{}/authorize?", self.issuer)));
        let request = page.parameters();
        self.with(|inner| inner.request = request.clone());
        request
    }

    async fn come_back(&self, parameters: &[(&str, &str)]) -> Page {
        let query = serde_urlencoded::to_string(parameters).unwrap();
        self.get(&format!("/callback?{query}")).await
    }

    async fn answer(&self, request: &Fields) -> Page {
        self.come_back(&[
            ("code", "a code"),
            ("state", &request["state"]),
            ("iss", &self.issuer),
        ])
        .await
    }

    async fn log_in(&self) -> Page {
        let request = self.begin("/login").await;
        let page = self.answer(&request).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        self.get("/").await
    }
}

#[tokio::test]
async fn a_login_shows_who_it_is_and_how() {
    let world = World::new().await;
    assert!(world.get("/").await.has("a#login[href='/login']"));
    assert_eq!(world.with(|inner| inner.discovered), 0, "discovery waits");

    let request = world.begin("/login?tenant=asnes").await;
    assert_eq!(request["client_id"], "hrm");
    assert_eq!(request["redirect_uri"], format!("{}/callback", world.app));
    assert_eq!(request["response_type"], "code");
    assert_eq!(request["scope"], "openid profile email");
    assert_eq!(request["code_challenge_method"], "S256");
    assert_eq!(request["tenant"], "asnes");
    assert!(request["state"].len() >= 32 && request["nonce"].len() >= 32);
    let before = world.cookie.lock().unwrap().clone();
    let back = world.answer(&request).await;
    assert_eq!(back.location, Some(format!("{}/", world.app)));
    assert_ne!(
        *world.cookie.lock().unwrap(),
        before,
        "a login gets a new cookie"
    );

    let home = world.get("/").await;
    for (id, value) in [
        ("#name", "Granitt <Testesen>"),
        ("#email", "granitt@example.com"),
        ("#tenant", "asnes"),
        ("#acr", "http://eidas.europa.eu/LoA/high"),
        ("#amr", "eid"),
        ("#auth_time", "2030-03-17T17:46:40Z"),
        ("#sub", "the-account"),
        ("#access_token_expires_at", "2030-03-17T17:56:40Z"),
    ] {
        assert_eq!(home.text(id), value);
    }
    let facts = home.text("#token-facts");
    assert!(
        facts.contains("alg ES256") && facts.contains("opaque"),
        "{facts}"
    );
    assert!(!home.body.contains("access-1") && !home.body.contains("refresh-1"));
}

#[tokio::test]
async fn each_wrong_answer_is_not_believed() {
    for fault in [
        "iss",
        "aud",
        "exp",
        "nonce",
        "no nonce",
        "at_hash",
        "signature",
        "alg none",
        "alg HS256",
        "no id_token",
        "userinfo sub",
    ] {
        let world = World::new().await;
        let request = world.begin("/login").await;
        world.with(|inner| inner.fault = fault);
        let page = world.answer(&request).await;
        assert_eq!(
            page.status,
            StatusCode::BAD_REQUEST,
            "{fault}: {}",
            page.body
        );
        assert_eq!(page.text("#error"), "not_verified", "{fault}");
        assert!(world.get("/").await.has("#login"), "{fault}");
        world.with(|inner| inner.fault = "");
        assert_eq!(world.log_in().await.text("#sub"), "the-account");
    }
}

#[tokio::test]
async fn the_response_must_name_this_issuer() {
    let world = World::new().await;
    for iss in [None, Some("http://elsewhere.localhost")] {
        let request = world.begin("/login").await;
        let mut answer = vec![("code", "a code"), ("state", request["state"].as_str())];
        answer.extend(iss.map(|iss| ("iss", iss)));
        let page = world.come_back(&answer).await;
        assert_eq!(page.text("#error"), "not_verified");
    }
    assert_eq!(
        world.with(|inner| inner.redeemed),
        0,
        "no code was sent anywhere"
    );
}

#[tokio::test]
async fn state_must_be_this_browsers_and_is_good_once() {
    let world = World::new().await;
    let request = world.begin("/login").await;
    let mine = world.cookie.lock().unwrap().take();
    let elsewhere = world.answer(&request).await;
    assert_eq!(elsewhere.text("#error"), "unknown_state");
    *world.cookie.lock().unwrap() = mine;
    let forged = world
        .come_back(&[("code", "a"), ("state", "forged"), ("iss", &world.issuer)])
        .await;
    assert_eq!(forged.text("#error"), "unknown_state");
    assert_eq!(world.answer(&request).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.answer(&request).await.text("#error"), "unknown_state");
}

#[tokio::test]
async fn two_tabs_both_arrive() {
    let world = World::new().await;
    let one = world.begin("/login").await;
    let two = world.begin("/login").await;
    assert_eq!(world.answer(&two).await.status, StatusCode::SEE_OTHER);
    world.with(|inner| inner.request = one.clone());
    assert_eq!(world.answer(&one).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_error_of_the_hub_is_shown_with_a_way_to_try_again() {
    let world = World::new().await;
    let request = world.begin("/login?tenant=asnes").await;
    let page = world
        .come_back(&[
            ("error", "access_denied"),
            ("error_description", "the <user> cancelled"),
            ("state", &request["state"]),
            ("iss", &world.issuer),
        ])
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.text("#error"), "access_denied");
    assert_eq!(page.text("#error_description"), "the <user> cancelled");
    assert_eq!(page.attribute("#again", "href"), "/login?tenant=asnes");

    let request = world.begin("/login").await;
    world.with(|inner| inner.fault = "refused");
    let page = world.answer(&request).await;
    assert_eq!(page.text("#error"), "invalid_grant");
    assert_eq!(
        page.text("#error_description"),
        "the provider's <own> words"
    );
    let page = world.begin("/login").await;
    let empty = world
        .come_back(&[("state", &page["state"]), ("iss", &world.issuer)])
        .await;
    assert_eq!(empty.text("#error"), "not_verified");
}

#[tokio::test]
async fn a_hub_that_is_down_or_another_one_is_told_and_tried_again() {
    let world = World::new().await;
    for fault in ["down", "discovered issuer"] {
        world.with(|inner| inner.fault = fault);
        let page = world.get("/login").await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY);
        assert_eq!(page.text("#error"), "no_answer");
    }
    world.with(|inner| inner.fault = "");
    world.log_in().await;
}

#[tokio::test]
async fn a_key_rotated_after_discovery_is_found() {
    let world = World::new().await;
    world.log_in().await;
    world.with(Inner::rotate);
    assert_eq!(world.log_in().await.text("#sub"), "the-account");
    assert_eq!(world.with(|inner| inner.discovered), 2);
}

#[tokio::test]
async fn refresh_shows_the_new_token_and_a_refused_one_ends_the_login() {
    let world = World::new().await;
    let home = world.log_in().await;
    let form_token = home.attribute("form[action='/refresh'] input", "value");
    for (times, until) in [("1", "2030-03-17T17:58:20Z"), ("2", "2030-03-17T18:00:00Z")] {
        world.now.fetch_add(100, Ordering::Relaxed);
        let page = world.post("/refresh", &[("form_token", &form_token)]).await;
        assert_eq!(page.location.as_deref(), Some("/"), "{}", page.body);
        let home = world.get("/").await;
        assert_eq!(home.text("#refreshed"), times);
        assert_eq!(home.text("#access_token_expires_at"), until);
    }
    world.with(|inner| inner.fault = "refreshed sub");
    let page = world.post("/refresh", &[("form_token", &form_token)]).await;
    assert_eq!(page.text("#error"), "not_verified");
    world.with(|inner| inner.fault = "refused");
    let page = world.post("/refresh", &[("form_token", &form_token)]).await;
    assert_eq!(page.text("#error"), "invalid_grant");
    assert!(world.get("/").await.has("#login"));
}

#[tokio::test]
async fn forms_from_elsewhere_do_nothing() {
    let world = World::new().await;
    world.log_in().await;
    for path in ["/refresh", "/logout"] {
        for form in [vec![], vec![("form_token", "guess")]] {
            let page = world.post(path, &form).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN);
        }
    }
    assert!(world.get("/").await.has("#logout"));
}

#[tokio::test]
async fn logout_ends_the_session_here_and_then_at_the_hub() {
    let world = World::new().await;
    let home = world.log_in().await;
    let cookie = world.cookie.lock().unwrap().clone();
    let form_token = home.attribute("form[action='/logout'] input", "value");
    let page = world.post("/logout", &[("form_token", &form_token)]).await;
    let location = page.location.clone().unwrap();
    assert!(location.starts_with(&format!("{}/logout?", world.issuer)));
    let sent = page.parameters();
    assert_eq!(
        sent["post_logout_redirect_uri"],
        format!("{}/logged-out", world.app)
    );
    assert_eq!(sent["client_id"], "hrm");
    assert_eq!(sent["id_token_hint"].split('.').count(), 3);
    let back = format!("/logged-out?state={}", sent["state"]);
    assert!(world.get(&back).await.has("#state-checked"));
    assert!(world.get(&back).await.has("#state-unknown"), "good once");
    assert!(world.get("/").await.has("#login"));
    *world.cookie.lock().unwrap() = cookie;
    assert!(world.get("/").await.has("#login"), "the old cookie is dead");
}

#[tokio::test]
async fn a_third_party_starts_a_login_only_from_this_hub_and_to_this_app() {
    let world = World::new().await;
    let start = |iss: &str, target: &str| {
        let fields = [
            ("iss", iss),
            ("tenant", "asnes"),
            ("target_link_uri", target),
        ];
        format!("/start?{}", serde_urlencoded::to_string(fields).unwrap())
    };
    let leave = format!("{}/?month=8", world.app);
    let request = world.begin(&start(&world.issuer, &leave)).await;
    assert_eq!(request["tenant"], "asnes");
    assert_eq!(world.answer(&request).await.location, Some(leave.clone()));

    let page = world
        .get(&start("http://elsewhere.localhost", &leave))
        .await;
    assert_eq!(page.text("#error"), "unknown_issuer");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = world.get("/start").await;
    assert_eq!(page.text("#error"), "unknown_issuer");
    let page = world
        .get(&start(&world.issuer, "http://evil.example.com/"))
        .await;
    assert_eq!(page.text("#error"), "foreign_target");

    // A path that begins with two slashes would be another host if it stood alone.
    let doubled = format!("{}//evil.example.com", world.app);
    let request = world.begin(&start(&world.issuer, &doubled)).await;
    assert_eq!(world.answer(&request).await.location, Some(doubled));

    let posted = world.post("/start", &[("iss", &world.issuer)]).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_session_ends_after_ten_hours() {
    let world = World::new().await;
    world.log_in().await;
    world.now.fetch_add(10 * 60 * 60 - 1, Ordering::Relaxed);
    assert!(world.get("/").await.has("#logout"));
    world.now.fetch_add(1, Ordering::Relaxed);
    assert!(world.get("/").await.has("#login"));
}
