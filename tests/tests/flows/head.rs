//! HEAD (RFC 9110 section 9.3.2): wherever there is a page or a document it answers as GET does,
//! without a body; and it does nothing, whoever asks and whatever the address carries.

use http::{Method, StatusCode};
use kobling_tests::{Hub, RelyingParty, wire};

use crate::{
    oidc::come,
    walk::{arrived, email, send_code},
};

/// Documents, which say the same to everybody.
const DOCUMENTS: &[&str] = &[
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/jwks",
    "/assets/colour/005a9c.css",
    "/api/openapi.yaml",
];

async fn quiet() -> Hub {
    Hub::with(|options| options.schedules = false).await
}

/// A path of each route, with what makes GET do the most there.
fn filled(path: &str) -> String {
    let path = path
        .replace("{tenant}", "asnes")
        .replace("{idp}", "idporten")
        .replace("{*file}", "colour/005a9c.css")
        .replace("{id}", "hrm");
    match path.as_str() {
        "/callback/idporten" => format!("{path}?code=x&state=y"),
        "/logout/front-channel/idporten" => format!("{path}?iss=x&sid=y"),
        _ => path,
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn g_head_answers_wherever_get_does_without_a_body_and_writes_nothing() {
    let hub = quiet().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    come(&mut browser, &person, &app.begin(&person.tenant, &[]).url).await;
    let paths: Vec<&str> = hub
        .stack
        .mounted()
        .iter()
        .flat_map(|mounted| mounted.function.routes().to_vec())
        .filter(|route| route.method == "GET")
        .map(|route| route.path)
        .collect();
    assert!(paths.len() > 20, "the routes were not found");
    hub.mails_sent().await;
    let before = hub.shim().writes();
    let mut addresses: Vec<String> = paths.iter().map(|path| filled(path)).collect();
    // What would give a code, begin a login, and end the session.
    addresses.push(app.begin(&person.tenant, &[]).url.to_string());
    addresses.push(app.begin(&person.tenant, &[("prompt", "login")]).url.into());
    addresses.push(app.begin_with(&[], &[]).url.into());
    addresses.push("/logout?client_id=probe".to_owned());
    addresses.push("/t/nosuch?lang=en".to_owned());
    for address in &addresses {
        let path = address.replace(&hub.stack.issuer(), "");
        for answer in [
            hub.request(Method::HEAD, &path, &[], "").await,
            browser.fetch_aside(Method::HEAD, address, "").await,
        ] {
            let wrong = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
            assert!(
                !wrong.contains(&answer.status),
                "{address}: {}",
                answer.status
            );
            assert!(!answer.status.is_server_error(), "{address}");
            assert_eq!(answer.body, "", "{address}");
            assert_eq!(answer.header("set-cookie"), None, "{address}");
            assert_eq!(answer.header("location"), None, "{address}");
            assert!(
                answer.header("x-content-type-options").is_some(),
                "{address}"
            );
        }
    }
    assert_eq!(hub.shim().writes(), before);
    // The session is there still.
    let begun = app.begin(&person.tenant, &[("prompt", "none")]);
    browser.go(begun.url.as_str()).await;
    app.finish(&begun, browser.url()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g_head_of_a_document_has_its_headers_and_of_a_page_those_of_a_page() {
    let hub = quiet().await;
    for path in DOCUMENTS {
        let get = hub.request(Method::GET, path, &[], "").await;
        let head = hub.request(Method::HEAD, path, &[], "").await;
        assert_eq!((get.status, head.status), (StatusCode::OK, StatusCode::OK));
        assert!(!get.body.is_empty() && head.body.is_empty(), "{path}");
        for name in [
            "content-type",
            "cache-control",
            "etag",
            "access-control-allow-origin",
        ] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        let length = get.body.len().to_string();
        assert_eq!(head.header("content-length"), Some(&*length), "{path}");
    }
    // Nobody learns by it whether a page is there, or what a token is worth.
    for path in ["/t/asnes", "/t/nosuch", "/device", "/verify-code?mail=x"] {
        let head = hub.request(Method::HEAD, path, &[], "").await;
        assert_eq!(head.status, StatusCode::OK, "{path}");
        assert_eq!(
            head.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(head.header("cache-control"), Some("no-store"));
        assert_eq!(head.header("content-length"), None, "{path}");
        assert!(head.header("content-security-policy").is_some(), "{path}");
    }
    for token in [None, Some("Bearer x")] {
        let headers: Vec<_> = token
            .iter()
            .map(|token| ("authorization", *token))
            .collect();
        let head = hub.request(Method::HEAD, "/userinfo", &headers, "").await;
        assert_eq!(head.status, StatusCode::UNAUTHORIZED);
        assert!(
            head.header("www-authenticate")
                .unwrap()
                .starts_with("Bearer")
        );
        let head = hub
            .request(Method::HEAD, "/api/clients", &headers, "")
            .await;
        assert_eq!(head.status, StatusCode::UNAUTHORIZED);
    }
    // Where nothing is answered to GET, nothing is to HEAD.
    for path in ["/token", "/nosuch", "/assets/nosuch.css"] {
        let get = hub.request(Method::GET, path, &[], "").await;
        let head = hub.request(Method::HEAD, path, &[], "").await;
        assert_eq!(head.status, get.status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_scanner_that_asks_by_head_spends_no_mailed_link_and_sends_no_mail() {
    let hub = quiet().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    let mail = hub.next_mail(email(&person)).await;
    let link = crate::rows::mail_link(&mail.links());
    // The sender notes that it has sent after the mail has come.
    hub.mails_sent().await;
    let before = hub.shim().writes();
    for _ in 0..3 {
        let answer = wire::send(Method::HEAD, &link.parse().unwrap(), &[], "").await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
    }
    assert_eq!(hub.shim().writes(), before);
    browser.go(&link).await;
    assert_eq!(browser.page().status, StatusCode::OK);
}
