//! What apps are told about a person: by scope, and by claims asked for one by one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_model::people::{PersonalDetails, PostalAddress};
use kobling_tests::{Hub, RelyingParty};
use serde_json::{Value, json};

use super::{come, granted, joined};
use crate::walk::email;

const STANDARD: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
];

/// Someone of whom the directory knows all that the standard has a claim for.
async fn described(hub: &Hub) -> kobling_tests::Person {
    let person = hub.person("L1");
    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    let text = |text: &str| Some(text.to_owned());
    user.birth_date = text("1980-02-29");
    user.phone = text("+4799999901");
    user.rights = vec!["approve-hours".to_owned()];
    user.employments[0].department = text("Skule");
    user.details = Some(Box::new(PersonalDetails {
        middle_name: text("Prøve"),
        nickname: text("Prøva"),
        preferred_username: text("prove1"),
        profile: text("https://asnes.example.com/people/1"),
        picture: text("https://asnes.example.com/people/1.png"),
        website: text("https://prove.example.com"),
        gender: text("female"),
        zoneinfo: text("Europe/Oslo"),
        locale: text("nn-NO"),
        address: Some(PostalAddress {
            formatted: text("Prøvegata 1\n9999 Prøvestad"),
            country: text("NO"),
            ..PostalAddress::default()
        }),
        updated_at: Some(1_700_000_000),
    }));
    hub.put(&user).await;
    person
}

async fn told(
    hub: &Hub,
    app: &RelyingParty,
    scopes: &[&str],
    further: &[(&str, &str)],
) -> (Value, Value) {
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let tenant = [("tenant", person.tenant.as_str())];
    let begun = app.begin_with(scopes, &[&tenant, further].concat());
    come(&mut browser, &person, &begun.url).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    // The crate's own view of userinfo knows only the standard's claims.
    let bearer = format!("Bearer {}", login.access_token);
    let info = hub
        .request(
            http::Method::GET,
            "/userinfo",
            &[("authorization", &bearer)],
            "",
        )
        .await;
    (login.claims, granted(&info))
}

fn all_scopes(client: &mut kobling_model::apps::Client) {
    client.scopes = [
        "openid",
        "profile",
        "email",
        "phone",
        "address",
        "employment",
        "rights",
        "offline_access",
    ]
    .map(str::to_owned)
    .to_vec();
}

