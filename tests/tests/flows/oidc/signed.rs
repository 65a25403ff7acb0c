//! Requests that an app signs (RFC 9101).

use http::StatusCode;
use kobling_model::apps::{ClientAuthentication, SecurityProfile};
use kobling_tests::{AppKey, Begun, Hub, RelyingParty, wire};
use serde_json::{Value, json};
use url::Url;

use super::{ASSERTION_TYPE, come, granted, joined, post, refused};
use crate::walk::{SUBSTANTIAL, english, pid, shows};

async fn registered(hub: &Hub, key: &AppKey) -> RelyingParty {
    let jwks = key.jwks();
    RelyingParty::register(hub, "probe", move |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.secret_digest = None;
        client.jwks = Some(jwks);
    })
    .await
}

/// The claims of a request object that says what an ordinary request would.
fn claims(hub: &Hub, begun: &Begun) -> Value {
    let mut claims = json!({
        "iss": "probe",
        "aud": hub.stack.issuer(),
        "iat": hub.now(),
        "nbf": hub.now(),
        "exp": hub.now() + 300,
    });
    for (name, value) in begun.url.query_pairs() {
        claims[name.as_ref()] = value.as_ref().into();
    }
    claims
}

fn header(key: &AppKey) -> Value {
    let mut header = key.header();
    header["typ"] = "oauth-authz-req+jwt".into();
    header
}

fn signed(hub: &Hub, key: &AppKey, begun: &Begun) -> String {
    key.sign(&header(key), &claims(hub, begun))
}

fn opened(hub: &Hub, object: &str, further: &[(&str, &str)]) -> Url {
    let mut url = hub.url("/authorize");
    url.query_pairs_mut()
        .append_pair("client_id", "probe")
        .append_pair("request", object)
        .extend_pairs(further);
    url
}

