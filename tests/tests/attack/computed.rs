//! Rules computed over every route that a function declares, so that a new one cannot be
//! forgotten: methods, headers, form tokens, cookies, the host name, equal answers, clean logs.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use kobling_local::gateway::Mounted;
use kobling_tests::{Browser, Form, Hub, Page, Person, RelyingParty};
use serde_json::{Map, Value};
use tower::ServiceExt;

use crate::directory::scan;

const FORM: &str = "application/x-www-form-urlencoded";
const EVIL: &str = "evil.example";

/// POST routes that a protocol defines: other parties call them, without a page of ours and
/// without its token. What each does is bound otherwise.
const OTHERS_POST: &[(&str, &str)] = &[
    (
        "/authorize",
        "answers only with a redirect to itself by GET",
    ),
    (
        "/callback/{idp}",
        "answers only with a redirect to itself by GET",
    ),
    ("/token", "client authentication, and what the form carries"),
    ("/par", "client authentication; only keeps what it checked"),
    (
        "/device_authorization",
        "client authentication; only keeps what it checked",
    ),
    ("/device", "looks a code up, for whoever has it"),
    (
        "/device/allow",
        "carries the code of the login, which no other page knows; another site's form is refused",
    ),
    (
        "/revoke",
        "client authentication, and the token in the form",
    ),
    (
        "/introspect",
        "client authentication, and the token in the form",
    ),
    ("/userinfo", "the access token"),
    (
        "/api/hr/feeds/{feed}/uploads",
        "the access token in the header",
    ),
    (
        "/api/hr/imports/{id}/decision",
        "the access token in the header",
    ),
    (
        "/api/clients/{id}/secrets",
        "the access token in the header",
    ),
];
/// POST routes of forms of ours.
const OUR_FORMS: &[&str] = &["/link", "/verify-code", "/logout", "/consent", "/consents"];
/// Routes whose answers may be kept by anyone.
const PUBLIC: &[&str] = &[
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/jwks",
    "/assets/{*file}",
    "/api/openapi.yaml",
];

/// An address of a route, with something in its variables.
fn sample(path: &str) -> String {
    path.replace("{tenant}", "asnes")
        .replace("{idp}", "idporten")
        .replace("{*file}", "nothing.css")
        .replace("{feed}", "hr")
        .replace("{name}", "people-1.csv")
        .replace("{id}", "001772442000-abc")
        .replace("{secret}", "registered")
}

fn routes(hub: &Hub) -> Vec<(Arc<Mounted>, &'static str, &'static str)> {
    let routes: Vec<_> = hub
        .stack
        .mounted()
        .iter()
        .flat_map(|mounted| {
            let routes = mounted.function.routes().to_vec();
            let mounted = mounted.clone();
            routes
                .into_iter()
                .map(move |route| (mounted.clone(), route.method, route.path))
        })
        .collect();
    assert!(routes.len() >= 15, "the routes were not found");
    routes
}

/// One request straight to a function, past the gateway.
async fn ask(
    mounted: &Mounted,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (StatusCode, HeaderMap, String) {
    let app = mounted.instance().expect("an instance");
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(http_body_util::Full::new(hyper::body::Bytes::from(
            body.to_owned(),
        )))
        .expect("a request");
    let answer = mounted
        .function
        .router(&app)
        .map_request(|request: Request<_>| request.map(lambda_body))
        .oneshot(request)
        .await
        .expect("an answer");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    (parts.status, parts.headers, text)
}

fn lambda_body(body: http_body_util::Full<hyper::body::Bytes>) -> axum::body::Body {
    axum::body::Body::new(body)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_method_that_no_route_has_is_refused() {
    let hub = Hub::start().await;
    let all = routes(&hub);
    let mut declared: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, method, path) in &all {
        declared.entry(path).or_default().insert(method);
    }
    for (mounted, _, path) in &all {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let is_there = declared[path].contains(method);
            if is_there {
                continue;
            }
            let method: Method = method.parse().unwrap();
            let headers = [("content-type", FORM)];
            let (status, headers, body) =
                ask(mounted, method.clone(), &sample(path), &headers, "").await;
            assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            let allowed = text(&headers, "allow");
            for known in &declared[path] {
                assert!(allowed.contains(known), "{path} allows {allowed:?}");
            }
            assert!(!body.contains("panicked"), "{path}");
            let outside = hub.request(method.clone(), &sample(path), &[], "").await;
            assert!(
                matches!(
                    outside.status,
                    StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
                ),
                "{method} {path}: {}",
                outside.status
            );
        }
    }
}

