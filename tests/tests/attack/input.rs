//! Foreign input at every door: whatever comes, no answer is a 5xx, nothing leads to a place that
//! is not registered, nothing is reflected unescaped, and bodies have a bound.

mod waiting;

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{Method, StatusCode};
use kobling_tests::{AppKey, Browser, Hub, RelyingParty, wire::encode};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value};
use tokio::runtime::Runtime;

const FORM: &str = "application/x-www-form-urlencoded";
const MARK: &str = "<script>mark()</script>";
const ELSEWHERE: &str = "https://elsewhere.example/";

/// Values that broke others before, beside any text at all.
fn value() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "hrm",
        "asnes",
        "idporten",
        "openid",
        "code",
        "S256",
        "none",
        "login",
        MARK,
        "\"><script>mark()</script>",
        "javascript:mark()",
        ELSEWHERE,
        "//elsewhere.example/",
        "https://hrm.localhost@elsewhere.example/",
        "http://hrm.localhost/callback/..;/",
        "http://hrm.localhost/callback\r\nSet-Cookie: a=b",
        "\r\nLocation: https://elsewhere.example/",
        "../../etc/passwd",
        "..%2f..%2fx",
        "%00",
        "\u{0}",
        "\u{202e}",
        "'; DROP TABLE--",
        "#pk",
        "tenant#asnes",
        "asnes.hrm.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "asnes.hrm.",
        "a.b",
        "-1",
        "99999999999999999999999999",
        "0",
        "true",
        "null",
        "{}",
        "[]",
        "eyJhbGciOiJub25lIn0.e30.",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com",
        "１２３４５６",
        "123456",
        "𝕒@example.com",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![
        4 => prop::sample::select(known),
        2 => any::<String>(),
        1 => "[ -~]{0,60}",
        1 => prop::collection::vec(any::<char>(), 200..400).prop_map(|c| c.into_iter().collect()),
    ]
}

/// Names that some endpoint reads, and any other.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "max_age",
        "ui_locales",
        "acr_values",
        "id_token_hint",
        "login_hint",
        "tenant",
        "response_mode",
        "request",
        "request_uri",
        "claims",
        "iss",
        "error",
        "error_description",
        "code",
        "grant_type",
        "code_verifier",
        "refresh_token",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "token",
        "mail",
        "action",
        "csrf",
        "address",
        "choice",
        "account",
        "provider",
        "activation_code",
        "lang",
        "post_logout_redirect_uri",
        "logout_hint",
        "access_token",
        "resource",
        "dpop_jkt",
        "token_type_hint",
        "add_address",
        "device_code",
        "user_code",
    ]
    .map(str::to_owned)
    .to_vec();
    prop_oneof![9 => prop::sample::select(known), 1 => any::<String>()]
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((name(), value()), 0..9)
}

/// A request that is right but for what is put over it, so that later checks are reached too.
fn authorization() -> impl Strategy<Value = Vec<(String, String)>> {
    (
        prop::sample::subsequence((0..8).collect::<Vec<usize>>(), 0..8),
        pairs(),
    )
        .prop_map(|(left_out, over)| {
            let right = [
                ("response_type", "code"),
                ("client_id", "hrm"),
                ("redirect_uri", "REDIRECT"),
                ("scope", "openid"),
                ("state", "s"),
                (
                    "code_challenge",
                    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                ),
                ("code_challenge_method", "S256"),
                ("tenant", "asnes"),
            ];
            let mut all: Vec<(String, String)> = right
                .into_iter()
                .enumerate()
                .filter(|(at, _)| left_out.len() > 5 || !left_out.contains(at) || at % 3 != 0)
                .map(|(_, (name, value))| (name.to_owned(), value.to_owned()))
                .collect();
            // In place of what was right, or beside it.
            for (at, (name, value)) in over.into_iter().enumerate() {
                match all
                    .iter_mut()
                    .find(|(known, _)| *known == name && at % 2 == 0)
                {
                    Some(pair) => pair.1 = value,
                    None => all.push((name, value)),
                }
            }
            all
        })
}

/// One hub for all cases of this file, with a browser that is in the midst of a login.
struct Stand {
    runtime: Runtime,
    hub: Hub,
    cookie: String,
    handle: String,
    csrf: String,
    session: String,
    /// What a device shows that waits, and the code of a login for it.
    device: [String; 4],
    /// Cookies, handle and form token of someone whom the app `union` asks for consent.
    asked: [String; 3],
    /// Of the app `signing`.
    key: AppKey,
}

