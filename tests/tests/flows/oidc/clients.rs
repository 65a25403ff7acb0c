//! How apps show who they are: by a secret in the header or in the form, by one of several
//! secrets, by a key of their own, or not at all.

use http::StatusCode;
use kobling_base::digest::sha256;
use kobling_model::apps::{ClientAuthentication, ClientSecret, ClientType, SecurityProfile};
use kobling_tests::{AppKey, Hub, RelyingParty};
use serde_json::json;

use super::{ASSERTION_TYPE, at, code_for, come, granted, joined, legacy, post, refused, without};

/// Whatever an app may call, and something to send there.
const CALLS: &[(&str, &str)] = &[
    ("/token", "grant_type=refresh_token&refresh_token=x"),
    ("/token", "grant_type=authorization_code&code=x"),
    ("/token", "grant_type=client_credentials"),
    (
        "/token",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=x",
    ),
    ("/par", "response_type=code"),
    ("/revoke", "token=x"),
    ("/introspect", "token=x"),
    ("/device_authorization", "scope=openid"),
];

#[tokio::test(flavor = "multi_thread")]
async fn g_a_right_secret_counts_in_the_header_and_in_the_form_wherever_apps_call() {
    let hub = Hub::start().await;
    let post_way = ClientAuthentication::ClientSecretPost;
    let basic_way = ClientAuthentication::ClientSecretBasic;
    for profile in [
        SecurityProfile::Default,
        SecurityProfile::Legacy,
        SecurityProfile::Fapi2,
    ] {
        for way in [post_way, basic_way, ClientAuthentication::PrivateKeyJwt] {
            let app = RelyingParty::register(&hub, "probe", |client| {
                (client.profile, client.authentication) = (profile, way);
            })
            .await;
            let secret = app.secret.as_deref().unwrap();
            let basic = app.basic().unwrap();
            let right = [("client_id", "probe"), ("client_secret", secret)];
            let wrong = [("client_id", "probe"), ("client_secret", "wrong")];
            let either =
                way != ClientAuthentication::PrivateKeyJwt && profile != SecurityProfile::Fapi2;
            let by_key = ClientAuthentication::PrivateKeyJwt;
            let in_header = either || (way == basic_way && way != by_key);
            let in_form = either || way == post_way;
            for (path, form) in CALLS {
                for (header, further, is_let) in [
                    (Some(&basic), &[][..], in_header),
                    (None, &right[..], in_form),
                    // One secret, said twice.
                    (Some(&basic), &right[..], in_header),
                    // Two: whichever of them is right.
                    (Some(&basic), &wrong[..], false),
                    (None, &wrong[..], false),
                    (None, &right[..1], false),
                ] {
                    let headers: Vec<_> = header
                        .iter()
                        .map(|basic| ("authorization", basic.as_str()))
                        .collect();
                    let answer = post(&hub, path, &headers, &joined(form, further)).await;
                    let is_known = answer.status != StatusCode::UNAUTHORIZED;
                    assert_eq!(is_known, is_let, "{profile:?} {way:?} {path} {further:?}");
                    if !is_known {
                        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
                    }
                }
            }
        }
    }
    // What libraries do: the code with the header, the refresh token with the form.
    let app = RelyingParty::register(&hub, "mixed", |_| {}).await;
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let tokens = granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
    let secret = app.secret.as_deref().unwrap();
    let form = joined(
        &app.refresh_form(tokens["refresh_token"].as_str().unwrap()),
        &[("client_id", "mixed"), ("client_secret", secret)],
    );
    granted(&post(&hub, "/token", &[], &form).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_empty_password_of_an_app_without_a_secret_is_none() {
    let hub = Hub::start().await;
    RelyingParty::register(&hub, "public", |client| {
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
    })
    .await;
    let confidential = RelyingParty::register(&hub, "confidential", |_| {}).await;
    let with = |id: &str, password: &str| {
        let mut shown = confidential.clone();
        shown.client_id = id.to_owned();
        shown.secret = Some(password.to_owned());
        shown.basic().unwrap()
    };
    for (path, form) in CALLS.iter().filter(|(path, _)| *path != "/introspect") {
        for (id, password, further, is_let) in [
            ("public", "", "", true),
            ("public", "", "&client_id=public", true),
            ("public", "", "&client_id=confidential", false),
            ("public", "", "&client_secret=x", false),
            ("public", "x", "", false),
            ("confidential", "", "", false),
        ] {
            let basic = with(id, password);
            let form = format!("{form}{further}");
            let answer = post(&hub, path, &[("authorization", &basic)], &form).await;
            let is_known = answer.status != StatusCode::UNAUTHORIZED;
            assert_eq!(is_known, is_let, "{id}:{password} {path} {form}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_of_several_secrets_each_is_good_until_it_is_taken_away() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.secrets = ["the-next-secret", "a-third-one"]
            .map(|secret| ClientSecret {
                id: secret.to_owned(),
                digest: sha256(secret),
                created_at: 0,
            })
            .to_vec();
    })
    .await;
    let registered = app.secret.clone().unwrap();
    for (secret, is_good) in [
        (registered.as_str(), true),
        ("the-next-secret", true),
        ("a-third-one", true),
        ("the-last-secret", false),
        ("", false),
    ] {
        let mut app = app.clone();
        app.secret = Some(secret.to_owned());
        let (begun, code) = code_for(&hub, &app, &[]).await;
        let answer = app.token(&hub, &app.code_form(&begun, &code)).await;
        assert_eq!(answer.status.is_success(), is_good, "{secret:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_assertion_says_who_the_app_is_once_and_only_to_us() {
    let hub = Hub::start().await;
    let (key, other) = (AppKey::new(), AppKey::new());
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.secret_digest = None;
        client.jwks = Some(key.jwks());
    })
    .await;
    let issuer = hub.stack.issuer();
    let token = at(&hub, "/token");
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let form = app.code_form(&begun, &code);
    let with = |assertion: &str| {
        joined(
            &form,
            &[
                ("client_assertion", assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ],
        )
    };
    let now = hub.now();
    let right = AppKey::claims("probe", &issuer, now);
    let changed = |name: &str, value: serde_json::Value| {
        let mut claims = right.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value;
        }
        key.sign(&key.header(), &claims)
    };
    for (what, assertion) in [
        ("another's key", other.assertion("probe", &issuer, now)),
        ("another app", key.assertion("hrm", &issuer, now)),
        ("iss", changed("iss", json!("hrm"))),
        ("no sub", changed("sub", json!(null))),
        ("no aud", changed("aud", json!(null))),
        ("aud", changed("aud", json!("https://elsewhere.example"))),
        (
            "two audiences",
            changed("aud", json!([issuer, "https://elsewhere.example"])),
        ),
        ("aud/", changed("aud", json!(format!("{issuer}/")))),
        ("another endpoint", changed("aud", json!(at(&hub, "/par")))),
        ("expired", changed("exp", json!(now))),
        ("no exp", changed("exp", json!(null))),
        ("for a day", changed("exp", json!(now + 24 * 3600))),
        ("not yet", changed("nbf", json!(now + 120))),
        ("made later", changed("iat", json!(now + 120))),
        ("no jti", changed("jti", json!(null))),
        ("empty jti", changed("jti", json!(""))),
        ("unsigned", {
            let signed = changed("jti", json!("x"));
            let claims = signed.split('.').nth(1).unwrap().to_owned();
            format!("eyJhbGciOiJub25lIn0.{claims}.")
        }),
        (
            "critical",
            key.sign(
                &json!({"alg": "ES256", "crit": ["b64"], "b64": true}),
                &right,
            ),
        ),
        ("no assertion", String::new()),
    ] {
        let answer = post(&hub, "/token", &[], &with(&assertion)).await;
        assert_eq!(answer.json()["error"], "invalid_client", "{what}");
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
    }
    // The type must be said, and a second method is one too many.
    let assertion = key.assertion("probe", &issuer, now);
    for further in [
        vec![("client_assertion", assertion.as_str())],
        vec![
            ("client_assertion", &assertion),
            ("client_assertion_type", "urn:other"),
        ],
        vec![
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_secret", "x"),
        ],
        vec![
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_id", "hrm"),
        ],
    ] {
        let answer = post(&hub, "/token", &[], &joined(&form, &further)).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    }
    // None of all that spent the code. The issuer and the endpoint itself are both we.
    let tokens = granted(&post(&hub, "/token", &[], &with(&assertion)).await);
    let again = |assertion: &str| {
        joined(
            &app.refresh_form(tokens["refresh_token"].as_str().unwrap()),
            &[
                ("client_assertion", assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ],
        )
    };
    let answer = post(&hub, "/token", &[], &again(&assertion)).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    let answer = post(
        &hub,
        "/token",
        &[],
        &again(&key.assertion("probe", &token, now)),
    )
    .await;
    granted(&answer);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_assertion_that_comes_twice_at_once_is_taken_once() {
    let hub = Hub::two_in_turn().await;
    let key = AppKey::new();
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.jwks = Some(key.jwks());
    })
    .await;
    let assertion = key.assertion("probe", &hub.stack.issuer(), hub.now());
    let mut forms = Vec::new();
    for _ in 0..4 {
        let (begun, code) = code_for(&hub, &app, &[]).await;
        forms.push(joined(
            &app.code_form(&begun, &code),
            &[
                ("client_assertion", &assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ],
        ));
    }
    let (a, b, c, d) = tokio::join!(
        post(&hub, "/token", &[], &forms[0]),
        post(&hub, "/token", &[], &forms[1]),
        post(&hub, "/token", &[], &forms[2]),
        post(&hub, "/token", &[], &forms[3]),
    );
    let taken = [a, b, c, d].map(|answer| answer.status.is_success());
    assert_eq!(taken.iter().filter(|is_taken| **is_taken).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_only_an_app_from_before_pkce_may_leave_it_out_and_then_wholly() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let old = RelyingParty::register(&hub, "old", legacy).await;
    let public = RelyingParty::register(&hub, "public", |client| {
        legacy(client);
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
    })
    .await;
    let new = RelyingParty::register(&hub, "new", |_| {}).await;
    let pkce = ["code_challenge", "code_challenge_method"];
    for (app, is_let) in [(&old, true), (&public, false), (&new, false)] {
        let mut begun = app.begin(&person.tenant, &[]);
        begun.url = without(&begun.url, &pkce);
        let mut browser = app.browser(&hub);
        come(&mut browser, &person, &begun.url).await;
        let code = app.code(&begun, browser.url());
        assert_eq!(code.is_ok(), is_let, "{}", app.client_id);
        if !is_let {
            // What can be done is said.
            let mut said = browser.url().query_pairs();
            let (_, said) = said.find(|(name, _)| name == "error_description").unwrap();
            assert!(said.contains("code_challenge_method S256"), "{said}");
            assert!(said.contains("profile legacy"), "{said}");
        }
    }
    // A verifier for a code that had no challenge: someone took the challenge out (RFC 9700
    // section 4.8).
    let mut begun = old.begin(&person.tenant, &[]);
    begun.url = without(&begun.url, &pkce);
    let mut browser = old.browser(&hub);
    come(&mut browser, &person, &begun.url).await;
    let code = old.code(&begun, browser.url()).unwrap();
    let bare = kobling_tests::wire::encode(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &old.redirect_uri),
    ]);
    for verifier in [begun.code_verifier.as_str(), "too short"] {
        let form = joined(&bare, &[("code_verifier", verifier)]);
        let answer = old.token(&hub, &form).await;
        refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
    }
    granted(&old.token(&hub, &bare).await);
    // And the other way round: a challenge that was sent is held to.
    let (_, code) = code_for(&hub, &old, &[]).await;
    let form = kobling_tests::wire::encode(&[
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &old.redirect_uri),
    ]);
    let answer = old.token(&hub, &form).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_grant");
    // A method without a challenge is no request from before PKCE.
    let mut begun = old.begin(&person.tenant, &[]);
    begun.url = without(&begun.url, &["code_challenge"]);
    let mut browser = old.browser(&hub);
    browser.go(begun.url.as_str()).await;
    assert!(old.code(&begun, browser.url()).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_on_a_phone_or_pc_is_sent_to_its_own_scheme_or_a_free_port() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let register = async |id: &str, client_type| {
        RelyingParty::register(&hub, id, |client| {
            client.client_type = client_type;
            client.authentication = ClientAuthentication::None;
            client.redirect_uris.extend([
                "com.example.vakt:/signed-in".to_owned(),
                "http://127.0.0.1/signed-in".to_owned(),
                "javascript:alert".to_owned(),
            ]);
        })
        .await
    };
    let native = register("native", ClientType::Native).await;
    let web = register("web", ClientType::Web).await;
    for (target, to_native, to_web) in [
        ("com.example.vakt:/signed-in", true, false),
        ("com.example.vakt:/other", false, false),
        ("com.example.vakt.evil:/signed-in", false, false),
        ("http://127.0.0.1/signed-in", true, true),
        ("http://127.0.0.1:49152/signed-in", true, false),
        ("http://127.0.0.1:49152/signed-in/x", false, false),
        ("http://localhost:49152/signed-in", false, false),
        ("http://127.0.0.1:0/signed-in", false, false),
        ("http://127.0.0.1:80@evil.example/signed-in", false, false),
        ("http://127.0.0.1.evil.example/signed-in", false, false),
        ("javascript:alert", false, false),
    ] {
        for (app, is_led) in [(&native, to_native), (&web, to_web)] {
            let begun = app.begin(&person.tenant, &[("prompt", "none")]);
            let mut url = without(&begun.url, &["redirect_uri"]);
            url.query_pairs_mut().append_pair("redirect_uri", target);
            let path = format!("{}?{}", url.path(), url.query().unwrap());
            let answer = hub.request(http::Method::GET, &path, &[], "").await;
            let location = answer.header("location").unwrap_or_default();
            let leads = location.starts_with(&format!("{target}?error=login_required"));
            assert_eq!(leads, is_led, "{} to {target}: {location}", app.client_id);
            if !is_led {
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_fapi_takes_neither_rs256_nor_an_endpoint_as_audience() {
    let hub = Hub::start().await;
    let (key, rsa) = (AppKey::new(), AppKey::rsa());
    for (profile, is_let) in [
        (SecurityProfile::Default, true),
        (SecurityProfile::Fapi2, false),
    ] {
        let app = RelyingParty::register(&hub, "probe", |client| {
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.profile = profile;
            client.jwks = Some(json!({"keys": [key.jwk, rsa.jwk]}).to_string());
        })
        .await;
        let issuer = hub.stack.issuer();
        let token = at(&hub, "/token");
        let begun = app.begin("asnes", &[]);
        let several = {
            let mut claims = AppKey::claims("probe", &issuer, hub.now());
            claims["aud"] = json!([issuer]);
            key.sign(&key.header(), &claims)
        };
        for (assertion, is_right) in [
            (key.assertion("probe", &issuer, hub.now()), true),
            (key.assertion("probe", &token, hub.now()), is_let),
            (rsa.assertion("probe", &issuer, hub.now()), is_let),
            (several, is_let),
        ] {
            let form = joined(
                begun.url.query().unwrap(),
                &[
                    ("client_assertion", &assertion),
                    ("client_assertion_type", ASSERTION_TYPE),
                ],
            );
            let answer = post(&hub, "/par", &[], &form).await;
            assert_eq!(answer.status.is_success(), is_right, "{}", answer.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_the_issuer_or_the_token_endpoint_is_an_assertions_audience_at_every_endpoint() {
    let hub = Hub::start().await;
    let key = AppKey::new();
    // As it may have been registered: keys that are of no use here stand in nobody's way.
    let mut encrypts = AppKey::rsa().jwk;
    encrypts["alg"] = json!("RSA-OAEP");
    let unknown = json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"});
    let jwks = json!({"keys": [unknown, encrypts, key.jwk]});
    for (profile, is_default) in [
        (SecurityProfile::Default, true),
        (SecurityProfile::Legacy, true),
        (SecurityProfile::Fapi2, false),
    ] {
        let app = RelyingParty::register(&hub, "probe", |client| {
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.profile = profile;
            client.jwks = Some(jwks.to_string());
        })
        .await;
        let (issuer, token) = (hub.stack.issuer(), at(&hub, "/token"));
        let begun = app.begin("asnes", &[]);
        for (path, form) in [
            ("/token", "grant_type=refresh_token&refresh_token=x"),
            ("/token", "grant_type=authorization_code&code=x"),
            ("/token", "grant_type=client_credentials"),
            (
                "/token",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=x",
            ),
            ("/par", begun.url.query().unwrap()),
            ("/revoke", "token=x"),
            ("/introspect", "token=x"),
            ("/device_authorization", "scope=openid"),
        ] {
            let own = at(&hub, path);
            let is_token = own == token;
            for (audience, is_let) in [
                (json!(issuer), true),
                (json!([issuer]), is_default),
                (json!(token), is_default),
                (json!([token]), is_default),
                (json!(own), is_default && is_token),
                (json!([own]), is_default && is_token),
                (json!([issuer, token]), false),
                (json!([]), false),
                (json!(format!("{issuer}/")), false),
                (json!(format!("{token}/")), false),
                (json!(at(&hub, "/authorize")), false),
                (json!(at(&hub, "/api")), false),
            ] {
                let mut claims = AppKey::claims("probe", "", hub.now());
                claims["aud"] = audience.clone();
                let assertion = key.sign(&key.header(), &claims);
                let form = joined(
                    form,
                    &[
                        ("client_assertion", &assertion),
                        ("client_assertion_type", ASSERTION_TYPE),
                    ],
                );
                let answer = post(&hub, path, &[], &form).await;
                let is_known = answer.status != StatusCode::UNAUTHORIZED;
                assert_eq!(is_known, is_let, "{profile:?} {audience} at {path}: {form}");
                if !is_known {
                    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
                }
            }
        }
    }
}
