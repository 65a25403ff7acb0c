//! The other providers: `tests/bench/peers`, as servers and as functions.

use std::{collections::BTreeMap, path::Path, process::Stdio, sync::Arc, time::Duration};

use axum::{Router, extract::State, response::Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::{body::Bytes, client::conn::http1::SendRequest};
use hyper_util::rt::TokioIo;
use kobling_base::clock::Clock;
use kobling_local::event::{Arrival, to_event, to_response};
use kobling_tests::{Browser, Hub};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    task::JoinHandle,
};
use url::Url;

use crate::{
    process,
    runtime_api::{Instance, Program},
};

/// One of them. Its app is `bench` with the secret `bench-secret`.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub name: &'static str,
    pub discovery: &'static str,
    /// The path of its authorization endpoint.
    authorization: &'static str,
    /// The status that answers an authorization request.
    pub redirects_with: u64,
    /// Whether there is a session to log in with again.
    pub has_session: bool,
}

pub const ALL: &[Peer] = &[OIDC_PROVIDER, OPENAUTH];

pub const OIDC_PROVIDER: Peer = Peer {
    name: "oidc-provider",
    discovery: "/.well-known/openid-configuration",
    authorization: "/auth",
    redirects_with: 303,
    has_session: true,
};

pub const OPENAUTH: Peer = Peer {
    name: "openauth",
    discovery: "/.well-known/oauth-authorization-server",
    authorization: "/authorize",
    redirects_with: 302,
    has_session: false,
};

const REDIRECT_URI: &str = "http://bench.localhost:9/callback";
/// Verifier and challenge of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn encode(pairs: &[(&str, &str)]) -> String {
    kobling_tests::wire::encode(pairs)
}

/// The form that redeems a code.
pub fn code_form(code: &str) -> String {
    encode(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        // OpenAuth looks for it here and nowhere else.
        ("client_id", "bench"),
    ])
}

