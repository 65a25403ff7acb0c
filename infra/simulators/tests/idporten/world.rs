//! A simulator with a clock of its own, two clients that can sign, and a browser.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kobling_simulators::idporten::{Client, IdPorten, IdPortenConfig, TestUser};
use scraper::{Html, Selector};
use serde_json::{Map, Value, json};
use tower::ServiceExt;
use url::Url;

pub const ISSUER: &str = "http://idporten.localhost:8000";
pub const REDIRECT: &str = "http://app.example.com/callback";
pub const LOGGED_OUT: &str = "http://app.example.com/logged-out";
pub const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";
pub const PID: &str = "01819012365";
pub const OTHER_PID: &str = "14859011781";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub type Fields = BTreeMap<String, String>;

pub fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Fields {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A client's signing key.
pub struct Signer {
    pub client_id: &'static str,
    pub kid: &'static str,
    pub algorithm: Algorithm,
    pub key: EncodingKey,
    pub public: Jwk,
}

impl Signer {
    pub fn es256(client_id: &'static str, kid: &'static str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let der = pair.to_pkcs8v1().unwrap();
        let key = EncodingKey::from_ec_der(der.as_ref());
        Self::new(client_id, kid, Algorithm::ES256, key)
    }

    pub fn rs256(client_id: &'static str, kid: &'static str) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(der.as_ref())
        );
        let key = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        Self::new(client_id, kid, Algorithm::RS256, key)
    }

    fn new(
        client_id: &'static str,
        kid: &'static str,
        algorithm: Algorithm,
        key: EncodingKey,
    ) -> Self {
        let mut public = Jwk::from_encoding_key(&key, algorithm).unwrap();
        public.common.key_id = Some(kid.to_owned());
        Self {
            client_id,
            kid,
            algorithm,
            key,
            public,
        }
    }
}

/// RSA keys are slow to make, so this one is made once for all tests.
static OTHER: LazyLock<Signer> = LazyLock::new(|| Signer::rs256("other", "other-1"));

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    pub fn has(&self, selector: &str) -> bool {
        self.html()
            .select(&Selector::parse(selector).unwrap())
            .next()
            .is_some()
    }

    /// The text of the first element that the selector finds.
    pub fn text(&self, selector: &str) -> String {
        let html = self.html();
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found
            .unwrap_or_else(|| panic!("no {selector} in {}", self.body))
            .text()
            .collect()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found
            .and_then(|element| element.attr(name))
            .unwrap_or_else(|| panic!("no {selector} with {name} in {}", self.body))
            .to_owned()
    }

    /// Where the answer redirects to; panics unless it is a 303.
    pub fn location(&self) -> Url {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        let location = self.headers[LOCATION].to_str().unwrap();
        Url::parse(ISSUER).unwrap().join(location).unwrap()
    }

    /// The parameters of a redirect to the client.
    pub fn response(&self) -> Fields {
        let location = self.location();
        assert!(location.as_str().starts_with(REDIRECT), "{location}");
        location.query_pairs().into_owned().collect()
    }

    /// Nothing is redirected, and the page says why.
    pub fn assert_error_page(&self, reason: &str) {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        assert!(!self.headers.contains_key(LOCATION));
        let said = self.text("#reason");
        assert!(said.contains(reason), "{said}");
    }

    pub fn assert_oauth_error(&self, status: u16, error: &str, description: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        let body = self.json();
        assert_eq!(body["error"], error, "{body}");
        let said = body["error_description"].as_str().unwrap();
        assert!(said.contains(description), "{said}");
        assert_eq!(self.headers["cache-control"], "no-store");
    }

    /// The client gets this error, with its state and the issuer (RFC 9207).
    pub fn assert_redirected_error(&self, error: &str, description: &str) {
        let response = self.response();
        assert_eq!(response["error"], error, "{response:?}");
        assert!(
            response["error_description"].contains(description),
            "{response:?}"
        );
        assert_eq!(response["iss"], ISSUER);
        assert_eq!(response.get("code"), None);
    }
}

pub struct World {
    pub idporten: IdPorten,
    pub now: Arc<AtomicI64>,
    pub app: Signer,
    /// Another client at the same redirect_uri, with an RSA key and no front-channel logout.
    pub other: &'static Signer,
    router: axum::Router,
    made: AtomicU32,
}

impl World {
    pub fn new() -> Self {
        Self::with_users(vec![TestUser {
            pid: PID.to_owned(),
            label: "Granitt <Testesen>".to_owned(),
        }])
    }

    pub fn with_users(test_users: Vec<TestUser>) -> Self {
        let now = Arc::new(AtomicI64::new(1_900_000_000));
        let app = Signer::es256("app", "app-1");
        let other: &'static Signer = &OTHER;
        let off = Signer::es256("off", "off-1");
        let client = |signer: &Signer| Client {
            client_id: signer.client_id.to_owned(),
            jwks: JwkSet {
                keys: vec![signer.public.clone()],
            },
            redirect_uris: vec![REDIRECT.to_owned()],
            post_logout_redirect_uris: vec![LOGGED_OUT.to_owned()],
            frontchannel_logout_uri: None,
            allowed: true,
        };
        let clock = now.clone();
        let idporten = IdPorten::new(IdPortenConfig {
            issuer: ISSUER.to_owned(),
            clients: vec![
                Client {
                    frontchannel_logout_uri: Some("http://app.example.com/frontchannel".to_owned()),
                    ..client(&app)
                },
                client(other),
                Client {
                    allowed: false,
                    ..client(&off)
                },
            ],
            test_users,
            clock: Arc::new(move || clock.load(Ordering::Relaxed)),
            slow: Duration::from_secs(30),
            first_key: None,
        });
        Self {
            router: idporten.router(),
            idporten,
            now,
            app,
            other,
            made: AtomicU32::new(0),
        }
    }