/// What every answer of a function carries.
fn is_protected(path: &str, status: StatusCode, headers: &HeaderMap) {
    let policy = text(headers, "content-security-policy");
    // One page may be framed, and by ID-porten alone.
    let is_framed = path.starts_with("/logout/front-channel/") && status == StatusCode::OK;
    let framed_by = if is_framed {
        "frame-ancestors http://idporten.localhost:"
    } else {
        "frame-ancestors 'none'"
    };
    for part in [
        "default-src 'none'",
        "base-uri 'none'",
        framed_by,
        "form-action",
    ] {
        assert!(policy.contains(part), "{path} {status}: {policy:?}");
    }
    for bad in [
        "unsafe",
        "data:",
        "blob:",
        " * ",
        "*;",
        "http://*",
        "https://*",
    ] {
        assert!(!policy.contains(bad), "{path} {status}: {policy:?}");
    }
    assert_eq!(text(headers, "x-content-type-options"), "nosniff", "{path}");
    assert_eq!(text(headers, "referrer-policy"), "same-origin", "{path}");
    assert_eq!(
        text(headers, "cross-origin-opener-policy"),
        "same-origin",
        "{path}"
    );
    let is_public = PUBLIC.contains(&path) && status == StatusCode::OK;
    let kept = text(headers, "cache-control");
    if is_public {
        assert!(kept.contains("max-age"), "{path}: {kept:?}");
        assert!(!headers.contains_key("set-cookie"), "{path}");
    } else {
        assert!(kept.contains("no-store"), "{path} {status}: {kept:?}");
    }
    for cookie in headers.get_all("set-cookie") {
        is_safe_cookie(cookie.to_str().expect("text"));
    }
}

