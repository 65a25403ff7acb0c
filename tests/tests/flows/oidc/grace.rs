//! The grace for lost refresh answers: an app that has one may show its last refresh token once
//! more within seconds, and gets the same successor. Everything else is a reuse, as without it.

use http::StatusCode;
use kobling_model::{
    ClientId,
    apps::{Client, ClientAuthentication, Grant, GrantType, SecurityProfile},
    item::{Entity, Key},
    keys,
};
use kobling_tests::{AppKey, Hub, RelyingParty, wire};
use serde_json::Value;

use super::{ASSERTION_TYPE, at, code_for, granted, joined, post, refused};
use crate::walk::email;

/// Seconds of grace.
const GRACE: u8 = 6;

fn with_grace(client: &mut Client) {
    client.refresh_grace_seconds = GRACE;
}

fn public(client: &mut Client) {
    client.authentication = ClientAuthentication::None;
    client.secret_digest = None;
    with_grace(client);
}

fn token<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

/// Tokens of a new login.
async fn logged_in(hub: &Hub, app: &RelyingParty) -> Value {
    let (begun, code) = code_for(hub, app, &[]).await;
    granted(&app.token(hub, &app.code_form(&begun, &code)).await)
}

async fn renew(hub: &Hub, app: &RelyingParty, tokens: &Value) -> wire::Answer {
    let form = app.refresh_form(token(tokens, "refresh_token"));
    app.token(hub, &form).await
}

#[track_caller]
fn is_nothing(answer: &wire::Answer) {
    refused(answer, StatusCode::BAD_REQUEST, "invalid_grant");
}

async fn is_live(hub: &Hub, tokens: &Value) -> bool {
    let bearer = format!("Bearer {}", token(tokens, "access_token"));
    let headers = [("authorization", bearer.as_str())];
    let answer = hub
        .request(http::Method::GET, "/userinfo", &headers, "")
        .await;
    answer.status.is_success()
}

/// How often the audit has an event.
async fn told(hub: &Hub, event: &str) -> usize {
    let items = hub.audit_items().await;
    let is_one = |item: &&Value| item["event"]["S"] == event;
    items.values().filter(is_one).count()
}

/// What the store has in a place.
async fn held<E: Entity>(hub: &Hub, key: &Key) -> E {
    let app = &hub.stack.operator().app;
    let found = app.store().unwrap().get(key, app.now()).await.unwrap();
    found.unwrap()
}

