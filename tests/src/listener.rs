//! An app's own end of what the hub calls: keeps each body that comes, and answers as told.

use std::{
    net::Ipv4Addr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

#[derive(Clone)]
struct Heard {
    forms: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
    text: Arc<Mutex<String>>,
}

/// Listens on a port of this machine until it is dropped.
pub struct Listener {
    heard: Heard,
    port: u16,
    serving: JoinHandle<()>,
}

impl Listener {
    /// Listens, and answers with 200.
    ///
    /// # Panics
    /// Where there is no port.
    pub async fn start() -> Self {
        let heard = Heard {
            forms: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
            text: Arc::default(),
        };
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let port = socket.local_addr().expect("an address").port();
        let router = Router::new().fallback(hear).with_state(heard.clone());
        let serving = tokio::spawn(async move {
            let _ended = axum::serve(socket, router).await;
        });
        Self {
            heard,
            port,
            serving,
        }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/ended", self.port)
    }

    /// From now on it answers with this status; a 3xx leads to itself.
    pub fn answer(&self, status: u16) {
        self.heard.status.store(status, Ordering::Relaxed);
    }

    /// From now on its answers have this body.
    pub fn say(&self, text: &str) {
        let said = &self.heard.text;
        text.clone_into(&mut said.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The bodies that came so far.
    pub fn forms(&self) -> Vec<String> {
        let forms = &self.heard.forms;
        forms.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn hear(State(heard): State<Heard>, body: String) -> Response {
    let forms = &heard.forms;
    forms
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(body);
    let status = heard.status.load(Ordering::Relaxed);
    let status = StatusCode::from_u16(status).expect("a status");
    let text = heard.text.lock().unwrap_or_else(PoisonError::into_inner);
    (status, [("location", "/elsewhere")], text.clone()).into_response()
}
