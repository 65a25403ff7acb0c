//! The page at the end: who was logged in is so no longer.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kobling_model::tenants::Tenant;
use kobling_pages::{Chrome, Notice, NoticePage, Page};
use kobling_web::{Visit, brand, page};

/// Says that it is done.
pub(crate) fn logged_out(
    visit: &Visit,
    raw: &[(String, String)],
    tenant: Option<&Tenant>,
    cookies: Vec<HeaderValue>,
) -> Response {
    let brand = tenant.map(brand);
    let chrome = Chrome {
        here: "/logout".to_owned(),
        ..visit.chrome(visit.language(&ui_locales(raw), tenant), brand.as_ref())
    };
    let notice = NoticePage {
        notice: Notice::LoggedOut,
        way: None,
        aside: None,
    };
    let mut response = page(StatusCode::OK, notice.render(&chrome), Vec::new());
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Language tags in the order of preference that an app named.
pub(crate) fn ui_locales(raw: &[(String, String)]) -> Vec<String> {
    raw.iter()
        .find(|(name, _)| name == "ui_locales")
        .map(|(_, list)| list.split(' ').take(8).map(str::to_owned).collect())
        .unwrap_or_default()
}
