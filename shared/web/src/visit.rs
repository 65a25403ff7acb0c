//! What one request brings: parameters, cookies, language, where it comes from, and the reference
//! number that ties its page, its log lines and its audit events together.

use axum::extract::{FromRequest, Request};
use http::{Extensions, Method, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use kobling_base::{Internal, random::Random};
use kobling_model::{AccountId, Actor, DirectoryUserId, Who, tenants::Tenant};
use kobling_pages::{Brand, Chrome, HelpDesk, Notice, texts::Language};
use kobling_shared::app::App;
use lambda_http::request::RequestContext;

use super::{
    cookies::{BROWSER, Cookies, LANGUAGE, SESSION},
    network::network,
    stop::Stop,
};

/// The largest form body, in bytes.
pub const BODY_LIMIT: usize = 32 * 1024;

/// A reference number such as `K7QM-2XP9`: 40 random bits, without letters that look alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference(pub String);

impl Reference {
    /// The one that was drawn for a request, out of its extensions.
    pub fn of(extensions: &Extensions) -> Result<String, Internal> {
        extensions
            .get::<Self>()
            .map(|reference| reference.0.clone())
            .ok_or_else(|| Internal::from("no reference was drawn"))
    }

    pub fn draw(random: &Random) -> Self {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let drawn: [u8; 8] = random.bytes();
        let letters: Vec<char> = drawn
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
            .collect();
        let (one, other) = letters.split_at(4);
        Self(format!(
            "{}-{}",
            one.iter().collect::<String>(),
            other.iter().collect::<String>()
        ))
    }
}

/// One request of a browser.
#[derive(Clone, Debug)]
pub struct Visit {
    pub app: App,
    pub reference: String,
    pub method: Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    pub cookies: Cookies,
    pub accept_language: Option<String>,
    /// The client's address as the front door saw it; never from a header.
    pub from: String,
    /// Browser and system in two words, for the person to recognise.
    pub device: String,
    /// `Sec-Fetch-Site` says that the request was made by another site's page.
    pub is_cross_site: bool,
}

impl FromRequest<App> for Visit {
    type Rejection = Stop;

    async fn from_request(request: Request, app: &App) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        let header_text = |name: header::HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let form = if parts.method == Method::POST {
            let is_form = header_text(header::CONTENT_TYPE).is_some_and(|kind| {
                kind.split(';').next().is_some_and(|kind| {
                    kind.trim()
                        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
                })
            });
            if !is_form {
                return Err(Stop::notice(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    Notice::BadForm,
                ));
            }
            let read = Limited::new(body, BODY_LIMIT)
                .collect()
                .await
                .map_err(|_| Stop::notice(StatusCode::PAYLOAD_TOO_LARGE, Notice::TooLarge))?;
            kobling_protocol::decode(&read.to_bytes())
        } else {
            Vec::new()
        };
        let reference = Reference::of(&parts.extensions)?;
        Ok(Self {
            app: app.clone(),
            reference,
            path: parts.uri.path().to_owned(),
            query: kobling_protocol::decode(parts.uri.query().unwrap_or_default().as_bytes()),
            form,
            cookies: Cookies::read(&parts.headers),
            accept_language: header_text(header::ACCEPT_LANGUAGE),
            from: source(&parts.extensions),
            device: device(&header_text(header::USER_AGENT).unwrap_or_default()),
            is_cross_site: parts
                .headers
                .get("sec-fetch-site")
                .is_some_and(|site| site == "cross-site"),
            method: parts.method,
        })
    }
}

impl Visit {
    /// Who acts by this request: the account where it is known by its session or evidence, never
    /// by a cookie alone.
    pub fn actor(&self, account: Option<AccountId>) -> Actor {
        Actor::new(Who::Person(account), &self.from, &self.reference)
    }

    /// A query parameter that is there exactly once.
    pub fn query_one(&self, name: &str) -> Option<&str> {
        one(&self.query, name)
    }

    /// A form field that is there exactly once.
    pub fn field(&self, name: &str) -> Option<&str> {
        one(&self.form, name)
    }

    /// The network that it comes from, where callers are counted who are not known otherwise.
    pub fn network(&self) -> String {
        network(&self.from)
    }

