//! What an operator finds in the log of a refusal: one line, by the reference or the app, that says
//! which app, why, and where it wanted its answer; and nothing that is a secret or a person's.

use http::{Method, StatusCode};
use kobling_model::apps::ClientAuthentication;
use kobling_tests::{Hub, Listener, Log, RelyingParty, wire};
use serde_json::Value;

use crate::{
    oidc::{
        come,
        device::{asked, clock, polled, text},
        granted, post, refused,
    },
    walk::pid,
};

/// What no line may have.
const SECRET: &str = "t1ger";

#[track_caller]
fn only(lines: Vec<Value>) -> Value {
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines.into_iter().next().unwrap()
}

/// The one line that a page's reference leads to.
#[track_caller]
fn line_of(log: &Log, answer: &wire::Answer) -> Value {
    let is_reference = |word: &&str| {
        word.len() == 9 && word.as_bytes()[4] == b'-' && word.to_uppercase() == **word
    };
    let (_, rest) = answer.body.split_once("class=\"reference\"").expect("one");
    let mut words = rest.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'));
    let reference = words.find(is_reference).expect("a reference");
    let line = only(log.with(reference));
    assert_eq!(line["span"]["reference"], reference);
    line
}

async fn authorize(hub: &Hub, parameters: &[(&str, &str)]) -> wire::Answer {
    let path = format!("/authorize?{}", wire::encode(parameters));
    hub.request(Method::GET, &path, &[], "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_the_reference_of_an_error_page_leads_to_the_app_and_the_reason() {
    let log = Log::listen();
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "log-pages", |_| {}).await;
    let wrong = format!("https://{SECRET}@app.example:8443/cb/{SECRET}@a.example?code={SECRET}");
    let answer = authorize(
        &hub,
        &[("client_id", "log-pages"), ("redirect_uri", &wrong)],
    )
    .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let line = line_of(&log, &answer);
    assert_eq!(line["client"], "log-pages");
    assert_eq!(line["error"], "UnregisteredRedirect");
    assert_eq!(line["why"], "redirect_uri is not registered");
    assert_eq!(line["sent_to"], "https://app.example:8443/cb/...");

    let answer = authorize(
        &hub,
        &[("client_id", "log-nobody"), ("redirect_uri", &wrong)],
    )
    .await;
    let line = line_of(&log, &answer);
    assert_eq!(line["client"], "log-nobody");
    assert_eq!(line["error"], "UnknownClient");

    // What is no id is not repeated, and no line is broken or made long.
    let odd = format!("{SECRET}@a.example\r\n{{\"level\":\"ERROR\"}}");
    let long = format!("https://app.example/{}\n{odd}", "x/".repeat(900));
    let answer = authorize(&hub, &[("client_id", &odd), ("redirect_uri", &odd)]).await;
    let line = line_of(&log, &answer);
    assert_eq!(line.get("client"), None);
    assert_eq!(line["sent_to"], "not an address");
    let answer = authorize(&hub, &[("client_id", "log-pages"), ("redirect_uri", &long)]).await;
    let line = line_of(&log, &answer);
    assert!(line["sent_to"].as_str().unwrap().len() < 220, "{line}");

    let uri = app.redirect_uri.as_str();
    let twice = [
        ("client_id", "log-pages"),
        ("redirect_uri", uri),
        ("redirect_uri", uri),
    ];
    let line = line_of(&log, &authorize(&hub, &twice).await);
    assert_eq!(line["error"], "InvalidRequest");
    assert_eq!(
        line["why"],
        "client_id or redirect_uri is given more than once"
    );
    assert!(log.with(SECRET).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_an_error_that_goes_to_the_app_leaves_a_line_too() {
    let log = Log::listen();
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "log-redirects", |_| {}).await;
    let asks = async |further: &[(&str, &str)]| {
        let base = [
            ("client_id", "log-redirects"),
            ("redirect_uri", &app.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("tenant", "asnes"),
            ("state", SECRET),
        ];
        authorize(&hub, &[&base, further].concat()).await
    };
    asks(&[]).await;
    let line = only(log.of("log-redirects"));
    assert_eq!(line["error"], "invalid_request");
    let why = line["why"].as_str().unwrap();
    assert!(why.contains("code_challenge_method S256"), "{why}");
    assert_eq!(line["sent_to"], app.redirect_uri.as_str());
    // Nothing is wrong with a silent request that finds nobody.
    let challenge = "a".repeat(43);
    let silent = [
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
        ("prompt", "none"),
    ];
    let answer = asks(&silent).await;
    assert!(
        answer
            .header("location")
            .unwrap()
            .contains("login_required")
    );
    assert_eq!(log.of("log-redirects").len(), 1);
    assert!(log.with(SECRET).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_an_error_of_the_token_endpoint_leaves_a_line_that_says_why() {
    let log = Log::listen();
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "log-tokens", |_| {}).await;
    let by_key = RelyingParty::register(&hub, "log-key", |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
    })
    .await;
    let mut whys: Vec<String> = Vec::new();
    let mut told = |client: &str, error: &str| {
        let line = log.of(client).pop().expect("a line");
        assert_eq!(line["error"], error, "{line}");
        whys.push(line["why"].as_str().unwrap().to_owned());
    };
    let forms = [
        ("/token", "grant_type=refresh_token&refresh_token=t1ger"),
        ("/par", "response_type=code"),
        ("/revoke", "token=t1ger"),
        ("/introspect", "token=t1ger"),
        ("/device_authorization", "scope=openid"),
    ];
    for (path, form) in forms {
        for (app, secret) in [(&app, SECRET), (&by_key, SECRET)] {
            let mut wrong = app.clone();
            wrong.secret = Some(secret.to_owned());
            let basic = wrong.basic().unwrap();
            let answer = post(&hub, path, &[("authorization", &basic)], form).await;
            refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
            told(&app.client_id, "invalid_client");
        }
        let nobody = format!("{form}&client_id=log-none&client_secret={SECRET}");
        let answer = post(&hub, path, &[], &nobody).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
        told("log-none", "invalid_client");
    }
    assert_eq!(log.of("log-none").len(), forms.len());
    whys.sort();
    whys.dedup();
    assert_eq!(
        whys,
        [
            "the app is registered to show itself in another way",
            "the secret is wrong",
            "there is no app of this id",
        ]
    );

    // A code with another verifier, twice, and a refresh token that was used.
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    come(&mut browser, &person, &begun.url).await;
    let code = app.code(&begun, browser.url()).unwrap();
    let right = app.code_form(&begun, &code);
    let mut other = begun.clone();
    other.code_verifier = SECRET.repeat(10);
    let why = |client: &str| {
        log.of(client).pop().unwrap()["why"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let is_nothing = async |form: &str| {
        let answer = app.token(&hub, form).await;
        refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
        why("log-tokens")
    };
    let said = is_nothing(&app.code_form(&other, &code)).await;
    assert_eq!(said, "code_verifier does not fit the request");
    let tokens = granted(&app.token(&hub, &right).await);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let first = app.refresh_form(refresh);
    granted(&app.token(&hub, &first).await);
    let said = is_nothing(&first).await;
    assert!(
        said.starts_with("the refresh token was used before"),
        "{said}"
    );
    let said = is_nothing(&app.refresh_form(SECRET)).await;
    assert!(
        said.starts_with("the refresh token was not made here"),
        "{said}"
    );
    let said = is_nothing(&right).await;
    assert!(said.starts_with("the code was used before"), "{said}");

    for secret in [SECRET, &code, refresh, pid(&person)] {
        assert!(log.with(secret).is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_device_that_waits_leaves_no_lines() {
    let log = Log::listen();
    let hub = Hub::start().await;
    RelyingParty::register(&hub, "log-device", clock).await;
    let shown = asked(&hub, "log-device", &[]).await;
    for _ in 0..3 {
        let pending = polled(&hub, "log-device", text(&shown, "device_code")).await;
        assert_eq!(pending.status, StatusCode::BAD_REQUEST);
    }
    assert!(log.of("log-device").is_empty());
    let unknown = polled(&hub, "log-device", "nothing").await;
    refused(&unknown, StatusCode::BAD_REQUEST, "invalid_grant");
    assert_eq!(only(log.of("log-device"))["error"], "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_an_app_that_does_not_take_a_logout_is_named_at_its_first_failure() {
    let log = Log::listen();
    let hub = Hub::with(|options| options.schedules = false).await;
    let listener = Listener::start().await;
    listener.answer(400);
    let app = RelyingParty::register(&hub, "log-logout", |client| {
        client.backchannel_logout_uri = Some(listener.url());
    })
    .await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    come(&mut browser, &person, &begun.url).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let hint = wire::encode(&[("id_token_hint", &login.id_token)]);
    browser.go(&format!("/logout?{hint}")).await;
    let line = only(log.of("log-logout"));
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["host"], "127.0.0.1");
    assert_eq!(line["why"], "the app answered with status 400");
    assert_eq!(listener.forms().len(), 1);
    let token = listener.forms()[0].clone();
    assert!(log.with(&token["logout_token=".len()..]).is_empty());
}
