//! What an app of another organisation may know: asked, and listed to be taken back.

use super::{Page, chrome, render_with};
use crate::{
    parts::{Summary, SummaryRow},
    texts::Words,
};

/// Posts to `/consent`: `action` is `allow` or `deny`.
#[derive(Clone, Debug)]
pub struct ConsentPage {
    pub app: String,
    /// Who is logged in.
    pub person: String,
    pub items: Vec<ConsentItem>,
    /// Where the app says what it does with it.
    pub policy: Option<String>,
    /// Names what is shown; comes back with the answer.
    pub shown: String,
}

/// What an app asks to know, or to use.
#[derive(Clone, Debug)]
pub struct ConsentItem {
    /// A scope, or the address of an API.
    pub of: String,
    /// What the app would be told now; none where nothing is known, or where a page should not
    /// show it.
    pub value: Option<String>,
}

impl Page for ConsentPage {
    fn heading(&self, w: Words) -> String {
        w.consent_heading(&self.app)
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("consent.html", page: ConsentPage);
}

/// One that was given.
#[derive(Clone, Debug)]
pub struct GivenConsent {
    pub client: String,
    pub tenant: String,
    pub app: String,
    pub employer: String,
    pub items: Vec<String>,
}

/// Posts `client` and `tenant` to `/consents`.
#[derive(Clone, Debug)]
pub struct ConsentsPage {
    /// None where nobody is logged in.
    pub given: Option<Vec<GivenConsent>>,
}

impl Page for ConsentsPage {
    fn heading(&self, w: Words) -> String {
        w.consents_heading()
    }

    render_with!("consents.html", page: ConsentsPage);
}

/// The scope that says how long, and not what.
const OFFLINE: &str = "offline_access";
/// The order in which people think of it; APIs stand behind.
const ORDER: &[&str] = &[
    "profile",
    "email",
    "phone",
    "address",
    "employment",
    "rights",
    "national_id",
];

/// The place of an item among the others.
fn place(item: &str) -> usize {
    let place = ORDER.iter().position(|own| *own == item);
    place.unwrap_or(ORDER.len())
}

/// A scope in words; what is none is an API, and has its address.
fn said(w: &Words, item: &str) -> String {
    match item {
        "profile" => w.consent_profile(),
        "email" => w.consent_email(),
        "phone" => w.consent_phone(),
        "address" => w.consent_address(),
        "employment" => w.consent_employment(),
        "rights" => w.consent_rights(),
        "national_id" => w.consent_national_id(),
        api => w.consent_api(api),
    }
}

impl ConsentPage {
    /// Between whom.
    fn facts(&self, w: Words) -> Summary {
        let rows = vec![
            SummaryRow::fixed(w.device_app_label(), &self.app),
            SummaryRow::fixed(w.device_person_label(), &self.person),
        ];
        Summary { w, rows }
    }

    fn said(w: &Words, item: &str) -> String {
        said(w, item)
    }

    fn ordered(&self) -> Vec<&ConsentItem> {
        let what = self.items.iter().filter(|item| item.of != OFFLINE);
        let mut ordered: Vec<_> = what.collect();
        ordered.sort_by_key(|item| place(&item.of));
        ordered
    }

    fn is_offline(&self) -> bool {
        self.items.iter().any(|item| item.of == OFFLINE)
    }

    fn policy(&self) -> Option<&str> {
        let policy = self.policy.as_deref()?;
        chrome::link(policy).filter(|policy| policy.starts_with("https://"))
    }
}

impl GivenConsent {
    fn ordered(&self) -> Vec<&String> {
        let what = self.items.iter().filter(|item| *item != OFFLINE);
        let mut ordered: Vec<_> = what.collect();
        ordered.sort_by_key(|item| place(item));
        ordered
    }

    fn is_offline(&self) -> bool {
        self.items.iter().any(|item| item == OFFLINE)
    }
}

impl ConsentsPage {
    fn said(w: &Words, item: &str) -> String {
        said(w, item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chrome, texts::Language};

    fn item(of: &str, value: Option<&str>) -> ConsentItem {
        ConsentItem {
            of: of.to_owned(),
            value: value.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_asked_stands_in_the_order_of_a_letterhead_with_its_value_and_how_long_in_the_end() {
        let page = ConsentPage {
            app: "Foreningen".to_owned(),
            person: "Lykt".to_owned(),
            items: vec![
                item("email", Some("lykt@asnes.example.com")),
                item("https://api.example.com/x", None),
                item("national_id", None),
                item("offline_access", None),
                item("phone", None),
                item("profile", Some("Lykt Granskog")),
            ],
            policy: Some("https://union.example/privacy".to_owned()),
            shown: String::new(),
        };
        let html = page.render(&Chrome::bare(Language::En));
        let w = Words::in_language(Language::En);
        let mut rest = html.as_str();
        for said in [
            w.consent_profile() + ": <strong>Lykt Granskog",
            w.consent_email() + ": <strong>lykt@<wbr>asnes.example.com",
            w.consent_phone(),
            w.consent_national_id(),
            w.consent_api("https://api.example.com/x"),
            w.consent_offline(),
            "href=\"https://union.example/privacy\"".to_owned(),
        ] {
            let at = rest.find(&said);
            rest = &rest[at.unwrap_or_else(|| panic!("{said} is not there, or before: {html}"))..];
        }
        let policy = Some("http://union.example/privacy".to_owned());
        let other = ConsentPage { policy, ..page };
        let html = other.render(&Chrome::bare(Language::En));
        assert!(!html.contains("union.example"));
    }
}
