//! Which files came by the API before, and how many an hour.

use axum::http::StatusCode;
use kobling_actions::rights::ImportHr;
use kobling_model::{ImportId, hr::Received, keys};
use kobling_store::counter::{Counter, Window};
use kobling_web::Problem;

use crate::call::Granted;

/// Files an hour for one feed.
const AN_HOUR: u32 = 120;
const HOUR: i64 = 3600;

/// The import of the same file, if it was received before.
pub async fn before(
    granted: &Granted<ImportHr>,
    digest: &str,
) -> Result<Option<ImportId>, Problem> {
    let (store, now) = (granted.app().store()?, granted.app().now());
    let key = keys::received(granted.of(), digest);
    let received: Option<Received> = store.get(&key, now).await?;
    Ok(received.map(|received| received.import))
}

/// Counts a file of a feed that is about to be taken.
pub async fn count(granted: &Granted<ImportHr>, feed: &str) -> Result<(), Problem> {
    let (store, now) = (granted.app().store()?, granted.app().now());
    let whose = format!("{}#{feed}", granted.of());
    let window = Window::new("hr-files", &whose, HOUR, AN_HOUR, now);
    let (update, condition) = window.count();
    let counted: Option<Counter> = store.update(&window.key, update, condition).await?;
    counted.map(|_| ()).ok_or_else(|| {
        let often = "120 files an hour for a feed are enough: put the rows into fewer files";
        let refused = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", often);
        refused.retry_after(window.ends_at - now)
    })
}
