//! Cookies (RFC 6265bis): all with the `__Host-` prefix, so that no neighbouring name can plant one.

use http::{HeaderMap, HeaderValue, header};

/// Binds what a browser does to that browser; random, ends with the browser.
pub const BROWSER: &str = "__Host-kobling-browser";
/// The session: `ACCOUNT.SECRET.DIRECTORY-USER`, the last only as a guess at what to read.
pub const SESSION: &str = "__Host-kobling-session";
/// The language that someone chose.
pub const LANGUAGE: &str = "__Host-kobling-language";

/// The cookies of a request.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    pub fn read(headers: &HeaderMap) -> Self {
        Self(
            headers
                .get_all(header::COOKIE)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .flat_map(|line| line.split(';'))
                .filter_map(|pair| pair.trim().split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// Whether the browser brought none at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a cookie; none where it comes twice, as one of them would be planted.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self
            .0
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str());
        let first = values.next()?;
        values.next().is_none().then_some(first)
    }
}

/// A cookie for this browser's lifetime, or for `seconds`.
pub fn set_cookie(name: &str, value: &str, seconds: Option<i64>) -> Option<HeaderValue> {
    let life = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{life}"
    ))
    .ok()
}

pub fn session_cookie(value: &str) -> Option<HeaderValue> {
    set_cookie(SESSION, value, None)
}

pub fn clear_cookie(name: &str) -> Option<HeaderValue> {
    set_cookie(name, "", Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_counts_for_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=1; b=2; a=3"));
        let cookies = Cookies::read(&headers);
        assert_eq!(cookies.get("a"), None);
        assert_eq!(cookies.get("b"), Some("2"));
    }
}