/// RFC 6265bis section 4.1.3.2, and what else the hub promises of its cookies.
fn is_safe_cookie(cookie: &str) {
    let mut parts = cookie.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    assert!(name.starts_with("__Host-kobling-"), "{name}");
    let attributes: BTreeSet<String> = parts.map(str::to_ascii_lowercase).collect();
    for attribute in ["secure", "httponly", "samesite=lax", "path=/"] {
        assert!(attributes.contains(attribute), "{cookie}");
    }
    assert!(
        !attributes
            .iter()
            .any(|attribute| attribute.starts_with("domain")),
        "{cookie}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_protected() {
    let hub = Hub::start().await;
    let asset = "/assets/colour/1b4f72.css";
    for (mounted, method, path) in routes(&hub) {
        let method: Method = method.parse().unwrap();
        let mut addresses = vec![
            sample(path),
            format!("{}?lang=sv", sample(path)),
            format!("{}?request=asnes.hrm.{}", sample(path), "x".repeat(32)),
            format!(
                "{}?error=x&state=y&code=z&client_id=hrm&mail=a.b",
                sample(path)
            ),
        ];
        if path == "/assets/{*file}" {
            addresses.push(asset.to_owned());
        }
        for address in addresses {
            for body in [
                "",
                "client_id=hrm&request=asnes.hrm.x&csrf=y&action=send&token=a.b",
            ] {
                let headers = [("content-type", FORM)];
                let (status, headers, _) =
                    ask(&mounted, method.clone(), &address, &headers, body).await;
                is_protected(path, status, &headers);
                assert!(!status.is_server_error(), "{method} {address}: {status}");
            }
        }
    }
    let mut browser = Browser::new(&hub);
    let person = hub.person("L7");
    browser.go(&format!("/t/{}", person.tenant)).await;
    log_in(&mut browser, &person).await;
    is_protected("/link", browser.page().status, &browser.page().headers);
    assert!(
        browser.refused_cookies.is_empty(),
        "{:?}",
        browser.refused_cookies
    );
}

pub(super) async fn log_in(browser: &mut Browser, person: &Person) {
    let pid = person.national_id.as_deref().expect("a number");
    if browser.host() == "se-eid.localhost" {
        let level = "http://id.elegnamnden.se/loa/1.0/loa3";
        browser.log_in_at_broker(pid, level).await;
        return;
    }
    browser
        .log_in_at_idporten(pid, "idporten-loa-substantial")
        .await;
}

/// Everyone of the seed at the first page that their login shows, if it has a form of ours.
async fn at_their_forms(hub: &Hub) -> Vec<(Person, Browser)> {
    let mut found = Vec::new();
    let mut rows = BTreeSet::new();
    for person in hub.stack.registered().people.clone() {
        if person.national_id.is_none() || !rows.insert(person.row.clone()) {
            continue;
        }
        let mut browser = Browser::new(hub);
        browser.go(&format!("/t/{}", person.tenant)).await;
        log_in(&mut browser, &person).await;
        if browser.host() == "localhost" && !browser.page().forms.is_empty() {
            found.push((person, browser));
        }
    }
    assert!(found.len() >= 10, "only {} forms were reached", found.len());
    found
}

/// At the question for consent, and at the list of those that were given.
async fn at_an_app_of_others(hub: &Hub) -> [(Person, Browser); 2] {
    let app = RelyingParty::register(hub, "union", |client| client.third_party = true).await;
    let person = hub.person("L1");
    let mut both = Vec::new();
    for _ in 0..2 {
        let begun = app.begin(&person.tenant, &[("prompt", "consent")]);
        let mut browser = app.browser(hub);
        browser.go(begun.url.as_str()).await;
        log_in(&mut browser, &person).await;
        both.push((person.clone(), browser));
    }
    let [asked, mut listed] = both.try_into().unwrap_or_else(|_| panic!("both"));
    listed.1.press("allow", &[]).await;
    listed.1.go("/consents").await;
    [asked, listed]
}

/// The store's content, without the audit (which may say that something was refused).
fn content(hub: &Hub) -> BTreeMap<String, Map<String, Value>> {
    let config = hub.stack.operator().app.config();
    [&config.tables.identity, &config.tables.transient]
        .into_iter()
        .flat_map(|table| scan(hub, table))
        .map(|item| {
            let key = format!("{}\n{}", item["pk"], item["sk"]);
            (key, item)
        })
        .collect()
}

fn encoded(form: &Form, button: &(String, String), changed: &[(&str, Option<&str>)]) -> String {
    let mut pairs = form.filled(Some((&button.0, &button.1)), &[]);
    for (name, value) in changed {
        pairs.retain(|(known, _)| known != name);
        pairs.extend(value.map(|value| ((*name).to_owned(), value.to_owned())));
    }
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    kobling_tests::wire::encode(&pairs)
}

fn cookies(browser: &Browser) -> String {
    ["__Host-kobling-browser", "__Host-kobling-session"]
        .into_iter()
        .filter_map(|name| Some(format!("{name}={}", browser.cookie("localhost", name)?)))
        .collect::<Vec<_>>()
        .join("; ")
}

fn target(page: &Page, form: &Form) -> String {
    let url = match &form.action {
        Some(action) if !action.is_empty() => page.url.join(action).expect("an address"),
        _ => page.url.clone(),
    };
    url[url::Position::BeforePath..url::Position::AfterQuery].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_not_shown_to_this_browser_changes_nothing() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let posts: BTreeSet<&str> = routes(&hub)
        .into_iter()
        .filter(|(_, method, _)| *method == "POST")
        .map(|(_, _, path)| path)
        .collect();
    let considered: BTreeSet<&str> = OTHERS_POST
        .iter()
        .map(|(path, _)| *path)
        .chain(OUR_FORMS.iter().copied())
        .collect();
    assert_eq!(posts, considered, "a POST route was not considered here");

    let mut shown = at_their_forms(&hub).await;
    // And pages that come later: the code, the activation code, the yes to a logout.
    for (_, browser) in at_their_forms(&hub).await.into_iter().take(4) {
        let mut browser = browser;
        let page = browser.page().clone();
        let Some(form) = page.form_with("action", "send").cloned() else {
            continue;
        };
        let typed = [("address", "nobody@example.com")];
        let changed: &[(&str, &str)] = if form.value("address").is_some() {
            &typed
        } else {
            &[]
        };
        browser
            .submit(&page, &form, Some(("action", "send")), changed)
            .await;
        let person = shown[0].0.clone();
        shown.push((person, browser));
    }
    let mut logged_in = Browser::new(&hub);
    let person = hub.person("L1");
    logged_in.go(&format!("/t/{}", person.tenant)).await;
    log_in(&mut logged_in, &person).await;
    logged_in.go("/logout").await;
    assert!(
        !logged_in.page().forms.is_empty(),
        "{}",
        logged_in.page().text
    );
    shown.push((person, logged_in));
    shown.extend(at_an_app_of_others(&hub).await);
    hub.mails_sent().await;

    // Nothing may change it, so one look after each case is enough.
    let before = content(&hub);
    let mut paths = BTreeSet::new();
    for at in 0..shown.len() {
        let (person, browser) = &shown[at];
        let other = &shown[(at + 1) % shown.len()].1;
        let page = browser.page().clone();
        let own = cookies(browser);
        let foreign = cookies(other);
        let foreign_token = other
            .page()
            .forms
            .first()
            .and_then(|form| form.value("csrf"))
            .map(str::to_owned);
        for form in page.forms.iter().filter(|form| form.is_post) {
            let to = target(&page, form);
            paths.insert(page.url.join(&to).unwrap().path().to_owned());
            assert!(
                form.value("csrf").is_some(),
                "{}: no token on {}",
                person.row,
                page.heading
            );
            for button in &form.buttons {
                let whole = encoded(form, button, &[]);
                let cases: Vec<(&str, String, Option<&str>, Vec<(&str, &str)>)> = vec![
                    (
                        "without a token",
                        encoded(form, button, &[("csrf", None)]),
                        Some(&own),
                        vec![],
                    ),
                    (
                        "with an empty token",
                        encoded(form, button, &[("csrf", Some(""))]),
                        Some(&own),
                        vec![],
                    ),
                    (
                        "with another browser's token",
                        encoded(form, button, &[("csrf", foreign_token.as_deref())]),
                        Some(&own),
                        vec![],
                    ),
                    (
                        "with the token twice",
                        format!("{whole}&csrf={}", form.value("csrf").unwrap_or_default()),
                        Some(&own),
                        vec![],
                    ),
                    ("without cookies", whole.clone(), None, vec![]),
                    (
                        "from another browser",
                        whole.clone(),
                        Some(&foreign),
                        vec![],
                    ),
                    (
                        "from another site",
                        whole.clone(),
                        Some(&own),
                        vec![("sec-fetch-site", "cross-site")],
                    ),
                ];
                for (what, body, cookie, further) in cases {
                    let mut headers = vec![("content-type", FORM)];
                    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
                    headers.extend(further);
                    let answer = hub.request(Method::POST, &to, &headers, &body).await;
                    let what = format!(
                        "{} {to:.24} {}={} {what}: {}",
                        person.row, button.0, button.1, answer.status
                    );
                    // A logout is asked for again; everything else is refused.
                    let is_refused =
                        matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::GONE)
                            || (to.starts_with("/logout")
                                && matches!(answer.status, StatusCode::OK | StatusCode::SEE_OTHER));
                    assert!(is_refused, "{what}");
                    let is_session_ended = answer
                        .headers
                        .get_all("set-cookie")
                        .iter()
                        .any(|cookie| cookie.to_str().is_ok_and(|c| c.contains("-session=")));
                    // A cookie that did not come along is not taken away either.
                    let is_anothers = cookie.is_some_and(|sent| sent != own.as_str());
                    assert!(!is_session_ended || is_anothers, "{what}");
                    hub.mails_sent().await;
                    assert!(before == content(&hub), "{what}: something changed");
                }
            }
        }
    }
    let covered: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    assert_eq!(
        covered,
        OUR_FORMS.iter().copied().collect(),
        "a form was not tried"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_links_form_is_not_for_other_sites() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let person = hub.person("L7");
    let address = person.email.clone().expect("an address");
    let mut browser = Browser::new(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    log_in(&mut browser, &person).await;
    browser.press("send", &[]).await;
    let mail = hub.next_mail(&address).await;
    let link = mail
        .links()
        .into_iter()
        .find(|link| link.contains("mail="))
        .expect("a link");
    let link: url::Url = link.parse().expect("an address");
    let (_, token) = link.query_pairs().next().expect("a token");
    let token = token.into_owned();
    for action in ["finish", "not_me"] {
        let body = kobling_tests::wire::encode(&[("token", &token), ("action", action)]);
        let before = content(&hub);
        let cookie = cookies(&browser);
        let headers = [
            ("content-type", FORM),
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "cross-site"),
        ];
        let answer = hub
            .request(Method::POST, "/verify-code", &headers, &body)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action}");
        assert!(before == content(&hub), "{action}: something changed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cookies_are_bound_to_the_host_and_out_of_scripts_reach() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = person.email.clone().expect("an address");
    let mut browser = Browser::new(&hub);
    browser.go(&format!("/t/{}?lang=nn", person.tenant)).await;
    log_in(&mut browser, &person).await;
    browser.press("send", &[]).await;
    let code = hub.next_code(&address).await;
    let page = browser.page().clone();
    let form = page.form_with("action", "verify").expect("a form").clone();
    let body = encoded(
        &form,
        &("action".to_owned(), "verify".to_owned()),
        &[("code", Some(&code))],
    );
    let cookie = cookies(&browser);
    let headers = [("content-type", FORM), ("cookie", cookie.as_str())];
    let answer = hub
        .request(Method::POST, &target(&page, &form), &headers, &body)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let set: Vec<&str> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .collect();
    assert_eq!(set.len(), 1, "{set:?}");
    assert!(set[0].starts_with("__Host-kobling-session="), "{set:?}");
    is_safe_cookie(set[0]);
    assert!(
        browser.refused_cookies.is_empty(),
        "{:?}",
        browser.refused_cookies
    );
    let language = hub.request(Method::GET, "/logout?lang=nn", &[], "").await;
    is_safe_cookie(language.header("set-cookie").expect("a cookie"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_host_gets_nowhere() {
    let hub = Hub::start().await;
    let forged = [
        ("host", EVIL),
        ("x-forwarded-host", EVIL),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "198.51.100.7"),
        ("x-original-host", EVIL),
        (
            "forwarded",
            "for=198.51.100.7;host=evil.example;proto=https",
        ),
        ("x-original-url", "//evil.example/"),
        ("x-rewrite-url", "//evil.example/"),
        ("content-type", FORM),
    ];
    for (mounted, method, path) in routes(&hub) {
        let method: Method = method.parse().unwrap();
        for query in [
            "",
            "?client_id=hrm&tenant=asnes",
            "?lang=sv",
            "?request=asnes.hrm.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ] {
            let address = format!("{}{query}", sample(path));
            let (_, headers, body) = ask(&mounted, method.clone(), &address, &forged, "").await;
            for (name, value) in &headers {
                let value = String::from_utf8_lossy(value.as_bytes());
                assert!(!value.contains(EVIL), "{method} {address}: {name}: {value}");
            }
            assert!(!body.contains(EVIL), "{method} {address}: {body}");
        }
    }
    // And in a mail.
    let person = hub.person("L7");
    let address = person.email.clone().expect("an address");
    let mut browser = Browser::new(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    log_in(&mut browser, &person).await;
    let page = browser.page().clone();
    let form = page.form_with("action", "send").expect("a form").clone();
    let body = encoded(&form, &("action".to_owned(), "send".to_owned()), &[]);
    let cookie = cookies(&browser);
    let mut headers = forged.to_vec();
    headers.retain(|(name, _)| *name != "host");
    headers.push(("cookie", &cookie));
    let answer = hub
        .request(Method::POST, &target(&page, &form), &headers, &body)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let mail = hub.next_mail(&address).await;
    let issuer = hub.stack.issuer();
    for part in [&mail.text, &mail.html, &mail.subject] {
        assert!(
            !part.contains(EVIL) && !part.contains("198.51.100.7"),
            "{part}"
        );
    }
    let links: Vec<String> = mail.links();
    assert!(!links.is_empty());
    assert!(
        links.iter().all(|link| link.starts_with(&issuer)),
        "{links:?}"
    );
}
