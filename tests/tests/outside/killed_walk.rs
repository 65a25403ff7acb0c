//! A person on the way through the main job while the hub may die at any moment: what was pressed,
//! what was shown, and what was thereby promised.

use std::{collections::BTreeMap, time::Duration};

use http::{Method, Request, header};
use kobling_simulators::http_client::{HttpClient, HttpClientError};
use kobling_tests::Person;
use scraper::{Html, Selector};
use serde_json::Value;
use url::{Url, form_urlencoded};

const MOST_REDIRECTS: usize = 20;
const MOST_PAGES: usize = 10;
const MAIL_WITHIN: Duration = Duration::from_secs(10);

/// Nobody answers any more.
#[derive(Debug)]
pub(crate) struct Dead;

impl From<HttpClientError> for Dead {
    fn from(_: HttpClientError) -> Self {
        Self
    }
}

/// A browser, and what its owner has seen so far.
#[derive(Clone)]
pub(crate) struct Visitor {
    client: HttpClient,
    person: Person,
    issuer: String,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    url: Url,
    html: String,
    /// How often a code was asked for, answered or not.
    pub(crate) asked: usize,
    /// Whether a code was sent in, answered or not.
    pub(crate) has_tried: bool,
    /// The hub sent the browser on to the app: it said that the login is through.
    pub(crate) is_through: bool,
    /// Pages of the hub that were shown.
    pub(crate) hub_pages: usize,
}

impl Visitor {
    pub(crate) fn new(issuer: &str, person: &Person) -> Self {
        Self {
            client: HttpClient::new(),
            person: person.clone(),
            issuer: issuer.to_owned(),
            cookies: BTreeMap::new(),
            url: issuer.parse().unwrap(),
            html: String::new(),
            asked: 0,
            has_tried: false,
            is_through: false,
            hub_pages: 0,
        }
    }

    pub(crate) const fn person(&self) -> &Person {
        &self.person
    }

    /// Types the start address and does what each page asks for, until the app is there.
    pub(crate) async fn main_job(&mut self) -> Result<(), Dead> {
        self.go(&format!("{}/t/{}", self.issuer, self.person.tenant))
            .await?;
        self.go_on().await
    }

    /// Does what the present page and those after it ask for, until the app is there.
    pub(crate) async fn go_on(&mut self) -> Result<(), Dead> {
        for _ in 0..MOST_PAGES {
            if self.is_in_app() {
                return Ok(());
            }
            if self.has_button("login") {
                let number = self.person.national_id.clone().unwrap();
                self.press("login", &[("pid", number.as_str())]).await?;
            } else if self.has_button("verify") {
                self.type_code().await?;
            } else if self.has_button("send") {
                self.asked += 1;
                self.press("send", &[]).await?;
            } else {
                break;
            }
        }
        assert!(
            self.is_in_app(),
            "no way on at {}: {}",
            self.url,
            self.text()
        );
        Ok(())
    }

    /// Waits for the mail and sends its code in.
    pub(crate) async fn type_code(&mut self) -> Result<(), Dead> {
        let mails = self.await_mail().await?;
        self.has_tried = true;
        self.press("verify", &[("code", mails[0].code.as_str())])
            .await
    }

    pub(crate) fn is_in_app(&self) -> bool {
        self.host() == "hrm.localhost" && self.fact("sub").is_some()
    }

    /// Whether the present page asks for the code.
    pub(crate) fn is_asked_for_code(&self) -> bool {
        self.has_button("verify")
    }

    /// What the app shows under a name.
    pub(crate) fn fact(&self, id: &str) -> Option<String> {
        let page = Html::parse_document(&self.html);
        let wanted = Selector::parse(&format!("dd#{id}")).unwrap();
        Some(page.select(&wanted).next()?.text().collect())
    }

    /// The words of the present page.
    pub(crate) fn text(&self) -> String {
        let page = Html::parse_document(&self.html);
        let words = page.root_element().text().flat_map(str::split_whitespace);
        words.collect::<Vec<_>>().join(" ")
    }

    /// The digits on the present page.
    pub(crate) fn digits(&self) -> String {
        self.text().chars().filter(char::is_ascii_digit).collect()
    }

