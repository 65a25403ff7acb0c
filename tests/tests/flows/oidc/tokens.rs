//! Tokens after they were given: taken back (RFC 7009), looked up (RFC 7662), made for an API
//! (RFC 8707).

use http::{Method, StatusCode};
use kobling_model::{
    ClientId, TenantId,
    apps::{ClientAtTenant, ClientAuthentication},
};
use kobling_tests::{Browser, Hub, Login, RelyingParty, RelyingPartyError, wire};
use serde_json::{Value, json};

use super::{come, granted, joined, post, refused, service};
use crate::walk::email;

const API: &str = "https://api.example.com/";

async fn logged_in(hub: &Hub, app: &RelyingParty) -> (Browser, Login) {
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, &[]);
    come(&mut browser, &person, &begun.url).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    (browser, login)
}

/// An app whose secret goes in the form, so that any endpoint can be called with it.
async fn register(hub: &Hub, id: &str) -> RelyingParty {
    RelyingParty::register(hub, id, |client| {
        client.authentication = ClientAuthentication::ClientSecretBasic;
        client.resources = vec![API.to_owned(), "https://other.example.com/".to_owned()];
    })
    .await
}

async fn call(hub: &Hub, app: &RelyingParty, path: &str, form: &[(&str, &str)]) -> wire::Answer {
    let basic = app.basic();
    let headers: Vec<(&str, &str)> = basic
        .iter()
        .map(|b| ("authorization", b.as_str()))
        .collect();
    let mut form = form.to_vec();
    if basic.is_none() {
        form.push(("client_id", &app.client_id));
    }
    post(hub, path, &headers, &wire::encode(&form)).await
}

async fn looked_up(hub: &Hub, app: &RelyingParty, token: &str) -> Value {
    granted(&call(hub, app, "/introspect", &[("token", token)]).await)
}

