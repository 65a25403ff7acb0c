//! What a tenant's admin has to look at, newest first. Names nobody: a directory user's id, and the
//! reference number of the page that the person saw.

use axum::{http::StatusCode, response::Response};
use kobling_actions::rights::ReadConflicts;
use kobling_model::{
    DirectoryUserId,
    item::Table,
    keys,
    people::{Conflict, ConflictKind},
};
use kobling_store::Order;
use kobling_web::Problem;
use serde::Serialize;

use crate::{
    call::{Call, invalid},
    cursor,
    json::{List, answer, time},
};

#[derive(Serialize)]
struct Shown {
    id: String,
    kind: ConflictKind,
    directory_user: Option<DirectoryUserId>,
    reference: String,
    at: Option<String>,
    is_settled: bool,
}

/// `GET /api/conflicts`. A page is of so many items before `is_settled` picks from it, so it may
/// hold fewer, even none, and be followed by more.
pub async fn list(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let granted = call?.granted::<ReadConflicts>().await?;
    let is_settled = match granted.query("is_settled")? {
        None => None,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(invalid("is_settled must be true or false")),
    };
    let limit = cursor::limit(&granted)?;
    let after = cursor::opened(&granted, "conflicts").await?;
    let (store, now) = (granted.app().store()?, granted.app().now());
    let partition = keys::conflicts(granted.of());
    let page = store
        .page::<Conflict>(
            Table::Identity,
            &partition,
            Order::LastKeysFirst,
            after.as_deref(),
            limit,
            now,
        )
        .await?;
    let next_cursor = cursor::sealed(&granted, "conflicts", &page).await?;
    let items = page
        .entities
        .into_iter()
        .filter(|conflict| is_settled.is_none_or(|asked| asked == conflict.is_settled))
        .map(|conflict| Shown {
            id: conflict.id,
            kind: conflict.kind,
            directory_user: conflict.directory_user,
            reference: conflict.reference,
            at: time(conflict.at),
            is_settled: conflict.is_settled,
        })
        .collect();
    Ok(answer(StatusCode::OK, &List { items, next_cursor }))
}
