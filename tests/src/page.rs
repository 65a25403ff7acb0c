//! A page as far as a person meets it: its heading and text, its forms with what stands in their
//! fields, its links, and the texts of elements with an id.

use std::collections::BTreeMap;

use http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// `hidden`, `text`, `radio` …
    pub kind: String,
    pub is_checked: bool,
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    pub action: Option<String>,
    pub is_post: bool,
    pub fields: Vec<Field>,
    /// Name and value; both empty for a button without a name.
    pub buttons: Vec<(String, String)>,
}

impl Form {
    /// The value that a field has.
    pub fn value(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| {
            field.name == name
                && (field.is_checked || !matches!(field.kind.as_str(), "radio" | "checkbox"))
        });
        Some(field?.value.as_str())
    }

    pub fn has_button(&self, name: &str, value: &str) -> bool {
        self.buttons.iter().any(|(n, v)| n == name && v == value)
    }

    /// What a browser would send: fields as they stand, those that the person changed, the
    /// button that was pressed.
    ///
    /// # Panics
    /// Where a field that is to be changed is not in the form, or a choice is none of its choices.
    pub fn filled(
        &self,
        button: Option<(&str, &str)>,
        changed: &[(&str, &str)],
    ) -> Vec<(String, String)> {
        for (name, value) in changed {
            let mut named = self.fields.iter().filter(|field| field.name == *name);
            let is_possible = named.any(|field| match field.kind.as_str() {
                "radio" | "checkbox" => field.value == *value,
                "hidden" => false,
                _ => true,
            });
            assert!(is_possible, "no way to give {name} that value: {self:?}");
        }
        let mut sent = Vec::new();
        for field in &self.fields {
            let is_changed = changed.iter().any(|(name, _)| *name == field.name);
            let is_choice = matches!(field.kind.as_str(), "radio" | "checkbox");
            if !is_changed && (field.is_checked || !is_choice) {
                sent.push((field.name.clone(), field.value.clone()));
            }
        }
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        sent.extend(changed.iter().map(own));
        sent.extend(button.iter().filter(|(name, _)| !name.is_empty()).map(own));
        sent
    }
}

/// A page that was reached.
#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
    pub language: String,
    pub title: String,
    pub heading: String,
    /// All text of the main part, with single spaces.
    pub text: String,
    pub forms: Vec<Form>,
    /// Text and address.
    pub links: Vec<(String, String)>,
    by_id: BTreeMap<String, String>,
}

impl Page {
    /// A page that came by other means than this crate's browser.
    pub fn of(url: Url, html: &str) -> Self {
        Self::new(url, StatusCode::OK, HeaderMap::new(), html.to_owned())
    }

    pub(crate) fn new(url: Url, status: StatusCode, headers: HeaderMap, html: String) -> Self {
        let document = Html::parse_document(&html);
        let one = |selector: &str| {
            document
                .select(&select(selector))
                .next()
                .map(|element| text(&element))
                .unwrap_or_default()
        };
        let language = document
            .select(&select("html"))
            .next()
            .and_then(|root| root.attr("lang"))
            .unwrap_or_default()
            .to_owned();
        Self {
            language,
            title: one("title"),
            heading: one("h1"),
            text: one("main"),
            forms: document.select(&select("form")).map(form).collect(),
            links: document
                .select(&select("a[href]"))
                .map(|link| {
                    let href = link.attr("href").unwrap_or_default();
                    (text(&link), href.to_owned())
                })
                .collect(),
            by_id: document
                .select(&select("[id]"))
                .map(|element| {
                    let id = element.attr("id").unwrap_or_default();
                    (id.to_owned(), text(&element))
                })
                .collect(),
            url,
            status,
            headers,
            html,
        }
    }

    /// The text of an element by its id.
    pub fn by_id(&self, id: &str) -> Option<&str> {
        self.by_id.get(id).map(String::as_str)
    }

    /// The first form with such a button.
    pub fn form_with(&self, name: &str, value: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.has_button(name, value))
    }

    /// Whether the page has a button `action` of that value, as all the hub's forms do.
    pub fn has_action(&self, action: &str) -> bool {
        self.form_with("action", action).is_some()
    }

    /// Whether a person can go on from here: a form, or a button that is a link.
    pub fn has_way_on(&self) -> bool {
        !self.forms.is_empty() || self.button().is_some()
    }

    /// Where the page's one button leads, where the button is a link.
    pub fn button(&self) -> Option<String> {
        let document = Html::parse_document(&self.html);
        let selector = select("a.primary[href], a.button[href]");
        let link = document.select(&selector).next()?;
        link.attr("href").map(str::to_owned)
    }

    /// What a person's eyes meet, without what is different each time by intent (form tokens,
    /// handles, reference numbers): for comparing two answers byte by byte.
    pub fn without_secrets(&self) -> String {
        let mut html = self.html.clone();
        for form in &self.forms {
            for field in form.fields.iter().filter(|field| field.kind == "hidden") {
                html = html.replace(&field.value, "HIDDEN");
            }
        }
        if let Some((_, handle)) = self.url.query_pairs().find(|(name, _)| name == "request") {
            let encoded: String = url::form_urlencoded::byte_serialize(handle.as_bytes()).collect();
            html = html.replace(&encoded, "HIDDEN");
        }
        let document = Html::parse_document(&html);
        for reference in document.select(&select(".reference strong")) {
            html = html.replace(&text(&reference), "REFERENCE");
        }
        html
    }
}

fn form(form: ElementRef<'_>) -> Form {
    let attribute =
        |element: &ElementRef<'_>, name: &str| element.attr(name).unwrap_or_default().to_owned();
    let method = form.attr("method").unwrap_or("get");
    Form {
        action: form.attr("action").map(str::to_owned),
        is_post: method.eq_ignore_ascii_case("post"),
        fields: form
            .select(&select("input[name]"))
            .map(|input| {
                let kind = input.attr("type").unwrap_or("text").to_owned();
                let is_choice = matches!(kind.as_str(), "radio" | "checkbox");
                Field {
                    name: attribute(&input, "name"),
                    value: match input.attr("value") {
                        None if is_choice => "on".to_owned(),
                        value => value.unwrap_or_default().to_owned(),
                    },
                    is_checked: input.attr("checked").is_some(),
                    kind,
                }
            })
            .collect(),
        buttons: form
            .select(&select("button"))
            .map(|button| (attribute(&button, "name"), attribute(&button, "value")))
            .collect(),
    }
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

fn text(element: &ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
