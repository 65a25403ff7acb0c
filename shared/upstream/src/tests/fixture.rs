//! A provider made of one loopback socket, which answers whatever a test tells it to. It is no
//! simulator: it checks nothing, it only signs, records and misbehaves.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, jwk::Jwk};
use kobling_base::{random::Random, secret::Secret};
use kobling_model::{
    Level,
    national_id::{Namespace, TrustedIssuers, norway::NorwegianNumber},
};
use kobling_outbound::{HttpClient, Limits, Reach};
use openidconnect::IssuerUrl;
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    AssertionAlgorithm, AssertionKey, CallbackParameters, ClientAuthentication, EidLogin, Expected,
    IdTokenAlgorithm, NumberClaim, Provider, ProviderSettings, Upstream, UpstreamError,
};

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const CLIENT: &str = "kobling-client";
pub(super) const CODE: &str = "code-that-must-not-be-logged";
pub(super) const NONCE: &str = "nonce-that-must-not-be-logged";
/// A Tenor number: 29 February 1984, a day that never had this month.
pub(super) static PID: LazyLock<String> = LazyLock::new(|| {
    let birth = time::macros::date!(1984 - 02 - 29);
    let number = NorwegianNumber::synthetic(birth, 3).unwrap();
    number.into_number().expose().clone()
});

/// A private key that exists only while the tests run.
pub(super) struct TestKey {
    pub(super) kid: &'static str,
    pub(super) pem: String,
    pub(super) private: EncodingKey,
    pub(super) algorithm: Algorithm,
}

impl TestKey {
    fn rsa(kid: &'static str) -> Self {
        let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let pem = pem(der.as_ref());
        let private = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        Self {
            kid,
            pem,
            private,
            algorithm: Algorithm::RS256,
        }
    }

    fn ec(kid: &'static str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let der = pair.to_pkcs8v1().unwrap();
        let pem = pem(der.as_ref());
        let private = EncodingKey::from_ec_pem(pem.as_bytes()).unwrap();
        Self {
            kid,
            pem,
            private,
            algorithm: Algorithm::ES256,
        }
    }

    pub(super) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.private, self.algorithm).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk.as_object_mut().unwrap().remove("alg");
        jwk
    }

    pub(super) fn public(&self) -> DecodingKey {
        let jwk = Jwk::from_encoding_key(&self.private, self.algorithm).unwrap();
        DecodingKey::from_jwk(&jwk).unwrap()
    }
}

fn pem(der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    )
}

pub(super) static RSA: LazyLock<TestKey> = LazyLock::new(|| TestKey::rsa("rsa-1"));
pub(super) static NEXT_RSA: LazyLock<TestKey> = LazyLock::new(|| TestKey::rsa("rsa-2"));
pub(super) static EC: LazyLock<TestKey> = LazyLock::new(|| TestKey::ec("ec-1"));
/// The client's own key.
pub(super) static CLIENT_KEY: LazyLock<TestKey> = LazyLock::new(|| TestKey::rsa("client-1"));

/// One request as it came in.
#[derive(Clone)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: HashMap<String, String>,
    pub(super) form: HashMap<String, String>,
}

