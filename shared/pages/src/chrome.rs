//! What surrounds every page: language, tenant, hidden form fields, help desk, reference number.

use super::{Asset, Page, Problem, Rgb, parts};
use crate::texts::{Language, Words};

/// A tenant as its people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    pub name: String,
    /// Path of the logo on this host, such as `/assets/tenant/asnes.png`.
    pub logo: Option<String>,
    /// Path of the stylesheet that [`super::tenant_stylesheet`] rendered, on this host.
    pub stylesheet: Option<String>,
    /// For mails, which load no stylesheet.
    pub colour: Option<Rgb>,
    pub help_desk: Option<HelpDesk>,
}

/// Whom the tenant's people ask. What is absent is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelpDesk {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Linked only if it begins with `https://`.
    pub url: Option<String>,
}

/// Who the page takes the person at the browser for, and where somebody else goes from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Given name and the first letter of the family name; none where nobody told one.
    pub name: Option<String>,
    /// Path on this host that asks the eID anew; empty where a button of the page leads there.
    pub other: String,
}

impl Who {
    /// How a name is shown where the next person at a shared machine may see it, too.
    pub fn short(given: &str, family: &str) -> Option<String> {
        let initial = family.chars().next().map(|letter| format!("{letter}."));
        let parts = [Some(given.to_owned()), initial];
        let name: Vec<String> = parts.into_iter().flatten().collect();
        (!given.is_empty()).then(|| name.join(" "))
    }
}

/// What a handler knows about the request that a page answers, apart from the page itself.
#[derive(Clone, Debug)]
pub struct Chrome<'a> {
    pub language: Language,
    pub tenant: Option<&'a Brand>,
    /// The hidden field `csrf` of every form.
    pub csrf: Option<String>,
    /// The hidden field `request` of every form: which stored request it continues.
    pub request: Option<String>,
    /// Path and query of this page without `lang`, safe to open by GET. The language links build
    /// on it, so it begins with `/`; anything else leads them to `/`.
    pub here: String,
    /// Name of the app that the person is logging in to.
    pub app: Option<String>,
    /// Who has shown an eID, if anybody has.
    pub who: Option<Who>,
    /// The number that ties this page to log and audit.
    pub reference: Option<String>,
}

impl Chrome<'_> {
    /// A page with nothing around it but the language.
    pub fn bare(language: Language) -> Self {
        Self {
            language,
            tenant: None,
            csrf: None,
            request: None,
            here: "/".to_owned(),
            app: None,
            who: None,
            reference: None,
        }
    }
}

/// A line of contact details.
pub(super) struct Contact<'a> {
    pub label: String,
    pub text: &'a str,
    pub href: String,
}

/// A link to this page in a language.
pub(super) struct LanguageLink {
    pub language: Language,
    pub href: String,
    pub is_current: bool,
}

/// The same for every template.
pub(super) struct Frame<'a> {
    pub chrome: &'a Chrome<'a>,
    pub w: Words,
    pub heading: String,
    pub problems: Vec<Problem>,
    /// The tenant's name, or words that stand in for it within a sentence.
    pub tenant: String,
    shows_help: bool,
    pub stylesheet: &'static str,
    pub script: &'static str,
    pub icon: &'static str,
}

impl<'a> Frame<'a> {
    pub(super) fn of(page: &impl Page, chrome: &'a Chrome<'a>) -> Self {
        let w = Words::in_language(chrome.language);
        Self {
            chrome,
            w,
            heading: page.heading(w),
            problems: page.problems(w),
            tenant: chrome
                .tenant
                .map_or_else(|| w.employer(), |brand| brand.name.clone()),
            shows_help: page.shows_help(),
            stylesheet: Asset::path_of("css"),
            script: Asset::path_of("js"),
            icon: Asset::path_of("svg"),
        }
    }

    pub(super) fn site(&self) -> String {
        self.chrome
            .tenant
            .map_or_else(|| self.w.product(), |brand| brand.name.clone())
    }

    pub(super) fn title(&self) -> String {
        if self.problems.is_empty() {
            self.w.title(&self.heading, self.site())
        } else {
            self.w.title_failed(&self.heading, self.site())
        }
    }

    pub(super) fn logo(&self) -> Option<&str> {
        self.chrome
            .tenant?
            .logo
            .as_deref()
            .filter(|path| is_local(path))
    }

    pub(super) fn tenant_stylesheet(&self) -> Option<&str> {
        self.chrome
            .tenant?
            .stylesheet
            .as_deref()
            .filter(|path| is_local(path))
    }

    /// Where a step's form goes. The login is named in the address too, so that the address of
    /// the form's answer, loaded anew, still leads to the login.
    pub(super) fn step(&self, path: &str) -> String {
        match &self.chrome.request {
            Some(request) => {
                let encoded: String =
                    url::form_urlencoded::byte_serialize(request.as_bytes()).collect();
                format!("{path}?request={encoded}")
            }
            None => path.to_owned(),
        }
    }

