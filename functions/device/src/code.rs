//! The code that a device shows: typed, or brought by the address that the device shows along.

use axum::response::Response;
use http::{StatusCode, header};
use kobling_model::{apps::Client, keys};
use kobling_pages::{DeviceCodeError, DeviceCodePage, DevicePage, Notice, Page, Way, WayKind};
use kobling_protocol::{
    authorization::pushed_request::{self, PushedRequest},
    device_request::{DeviceRequest, UserCode},
};
use kobling_store::{
    Transaction,
    counter::{Counter, Window},
};
use kobling_web::{BROWSER, Stop, Visit, encode, page, set_cookie};

/// Codes that may be tried from one network within a window. A whole town hall may share one.
const TRIES: u32 = 60;
/// Seconds of the window.
const WINDOW: i64 = 600;
/// How much of what was typed is shown again, in characters.
const LONGEST: usize = 40;

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    match visit.query_one("user_code") {
        Some(typed) => tried(&visit, typed).await,
        None => Ok(asked(&visit, "", None)),
    }
}

pub(crate) async fn post(visit: Visit) -> Result<Response, Stop> {
    let typed = visit.field("user_code").unwrap_or_default();
    if typed.trim().is_empty() {
        return Ok(asked(&visit, "", Some(DeviceCodeError::Empty)));
    }
    tried(&visit, typed).await
}

fn asked(visit: &Visit, typed: &str, error: Option<DeviceCodeError>) -> Response {
    let shown = DeviceCodePage {
        typed: typed.chars().take(LONGEST).collect(),
        error,
    };
    let mut chrome = visit.chrome(visit.language(&[], None), None);
    "/device".clone_into(&mut chrome.here);
    page(StatusCode::OK, shown.render(&chrome), Vec::new())
}

/// Counted before it is looked up.
async fn tried(visit: &Visit, typed: &str) -> Result<Response, Stop> {
    let app = &visit.app;
    let (store, now) = (app.store()?, app.now());
    let unknown = || asked(visit, typed, Some(DeviceCodeError::Unknown));
    let Some(code) = UserCode::parse(typed) else {
        return Ok(unknown());
    };
    count(visit).await?;
    let place = keys::device_request(&code.digest());
    let device: Option<DeviceRequest> = store.get(&place, now).await?;
    let Some(device) = device.filter(|device| device.is_open(now)) else {
        return Ok(unknown());
    };
    let client: Option<Client> = store.get(&keys::client(&device.client), now).await?;
    let Some(client) = client.filter(|client| client.enabled) else {
        return Ok(unknown());
    };
    // The login is asked for as an app would that pushes its requests: what the browser brings of
    // it is a handle.
    let handle = app.random().token();
    let known = visit.browser().map(str::to_owned);
    let (browser, cookie) = if let Some(browser) = known {
        (browser, None)
    } else {
        let browser = app.random().token();
        let cookie = set_cookie(BROWSER, &browser, None);
        (browser, cookie)
    };
    let request = PushedRequest::for_device(&handle, &device, &browser, now);
    let transaction = Transaction::new().create(store, "pushed request", &request);
    store.transact(transaction).await?;
    let request_uri = pushed_request::request_uri(&handle);
    let query = encode(&[
        ("client_id", client.id.as_str()),
        ("request_uri", &request_uri),
    ]);
    let shown = DevicePage {
        app: client.name,
        user_code: device.user_code,
        login: format!("/authorize?{query}"),
    };
    let mut chrome = visit.chrome(visit.language(&[], None), None);
    chrome.here = format!("/device?{}", encode(&[("user_code", &shown.user_code)]));
    let mut response = page(StatusCode::OK, shown.render(&chrome), Vec::new());
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn count(visit: &Visit) -> Result<(), Stop> {
    let app = &visit.app;
    let index = app.index().await?;
    let from = index.digest("device-codes", &visit.network());
    let window = Window::new("device-codes", from.as_str(), WINDOW, TRIES, app.now());
    let (update, condition) = window.count();
    let counted: Option<Counter> = app.store()?.update(&window.key, update, condition).await?;
    if counted.is_some() {
        return Ok(());
    }
    let notice = Notice::TooManyTries {
        next_at: window.ends_at,
        now: app.now(),
    };
    let again = Way {
        href: "/device".to_owned(),
        kind: WayKind::TryAgain,
    };
    Err(Stop::notice(StatusCode::TOO_MANY_REQUESTS, notice).way(again))
}
