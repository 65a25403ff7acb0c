//! Structured logs: one JSON object a line, with the reference number that ties page, log and
//! audit together. Nothing here may ever hold a national id, token, code or e-mail address.

use tracing_subscriber::EnvFilter;

/// Writes to standard output, where CloudWatch reads.
pub fn to_standard_output() {
    // Dependencies only warn: at `debug` the SDKs write whole requests.
    let filter = EnvFilter::new("warn,kobling_shared=info");
    let _already_set = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .try_init();
}