    pub fn browser(&self) -> Option<&str> {
        self.cookies.get(BROWSER).filter(|value| value.len() == 32)
    }

    /// Account id and secret of the session cookie.
    pub fn session(&self) -> Option<(AccountId, &str)> {
        let mut parts = self.cookies.get(SESSION)?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?))
    }

    /// Who of the directory the person was when they logged in. Only a guess at what is worth
    /// reading along: at another employer they are someone else, and the app link alone says who.
    pub fn likely_user(&self) -> Option<DirectoryUserId> {
        let mut parts = self.cookies.get(SESSION)?.split('.');
        parts.nth(2)?.parse().ok()
    }

    /// The language that was just chosen by a link at the top of a page.
    pub fn chosen_language(&self) -> Option<Language> {
        (self.method == Method::GET)
            .then(|| self.query_one("lang").and_then(Language::from_tag))
            .flatten()
    }

    /// Choice, then the app's wish, then the browser's, then the tenant's default.
    pub fn language(&self, ui_locales: &[String], tenant: Option<&Tenant>) -> Language {
        let chosen = self
            .chosen_language()
            .map(|language| language.code().to_owned())
            .or_else(|| self.cookies.get(LANGUAGE).map(str::to_owned));
        let wish = (!ui_locales.is_empty()).then(|| ui_locales.join(" "));
        Language::negotiate(
            wish.as_deref(),
            chosen.as_deref(),
            tenant.and_then(|tenant| Language::from_tag(&tenant.language)),
            self.accept_language.as_deref(),
        )
    }

    /// This page's own address, without the choice of language.
    pub fn here(&self) -> String {
        let rest: Vec<_> = self
            .query
            .iter()
            .filter(|(name, _)| name != "lang")
            .collect();
        if rest.is_empty() {
            // A form's answer names its request in a field: the same page by GET.
            return match self.field("request") {
                Some(request) => format!("{}?{}", self.path, encode(&[("request", request)])),
                None => self.path.clone(),
            };
        }
        let pairs: Vec<(&str, &str)> = rest
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        format!("{}?{}", self.path, encode(&pairs))
    }

    /// The frame of a page.
    pub fn chrome<'a>(&self, language: Language, brand: Option<&'a Brand>) -> Chrome<'a> {
        Chrome {
            language,
            tenant: brand,
            csrf: None,
            request: None,
            here: self.here(),
            app: None,
            who: None,
            reference: None,
        }
    }
}

/// A tenant as its pages show it.
pub fn brand(tenant: &Tenant) -> Brand {
    let desk = &tenant.help_desk;
    Brand {
        name: tenant.name.clone(),
        logo: tenant
            .logo
            .as_ref()
            .map(|logo| format!("/assets/logo/{}/{logo}.png", tenant.id)),
        stylesheet: tenant.colour.as_ref().map(|colour| {
            format!(
                "/assets/colour/{}.css",
                colour.trim_start_matches('#').to_ascii_lowercase()
            )
        }),
        colour: tenant
            .colour
            .as_ref()
            .and_then(|colour| colour.parse().ok()),
        help_desk: Some(HelpDesk {
            name: Some(desk.name.clone()),
            email: desk.email.clone(),
            phone: desk.phone.clone(),
            url: desk.url.clone(),
        }),
    }
}

/// Pairs as a query.
pub fn encode(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn one<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = pairs
        .iter()
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.as_str());
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// The client's address, from API Gateway's own context.
pub fn source(extensions: &Extensions) -> String {
    match extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => {
            context.http.source_ip.clone().unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// `Firefox, Windows`: nothing finer, it only has to be recognised.
fn device(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_comes_twice_is_none() {
        let pairs = kobling_protocol::decode(b"a=1&b=2&a=3");
        assert_eq!(one(&pairs, "a"), None);
        assert_eq!(one(&pairs, "b"), Some("2"));
    }

    #[test]
    fn references_are_easy_to_read_out() {
        let Reference(text) = Reference::draw(&Random::system());
        assert_eq!(text.len(), 9);
        assert!(!text.contains(['0', 'O', '1', 'I']));
    }
}