    pub fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    pub fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub async fn post(&self, path: &str, fields: &Fields) -> Answer {
        self.post_text(path, &serde_urlencoded::to_string(fields).unwrap())
            .await
    }

    pub async fn post_text(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.send(request).await
    }

    /// A right authorization request of the client `app`.
    pub fn request() -> Fields {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        fields([
            ("client_id", "app"),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "a state"),
            ("nonce", "a-nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ])
    }

    /// [`World::request`] with one parameter changed, or left out where the value is empty.
    pub fn request_but(name: &str, value: &str) -> Fields {
        let mut request = World::request();
        if value.is_empty() {
            request.remove(name);
        } else {
            request.insert(name.to_owned(), value.to_owned());
        }
        request
    }

    pub fn assertion_claims(&self, signer: &Signer) -> Map<String, Value> {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let claims = json!({
            "iss": signer.client_id,
            "sub": signer.client_id,
            "aud": ISSUER,
            "iat": self.now(),
            "exp": self.now() + 60,
            "jti": format!("jti-{number}"),
        });
        claims.as_object().unwrap().clone()
    }

    pub fn assertion_header(signer: &Signer) -> Header {
        let mut header = Header::new(signer.algorithm);
        header.kid = Some(signer.kid.to_owned());
        header
    }

    /// The parameters of client authentication with this assertion.
    pub fn authentication(client_id: &str, assertion: &str) -> Fields {
        fields([
            ("client_id", client_id),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ])
    }

    /// The parameters of right client authentication.
    pub fn authenticated(&self, signer: &Signer) -> Fields {
        let claims = self.assertion_claims(signer);
        let header = Self::assertion_header(signer);
        let assertion = jsonwebtoken::encode(&header, &claims, &signer.key).unwrap();
        Self::authentication(signer.client_id, &assertion)
    }

    pub async fn par(&self, signer: &Signer, request: Fields) -> Answer {
        let mut form = self.authenticated(signer);
        form.extend(request);
        self.post("/par", &form).await
    }

    /// Redeems a code as `app`, with further or other parameters.
    pub async fn redeem_with(&self, code: &str, other: Fields) -> Answer {
        let mut form = self.authenticated(&self.app);
        form.extend(fields([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ]));
        form.extend(other);
        form.retain(|_, value| !value.is_empty());
        self.post("/token", &form).await
    }

    pub async fn redeem(&self, code: &str) -> Answer {
        self.redeem_with(code, Fields::new()).await
    }

    pub async fn userinfo(&self, access_token: &str) -> Answer {
        let request = Request::get("/userinfo")
            .header(AUTHORIZATION, format!("Bearer {access_token}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// The claims of an id_token, its signature checked with the published keys.
    pub async fn claims(&self, id_token: &str) -> Option<Value> {
        let keys: JwkSet = serde_json::from_value(self.get("/jwks").await.json()).unwrap();
        let header = jsonwebtoken::decode_header(id_token).unwrap();
        assert_eq!(header.alg, Algorithm::RS256);
        let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        let token = jsonwebtoken::decode::<Value>(id_token, &key, &validation).ok()?;
        Some(token.claims)
    }

    /// A login in a new browser, up to the answer at the client.
    pub async fn log_in(&self, request: &Fields, form: &Fields) -> Fields {
        Browser::new(self).log_in(request, form).await.response()
    }

    /// A login of [`PID`] by right requests, up to the claims of the id_token.
    pub async fn claims_of_login(&self, request: &Fields, form: &Fields) -> Value {
        let response = self.log_in(request, form).await;
        let tokens = self.redeem(&response["code"]).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
        let id_token = tokens.json()["id_token"].as_str().unwrap().to_owned();
        self.claims(&id_token).await.unwrap()
    }
}

/// The login form's fields for [`PID`].
pub fn by_pid() -> Fields {
    fields([("pid", PID), ("action", "login")])
}

/// Keeps cookies, follows nothing.
pub struct Browser<'w> {
    world: &'w World,
    pub cookies: BTreeMap<String, String>,
}

impl<'w> Browser<'w> {
    pub fn new(world: &'w World) -> Self {
        Self {
            world,
            cookies: BTreeMap::new(),
        }
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Request::get(address), String::new()).await
    }

    pub async fn post(&mut self, address: &str, form: &Fields) -> Answer {
        let request =
            Request::post(address).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, serde_urlencoded::to_string(form).unwrap())
            .await
    }

    async fn send(&mut self, request: http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        };
        let answer = self
            .world
            .send(request.body(Body::from(body)).unwrap())
            .await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn authorize(&mut self, request: &Fields) -> Answer {
        let query = serde_urlencoded::to_string(request).unwrap();
        self.get(&format!("/authorize?{query}")).await
    }

    /// To the login page; panics when the request is answered in another way.
    pub async fn login_page(&mut self, request: &Fields) -> Answer {
        let location = self.authorize(request).await.location();
        assert_eq!(location.path(), "/login", "{location}");
        let page = self
            .get(&format!("/login?{}", location.query().unwrap()))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        page
    }

    /// Sends the login page's form with these fields.
    pub async fn answer(&mut self, page: &Answer, form: &Fields) -> Answer {
        let mut form = form.clone();
        form.insert(
            "request".to_owned(),
            page.attribute("input[name=request]", "value"),
        );
        self.post("/login", &form).await
    }

    pub async fn log_in(&mut self, request: &Fields, form: &Fields) -> Answer {
        let page = self.login_page(request).await;
        self.answer(&page, form).await
    }
}