/// How to answer at one path.
#[derive(Clone)]
pub(super) enum Reply {
    Json(u16, Value),
    Raw(u16, &'static [(&'static str, &'static str)], String),
    /// The connection is closed without a word.
    HangUp,
    /// The header, and then nothing for a long time.
    Stall,
    /// A right answer after a while.
    Late(Duration, Value),
}

/// A provider; dropping it leaves the socket to the runtime, which ends with the test.
#[derive(Clone)]
pub(super) struct FakeProvider {
    pub(super) issuer: String,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl FakeProvider {
    /// Starts with right answers everywhere but at the token endpoint.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        // A name of its own under localhost, which only our resolver can find.
        let issuer = format!(
            "http://eid.localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let provider = Self {
            issuer,
            replies: Arc::default(),
            received: Arc::default(),
        };
        provider.set(
            "/.well-known/openid-configuration",
            Reply::Json(200, provider.metadata()),
        );
        provider.set(
            "/jwks",
            Reply::Json(200, json!({ "keys": [RSA.jwk(), EC.jwk()] })),
        );
        let pushed = json!({ "request_uri": "urn:idporten:pushed", "expires_in": 120 });
        provider.set("/par", Reply::Json(201, pushed));
        let server = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().answer(stream));
            }
        });
        provider
    }

    pub(super) fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/jwks"),
            "pushed_authorization_request_endpoint": at("/par"),
            "end_session_endpoint": at("/logout"),
            "authorization_response_iss_parameter_supported": true,
            "response_types_supported": ["code"],
        })
    }

    pub(super) fn set(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
    }

    /// Sets one member of the metadata, or takes it away with null.
    pub(super) fn set_metadata(&self, member: &str, value: Value) {
        let mut metadata = self.metadata();
        match value {
            Value::Null => {
                metadata.as_object_mut().unwrap().remove(member);
            }
            value => metadata[member] = value,
        }
        self.set(
            "/.well-known/openid-configuration",
            Reply::Json(200, metadata),
        );
    }

    pub(super) fn set_token(&self, id_token: &str) {
        let tokens = json!({
            "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 120,
            "id_token": id_token,
        });
        self.set("/token", Reply::Json(200, tokens));
    }

    pub(super) fn received_at(&self, path: &str) -> Vec<Received> {
        let received = self.received.lock().unwrap();
        received
            .iter()
            .filter(|request| request.path == path)
            .cloned()
            .collect()
    }

    async fn answer(self, mut stream: TcpStream) {
        let Some(request) = read_request(&mut stream).await else {
            return;
        };
        let reply = self.replies.lock().unwrap().get(&request.path).cloned();
        self.received.lock().unwrap().push(request);
        let (status, headers, body) = match reply {
            Some(Reply::Json(status, body)) => (
                status,
                "content-type: application/json\r\n".to_owned(),
                body.to_string(),
            ),
            Some(Reply::Late(wait, body)) => {
                tokio::time::sleep(wait).await;
                (200, String::new(), body.to_string())
            }
            Some(Reply::Raw(status, headers, body)) => {
                let headers = headers
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}\r\n"));
                (status, headers.collect(), body)
            }
            Some(Reply::HangUp) => return,
            Some(Reply::Stall) => {
                let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{";
                stream.write_all(head).await.ok();
                tokio::time::sleep(Duration::from_mins(1)).await;
                return;
            }
            None => (404, String::new(), String::new()),
        };
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n");
        stream
            .write_all(format!("{head}{headers}\r\n{body}").as_bytes())
            .await
            .ok();
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + 4 + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let form = url::form_urlencoded::parse(&bytes[end + 4..])
        .into_owned()
        .collect();
    Some(Received {
        method,
        path,
        headers,
        form,
    })
}

pub(super) const ACCESS_TOKEN: &str = "access-token-that-must-not-be-logged";

/// What the signature of a forged token is made with.
#[derive(Clone, Copy)]
pub(super) enum Signer {
    Key(&'static LazyLock<TestKey>, Algorithm),
    /// HMAC over the provider's public modulus, as in the RS256-to-HS256 attack.
    PublicKeyAsSecret,
    Empty,
    Garbage,
}

/// An ID token under construction; right in all until changed.
pub(super) struct Forge {
    pub(super) header: Value,
    pub(super) claims: Map<String, Value>,
    pub(super) signer: Signer,
}

impl Forge {
    pub(super) fn new(issuer: &str) -> Self {
        let claims = json!({
            "iss": issuer,
            "aud": CLIENT,
            "sub": "pairwise-subject",
            "iat": NOW,
            "exp": NOW + 120,
            "auth_time": NOW - 5,
            "nonce": NONCE,
            "acr": "idporten-loa-high",
            "amr": ["BankID"],
            "pid": *PID,
            "sid": "upstream-session",
            "locale": "nb",
            "jti": "token-1",
            "at_hash": at_hash(ACCESS_TOKEN),
        });
        Self {
            header: json!({ "alg": "RS256", "kid": "rsa-1", "typ": "JWT" }),
            claims: claims.as_object().unwrap().clone(),
            signer: Signer::Key(&RSA, Algorithm::RS256),
        }
    }

    pub(super) fn signed(&self) -> String {
        self.sign(&Value::Object(self.claims.clone()).to_string())
    }