async fn registered(hub: &Hub) -> Client {
    held(hub, &keys::client(&ClientId::parse("probe").unwrap())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_lost_refresh_answer_is_given_again_within_the_grace() {
    let hub = Hub::two_in_turn().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let first = logged_in(&hub, &app).await;
    let lost = granted(&renew(&hub, &app, &first).await);
    for passes in [0, GRACE - 1] {
        hub.pass(passes.into());
        let again = granted(&renew(&hub, &app, &first).await);
        // The very same successor, and nothing else of the old answer.
        assert_eq!(again["refresh_token"], lost["refresh_token"]);
        assert_ne!(again["access_token"], lost["access_token"]);
        assert!(is_live(&hub, &again).await);
    }
    // The successor goes on as ever, without a grace of its own; the next one has one again.
    let second = granted(&renew(&hub, &app, &lost).await);
    assert_ne!(second["refresh_token"], lost["refresh_token"]);
    let third = granted(&renew(&hub, &app, &second).await);
    let again = granted(&renew(&hub, &app, &second).await);
    assert_eq!(again["refresh_token"], third["refresh_token"]);
    assert_eq!(told(&hub, "refresh_repeated").await, 3);
    assert_eq!(told(&hub, "tokens_refreshed").await, 3);
    // Once the successor was used, the one before it has none, however little time has passed.
    is_nothing(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &app, &third).await);
    assert!(!is_live(&hub, &third).await);
    assert_eq!(told(&hub, "refresh_reused").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_thief_who_keeps_to_the_grace_is_found_out_at_the_next_renewal() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let first = logged_in(&hub, &app).await;
    // The thief comes seconds before the app, and both have the same successor.
    let stolen = granted(&renew(&hub, &app, &first).await);
    let owned = granted(&renew(&hub, &app, &first).await);
    assert_eq!(stolen["refresh_token"], owned["refresh_token"]);
    hub.pass(540);
    let next = granted(&renew(&hub, &app, &stolen).await);
    is_nothing(&renew(&hub, &app, &owned).await);
    is_nothing(&renew(&hub, &app, &next).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_after_the_grace_and_without_one_a_reuse_ends_the_grant() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let first = logged_in(&hub, &app).await;
    let second = granted(&renew(&hub, &app, &first).await);
    hub.pass(GRACE.into());
    is_nothing(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &app, &second).await);
    assert!(!is_live(&hub, &second).await);
    // To give it again does not make the grace any longer.
    let first = logged_in(&hub, &app).await;
    let second = granted(&renew(&hub, &app, &first).await);
    hub.pass((GRACE - 1).into());
    granted(&renew(&hub, &app, &first).await);
    hub.pass(1);
    is_nothing(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &app, &second).await);
    // The item cannot make it longer than ten seconds.
    let app = RelyingParty::register(&hub, "long", |client| {
        client.refresh_grace_seconds = 255;
    })
    .await;
    let first = logged_in(&hub, &app).await;
    granted(&renew(&hub, &app, &first).await);
    hub.pass(9);
    granted(&renew(&hub, &app, &first).await);
    hub.pass(1);
    is_nothing(&renew(&hub, &app, &first).await);
    let app = RelyingParty::register(&hub, "without", |_| {}).await;
    let first = logged_in(&hub, &app).await;
    let second = granted(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &app, &second).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_only_the_app_itself_has_a_grace() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let other = RelyingParty::register(&hub, "other", with_grace).await;
    let first = logged_in(&hub, &app).await;
    let lost = granted(&renew(&hub, &app, &first).await);
    is_nothing(&renew(&hub, &other, &first).await);
    let mut impostor = app.clone();
    impostor.secret = Some("wrong".to_owned());
    let answer = renew(&hub, &impostor, &first).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    // Neither of them ended anything.
    let again = granted(&renew(&hub, &app, &first).await);
    assert_eq!(again["refresh_token"], lost["refresh_token"]);
    // It is no way round the gate, nor round what was taken back.
    let person = hub.person("L1");
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let mut left = user.clone();
    left.employments[0].to = Some(hub.now() - 1);
    hub.put(&left).await;
    is_nothing(&renew(&hub, &app, &first).await);
    hub.put(&user).await;
    granted(&renew(&hub, &app, &first).await);
    let basic = app.basic().unwrap();
    let form = wire::encode(&[("token", token(&lost, "refresh_token"))]);
    let revoked = post(&hub, "/revoke", &[("authorization", &basic)], &form).await;
    assert_eq!(revoked.status, StatusCode::OK);
    is_nothing(&renew(&hub, &app, &first).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_grace_does_not_widen_what_was_granted() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let first = logged_in(&hub, &app).await;
    let lost = granted(&renew(&hub, &app, &first).await);
    let form = app.refresh_form(token(&first, "refresh_token"));
    let more = joined(&form, &[("scope", "openid phone")]);
    let answer = app.token(&hub, &more).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_scope");
    let less = joined(&form, &[("scope", "openid")]);
    let again = granted(&app.token(&hub, &less).await);
    assert_eq!(again["scope"], "openid");
    assert_eq!(again["refresh_token"], lost["refresh_token"]);
    let mut registered = registered(&hub).await;
    registered.grant_types = vec![GrantType::AuthorizationCode];
    hub.put(&registered).await;
    let answer = renew(&hub, &app, &first).await;
    refused(&answer, StatusCode::BAD_REQUEST, "unauthorized_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_within_the_grace_a_bound_token_is_held_by_its_key() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", public).await;
    let (key, thief) = (AppKey::new(), AppKey::new());
    let call = async |form: &str, key: Option<&AppKey>| {
        let proof = key.map(|key| key.proof("POST", &at(&hub, "/token"), None, hub.now()));
        let headers: Vec<(&str, &str)> = proof.iter().map(|p| ("dpop", p.as_str())).collect();
        let form = joined(form, &[("client_id", "probe")]);
        post(&hub, "/token", &headers, &form).await
    };
    for wrong in [Some(&thief), None] {
        let (begun, code) = code_for(&hub, &app, &[]).await;
        let form = app.code_form(&begun, &code);
        let first = granted(&call(&form, Some(&key)).await);
        let form = app.refresh_form(token(&first, "refresh_token"));
        let lost = granted(&call(&form, Some(&key)).await);
        let again = granted(&call(&form, Some(&key)).await);
        assert_eq!(again["refresh_token"], lost["refresh_token"]);
        assert_eq!(again["token_type"], "DPoP");
        // Whoever shows it without the key has not lost an answer: that is a reuse.
        is_nothing(&call(&form, wrong).await);
        is_nothing(&call(&form, Some(&key)).await);
        let form = app.refresh_form(token(&lost, "refresh_token"));
        is_nothing(&call(&form, Some(&key)).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_two_calls_at_once_get_one_successor_within_a_grace() {
    let hub = Hub::two_in_turn().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    for _ in 0..5 {
        let first = logged_in(&hub, &app).await;
        let (a, b, c) = tokio::join!(
            renew(&hub, &app, &first),
            renew(&hub, &app, &first),
            renew(&hub, &app, &first)
        );
        let given = [granted(&a), granted(&b), granted(&c)];
        for one in &given {
            assert_eq!(one["refresh_token"], given[0]["refresh_token"]);
            assert!(is_live(&hub, one).await);
        }
        granted(&renew(&hub, &app, &given[0]).await);
    }
    // One rotation each, and no reuse.
    assert_eq!(told(&hub, "tokens_refreshed").await, 10);
    assert_eq!(told(&hub, "refresh_repeated").await, 10);
    assert_eq!(told(&hub, "refresh_reused").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_of_two_calls_at_once_without_a_grace_one_is_a_reuse() {
    let hub = Hub::two_in_turn().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    for round in 1..=5 {
        let first = logged_in(&hub, &app).await;
        let (a, b) = tokio::join!(renew(&hub, &app, &first), renew(&hub, &app, &first));
        let (given, lost) = if a.status.is_success() {
            (a, b)
        } else {
            (b, a)
        };
        is_nothing(&lost);
        is_nothing(&renew(&hub, &app, &granted(&given)).await);
        assert_eq!(told(&hub, "refresh_reused").await, round);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_no_grace_is_taken_where_nothing_says_when_it_began_or_nothing_rotates() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", with_grace).await;
    let first = logged_in(&hub, &app).await;
    granted(&renew(&hub, &app, &first).await);
    // A grant from before the time was kept.
    let items = hub.transient_items().await;
    let mut grants = items.values().filter(|item| item["type"]["S"] == "grant");
    let id = grants.next().unwrap()["id"]["S"].as_str().unwrap();
    let mut grant: Grant = held(&hub, &keys::grant(id)).await;
    assert_eq!(grant.rotated_at, Some(hub.now()));
    grant.rotated_at = None;
    hub.put(&grant).await;
    is_nothing(&renew(&hub, &app, &first).await);
    // What makes an app one of FAPI 2.0 takes its grace away.
    let first = logged_in(&hub, &app).await;
    granted(&renew(&hub, &app, &first).await);
    let key = AppKey::new();
    let mut registered = registered(&hub).await;
    registered.profile = SecurityProfile::Fapi2;
    registered.authentication = ClientAuthentication::PrivateKeyJwt;
    registered.jwks = Some(key.jwks());
    hub.put(&registered).await;
    let assertion = key.assertion("probe", &hub.stack.issuer(), hub.now());
    let form = joined(
        &app.refresh_form(token(&first, "refresh_token")),
        &[
            ("client_assertion", &assertion),
            ("client_assertion_type", ASSERTION_TYPE),
        ],
    );
    let proof = AppKey::new().proof("POST", &at(&hub, "/token"), None, hub.now());
    is_nothing(&post(&hub, "/token", &[("dpop", &proof)], &form).await);
    assert_eq!(told(&hub, "refresh_reused").await, 2);
}
