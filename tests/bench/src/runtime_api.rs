//! Lambda's Runtime API, emulated on loopback, and one process that runs on it. What AWS adds,
//! the start of the sandbox, is not in any figure.

use std::{
    collections::BTreeMap,
    io,
    path::PathBuf,
    pin::Pin,
    process::Stdio,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hyper::body::Frame;
use serde_json::Value;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::{Mutex, mpsc, oneshot, watch},
    task::JoinHandle,
};

use crate::process;

/// How long a process may take until it asks for work.
const PATIENCE: Duration = Duration::from_secs(30);
/// And for an answer: as long as any function lives.
const LONGEST_CALL: Duration = Duration::from_mins(15);

/// What is run, and with which environment.
#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    pub command: Vec<String>,
    pub folder: PathBuf,
    pub variables: BTreeMap<String, String>,
}

/// One instance of a function.
pub struct Instance {
    name: String,
    child: Mutex<Child>,
    pub pid: u32,
    begun: Instant,
    ready: watch::Receiver<Option<Instant>>,
    calls: mpsc::Sender<Call>,
    one_at_a_time: Mutex<()>,
    server: JoinHandle<()>,
}

/// When an event was answered, and with what.
type Answered = (Instant, Result<Value, String>);

enum Call {
    Event {
        event: Value,
        answer: oneshot::Sender<Answered>,
    },
    /// There will be no more.
    End,
}

struct Api {
    calls: Mutex<mpsc::Receiver<Call>>,
    current: Mutex<Option<oneshot::Sender<Answered>>>,
    ready: watch::Sender<Option<Instant>>,
    asked: OnceLock<()>,
    number: AtomicU64,
}

#[expect(
    clippy::disallowed_methods,
    reason = "what passes here is the thing that is measured"
)]
pub fn now() -> Instant {
    Instant::now()
}

impl Instance {
    /// Starts a process; returns when it was started, not when it is ready.
    pub async fn start(program: &Program) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (calls, received) = mpsc::channel(1);
        let (set_ready, ready) = watch::channel(None);
        let api = Arc::new(Api {
            calls: Mutex::new(received),
            current: Mutex::new(None),
            ready: set_ready,
            asked: OnceLock::new(),
            number: AtomicU64::new(0),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(answered),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(failed_at_start))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(api);
        let server = tokio::spawn(async move {
            let _ended = axum::serve(listener, router).await;
        });
        let mut command = Command::new(&program.command[0]);
        command
            .args(&program.command[1..])
            .current_dir(&program.folder)
            .env_clear()
            .envs(&program.variables)
            .env("AWS_LAMBDA_RUNTIME_API", format!("127.0.0.1:{port}"))
            .env("AWS_LAMBDA_FUNCTION_NAME", &program.name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "bench")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "bench")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        let begun = now();
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.name));
        let pid = child.id().expect("a process that lives");
        Self {
            name: program.name.clone(),
            child: Mutex::new(child),
            pid,
            begun,
            ready,
            calls,
            one_at_a_time: Mutex::new(()),
            server,
        }
    }

    /// One event; its answer, and how long that took after the process was started.
    pub async fn invoke(&self, event: Value) -> (Value, Duration) {
        let _one = self.one_at_a_time.lock().await;
        let (answer, answered) = oneshot::channel();
        let call = Call::Event { event, answer };
        assert!(self.calls.send(call).await.is_ok(), "{} ended", self.name);
        let in_time = tokio::time::timeout(LONGEST_CALL, answered).await;
        let answered = in_time.unwrap_or_else(|_| panic!("{}: no answer in time", self.name));
        let (at, result) = answered.unwrap_or_else(|_| panic!("{} ended", self.name));
        let value = result.unwrap_or_else(|problem| panic!("{} failed: {problem}", self.name));
        (value, at - self.begun)
    }

    /// From the start to the first request for work.
    pub async fn ready_after(&self) -> Duration {
        let mut ready = self.ready.clone();
        let asked = tokio::time::timeout(PATIENCE, ready.wait_for(Option::is_some)).await;
        let at = asked
            .expect("ready in time")
            .expect("it lives")
            .expect("a time");
        at - self.begun
    }

    pub fn cpu(&self) -> Duration {
        process::cpu(self.pid)
    }

    pub fn peak_kib(&self) -> u64 {
        process::peak_kib(self.pid)
    }

    /// Lets the process end by itself, as a program that counts how often it was where writes that
    /// down only then: the Runtime API breaks off in the middle of an answer.
    pub async fn end(&self) {
        assert!(
            self.calls.send(Call::End).await.is_ok(),
            "{} ended",
            self.name
        );
        let mut child = self.child.lock().await;
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
        ended.expect("it ends in time").expect("its exit code");
    }

    pub async fn stop(self) {
        let mut child = self.child.lock().await;
        child.kill().await.expect("it can be ended");
        self.server.abort();
    }
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    if api.asked.set(()).is_ok() {
        api.ready.send_replace(Some(now()));
    }
    let (event, answer) = match api.calls.lock().await.recv().await {
        Some(Call::Event { event, answer }) => (event, answer),
        Some(Call::End) => return broken_off(),
        None => return StatusCode::GONE.into_response(),
    };
    *api.current.lock().await = Some(answer);
    let id = api.number.fetch_add(1, Ordering::Relaxed);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", format!("request-{id}")),
        ("lambda-runtime-deadline-ms", "4102444800000".to_owned()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-north-1:000000000000:function:bench".to_owned(),
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700".to_owned(),
        ),
    ];
    (headers, event.to_string()).into_response()
}

fn broken_off() -> Response {
    let headers = [("lambda-runtime-aws-request-id", "the-end")];
    (headers, Body::new(Nothing)).into_response()
}

/// The body of an answer that never comes.
struct Nothing;

impl HttpBody for Nothing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}

async fn settle(api: &Api, result: Result<Value, String>) -> StatusCode {
    let at = now();
    if let Some(answer) = api.current.lock().await.take() {
        let _nobody_waits = answer.send((at, result));
    }
    StatusCode::ACCEPTED
}

async fn answered(State(api): State<Arc<Api>>, Path(_): Path<String>, body: Bytes) -> StatusCode {
    let value = serde_json::from_slice(&body).map_err(|error| error.to_string());
    settle(&api, value).await
}

async fn failed(State(api): State<Arc<Api>>, Path(_): Path<String>, body: Bytes) -> StatusCode {
    settle(&api, Err(String::from_utf8_lossy(&body).into_owned())).await
}

async fn failed_at_start(body: Bytes) -> StatusCode {
    panic!("init failed: {}", String::from_utf8_lossy(&body));
}