impl Peer {
    /// The authorization request, as path and query.
    pub fn authorize(&self, state: &str) -> String {
        let query = encode(&[
            ("response_type", "code"),
            ("client_id", "bench"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "openid profile email"),
            ("state", state),
            ("nonce", state),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        format!("{}?{query}", self.authorization)
    }

    fn bundle(self, folder: &Path) -> std::path::PathBuf {
        let bundle = folder.join("bundles").join(self.name);
        bundle.canonicalize().unwrap_or_else(|error| {
            panic!("no {}: {error}; run tests/bench/install", bundle.display())
        })
    }

    /// As a function.
    pub fn function(&self, folder: &Path) -> Program {
        Program {
            name: self.name.to_owned(),
            command: vec!["node".to_owned(), "main.mjs".to_owned()],
            folder: self.bundle(folder),
            variables: node_variables(),
        }
    }

    /// As a server; returns when it answers.
    pub async fn serve(&self, folder: &Path, port: u16) -> Server {
        let child = Command::new("node")
            .args(["main.mjs", &port.to_string()])
            .current_dir(self.bundle(folder))
            .env_clear()
            .envs(node_variables())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node");
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Server {
                    peer: *self,
                    pid: child.id().expect("a process that lives"),
                    runs: Runs::ByItself(child),
                    port,
                };
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{} does not listen", self.name);
    }

    /// As a function behind a front door that does for it what Kobling's does: the events, and the
    /// Runtime API that they come by, are the same.
    pub async fn deploy(&self, folder: &Path) -> Server {
        let instance = Arc::new(Instance::start(&self.function(folder)).await);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let door = Router::new().fallback(pass).with_state(instance.clone());
        let door = tokio::spawn(async move {
            let _ended = axum::serve(listener, door).await;
        });
        Server {
            peer: *self,
            pid: instance.pid,
            runs: Runs::OnLambda(instance, door),
            port,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "node is found by the path")]
fn node_variables() -> BTreeMap<String, String> {
    let path = std::env::var("PATH").unwrap_or_default();
    [("PATH", path.as_str()), ("NODE_ENV", "production")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// A request as an event, and the answer as HTTP.
async fn pass(State(instance): State<Arc<Instance>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let arrival = Arrival {
        request_id: "bench".to_owned(),
        route_key: "$default".to_owned(),
        path_parameters: BTreeMap::new(),
        source_ip: "192.0.2.1".to_owned(),
        at_milliseconds: Clock::system().now_milliseconds(),
    };
    let (answer, _) = instance.invoke(to_event(&parts, &body, &arrival)).await;
    to_response(&answer).expect("an answer in format 2.0")
}

/// A peer that listens.
pub struct Server {
    peer: Peer,
    pub pid: u32,
    runs: Runs,
    port: u16,
}

/// What ends with it.
enum Runs {
    ByItself(#[expect(dead_code, reason = "held, so that it lives")] Child),
    OnLambda(
        #[expect(dead_code, reason = "held, so that it lives")] Arc<Instance>,
        JoinHandle<()>,
    ),
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Runs::OnLambda(_, door) = &self.runs {
            door.abort();
        }
    }
}

/// Someone logged in there, on one kept connection.
pub struct Visitor {
    line: SendRequest<Full<Bytes>>,
    peer: Peer,
    host: String,
    cookies: String,
    refresh_token: String,
}

impl Server {
    pub fn cpu(&self) -> Duration {
        process::cpu(self.pid)
    }

    /// Logs in with a browser, by the development pages where the peer has some.
    pub async fn log_in(&self, hub: &Hub) -> Visitor {
        let base = format!("http://localhost:{}", self.port);
        let mut browser = Browser::new(hub);
        browser.intercept("bench.localhost");
        browser
            .go(&format!("{base}{}", self.peer.authorize("0")))
            .await;
        if self.peer.has_session {
            let named = [("login", "someone"), ("password", "x")];
            browser.press_button(("", ""), &named).await;
            browser.press_button(("", ""), &[]).await;
        }
        let code = code(browser.url());
        let cookies: Vec<String> = ["_session", "_session.sig"]
            .into_iter()
            .filter_map(|name| Some(format!("{name}={}", browser.cookie("localhost", name)?)))
            .collect();
        let stream = TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("a line");
        stream.set_nodelay(true).expect("no delay");
        let (line, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("HTTP/1.1");
        tokio::spawn(async move {
            let _ended = connection.await;
        });
        let mut visitor = Visitor {
            line,
            peer: self.peer,
            host: format!("localhost:{}", self.port),
            cookies: cookies.join("; "),
            refresh_token: String::new(),
        };
        visitor.tokens(code_form(&code)).await;
        visitor
    }
}

impl Visitor {
    /// A login by the session: the browser's round and the app's token call.
    pub async fn sso(&mut self) {
        let path = self.peer.authorize("1");
        let cookies = self.cookies.clone();
        let (location, _) = self.send("GET", &path, &[("cookie", &cookies)], "").await;
        let location = location.expect("a redirect");
        let form = code_form(&code(&location));
        let tokens = self.tokens(form).await;
        assert!(tokens["id_token"].is_string(), "{tokens}");
    }

    /// One refresh.
    pub async fn refresh(&mut self) {
        let shown = self.refresh_token.clone();
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", shown.as_str()),
            ("client_id", "bench"),
        ];
        self.tokens(encode(&form)).await;
        assert_ne!(self.refresh_token, shown, "rotated");
    }

    async fn tokens(&mut self, form: String) -> Value {
        let basic = format!("Basic {}", STANDARD.encode("bench:bench-secret"));
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("authorization", basic.as_str()),
        ];
        let (_, body) = self.send("POST", "/token", &headers, &form).await;
        let tokens: Value = serde_json::from_slice(&body).expect("JSON");
        let next = tokens["refresh_token"].as_str();
        next.unwrap_or_else(|| panic!("{}: {tokens}", self.peer.name))
            .clone_into(&mut self.refresh_token);
        tokens
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (Option<Url>, Bytes) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(Bytes::copy_from_slice(body.as_bytes()));
        let request = request.body(body).expect("a request");
        self.line.ready().await.expect("the line is kept");
        let answer = self.line.send_request(request).await.expect("an answer");
        let location = answer
            .headers()
            .get("location")
            .and_then(|location| location.to_str().ok()?.parse().ok());
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        (location, body)
    }
}

fn code(at: &Url) -> String {
    let found = at.query_pairs().find(|(name, _)| name == "code");
    let (_, code) = found.unwrap_or_else(|| panic!("no code: {at}"));
    code.into_owned()
}
