//! `GET /authorize/resume`: where a login that was begun goes on, whatever became of it. Steps
//! never lead to one another; they come back here.

use axum::response::Response;
use kobling_flow::{Wish, gone_by_handle, lead, load_with_session, state};
use kobling_model::first_login::Row;
use kobling_web::{Stop, Visit};

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let handle = visit.query_one("request").unwrap_or_default().to_owned();
    let Some((mut loaded, who)) = load_with_session(&visit, &handle).await? else {
        return Err(gone_by_handle(&visit, &handle).await);
    };
    let row = state(&loaded, visit.app.now()).map(|(row, _)| row);
    loaded.request.wish = match visit.query_one("person") {
        // "Not you?" on a page of the login: until the eID answers anew, nothing changes.
        Some("another") => Some(Wish::SomeoneElse),
        // Whose level was too low may try again by another way.
        _ if row == Some(Row::L17) => Some(Wish::HigherLevel),
        _ => None,
    };
    lead(&visit, loaded, who).await
}
