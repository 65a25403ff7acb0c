//! A client that behaves as a browser does where it matters: cookies by host, forms with all
//! that stands in them, redirects, the origin that a request says it has, and a page's word on
//! where its forms may lead (CSP `form-action`, which binds redirects too).

use std::{collections::BTreeSet, sync::Arc};

use http::{Method, StatusCode};
use url::Url;

use crate::{
    Hub,
    cookies::{From, Jar},
    page::{Form, Page},
    wire::{self, Answer},
};

const MOST_REDIRECTS: usize = 20;

/// One request and its answer, as far as a test counts them.
#[derive(Clone, Debug)]
pub struct Hop {
    pub method: Method,
    pub url: Url,
    /// None where the browser was told to stop before it.
    pub status: Option<StatusCode>,
    pub media_type: String,
}

impl Hop {
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }
}

type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A browser with one tab.
#[derive(Clone)]
pub struct Browser {
    base: Url,
    now: Now,
    jar: Jar,
    intercepted: BTreeSet<String>,
    /// Sent as `Accept-Language`.
    pub language: String,
    pub user_agent: String,
    /// Else cookies are switched off.
    pub takes_cookies: bool,
    /// Everything that was asked for, oldest first.
    pub history: Vec<Hop>,
    /// Cookies that a browser does not take, with the reason.
    pub refused_cookies: Vec<String>,
    page: Option<Page>,
}

impl Browser {
    pub fn new(hub: &Hub) -> Self {
        let clock = hub.clock();
        Self {
            base: hub.url("/"),
            now: Arc::new(move || clock.now()),
            jar: Jar::default(),
            intercepted: BTreeSet::new(),
            language: "nb".to_owned(),
            user_agent: "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0".to_owned(),
            takes_cookies: true,
            history: Vec::new(),
            refused_cookies: Vec::new(),
            page: None,
        }
    }

    /// Stops before requests to a host name, as a test does that plays the app itself.
    pub fn intercept(&mut self, host: &str) {
        self.intercepted.insert(host.to_owned());
    }