#[tokio::test(flavor = "multi_thread")]
async fn g_each_scope_opens_its_claims_and_no_other() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", all_scopes).await;
    described(&hub).await;
    for (scope, claims) in STANDARD {
        let (id_token, info) = told(&hub, &app, &[scope], &[]).await;
        for (other, theirs) in STANDARD {
            for claim in *theirs {
                let is_there = info.get(claim).is_some();
                assert_eq!(is_there, scope == other, "{claim} by {scope}");
                assert!(id_token.get(claim).is_none(), "{claim} was not asked for");
            }
        }
        assert!(!claims.is_empty());
    }
    let (_, info) = told(&hub, &app, &["employment", "rights"], &[]).await;
    assert_eq!(info["rights"], json!(["approve-hours"]));
    assert_eq!(info["employments"][0]["department"], "Skule");
    assert!(info["employments"][0]["number"].is_string());
    let (_, info) = told(&hub, &app, &["address", "profile"], &[]).await;
    assert_eq!(info["address"]["country"], "NO");
    assert_eq!(info["updated_at"], 1_700_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_claims_are_given_where_they_were_asked_for() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", all_scopes).await;
    described(&hub).await;
    let asked = json!({
        "id_token": {"given_name": null, "urn:unknown": {"essential": true}},
        "userinfo": {"name": {"essential": true}, "phone_number": null, "sub": null},
        "elsewhere": {},
    })
    .to_string();
    let (id_token, info) = told(&hub, &app, &[], &[("claims", &asked)]).await;
    assert_eq!(
        id_token["given_name"].as_str(),
        info["name"].as_str().and_then(|n| n.split(' ').next())
    );
    assert!(id_token.get("name").is_none());
    assert!(info["name"].is_string() && info["phone_number"].is_string());
    assert!(info.get("given_name").is_none() && info.get("email").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_single_claim_opens_no_more_than_the_apps_scopes() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.scopes = vec!["openid".to_owned(), "email".to_owned()];
    })
    .await;
    described(&hub).await;
    let all = json!({"name": null, "address": null, "rights": null, "email": null});
    let asked = json!({"id_token": all, "userinfo": all}).to_string();
    let (id_token, info) = told(&hub, &app, &[], &[("claims", &asked)]).await;
    for claim in ["name", "address", "rights"] {
        assert!(id_token.get(claim).is_none(), "{claim}");
        assert!(info.get(claim).is_none(), "{claim}");
    }
    assert!(id_token["email"].is_string() && info["email"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_level_or_a_person_that_is_essential_is_had_or_refused() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", all_scopes).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    come(&mut browser, &person, &begun.url).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let own = login.claims["sub"].as_str().unwrap();
    let high = "http://eidas.europa.eu/LoA/high";
    let substantial = "http://eidas.europa.eu/LoA/substantial";
    for (asked, outcome) in [
        (json!({"id_token": {"sub": {"value": own}}}), Ok(())),
        (
            json!({"userinfo": {"sub": {"value": uuid::Uuid::nil().to_string()}}}),
            Err("login_required"),
        ),
        (
            json!({"id_token": {"sub": {"value": "somebody"}}}),
            Err("invalid_request"),
        ),
        (
            json!({"id_token": {"acr": {"essential": true, "value": high}}}),
            Err("login_required"),
        ),
        (
            json!({"id_token": {"acr": {"essential": true, "values": [high, substantial]}}}),
            Ok(()),
        ),
        (
            json!({"id_token": {"acr": {"value": high}}}),
            // Not essential: had if it can be.
            Ok(()),
        ),
        (
            json!({"id_token": {"acr": {"essential": true, "value": "urn:unknown"}}}),
            Err("invalid_request"),
        ),
        (json!([]), Err("invalid_request")),
        (json!({"id_token": []}), Err("invalid_request")),
    ] {
        let asked = asked.to_string();
        let further = [("claims", asked.as_str()), ("prompt", "none")];
        let begun = app.begin(&person.tenant, &further);
        browser.go(begun.url.as_str()).await;
        let had = app.code(&begun, browser.url()).map(|_| ());
        let expected =
            outcome.map_err(|error| kobling_tests::RelyingPartyError::Refused(error.to_owned()));
        assert_eq!(had, expected, "{asked}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_that_wants_no_tenant_is_told_none() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    for is_told in [true, false] {
        let app = RelyingParty::register(&hub, "probe", |client| {
            client.tenant_claim = is_told;
        })
        .await;
        let mut browser = app.browser(&hub);
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let login = app.finish(&begun, browser.url()).await.unwrap();
        let tenant = is_told.then_some(person.tenant.as_str());
        assert_eq!(login.claims["tenant"].as_str(), tenant);
        assert_eq!(login.userinfo["tenant"].as_str(), tenant);
        assert_eq!(login.claims.get("tenant").is_some(), is_told);
        let subject = login.claims["sub"].as_str().unwrap();
        let renewed = app.refresh(&login.refresh_token, subject).await.unwrap();
        assert_eq!(renewed.claims.get("tenant").is_some(), is_told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_that_reads_the_id_token_alone_may_be_registered_to_find_claims_there() {
    let hub = Hub::start().await;
    let listed = [
        "name",
        "email",
        "email_verified",
        "preferred_username",
        "phone_number",
    ];
    for is_registered in [true, false] {
        let app = RelyingParty::register(&hub, "probe", |client| {
            if is_registered {
                client.id_token_claims = listed.map(str::to_owned).to_vec();
            }
        })
        .await;
        let person = hub.person("L2");
        let there = kobling_tests::Person {
            tenant: "asnes".to_owned(),
            ..person
        };
        let mut browser = app.browser(&hub);
        // `phone` is not asked for.
        let begun = app.begin(&there.tenant, &[]);
        come(&mut browser, &there, &begun.url).await;
        let login = app.finish(&begun, browser.url()).await.unwrap();
        for claim in listed {
            let is_there = is_registered && claim != "phone_number";
            assert_eq!(login.claims.get(claim).is_some(), is_there, "{claim}");
            if is_there {
                assert_eq!(login.claims[claim], login.userinfo[claim], "{claim}");
            }
        }
        assert!(login.claims.get("given_name").is_none());
        // A refreshed one has them, too, as far as its scope goes.
        let form = app.refresh_form(&login.refresh_token);
        let form = joined(&form, &[("scope", "openid email")]);
        let tokens = granted(&app.token(&hub, &form).await);
        let renewed = payload(tokens["id_token"].as_str().unwrap());
        assert_eq!(renewed.get("email").is_some(), is_registered);
        assert!(renewed.get("name").is_none());
    }
}

fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
