//! Pages and redirects as responses.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kobling_base::Internal;

/// Where forms of a page may lead in the end, beyond Kobling itself: browsers hold redirects after a
/// form to the policy, too.
#[derive(Clone, Debug, Default)]
pub(super) struct FormTargets(pub(super) Vec<String>);

/// An HTML page; `form_targets` are origins, or schemes of apps' own.
pub fn page(status: StatusCode, html: String, form_targets: Vec<String>) -> Response {
    let mut response = (
        status,
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        )],
        html,
    )
        .into_response();
    response.extensions_mut().insert(FormTargets(form_targets));
    response
}

/// 303 See Other (RFC 9110 section 15.4.4): always a GET, with no body re-sent (RFC 9700 section 4.12).
pub fn see_other(
    location: &str,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Result<Response, Internal> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::LOCATION,
        HeaderValue::from_str(location).map_err(Internal::new)?,
    );
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