    /// The token with one of its members written twice, which JSON leaves to the reader.
    pub(super) fn signed_with_repeated(&self, name: &str) -> String {
        let member = self
            .claims
            .get(name)
            .cloned()
            .unwrap_or_else(|| json!(CLIENT));
        let twice = format!("{{\"{name}\":{member},\"{name}\":{member},");
        let mut rest = self.claims.clone();
        rest.remove(name);
        self.sign(&Value::Object(rest).to_string().replacen('{', &twice, 1))
    }

    fn sign(&self, claims: &str) -> String {
        let message = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(self.header.to_string()),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let sign = |key: &EncodingKey, algorithm| {
            jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap()
        };
        let signature = match self.signer {
            Signer::Key(key, algorithm) => sign(&key.private, algorithm),
            Signer::PublicKeyAsSecret => {
                let modulus = RSA.jwk()["n"].as_str().unwrap().to_owned();
                let bytes = URL_SAFE_NO_PAD.decode(modulus).unwrap();
                sign(&EncodingKey::from_secret(&bytes), Algorithm::HS256)
            }
            Signer::Empty => String::new(),
            Signer::Garbage => URL_SAFE_NO_PAD.encode([7; 256]),
        };
        format!("{message}.{signature}")
    }
}

/// The left half of SHA-256, for all algorithms used here (OpenID Connect Core 3.1.3.6).
pub(super) fn at_hash(access_token: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16])
}

pub(super) fn settings(issuer: &str) -> ProviderSettings {
    ProviderSettings {
        id: "idporten".to_owned(),
        name: "ID-porten".to_owned(),
        issuer: IssuerUrl::new(issuer.to_owned()).unwrap(),
        client_id: CLIENT.to_owned(),
        redirect_uri: "https://hub.example.com/callback/idporten".parse().unwrap(),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        id_token_algorithms: vec![IdTokenAlgorithm::RS256],
        levels: kobling_model::tenants::id_porten_levels()
            .into_iter()
            .map(|known| (known.acr, known.level))
            .collect(),
        highest_level: Level::High,
        number: Some(NumberClaim {
            claim: "pid".to_owned(),
            namespace: Namespace::NoFnr,
            synthetic: true,
        }),
    }
}

pub(super) fn private_key_jwt() -> ClientAuthentication {
    let pem = Secret::new(CLIENT_KEY.pem.clone());
    let key = AssertionKey::from_pem("client-1", AssertionAlgorithm::RS256, &pem).unwrap();
    ClientAuthentication::PrivateKeyJwt(key)
}

pub(super) fn checked(settings: ProviderSettings) -> Provider {
    let trusted = TrustedIssuers::default().with(Namespace::NoFnr, settings.issuer.as_str());
    Provider::new(settings, private_key_jwt(), &trusted).unwrap()
}

pub(super) fn upstream() -> Upstream {
    let limits = Limits {
        whole: Duration::from_secs(2),
        ..Limits::default()
    };
    Upstream::new(HttpClient::new(Reach::PublicAndLoopback, limits, None))
}

pub(super) fn expected() -> Expected {
    Expected {
        nonce: Secret::new(NONCE.to_owned()),
        pkce_verifier: Secret::new("v".repeat(43)),
        authenticated_since: None,
    }
}

/// Finishes a login with a callback that is right.
pub(super) async fn finish(
    upstream: &Upstream,
    provider: &Provider,
    now: i64,
) -> Result<EidLogin, UpstreamError> {
    let issuer = provider.settings().issuer.as_str();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("code", CODE), ("state", "s"), ("iss", issuer)])
        .finish();
    let callback = CallbackParameters::parse(&query)?;
    upstream
        .finish(provider, &callback, &expected(), &Random::system(), now)
        .await
}

/// An error with all its sources in one text, as the log gets it.
pub(super) fn logged(error: &UpstreamError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text = format!("{text} {error} {error:?}");
        source = error.source();
    }
    text
}

/// Fails if an error would bring anything secret or personal into the log.
pub(super) fn assert_nothing_leaks(error: &UpstreamError) {
    let text = logged(error);
    let parts = Forge::new("x").signed();
    let signed = parts.split('.').nth(1).unwrap();
    for secret in [
        CODE,
        NONCE,
        ACCESS_TOKEN,
        PID.as_str(),
        "pairwise-subject",
        &signed[..24],
    ] {
        assert!(!text.contains(secret), "{text}");
    }
}