async fn redeemed(hub: &Hub, key: &AppKey, app: &RelyingParty, begun: &Begun, code: &str) -> Value {
    let assertion = key.assertion("probe", &hub.stack.issuer(), hub.now());
    let form = joined(
        &app.code_form(begun, code),
        &[
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
        ],
    );
    granted(&post(hub, "/token", &[], &form).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn g_what_an_app_signed_is_the_request_and_nothing_beside_it_counts() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    let app = registered(&hub, &key).await;
    let person = hub.person("L1");
    let begun = app.begin(
        &person.tenant,
        &[("claims", r#"{"userinfo":{"phone_number":null}}"#)],
    );
    let mut said = claims(&hub, &begun);
    // Objects may stand as such (OpenID Connect Core section 6.1), and numbers.
    said["claims"] = json!({"userinfo": {"phone_number": null}});
    said["max_age"] = json!(3600);
    let object = key.sign(&header(&key), &said);
    let beside = [
        ("state", "another"),
        ("scope", "openid"),
        ("redirect_uri", "https://else.example.com/"),
        ("tenant", "fjellvik"),
    ];
    let mut browser = app.browser(&hub);
    come(&mut browser, &person, &opened(&hub, &object, &beside)).await;
    let code = app.code(&begun, browser.url()).expect("the signed state");
    let tokens = redeemed(&hub, &key, &app, &begun, &code).await;
    assert!(tokens["scope"].as_str().unwrap().contains("email"));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_signed_request_can_be_pushed() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    let app = registered(&hub, &key).await;
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let push = async |object: &str| {
        let assertion = key.assertion("probe", &hub.stack.issuer(), hub.now());
        let form = wire::encode(&[
            ("client_id", "probe"),
            ("request", object),
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
        ]);
        post(&hub, "/par", &[], &form).await
    };
    let pushed = push(&signed(&hub, &key, &begun)).await;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    let mut url = hub.url("/authorize");
    let handle = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    url.query_pairs_mut()
        .append_pair("client_id", "probe")
        .append_pair("request_uri", &handle);
    let mut browser = app.browser(&hub);
    come(&mut browser, &person, &url).await;
    let code = app.code(&begun, browser.url()).unwrap();
    redeemed(&hub, &key, &app, &begun, &code).await;
    let wrong = push(&signed(&hub, &AppKey::new(), &begun)).await;
    refused(&wrong, StatusCode::BAD_REQUEST, "invalid_request_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_signed_request_that_does_not_hold_is_refused() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    let app = registered(&hub, &key).await;
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let right = claims(&hub, &begun);
    let with = |name: &str, value: Value| {
        let mut claims = right.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = right.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let now = hub.now();
    let mut wrong: Vec<(&str, String)> = [
        (
            "another audience",
            with("aud", json!("https://else.example.com")),
        ),
        ("no audience", without("aud")),
        ("another issuer", with("iss", json!("other"))),
        ("no issuer", without("iss")),
        ("another app", with("client_id", json!("other"))),
        ("no app", without("client_id")),
        ("expired", with("exp", json!(now))),
        ("without an end", without("exp")),
        ("too long", with("exp", json!(now + 3601))),
        ("not yet", with("nbf", json!(now + 60))),
        ("begun long ago", with("nbf", json!(now - 3601))),
        ("begun before there was time", with("nbf", json!(i64::MIN))),
        ("a beginning that is text", with("nbf", json!("yesterday"))),
        ("an end that is text", with("exp", json!("tomorrow"))),
        ("an assertion", with("sub", json!("probe"))),
        ("one within another", with("request", json!("x"))),
        (
            "an address within",
            with("request_uri", json!("https://x.example.com")),
        ),
    ]
    .map(|(what, claims)| (what, key.sign(&header(&key), &claims)))
    .into();
    let typed = |typ: &str| {
        let mut header = header(&key);
        header["typ"] = typ.into();
        key.sign(&header, &right)
    };
    wrong.push(("a proof", typed("dpop+jwt")));
    wrong.push(("an access token", typed("at+jwt")));
    wrong.push(("by another key", signed(&hub, &AppKey::new(), &begun)));
    let unsigned = key.sign(&json!({"alg": "none"}), &right);
    wrong.push((
        "unsigned",
        unsigned.rsplit_once('.').unwrap().0.to_owned() + ".",
    ));
    wrong.push(("no token", "x".to_owned()));
    let mut browser = english(&hub);
    browser.intercept(&app.host);
    for (what, object) in &wrong {
        browser.go(opened(&hub, object, &[]).as_str()).await;
        shows(&browser, "invalid_request");
        let beside = [
            ("redirect_uri", app.redirect_uri.as_str()),
            ("state", "the-state"),
        ];
        browser.go(opened(&hub, object, &beside).as_str()).await;
        let error = browser.parameter("error");
        assert_eq!(error.as_deref(), Some("invalid_request_object"), "{what}");
        assert_eq!(browser.parameter("state").as_deref(), Some("the-state"));
    }
    // What holds is a request like any other.
    let object = key.sign(
        &header(&key),
        &with("redirect_uri", json!("https://x.example")),
    );
    browser.go(opened(&hub, &object, &[]).as_str()).await;
    shows(&browser, "unregistered_redirect");
    let aud = json!([hub.stack.issuer(), "https://else.example.com"]);
    let object = key.sign(&key.header(), &with("aud", aud));
    browser.go(opened(&hub, &object, &[]).as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    app.code(&begun, browser.url()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_that_has_to_sign_is_heard_in_no_other_way() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    let jwks = key.jwks();
    let app = RelyingParty::register(&hub, "probe", move |client| {
        client.jwks = Some(jwks);
        client.require_signed_request_object = true;
    })
    .await;
    let person = hub.person("L1");
    let begun = app.begin(&person.tenant, &[]);
    let mut browser = app.browser(&hub);
    browser.go(begun.url.as_str()).await;
    let refused_with = app.code(&begun, browser.url());
    assert!(refused_with.is_err(), "{refused_with:?}");
    assert_eq!(
        browser.parameter("error").as_deref(),
        Some("invalid_request")
    );
    let basic = app.basic().unwrap();
    let basic = [("authorization", basic.as_str())];
    let pushed = post(&hub, "/par", &basic, begun.url.query().unwrap()).await;
    refused(&pushed, StatusCode::BAD_REQUEST, "invalid_request");
    let object = signed(&hub, &key, &begun);
    come(&mut browser, &person, &opened(&hub, &object, &[])).await;
    app.code(&begun, browser.url()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_signed_request_has_a_beginning_within_the_hour_and_in_fapi_an_end_within_one_of_it() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    for (profile, is_default) in [
        (SecurityProfile::Default, true),
        (SecurityProfile::Fapi2, false),
    ] {
        let jwks = key.jwks();
        let app = RelyingParty::register(&hub, "probe", move |client| {
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.profile = profile;
            client.jwks = Some(jwks);
        })
        .await;
        let begun = app.begin("asnes", &[]);
        let now = hub.now();
        for (begins, ends, is_let) in [
            (Some(now), now + 300, true),
            (Some(now + 30), now + 300, true),
            (Some(now - 3600), now + 60, is_default),
            (Some(now - 3540), now + 60, true),
            (Some(now - 3540), now + 61, is_default),
            (Some(now - 3601), now + 60, false),
            (Some(now + 31), now + 300, false),
            (None, now + 300, is_default),
        ] {
            let mut said = claims(&hub, &begun);
            said["exp"] = ends.into();
            match begins {
                Some(begins) => said["nbf"] = begins.into(),
                None => drop(said.as_object_mut().unwrap().remove("nbf")),
            }
            let assertion = key.assertion("probe", &hub.stack.issuer(), now);
            let form = wire::encode(&[
                ("client_id", "probe"),
                ("request", &key.sign(&header(&key), &said)),
                ("client_assertion", &assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ]);
            let pushed = post(&hub, "/par", &[], &form).await;
            let what = format!("{profile:?} from {begins:?} to {ends} at {now}");
            assert_eq!(
                pushed.status.is_success(),
                is_let,
                "{what}: {}",
                pushed.body
            );
            if !is_let {
                refused(&pushed, StatusCode::BAD_REQUEST, "invalid_request_object");
            }
        }
    }
}