    /// The page's own address, for a form that goes back to it.
    pub(super) fn own_address(&self) -> &str {
        let here = self.chrome.here.as_str();
        if is_local(here) { here } else { "" }
    }

    /// The error at this field.
    pub(super) fn problem_at(&self, field: &str) -> Option<&str> {
        let mut problems = self.problems.iter();
        let problem = problems.find(|problem| problem.field == field)?;
        Some(&problem.text)
    }

    /// The same, for a part to keep.
    pub(super) fn error_at(&self, field: &str) -> Option<String> {
        self.problem_at(field).map(str::to_owned)
    }

    /// The value of `aria-describedby` for a field: its hint, then its error.
    pub(super) fn described_by(&self, field: &str, has_hint: bool) -> Option<String> {
        parts::described_by(field, has_hint, self.problem_at(field).is_some())
    }

    /// This page in each language.
    pub(super) fn languages(&self) -> [LanguageLink; 5] {
        let here = Some(self.chrome.here.as_str())
            .filter(|here| is_local(here))
            .unwrap_or("/");
        let joint = if here.contains('?') { '&' } else { '?' };
        Language::ALL.map(|language| LanguageLink {
            language,
            href: format!("{here}{joint}lang={}", language.code()),
            is_current: language == self.chrome.language,
        })
    }

    pub(super) fn shows_help(&self) -> bool {
        self.shows_help
    }

    /// Who is here, in words.
    pub(super) fn who_is(&self) -> Option<String> {
        let who = self.chrome.who.as_ref()?;
        Some(match &who.name {
            Some(name) => self.w.who_is(name),
            None => self.w.who_is_nameless(),
        })
    }

    /// Where somebody else goes.
    pub(super) fn somebody_else(&self) -> &str {
        let who = self.chrome.who.as_ref();
        who.map_or("", |who| who.other.as_str())
    }

    pub(super) fn help_desk_name(&self) -> Option<&str> {
        self.chrome.tenant?.help_desk.as_ref()?.name.as_deref()
    }

    /// How to reach the help desk; empty where the tenant has not said.
    pub(super) fn contacts(&self) -> Vec<Contact<'a>> {
        let Some(desk) = self
            .chrome
            .tenant
            .and_then(|brand| brand.help_desk.as_ref())
        else {
            return Vec::new();
        };
        let phone = desk.phone.as_deref().map(|text| {
            let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '+');
            let href = digits.fold("tel:".to_owned(), |href, digit| {
                href + digit.encode_utf8(&mut [0; 4])
            });
            Contact {
                label: self.w.help_phone(),
                text,
                href,
            }
        });
        let email = desk.email.as_deref().map(|text| {
            // A `?` would begin header fields of the mail (RFC 6068 section 2).
            let address = text
                .replace('%', "%25")
                .replace('?', "%3F")
                .replace('&', "%26");
            Contact {
                label: self.w.help_email(),
                text,
                href: format!("mailto:{address}"),
            }
        });
        let web = desk
            .url
            .as_deref()
            .filter(|url| url.starts_with("https://"));
        let web = web.map(|url| Contact {
            label: self.w.help_web(),
            text: url,
            href: url.to_owned(),
        });
        [phone, email, web].into_iter().flatten().collect()
    }
}

/// Whether a link stays on this host: `//host` and `/\host` do not.
fn is_local(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && !path.bytes().any(|byte| byte.is_ascii_control())
}

/// A link that a page may hold: on this host, or `https://`, or `http://` for an app on a
/// laptop. `None` for `javascript:`, `data:` and the like, whoever wrote them.
pub(super) fn link(href: &str) -> Option<&str> {
    let lower = href.get(..8).unwrap_or(href).to_ascii_lowercase();
    let fine = is_local(href) || lower.starts_with("https://") || lower.starts_with("http://");
    fine.then_some(href)
}

#[cfg(test)]
mod tests {
    use super::super::assets;
    use super::*;

    #[test]
    fn only_links_that_lead_somewhere_by_http_are_made() {
        for href in [
            "/",
            "/authorize?x=1&y=2",
            "https://app.example.com/",
            "http://app.localhost:9000/",
        ] {
            assert_eq!(link(href), Some(href));
        }
        for href in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "",
            "evil.example",
            "https:evil",
        ] {
            assert_eq!(link(href), None, "{href}");
        }
    }

    #[test]
    fn the_stylesheet_script_and_icon_are_assets() {
        for extension in ["css", "js", "svg"] {
            let path = Asset::path_of(extension);
            assert!(
                assets().iter().any(|asset| asset.path == path),
                "{extension}: {path}"
            );
        }
    }
}