fn stand() -> &'static Stand {
    static STAND: OnceLock<Stand> = OnceLock::new();
    STAND.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let key = AppKey::new();
        let jwks = key.jwks();
        let (hub, browser, session, device, asked) = runtime.block_on(async {
            let hub = Hub::with(|options| options.schedules = false).await;
            let person = hub.person("L22");
            let mut browser = Browser::new(&hub);
            browser.go(&format!("/t/{}", person.tenant)).await;
            let pid = person.national_id.clone().expect("a number");
            browser
                .log_in_at_idporten(&pid, "idporten-loa-substantial")
                .await;
            let person = hub.person("L1");
            let mut logged_in = Browser::new(&hub);
            logged_in.go(&format!("/t/{}", person.tenant)).await;
            let pid = person.national_id.clone().expect("a number");
            logged_in
                .log_in_at_idporten(&pid, "idporten-loa-substantial")
                .await;
            let session = logged_in
                .cookie("localhost", "__Host-kobling-session")
                .expect("a session")
                .to_owned();
            RelyingParty::register(&hub, "signing", move |client| client.jwks = Some(jwks)).await;
            let device = waiting::device(&hub, &mut logged_in).await;
            let asked = waiting::asked(&hub, &mut logged_in).await;
            (hub, browser, session, device, asked)
        });
        let form = browser.page().forms.first().expect("a form").clone();
        let of = |name: &str| form.value(name).unwrap_or_default().to_owned();
        let cookie = browser
            .cookie("localhost", "__Host-kobling-browser")
            .expect("a cookie");
        Stand {
            runtime,
            cookie: format!("__Host-kobling-browser={cookie}"),
            handle: of("request"),
            csrf: of("csrf"),
            session,
            device,
            asked,
            key,
            hub,
        }
    })
}

impl Stand {
    fn registered(&self) -> Vec<String> {
        let hub = self.hub.stack.issuer();
        let port = self.hub.port();
        vec![
            format!("{hub}/"),
            "/".to_owned(),
            format!("http://idporten.localhost:{port}/"),
            format!("http://hrm.localhost:{port}/"),
            format!("http://roster.localhost:{port}/"),
            format!("http://signing.localhost:{port}/"),
            format!("http://union.localhost:{port}/"),
        ]
    }

    /// Sends, and looks at what comes back.
    fn check(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<(), TestCaseError> {
        let answer = self
            .runtime
            .block_on(self.hub.request(method.clone(), path, headers, body));
        let what = format!("{method} {path:.300} {body:.300}");
        prop_assert!(
            !answer.status.is_server_error(),
            "{}: {what}",
            answer.status
        );
        if let Some(location) = answer.header("location") {
            let is_registered = self
                .registered()
                .iter()
                .any(|place| location.starts_with(place.as_str()))
                && !location.starts_with("//");
            prop_assert!(is_registered, "leads to {location}: {what}");
        }
        prop_assert!(!answer.body.contains(MARK), "reflected: {what}");
        for header in ["refresh", "x-elsewhere"] {
            prop_assert!(answer.header(header).is_none());
        }
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap_or_default();
            prop_assert!(cookie.starts_with("__Host-kobling-"), "{cookie}: {what}");
        }
        if answer.media_type() == "text/html" {
            prop_assert!(
                !answer.body.contains("href=\"javascript:")
                    && !leads_elsewhere(&answer.body)
                    && !answer.body.contains("onerror="),
                "{what}"
            );
        }
        Ok(())
    }
}

/// Whether an attribute names the other host; what was typed may be shown in its field again.
fn leads_elsewhere(page: &str) -> bool {
    let attributes: Vec<&str> = page.split("=\"").collect();
    attributes.windows(2).any(|pair| {
        let value = pair[1].split('"').next().unwrap_or_default();
        !pair[0].ends_with(" value") && value.contains("elsewhere.example/")
    })
}

fn run<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(&Stand, S::Value) -> Result<(), TestCaseError>,
) {
    let stand = stand();
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    if let Err(error) = runner.run(strategy, |value| test(stand, value)) {
        panic!("{error}");
    }
}

