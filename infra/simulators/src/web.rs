//! What both applications do with HTTP: read form parameters without losing doubles, read one
//! cookie, and put the protective headers on every answer.

use std::collections::HashMap;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// Request parameters, from a query or an `application/x-www-form-urlencoded` body.
/// RFC 6749 section 3.1: a parameter must not come twice, and one without a value counts as left
/// out.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    single: HashMap<String, String>,
    doubled: Vec<String>,
}

impl Parameters {
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if value.is_empty() {
                continue;
            }
            if parameters
                .single
                .insert(name.clone().into_owned(), value.into_owned())
                .is_some()
            {
                parameters.doubled.push(name.into_owned());
            }
        }
        for name in &parameters.doubled {
            parameters.single.remove(name);
        }
        parameters
    }

    /// The value; `None` when it is missing, empty, or came twice.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.single.get(name).map(String::as_str)
    }

    /// The first name that came more than once.
    pub(crate) fn doubled(&self) -> Option<&str> {
        self.doubled.first().map(String::as_str)
    }
}

/// The value of the cookie of that name (RFC 6265 section 5.4), if the browser sent it.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` value for the life of the browser; `Secure` only where `base` is https, since
/// loopback speaks http.
pub(crate) fn session_cookie(name: &str, value: &str, base: &str) -> String {
    let secure = if base.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// A `Set-Cookie` value that takes the cookie away.
pub(crate) fn expired_cookie(name: &str) -> String {
    format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Renders a page. No `form-action` stands in the policy: browsers hold it against every later
/// redirect of the same navigation, and a login goes on through hosts not known here.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    page_with_policy(status, template, "")
}

/// As [`page`], with further directives (for example `"; frame-src https://app.example.com"`).
pub(crate) fn page_with_policy(
    status: StatusCode,
    template: &impl Template,
    directives: &str,
) -> Response {
    let Ok(html) = template.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'{directives}"
    );
    let mut response = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    protect(response.headers_mut());
    response
}

/// `303 See Other` to an address that the caller has checked.
pub(crate) fn see_other(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    match HeaderValue::from_str(location) {
        Ok(location) => {
            response.headers_mut().insert(LOCATION, location);
            protect(response.headers_mut());
            response
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Text that never changes while the process lives: the stylesheet and the script.
pub(crate) fn asset(content_type: &'static str, text: &'static str) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "public, max-age=300"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// Nothing that a login shows or carries is to be kept, guessed at, or passed on.
pub(crate) fn protect(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// Adds a query to an address that may already have one, as RFC 6749 section 4.1.2 asks.
pub(crate) fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_comes_twice_has_no_value() {
        let parameters = Parameters::parse(b"a=1&b=2&a=3&c=&d=%C3%A5+b");
        assert_eq!(parameters.get("a"), None);
        assert_eq!(parameters.doubled(), Some("a"));
        assert_eq!(parameters.get("b"), Some("2"));
        assert_eq!(parameters.get("c"), None);
        assert_eq!(parameters.get("d"), Some("å b"));
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xid=1; id=2; id2=3"));
        assert_eq!(cookie(&headers, "id"), Some("2"));
        assert_eq!(cookie(&headers, "d"), None);
    }

    #[test]
    fn a_query_is_added_with_the_right_separator() {
        assert_eq!(
            with_query("http://a/b", &[("x", "1 2")]),
            "http://a/b?x=1+2"
        );
        assert_eq!(
            with_query("http://a/b?y=0", &[("x", "ø")]),
            "http://a/b?y=0&x=%C3%B8"
        );
    }
}
