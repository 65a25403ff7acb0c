//! Where the next page of a list begins: sealed for one list, tenant (or the deployment) and client,
//! so that nobody learns or makes up a key by it.

use std::fmt::Display;

use kobling_store::Page;
use kobling_web::Problem;

use crate::call::{Granted, invalid};

/// The longest cursor that is looked at.
const MAXIMUM: usize = 512;
/// Entries of a page where the call does not say.
const USUAL: u16 = 50;
const MOST: u16 = 100;

fn context<R, Of: Display>(granted: &Granted<R, Of>, list: &str) -> String {
    format!("cursor#{list}#{}#{}", granted.of(), granted.client())
}

/// The sort key that a call's `cursor` stands for.
pub async fn opened<R, Of: Display>(
    granted: &Granted<R, Of>,
    list: &str,
) -> Result<Option<String>, Problem> {
    let Some(cursor) = granted.query("cursor")? else {
        return Ok(None);
    };
    let prover = granted.app().prover().await?;
    Some(cursor)
        .filter(|cursor| cursor.len() <= MAXIMUM)
        .and_then(|cursor| prover.open(&context(granted, list), cursor))
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Some)
        .ok_or_else(|| invalid("cursor is not one of this list; begin anew without it"))
}

/// The cursor of the next page; none behind the last.
pub async fn sealed<R, Of: Display, E>(
    granted: &Granted<R, Of>,
    list: &str,
    page: &Page<E>,
) -> Result<Option<String>, Problem> {
    let Some(next) = &page.next else {
        return Ok(None);
    };
    let app = granted.app();
    let prover = app.prover().await?;
    Ok(prover.seal(&context(granted, list), next.as_bytes(), app.random()))
}

/// How many entries a call asks for.
pub fn limit<R, Of>(granted: &Granted<R, Of>) -> Result<u16, Problem> {
    match granted.query("limit")? {
        None => Ok(USUAL),
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| invalid("limit must be a number from 1 to 100")),
    }
}