fn is_nothing(answer: &Value) {
    // Not a word more than that (RFC 7662 section 2.2).
    assert_eq!(*answer, json!({"active": false}));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_what_is_given_back_ends_all_that_came_of_it() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    for which in ["access", "refresh"] {
        let (_, login) = logged_in(&hub, &app).await;
        let (_, kept) = logged_in(&hub, &app).await;
        let sub = login.claims["sub"].as_str().unwrap();
        let token = match which {
            "access" => &login.access_token,
            _ => &login.refresh_token,
        };
        let form = [("token", token.as_str()), ("token_type_hint", "unheard-of")];
        let answer = call(&hub, &app, "/revoke", &form).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(app.userinfo(&login.access_token, sub).await.is_err());
        let renewed = app.refresh(&login.refresh_token, sub).await;
        assert_eq!(
            renewed.map(|_| ()),
            Err(RelyingPartyError::Refused("invalid_grant".to_owned()))
        );
        // Another login of the same person is another grant.
        app.userinfo(&kept.access_token, sub).await.unwrap();
        // Twice is no fault (RFC 7009 section 2.2).
        let answer = call(&hub, &app, "/revoke", &form).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_nobody_gives_back_anothers_token() {
    let hub = Hub::start().await;
    let (app, other) = (register(&hub, "probe").await, register(&hub, "other").await);
    let public = RelyingParty::register(&hub, "public", |client| {
        client.authentication = ClientAuthentication::None;
    })
    .await;
    let (_, login) = logged_in(&hub, &app).await;
    let sub = login.claims["sub"].as_str().unwrap();
    for token in [&login.access_token, &login.refresh_token] {
        for stranger in [&other, &public] {
            let answer = call(&hub, stranger, "/revoke", &[("token", token)]).await;
            // Told like an unknown one.
            let unknown = call(&hub, stranger, "/revoke", &[("token", "x.y.z")]).await;
            assert_eq!(
                (answer.status, &answer.body),
                (StatusCode::OK, &unknown.body)
            );
        }
        let mut wrong = app.clone();
        wrong.secret = Some("wrong".to_owned());
        let answer = call(&hub, &wrong, "/revoke", &[("token", token)]).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    }
    app.userinfo(&login.access_token, sub).await.unwrap();
    let answer = call(&hub, &app, "/revoke", &[]).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_request");
    // A public app may give back its own (RFC 7009 section 2.1).
    let (_, own) = logged_in(&hub, &public).await;
    let answer = call(&hub, &public, "/revoke", &[("token", &own.access_token)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    let sub = own.claims["sub"].as_str().unwrap();
    assert!(public.userinfo(&own.access_token, sub).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_looking_up_says_whether_a_token_still_stands_and_to_whom_it_matters() {
    let hub = Hub::start().await;
    let (app, other) = (register(&hub, "probe").await, register(&hub, "other").await);
    let (mut browser, login) = logged_in(&hub, &app).await;
    let told = looked_up(&hub, &app, &login.access_token).await;
    assert_eq!(told["active"], true);
    assert_eq!(told["client_id"], "probe");
    assert_eq!(told["sub"], login.claims["sub"]);
    assert_eq!(told["iss"], hub.stack.issuer());
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["exp"], hub.now() + 600);
    for ours in ["grant", "session", "directory_user"] {
        assert!(told.get(ours).is_none(), "{ours}");
    }
    is_nothing(&looked_up(&hub, &other, &login.access_token).await);
    is_nothing(&looked_up(&hub, &app, &login.id_token).await);
    is_nothing(&looked_up(&hub, &app, "nothing").await);
    let public = RelyingParty::register(&hub, "public", |client| {
        client.authentication = ClientAuthentication::None;
    })
    .await;
    let answer = call(
        &hub,
        &public,
        "/introspect",
        &[("token", &login.access_token)],
    )
    .await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    // At once after the logout, and not only when it runs out.
    let hint = wire::encode(&[("id_token_hint", &login.id_token)]);
    browser.go(&format!("/logout?{hint}")).await;
    is_nothing(&looked_up(&hub, &app, &login.access_token).await);
    let (_, login) = logged_in(&hub, &app).await;
    let person = hub.person("L1");
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    user.employments[0].to = Some(hub.now() - 1);
    hub.put(&user).await;
    is_nothing(&looked_up(&hub, &app, &login.access_token).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_token_for_an_api_is_for_that_alone() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let api = RelyingParty::register(&hub, "api", |client| service(client, API)).await;
    let elsewhere = RelyingParty::register(&hub, "elsewhere", |client| {
        service(client, "https://elsewhere.example.com/");
    })
    .await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[("resource", API)]);
    come(&mut browser, &person, &begun.url).await;
    let code = app.code(&begun, browser.url()).unwrap();
    let tokens = granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
    let token = tokens["access_token"].as_str().unwrap();
    // Our own userinfo is another place.
    let bearer = format!("Bearer {token}");
    let info = hub
        .request(Method::GET, "/userinfo", &[("authorization", &bearer)], "")
        .await;
    assert_eq!(info.status, StatusCode::UNAUTHORIZED);
    let hr = hub
        .request(
            Method::GET,
            "/api/hr/imports",
            &[("authorization", &bearer)],
            "",
        )
        .await;
    assert_eq!(hr.status, StatusCode::UNAUTHORIZED);
    // The API that it is for may look it up, where it is in use; another may not.
    let told = looked_up(&hub, &api, token).await;
    assert_eq!((&told["aud"], &told["active"]), (&json!(API), &json!(true)));
    is_nothing(&looked_up(&hub, &elsewhere, token).await);
    let mut permission = ClientAtTenant {
        tenant: TenantId::parse(&person.tenant).unwrap(),
        client: ClientId::parse("api").unwrap(),
        enabled: false,
        scopes: Vec::new(),
    };
    hub.put(&permission).await;
    is_nothing(&looked_up(&hub, &api, token).await);
    permission.enabled = true;
    hub.put(&permission).await;
    // Fewer at the token endpoint, never more.
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let form = joined(
        &app.refresh_form(refresh_token),
        &[("resource", "https://other.example.com/")],
    );
    refused(
        &app.token(&hub, &form).await,
        StatusCode::BAD_REQUEST,
        "invalid_target",
    );
    let form = joined(&app.refresh_form(refresh_token), &[("resource", API)]);
    granted(&app.token(&hub, &form).await);
    let begun = app.begin(&person.tenant, &[("resource", "https://evil.example/")]);
    browser.go(begun.url.as_str()).await;
    assert_eq!(
        app.code(&begun, browser.url()),
        Err(RelyingPartyError::Refused("invalid_target".to_owned()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_what_is_said_twice_is_refused_and_what_ran_out_is_nothing() {
    let hub = Hub::start().await;
    let app = register(&hub, "probe").await;
    let (_, login) = logged_in(&hub, &app).await;
    let token = login.access_token.as_str();
    for path in ["/revoke", "/introspect"] {
        for form in [
            vec![("token", token), ("token", token)],
            vec![
                ("token", token),
                ("client_id", "probe"),
                ("client_id", "probe"),
            ],
            vec![
                ("token", token),
                ("client_secret", "a"),
                ("client_secret", "a"),
            ],
        ] {
            let answer = call(&hub, &app, path, &form).await;
            refused(&answer, StatusCode::BAD_REQUEST, "invalid_request");
        }
        // A second way to show who it is, or another app's name.
        for (form, error) in [
            (
                vec![("token", token), ("client_secret", "a")],
                "invalid_client",
            ),
            (
                vec![("token", token), ("client_id", "hrm")],
                "invalid_client",
            ),
        ] {
            let answer = call(&hub, &app, path, &form).await;
            refused(&answer, StatusCode::UNAUTHORIZED, error);
        }
    }
    // None of that ended anything.
    assert_eq!(looked_up(&hub, &app, token).await["active"], true);
    hub.pass(600);
    is_nothing(&looked_up(&hub, &app, token).await);
    is_nothing(&looked_up(&hub, &app, &login.refresh_token).await);
}
