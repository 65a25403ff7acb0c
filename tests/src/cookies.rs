//! A cookie jar (RFC 6265 with the prefixes of RFC 6265bis): by host, without ports. Hosts on
//! `localhost` count as secure, as they do in browsers.

use std::collections::BTreeMap;

use url::Url;

#[derive(Clone, Debug)]
struct Cookie {
    value: String,
    path: String,
    /// Unix seconds; none for a cookie of the browser's session.
    expires_at: Option<i64>,
    same_site: SameSite,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum SameSite {
    Strict,
    Lax,
    None,
}

/// How a request came about, as far as cookies care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum From {
    /// Typed, or led to by a page of the same host.
    Here,
    /// Led to by a page of another host, by a method that is safe.
    ElsewhereSafely,
    /// A form of another host's page.
    ElsewhereByForm,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Jar(BTreeMap<String, BTreeMap<String, Cookie>>);

impl Jar {
    /// The `Cookie` header for a request.
    pub(crate) fn header(&self, url: &Url, from: From, now: i64) -> Option<String> {
        let cookies: Vec<String> = self
            .0
            .get(url.host_str()?)?
            .iter()
            .filter(|(_, cookie)| cookie.expires_at.is_none_or(|at| at > now))
            .filter(|(_, cookie)| is_within(url.path(), &cookie.path))
            .filter(|(_, cookie)| match from {
                From::Here => true,
                From::ElsewhereSafely => cookie.same_site != SameSite::Strict,
                From::ElsewhereByForm => cookie.same_site == SameSite::None,
            })
            .map(|(name, cookie)| format!("{name}={}", cookie.value))
            .collect();
        (!cookies.is_empty()).then(|| cookies.join("; "))
    }

    /// Takes a `Set-Cookie` header, or says why a browser would not.
    pub(crate) fn take(&mut self, url: &Url, header: &str, now: i64) -> Result<(), String> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut parts = header.split(';').map(str::trim);
        let (name, value) = parts
            .next()
            .and_then(|pair| pair.split_once('='))
            .ok_or("no name")?;
        let mut cookie = Cookie {
            value: value.to_owned(),
            path: default_path(url),
            expires_at: None,
            same_site: SameSite::Lax,
        };
        let (mut is_secure, mut has_domain, mut is_gone) = (false, false, false);
        for attribute in parts {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            match key.to_ascii_lowercase().as_str() {
                "secure" => is_secure = true,
                "domain" => has_domain = true,
                "path" => value.clone_into(&mut cookie.path),
                "samesite" => {
                    cookie.same_site = match value.to_ascii_lowercase().as_str() {
                        "strict" => SameSite::Strict,
                        "none" => SameSite::None,
                        _ => SameSite::Lax,
                    }
                }
                "max-age" => {
                    let seconds: i64 = value.parse().map_err(|_| "Max-Age is no number")?;
                    is_gone = seconds <= 0;
                    cookie.expires_at = Some(now + seconds);
                }
                _ => {}
            }
        }
        if has_domain {
            return Err("nobody here shares cookies between hosts".to_owned());
        }
        let is_trustworthy =
            url.scheme() == "https" || host == "localhost" || host.ends_with(".localhost");
        if is_secure && !is_trustworthy {
            return Err("Secure, and the host is not".to_owned());
        }
        if cookie.same_site == SameSite::None && !is_secure {
            return Err("SameSite=None without Secure".to_owned());
        }
        if name.starts_with("__Host-") && (!is_secure || cookie.path != "/") {
            return Err("__Host- without Secure or with a path".to_owned());
        }
        if name.starts_with("__Secure-") && !is_secure {
            return Err("__Secure- without Secure".to_owned());
        }
        let of_host = self.0.entry(host).or_default();
        if is_gone {
            of_host.remove(name);
        } else {
            of_host.insert(name.to_owned(), cookie);
        }
        Ok(())
    }

    pub(crate) fn value(&self, host: &str, name: &str) -> Option<&str> {
        Some(self.0.get(host)?.get(name)?.value.as_str())
    }

    pub(crate) fn plant(&mut self, host: &str, name: &str, value: &str) {
        let cookie = Cookie {
            value: value.to_owned(),
            path: "/".to_owned(),
            expires_at: None,
            same_site: SameSite::Lax,
        };
        let of_host = self.0.entry(host.to_owned()).or_default();
        of_host.insert(name.to_owned(), cookie);
    }

    /// What stays when the browser is closed.
    pub(crate) fn close(&mut self) {
        for cookies in self.0.values_mut() {
            cookies.retain(|_, cookie| cookie.expires_at.is_some());
        }
    }
}

/// RFC 6265 section 5.1.4.
fn is_within(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder.to_owned(),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_host_cookie_must_be_secure_and_for_all_paths() {
        let at = url("http://localhost:8000/verify-code");
        let mut jar = Jar::default();
        assert!(jar.take(&at, "__Host-a=1; Path=/", 0).is_err());
        assert!(jar.take(&at, "__Host-a=1; Secure; Path=/x", 0).is_err());
        assert!(
            jar.take(&at, "__Host-a=1; Secure; Path=/; Domain=localhost", 0)
                .is_err()
        );
        assert!(jar.take(&at, "__Host-a=1; Secure; Path=/", 0).is_ok());
        assert_eq!(
            jar.header(&at, From::Here, 0).as_deref(),
            Some("__Host-a=1")
        );
    }

    #[test]
    fn cookies_stay_with_their_host_and_end_with_their_age() {
        let hub = url("http://localhost:8000/");
        let mut jar = Jar::default();
        jar.take(&hub, "a=1; Path=/; Max-Age=60; SameSite=Lax", 100)
            .unwrap();
        assert!(jar.header(&hub, From::Here, 159).is_some());
        assert!(jar.header(&hub, From::Here, 160).is_none());
        assert!(jar.header(&hub, From::ElsewhereSafely, 100).is_some());
        assert!(jar.header(&hub, From::ElsewhereByForm, 100).is_none());
        assert!(
            jar.header(&url("http://hrm.localhost:8000/"), From::Here, 100)
                .is_none()
        );
        jar.take(&hub, "a=; Path=/; Max-Age=0", 100).unwrap();
        assert!(jar.header(&hub, From::Here, 100).is_none());
    }
}