    /// The person's mails, newest first; at least one.
    pub(crate) async fn await_mail(&self) -> Result<Vec<Mail>, Dead> {
        let step = Duration::from_millis(50);
        for _ in 0..MAIL_WITHIN.as_millis() / step.as_millis() {
            let mails = self.mails().await?;
            if !mails.is_empty() {
                // So that the sender's own last write comes before whatever the person does next.
                tokio::time::sleep(Duration::from_millis(150)).await;
                return self.mails().await;
            }
            tokio::time::sleep(step).await;
        }
        panic!("the mail that was promised did not come");
    }

    pub(crate) async fn mails(&self) -> Result<Vec<Mail>, Dead> {
        let address = self.person.email.clone().unwrap();
        let query = form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>();
        let url = format!("{}/_local/inbox.json?to={query}", self.issuer);
        let request = Request::get(url).body(Vec::new()).unwrap();
        let answer = self.client.send(request).await?;
        let mails: Vec<Value> = serde_json::from_slice(answer.body()).unwrap();
        Ok(mails.iter().map(Mail::read).collect())
    }

    /// Opens an address and follows where it leads.
    pub(crate) async fn go(&mut self, address: &str) -> Result<(), Dead> {
        let url = address.parse().unwrap();
        self.follow(Method::GET, url, String::new()).await
    }

    fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    fn has_button(&self, action: &str) -> bool {
        let page = Html::parse_document(&self.html);
        page.select(&button(action)).next().is_some()
    }

    /// Sends the form that has a button, with some fields changed.
    async fn press(&mut self, action: &str, changed: &[(&str, &str)]) -> Result<(), Dead> {
        let (target, body) = {
            let page = Html::parse_document(&self.html);
            let wanted = button(action);
            let forms = Selector::parse("form").unwrap();
            let form = page
                .select(&forms)
                .find(|form| form.select(&wanted).next().is_some())
                .unwrap();
            let fields = Selector::parse("input").unwrap();
            let mut filled = form_urlencoded::Serializer::new(String::new());
            for field in form.select(&fields) {
                let value = |name| field.value().attr(name);
                let Some(name) = value("name") else { continue };
                let is_choice = matches!(value("type"), Some("radio" | "checkbox"));
                if is_choice && value("checked").is_none() {
                    continue;
                }
                let typed = changed.iter().find(|(known, _)| *known == name);
                let kept = value("value").unwrap_or_default();
                filled.append_pair(name, typed.map_or(kept, |(_, typed)| typed));
            }
            filled.append_pair("action", action);
            let target = form.value().attr("action").unwrap_or_default();
            (self.url.join(target).unwrap(), filled.finish())
        };
        self.follow(Method::POST, target, body).await
    }

    async fn follow(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut body: String,
    ) -> Result<(), Dead> {
        for _ in 0..MOST_REDIRECTS {
            let host = url.host_str().unwrap_or_default().to_owned();
            self.is_through |= host == "hrm.localhost" && url.path() == "/callback";
            let jar = self.cookies.entry(host.clone()).or_default();
            let cookies: Vec<String> = jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
            let request = Request::builder()
                .method(method)
                .uri(url.as_str())
                .header(header::COOKIE, cookies.join("; "))
                .header(header::ACCEPT_LANGUAGE, "nb")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone().into_bytes())
                .unwrap();
            let answer = self.client.send(request).await?;
            for cookie in answer.headers().get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
                if cookie.contains("Max-Age=0") {
                    jar.remove(name);
                } else {
                    jar.insert(name.to_owned(), value.to_owned());
                }
            }
            if let Some(location) = answer.headers().get(header::LOCATION) {
                url = url.join(location.to_str().unwrap()).unwrap();
                (method, body) = (Method::GET, String::new());
                continue;
            }
            if host == "localhost" {
                self.hub_pages += 1;
            }
            self.url = url;
            self.html = String::from_utf8(answer.into_body()).unwrap();
            return Ok(());
        }
        panic!("redirects without end, at {url}");
    }
}

fn button(action: &str) -> Selector {
    Selector::parse(&format!(r#"button[name="action"][value="{action}"]"#)).unwrap()
}

/// What is in a mail with a code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mail {
    pub(crate) code: String,
    pub(crate) link: String,
}

impl Mail {
    fn read(mail: &Value) -> Self {
        let first = |name: &str| mail[name][0].as_str().unwrap_or_default().to_owned();
        Self {
            code: first("codes"),
            link: first("links"),
        }
    }
}
