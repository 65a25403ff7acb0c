//! `POST /authorize`: read and answered with a redirect to the same request by GET, since cookies do
//! not come with another site's form. What an address does not hold is kept in the store meanwhile.

use axum::response::Response;
use kobling_model::{apps::Client, keys};
use kobling_protocol::authorization::{
    PageError,
    pushed_request::{self, PushedRequest},
};
use kobling_store::Transaction;
use kobling_web::{Stop, Visit, encode, see_other};

use crate::page_error::page_error;

/// API Gateway takes 10,240 bytes of request line and headers; a redirect must come back whole, and
/// with cookies.
const ADDRESS_MAXIMUM: usize = 7000;
/// What a page may repeat for each of many employers, in bytes.
const LINK_MAXIMUM: usize = 3000;

pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    let raw = visit.form.clone();
    let query = encoded(&raw);
    if query.len() > ADDRESS_MAXIMUM {
        return keep(&visit, &raw).await;
    }
    Ok(see_other(&format!("/authorize?{query}"), None)?)
}

/// Whether a page of many links should not have the request in each of them.
pub(crate) fn is_long(raw: &[(String, String)]) -> bool {
    let is_by_handle = raw.iter().any(|(name, _)| name == "request_uri");
    !is_by_handle && encoded(raw).len() > LINK_MAXIMUM
}

/// Keeps a request, whatever is wrong with it but its app; the browser goes on with a handle.
pub(crate) async fn keep(visit: &Visit, raw: &[(String, String)]) -> Result<Response, Stop> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let named = kobling_protocol::authorization::client_id(raw)
        .ok_or_else(|| page_error(PageError::ClientIdMissing, raw))?;
    let client: Option<Client> = store.get(&keys::client(&named), now).await?;
    if client.is_none_or(|client| !client.enabled) {
        return Err(page_error(PageError::ClientUnknown, raw));
    }
    let handle = app.random().token();
    let parameters = raw.iter().filter(|(name, _)| name != "lang").cloned();
    let kept = PushedRequest::posted(&handle, named.clone(), parameters.collect(), now);
    let transaction = Transaction::new().create(store, "posted request", &kept);
    store.transact(transaction).await?;
    let query = encode(&[
        ("client_id", named.as_str()),
        ("request_uri", &pushed_request::request_uri(&handle)),
    ]);
    Ok(see_other(&format!("/authorize?{query}"), None)?)
}

fn encoded(raw: &[(String, String)]) -> String {
    let pairs: Vec<(&str, &str)> = raw
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    encode(&pairs)
}
