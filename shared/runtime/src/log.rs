//! Structured logs: one JSON object a line, with the reference number that ties page, log and
//! audit together. Nothing here may ever hold a national id, token, code or e-mail address.

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Writes to standard output, where CloudWatch reads.
pub fn to_standard_output() {
    // Dependencies only warn: at `debug` the SDKs write whole requests.
    let filter = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("kobling", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        // There is one span, and it is told as the current one.
        .with_span_list(false);
    let _already_set = tracing_subscriber::registry()
        .with(lines)
        .with(filter)
        .try_init();
}
