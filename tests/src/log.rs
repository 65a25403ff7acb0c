//! Lines of the product's log that tell operators of refusals, as everything in this process writes
//! them: each test looks for those of an app, or a reference, of its own.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use serde_json::Value;
use tracing_subscriber::{
    filter::{LevelFilter, filter_fn},
    layer::{Layer, SubscriberExt},
    util::SubscriberInitExt,
};

/// Where they are written from.
const REFUSALS: &str = "kobling_web::noted";
const LOGOUTS: &str = "kobling_logout";

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All lines from the first use on.
#[derive(Clone)]
pub struct Log(Written);

impl Log {
    /// Listens from now on.
    pub fn listen() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let written = Written::default();
            let writer = written.clone();
            let is_told = filter_fn(|about| {
                about.is_span()
                    || about.target() == REFUSALS
                    || (about.target().starts_with(LOGOUTS) && *about.level() <= LevelFilter::WARN)
            });
            let lines = tracing_subscriber::fmt::layer().json().flatten_event(true);
            let lines = lines.with_writer(move || writer.clone());
            let _already_set = tracing_subscriber::registry()
                .with(lines.with_filter(is_told))
                .try_init();
            Self(written)
        })
        .clone()
    }

    /// The lines that have a text, or a part of it, anywhere.
    ///
    /// # Panics
    /// Where a line is no JSON.
    pub fn with(&self, text: &str) -> Vec<Value> {
        let all = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = String::from_utf8_lossy(&all);
        all.lines()
            .filter(|line| line.contains(text))
            .map(|line| serde_json::from_str(line).expect("a line is JSON"))
            .collect()
    }

    /// The lines about an app.
    pub fn of(&self, client: &str) -> Vec<Value> {
        let mut lines = self.with(client);
        lines.retain(|line| line["client"] == client);
        lines
    }
}
