//! What anybody can have stored in the name of an app that keeps no secret has a bound for a
//! network; an app that shows who it is has none.

use http::StatusCode;
use kobling_model::{apps::ClientAuthentication, item::Entity};
use kobling_store::{
    Condition, Update,
    counter::{Counter, Window},
};
use kobling_tests::{Hub, RelyingParty, wire};

use super::{device, post, refused};

const MOST: u32 = 6000;
const WINDOW: i64 = 600;

/// As if so many had come from this network already.
async fn came(hub: &Hub, kind: &str, client: &str, count: u32) {
    let app = &hub.stack.operator().app;
    let index = app.index().await.unwrap();
    let digest = index.digest(kind, &format!("{client}\0127.0.0.1"));
    let window = Window::new(kind, digest.as_str(), WINDOW, MOST, hub.now());
    let update = Update::new()
        .set("count", count)
        .set("type", Counter::TYPE)
        .set("v", Counter::LAYOUT)
        .set("expires_at", window.ends_at);
    let store = app.store().unwrap();
    let counted = store.update::<Counter>(&window.key, update, Condition::anything());
    assert!(counted.await.unwrap().is_some());
}

fn is_too_many(answer: &wire::Answer) {
    refused(
        answer,
        StatusCode::TOO_MANY_REQUESTS,
        "temporarily_unavailable",
    );
    let seconds: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=WINDOW).contains(&seconds), "{seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_requests_pushed_for_a_public_app_have_a_bound_for_a_network() {
    let hub = Hub::start().await;
    let public = |id| {
        RelyingParty::register(&hub, id, |client| {
            client.authentication = ClientAuthentication::None;
        })
    };
    let (phone, other) = (public("phone").await, public("other").await);
    let desk = RelyingParty::register(&hub, "desk", |_| {}).await;
    let person = hub.person("L1");
    came(&hub, "pushed", "phone", MOST - 1).await;
    came(&hub, "pushed", "desk", MOST).await;
    let begun = phone.begin(&person.tenant, &[]);
    assert!(phone.push(&hub, &begun).await.is_ok(), "the last one");
    let kept = hub.transient_items().await.len();
    is_too_many(&phone.push(&hub, &begun).await.unwrap_err());
    assert_eq!(hub.transient_items().await.len(), kept, "nothing is kept");
    // Another app, and one that shows its secret, are not held up.
    let begun = other.begin(&person.tenant, &[]);
    assert!(other.push(&hub, &begun).await.is_ok());
    let begun = desk.begin(&person.tenant, &[]);
    assert!(desk.push(&hub, &begun).await.is_ok());
    hub.pass(WINDOW);
    let begun = phone.begin(&person.tenant, &[]);
    assert!(phone.push(&hub, &begun).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_devices_that_ask_for_a_code_have_a_bound_for_a_network() {
    let hub = Hub::start().await;
    RelyingParty::register(&hub, "clock", device::clock).await;
    came(&hub, "device-requests", "clock", MOST - 1).await;
    device::asked(&hub, "clock", &[]).await;
    let form = wire::encode(&[("client_id", "clock")]);
    is_too_many(&post(&hub, "/device_authorization", &[], &form).await);
    hub.pass(WINDOW);
    device::asked(&hub, "clock", &[]).await;
}