    /// The page that is shown.
    ///
    /// # Panics
    /// Before the first.
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("a page is shown")
    }

    /// Where it is: of the page, or of the request that it was stopped before.
    ///
    /// # Panics
    /// Before the first request.
    pub fn url(&self) -> &Url {
        &self.history.last().expect("something was asked for").url
    }

    pub fn host(&self) -> &str {
        self.url().host_str().unwrap_or_default()
    }

    /// Whether the browser stands before a host that a test plays itself.
    pub fn is_intercepted(&self) -> bool {
        self.history.last().is_some_and(|hop| hop.status.is_none())
    }

    /// The value of a parameter in the present address.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.url().query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Opens an address as if typed; a path alone is the hub's. Follows redirects.
    pub async fn go(&mut self, address: &str) -> &Page {
        let url = self.base.join(address).expect("an address");
        self.navigate(Method::GET, url, String::new(), None, &[])
            .await
    }

    /// Follows a link, or the button that is one, of the shown page.
    pub async fn follow(&mut self, href: &str) -> &Page {
        let here = self.page().url.clone();
        let url = here.join(href).expect("an address");
        self.navigate(Method::GET, url, String::new(), Some(here), &[])
            .await
    }

    /// Loads the shown page anew, by the address in the address line.
    pub async fn reload(&mut self) -> &Page {
        let url = self.page().url.clone();
        self.go(url.as_str()).await
    }

    /// Presses `action` = `value`, with fields changed before.
    ///
    /// # Panics
    /// Where the page has no such button or field.
    pub async fn press(&mut self, action: &str, changed: &[(&str, &str)]) -> &Page {
        self.press_button(("action", action), changed).await
    }

    /// Presses a button by its name and value.
    ///
    /// # Panics
    /// Where the page has no such button or field.
    pub async fn press_button(&mut self, button: (&str, &str), changed: &[(&str, &str)]) -> &Page {
        let page = self.page().clone();
        let form = page
            .form_with(button.0, button.1)
            .unwrap_or_else(|| {
                panic!(
                    "no button {button:?} on «{}» ({} {}): {}",
                    page.heading, page.status, page.url, page.text
                )
            })
            .clone();
        self.submit(&page, &form, Some(button), changed).await
    }

    /// Submits a form of a page, which may be shown no longer: another tab, the back button.
    pub async fn submit(
        &mut self,
        page: &Page,
        form: &Form,
        button: Option<(&str, &str)>,
        changed: &[(&str, &str)],
    ) -> &Page {
        let filled = form.filled(button, changed);
        let pairs: Vec<(&str, &str)> = filled
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let target = match &form.action {
            Some(action) if !action.is_empty() => page.url.join(action).expect("an address"),
            _ => page.url.clone(),
        };
        let allowed = form_action(page);
        self.send_form(page.url.clone(), target, form.is_post, &pairs, &allowed)
            .await
    }

    /// Sends pairs as a form that stands on a page at `from`: what another site's page does.
    pub async fn post_from(&mut self, from: &str, to: &str, pairs: &[(&str, &str)]) -> &Page {
        let from = self.base.join(from).expect("an address");
        let to = self.base.join(to).expect("an address");
        self.send_form(from, to, true, pairs, &[]).await
    }

    /// One request with this browser's cookies; nothing is followed, the shown page stays.
    pub async fn fetch(&mut self, method: Method, address: &str, body: &str) -> Answer {
        let url = self.base.join(address).expect("an address");
        self.exchange(&method, &url, body, None).await
    }

    /// As `fetch`, of a copy: cookies that come are not kept. For requests side by side.
    pub async fn fetch_aside(&self, method: Method, address: &str, body: &str) -> Answer {
        self.clone().fetch(method, address, body).await
    }

    /// How many pages (`200 text/html`) of the hub were shown since an earlier length of history.
    pub fn hub_pages_since(&self, mark: usize) -> usize {
        let hub = self.base.host_str().unwrap_or_default();
        self.history
            .iter()
            .skip(mark)
            .filter(|hop| {
                hop.host() == hub
                    && hop.status == Some(StatusCode::OK)
                    && hop.media_type == "text/html"
            })
            .count()
    }

    /// A mark for `hub_pages_since`.
    pub fn mark(&self) -> usize {
        self.history.len()
    }

    pub fn cookie(&self, host: &str, name: &str) -> Option<&str> {
        self.jar.value(host, name)
    }

    /// Puts a cookie where it did not come from the host itself.
    pub fn plant_cookie(&mut self, host: &str, name: &str, value: &str) {
        self.jar.plant(host, name, value);
    }

    /// Closes the browser and opens it again: cookies of its session are gone.
    pub fn close(&mut self) {
        self.jar.close();
        self.page = None;
    }

    async fn send_form(
        &mut self,
        from: Url,
        mut to: Url,
        is_post: bool,
        pairs: &[(&str, &str)],
        allowed: &[String],
    ) -> &Page {
        let encoded = wire::encode(pairs);
        if is_post {
            self.navigate(Method::POST, to, encoded, Some(from), allowed)
                .await
        } else {
            to.set_query(Some(&encoded));
            self.navigate(Method::GET, to, String::new(), Some(from), allowed)
                .await
        }
    }

    async fn navigate(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut body: String,
        from: Option<Url>,
        mut allowed: &[String],
    ) -> &Page {
        for _ in 0..MOST_REDIRECTS {
            let origin = url.origin().ascii_serialization();
            let scheme = format!("{}:", url.scheme());
            assert!(
                allowed.is_empty() || allowed.contains(&origin) || allowed.contains(&scheme),
                "the page's form-action does not allow {origin}, only {allowed:?}"
            );
            if self
                .intercepted
                .contains(url.host_str().unwrap_or_default())
            {
                self.history.push(Hop {
                    method,
                    url: url.clone(),
                    status: None,
                    media_type: String::new(),
                });
                let nothing = http::HeaderMap::new();
                let page = Page::new(url, StatusCode::OK, nothing, String::new());
                return self.page.insert(page);
            }
            let answer = self.exchange(&method, &url, &body, from.as_ref()).await;
            let location = answer.header("location").map(str::to_owned);
            let location = location.filter(|_| answer.status.is_redirection());
            let by_itself = refresh(&answer.body);
            if by_itself.is_some() {
                // What a form may lead to has been reached.
                allowed = &[];
            }
            let Some(location) = location.or(by_itself) else {
                let page = Page::new(url, answer.status, answer.headers, answer.body);
                return self.page.insert(page);
            };
            url = url.join(&location).expect("a location");
            // 307 and 308 keep the method (RFC 9110 section 15.4).
            if !matches!(answer.status.as_u16(), 307 | 308) {
                method = Method::GET;
                body.clear();
            }
        }
        panic!("more than {MOST_REDIRECTS} redirects: {:?}", self.history);
    }

    /// One request; cookies go along and are kept.
    async fn exchange(
        &mut self,
        method: &Method,
        url: &Url,
        body: &str,
        from: Option<&Url>,
    ) -> Answer {
        let now = (self.now)();
        let is_elsewhere = from.is_some_and(|from| from.host_str() != url.host_str());
        let cookies_from = match (is_elsewhere, method == Method::POST) {
            (false, _) => From::Here,
            (true, false) => From::ElsewhereSafely,
            (true, true) => From::ElsewhereByForm,
        };
        let cookies = self.jar.header(url, cookies_from, now);
        let origin = from.map(|from| from.origin().ascii_serialization());
        let site = match from {
            None => "none",
            Some(_) if is_elsewhere => "cross-site",
            Some(_) => "same-origin",
        };
        let (language, user_agent) = (self.language.clone(), self.user_agent.clone());
        let mut headers = vec![
            ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
            ("accept-language", language.as_str()),
            ("user-agent", user_agent.as_str()),
            ("sec-fetch-site", site),
            ("sec-fetch-mode", "navigate"),
        ];
        if let Some(cookies) = &cookies {
            headers.push(("cookie", cookies));
        }
        if method == Method::POST {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
            if let Some(origin) = &origin {
                headers.push(("origin", origin));
            }
        }
        let answer = wire::send(method.clone(), url, &headers, body).await;
        for header in answer.headers.get_all("set-cookie") {
            if !self.takes_cookies {
                continue;
            }
            let header = header.to_str().unwrap_or_default();
            if let Err(reason) = self.jar.take(url, header, now) {
                self.refused_cookies.push(format!("{reason}: {url}"));
            }
        }
        self.history.push(Hop {
            method: method.clone(),
            url: url.clone(),
            status: Some(answer.status),
            media_type: answer.media_type().to_owned(),
        });
        answer
    }
}

/// Where a page goes on to by itself after a while.
fn refresh(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("<meta http-equiv=\"refresh\" content=\"")?;
    let (content, _) = rest.split_once('"')?;
    let (_, url) = content.split_once(";url=")?;
    Some(url.replace("&#38;", "&").replace("&amp;", "&"))
}

/// The origins and schemes that a page's forms may lead to; empty where the page does not say.
fn form_action(page: &Page) -> Vec<String> {
    let policy = page
        .headers
        .get("content-security-policy")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let own = page.url.origin().ascii_serialization();
    policy
        .split(';')
        .filter_map(|directive| directive.trim().strip_prefix("form-action"))
        .flat_map(str::split_whitespace)
        .map(|source| match source {
            "'self'" => own.clone(),
            other => other.to_owned(),
        })
        .collect()
}