fn form(pairs: &[(String, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    encode(&pairs)
}

/// `REDIRECT` stands for the registered address, which has the hub's port in it.
fn with_redirect(stand: &Stand, pairs: &[(String, String)]) -> String {
    let redirect = format!("http://hrm.localhost:{}/callback", stand.hub.port());
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(name, value)| {
            let value = if value == "REDIRECT" {
                &redirect
            } else {
                value
            };
            (name.clone(), value.clone())
        })
        .collect();
    form(&pairs)
}

#[test]
fn authorization_requests() {
    run(
        500,
        &(authorization(), any::<bool>()),
        |stand, (pairs, is_logged_in)| {
            let query = with_redirect(stand, &pairs);
            let session = format!("__Host-kobling-session={}", stand.session);
            let headers = [("cookie", session.as_str()), ("content-type", FORM)];
            let headers = if is_logged_in {
                &headers[..]
            } else {
                &headers[1..]
            };
            stand.check(&Method::GET, &format!("/authorize?{query}"), headers, "")?;
            stand.check(&Method::POST, "/authorize", headers, &query)
        },
    );
}

#[test]
fn token_requests() {
    let names = (
        prop::sample::select(vec![
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
            "password",
            "",
        ]),
        pairs(),
        value(),
    );
    run(340, &names, |stand, (grant, pairs, secret)| {
        let body = format!("grant_type={grant}&{}", form(&pairs));
        let basic = format!("Basic {}", STANDARD.encode(format!("hrm:{secret}")));
        let proof: String = secret.chars().filter(char::is_ascii_graphic).collect();
        let headers = [
            ("content-type", FORM),
            ("dpop", proof.as_str()),
            ("authorization", basic.as_str()),
        ];
        for path in [
            "/token",
            "/par",
            "/revoke",
            "/introspect",
            "/device_authorization",
        ] {
            stand.check(&Method::POST, path, &headers[..1], &body)?;
            stand.check(&Method::POST, path, &headers[..2], &body)?;
            stand.check(&Method::POST, path, &headers, &body)?;
        }
        let bearer: String = format!("Bearer {secret}")
            .chars()
            .filter(|c| (' '..='~').contains(c))
            .collect();
        stand.check(&Method::GET, "/userinfo", &[("authorization", &bearer)], "")?;
        let bound = bearer.replacen("Bearer", "DPoP", 1);
        let headers = [headers[0], headers[1], ("authorization", bound.as_str())];
        stand.check(&Method::POST, "/userinfo", &headers[..1], &body)?;
        stand.check(&Method::POST, "/userinfo", &headers, "")
    });
}

#[test]
fn signed_requests() {
    let parts = (authorization(), pairs(), any::<bool>());
    run(500, &parts, |stand, (said, beside, is_pushed)| {
        let issuer = stand.hub.stack.issuer();
        let mut claims: Map<String, Value> = said
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect();
        let redirect = format!("http://signing.localhost:{}/callback", stand.hub.port());
        let own = [
            ("iss", Value::from("signing")),
            ("client_id", "signing".into()),
            ("aud", issuer.into()),
            ("exp", (stand.hub.now() + 60).into()),
        ];
        claims.extend(own.map(|(name, value)| (name.to_owned(), value)));
        if claims
            .get("redirect_uri")
            .is_some_and(|uri| uri == "REDIRECT")
        {
            claims.insert("redirect_uri".to_owned(), redirect.into());
        }
        let object = stand.key.sign(&stand.key.header(), &claims.into());
        let own = encode(&[("client_id", "signing"), ("request", &object)]);
        let query = format!("{own}&{}", form(&beside));
        let headers = [("content-type", FORM)];
        if is_pushed {
            return stand.check(&Method::POST, "/par", &headers, &query);
        }
        stand.check(&Method::GET, &format!("/authorize?{own}"), &[], "")?;
        stand.check(&Method::GET, &format!("/authorize?{query}"), &[], "")
    });
}

#[test]
fn callbacks() {
    run(
        200,
        &(pairs(), value(), any::<bool>()),
        |stand, (mut pairs, tail, is_ours)| {
            if is_ours {
                pairs.retain(|(name, _)| name != "state");
                pairs.push(("state".to_owned(), format!("{}.{tail}", stand.handle)));
            }
            let query = form(&pairs);
            let headers = [("cookie", stand.cookie.as_str()), ("content-type", FORM)];
            stand.check(
                &Method::GET,
                &format!("/callback/idporten?{query}"),
                &headers,
                "",
            )?;
            stand.check(&Method::POST, "/callback/idporten", &headers[1..], &query)?;
            let other: String = url::form_urlencoded::byte_serialize(tail.as_bytes()).collect();
            stand.check(
                &Method::GET,
                &format!("/callback/{other:.60}?{query}"),
                &headers,
                "",
            )
        },
    );
}

#[test]
fn forms() {
    run(
        250,
        &(pairs(), any::<bool>(), any::<bool>()),
        |stand, (mut pairs, has_token, is_link)| {
            if has_token {
                pairs.retain(|(name, _)| name != "csrf" && name != "request" && name != "token");
                pairs.push(("csrf".to_owned(), stand.csrf.clone()));
                pairs.push(("request".to_owned(), stand.handle.clone()));
            }
            let path = if is_link { "/link" } else { "/verify-code" };
            let headers = [("cookie", stand.cookie.as_str()), ("content-type", FORM)];
            let body = form(&pairs);
            stand.check(&Method::POST, path, &headers, &body)?;
            stand.check(&Method::GET, &format!("{path}?{body}"), &headers[..1], "")?;
            stand.check(
                &Method::GET,
                &format!("/authorize/resume?{body}"),
                &headers[..1],
                "",
            )
        },
    );
}

#[test]
fn mailed_links_and_logout() {
    run(
        200,
        &(pairs(), value(), value()),
        |stand, (pairs, one, other)| {
            let body = form(&pairs);
            let link = encode(&[("mail", &format!("{one}.{other}")), ("tenant", &one)]);
            stand.check(&Method::GET, &format!("/verify-code?{link}"), &[], "")?;
            let token = encode(&[("token", &one), ("action", &other)]);
            let headers = [("content-type", FORM)];
            stand.check(
                &Method::POST,
                "/verify-code",
                &headers,
                &format!("{token}&{body}"),
            )?;
            stand.check(&Method::GET, &format!("/logout?{body}"), &[], "")?;
            let done = encode(&[("state", &one)]);
            stand.check(&Method::GET, &format!("/logout/done?{done}"), &[], "")?;
            stand.check(&Method::GET, &format!("/logout/done?{body}"), &[], "")?;
            stand.check(&Method::POST, "/logout", &headers, &body)?;
            stand.check(
                &Method::POST,
                "/logout",
                &headers,
                &format!("action=logout&{body}"),
            )
        },
    );
}

#[test]
fn addresses_with_a_variable() {
    run(200, &(value(), pairs()), |stand, (value, pairs)| {
        let segment: String = url::form_urlencoded::byte_serialize(value.as_bytes())
            .collect::<String>()
            .replace('+', "%20");
        let query = form(&pairs);
        for path in ["/t/", "/assets/", "/assets/logo/", "/assets/colour/", "/"] {
            stand.check(&Method::GET, &format!("{path}{segment}?{query}"), &[], "")?;
        }
        Ok(())
    });
}

#[test]
fn cookies_and_headers() {
    run(
        200,
        &(value(), value(), value()),
        |stand, (one, other, language)| {
            let clean = |text: &str| -> String {
                text.chars().filter(|c| ('!'..='~').contains(c)).collect()
            };
            let cookies = format!(
                "__Host-kobling-browser={}; __Host-kobling-session={}.{}; __Host-kobling-language={}",
                clean(&one),
                clean(&other),
                clean(&one),
                clean(&language)
            );
            let language = clean(&language);
            let headers = [
                ("cookie", cookies.as_str()),
                ("accept-language", language.as_str()),
                ("user-agent", language.as_str()),
                ("sec-fetch-site", language.as_str()),
                ("content-type", FORM),
            ];
            for path in [
                "/t/asnes",
                "/logout",
                "/link",
                "/verify-code",
                "/authorize/resume",
            ] {
                stand.check(
                    &Method::GET,
                    &format!("{path}?request={}", stand.handle),
                    &headers[..4],
                    "",
                )?;
            }
            stand.check(&Method::POST, "/link", &headers, "action=send")
        },
    );
}

/// A body has a bound, and a body of another kind is none of ours.
#[test]
fn bodies_have_a_bound() {
    let stand = stand();
    for path in [
        "/link",
        "/verify-code",
        "/authorize",
        "/token",
        "/logout",
        "/callback/idporten",
        "/userinfo",
    ] {
        for size in [33 * 1024, 300 * 1024, 2 * 1024 * 1024] {
            let body = format!("action={}", "x".repeat(size));
            let answer = stand.runtime.block_on(stand.hub.request(
                Method::POST,
                path,
                &[("content-type", FORM)],
                &body,
            ));
            assert!(
                matches!(
                    answer.status,
                    StatusCode::PAYLOAD_TOO_LARGE
                        | StatusCode::BAD_REQUEST
                        | StatusCode::UNAUTHORIZED
                ),
                "{path} {size}: {}",
                answer.status
            );
        }
        for kind in [
            "application/json",
            "multipart/form-data; boundary=a",
            "text/plain",
            "",
        ] {
            let answer = stand.runtime.block_on(stand.hub.request(
                Method::POST,
                path,
                &[("content-type", kind)],
                "{\"action\":\"send\"}",
            ));
            assert!(
                answer.status.is_client_error(),
                "{path} {kind}: {}",
                answer.status
            );
        }
    }
}
