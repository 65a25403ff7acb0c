//! Devices without a browser (RFC 8628): the code is shown there, typed and allowed elsewhere.

use http::StatusCode;
use kobling_model::apps::{Client, ClientAuthentication, ClientType, GrantType};
use kobling_tests::{Browser, Hub, Page, Person, RelyingParty, wire};
use serde_json::Value;
use url::Url;

use super::{come, granted, post, refused};
use crate::walk::{SUBSTANTIAL, by_code, english, pid, say, shows};

pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A time clock, which keeps no secret.
pub fn clock(client: &mut Client) {
    client.client_type = ClientType::Device;
    client.authentication = ClientAuthentication::None;
    client.grant_types = vec![GrantType::DeviceCode, GrantType::RefreshToken];
    client.redirect_uris = Vec::new();
}

/// What a device gets to show.
pub async fn asked(hub: &Hub, client: &str, further: &[(&str, &str)]) -> Value {
    let form = [&[("client_id", client)], further].concat();
    let form = wire::encode(&form);
    granted(&post(hub, "/device_authorization", &[], &form).await)
}

/// The device asks for its tokens.
pub async fn polled(hub: &Hub, client: &str, device_code: &str) -> wire::Answer {
    let form = [
        ("grant_type", GRANT),
        ("client_id", client),
        ("device_code", device_code),
    ];
    post(hub, "/token", &[], &wire::encode(&form)).await
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// From the device's code to the last question.
pub async fn typed(browser: &mut Browser, person: &Person, shown: &Value) {
    browser.go("/device").await;
    shows(browser, "device_code_heading");
    let code = text(shown, "user_code").to_lowercase();
    browser.press("continue", &[("user_code", &code)]).await;
    let page = shows(browser, "device_heading");
    assert!(page.text.contains(text(shown, "user_code")));
    // The code is large where it is compared, and the warning is given once.
    assert!(page.html.contains("class=\"shown code\""));
    assert!(page.text.contains(&say("device_warning", &[])));
    let (_, login) = page
        .links
        .iter()
        .find(|(_, href)| href.starts_with("/authorize?"))
        .expect("a way to the login");
    let login = page.url.join(login).unwrap();
    come(browser, person, &login).await;
}

async fn registered(hub: &Hub) -> RelyingParty {
    RelyingParty::register(hub, "clock", clock).await
}

#[tokio::test(flavor = "multi_thread")]
pub async fn c8_a_time_clock_is_logged_in_by_a_code_on_its_screen() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    let scope = [
        ("scope", "openid profile offline_access"),
        ("tenant", person.tenant.as_str()),
    ];
    let shown = asked(&hub, "clock", &scope).await;
    assert_eq!(shown["interval"], 5);
    assert_eq!(shown["verification_uri"], hub.url("/device").as_str());
    let device_code = text(&shown, "device_code");
    let pending = polled(&hub, "clock", device_code).await;
    refused(&pending, StatusCode::BAD_REQUEST, "authorization_pending");

    let mut browser = english(&hub);
    typed(&mut browser, &person, &shown).await;
    let page = shows(&browser, "device_allow_heading");
    let user = hub
        .directory_user(&person.tenant, person.email.as_deref().unwrap())
        .await;
    assert!(page.text.contains(&user.family_name), "{}", page.text);
    assert!(page.html.contains("class=\"shown code\""));
    assert!(!page.text.contains(&say("device_warning", &[])));
    assert!(page.text.contains(text(&shown, "user_code")));
    // Looking is not allowing.
    hub.pass(5);
    let pending = polled(&hub, "clock", device_code).await;
    refused(&pending, StatusCode::BAD_REQUEST, "authorization_pending");
    let asked = page.clone();
    browser.press("allow", &[]).await;
    shows(&browser, "device_allowed");
    assert!(!browser.page().has_way_on(), "all is done");
    // Pressed twice.
    let form = asked.form_with("action", "allow").unwrap().clone();
    browser
        .submit(&asked, &form, Some(("action", "allow")), &[])
        .await;
    shows(&browser, "device_allowed");

    let tokens = granted(&polled(&hub, "clock", device_code).await);
    let bearer = format!("Bearer {}", text(&tokens, "access_token"));
    let headers = [("authorization", bearer.as_str())];
    let userinfo = hub
        .request(http::Method::GET, "/userinfo", &headers, "")
        .await;
    assert_eq!(granted(&userinfo)["family_name"], user.family_name.as_str());
    let renew = |token: &str| {
        wire::encode(&[
            ("grant_type", "refresh_token"),
            ("client_id", "clock"),
            ("refresh_token", token),
        ])
    };
    let refresh_token = text(&tokens, "refresh_token");
    let renewed = granted(&post(&hub, "/token", &[], &renew(refresh_token)).await);
    // A device's code that comes again is no longer the device's alone: what it gave ends.
    let again = polled(&hub, "clock", device_code).await;
    refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    let refresh_token = text(&renewed, "refresh_token");
    let ended = post(&hub, "/token", &[], &renew(refresh_token)).await;
    refused(&ended, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn c8_a_device_that_is_not_allowed_hears_of_it() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    let tenant = [("tenant", person.tenant.as_str())];
    let shown = asked(&hub, "clock", &tenant).await;
    let mut browser = english(&hub);
    typed(&mut browser, &person, &shown).await;
    browser.press("deny", &[]).await;
    shows(&browser, "device_denied");
    let said = polled(&hub, "clock", text(&shown, "device_code")).await;
    refused(&said, StatusCode::BAD_REQUEST, "access_denied");
    // The code for people is of no use any more.
    browser.go("/device").await;
    let code = text(&shown, "user_code");
    browser.press("continue", &[("user_code", code)]).await;
    shows(&browser, "device_code_heading");
    assert!(browser.page().html.contains("error-summary"));
    // Who leaves at the eID is told, and the device waits.
    let shown = asked(&hub, "clock", &tenant).await;
    let mut browser = english(&hub);
    typed_to_eid(&mut browser, &shown).await;
    browser.press("cancel", &[]).await;
    let page = shows(&browser, "cancelled").clone();
    let (_, back) = page
        .links
        .iter()
        .find(|(text, _)| text.contains("clock"))
        .unwrap();
    browser.follow(back).await;
    shows(&browser, "device_denied");
    assert!(!browser.page().has_way_on(), "all is done");
    let said = polled(&hub, "clock", text(&shown, "device_code")).await;
    refused(&said, StatusCode::BAD_REQUEST, "authorization_pending");
}

/// By the address that the device shows along with the code, up to the eID.
async fn typed_to_eid(browser: &mut Browser, shown: &Value) {
    browser.go(text(shown, "verification_uri_complete")).await;
    let page = shows(browser, "device_heading");
    let login = login_of(page);
    browser.go(login.as_str()).await;
    assert_eq!(browser.host(), "idporten.localhost");
}

/// The same for a device that leaves the employer open.
async fn typed_to_eid_at(browser: &mut Browser, shown: &Value, tenant: &str) {
    browser.go(text(shown, "verification_uri_complete")).await;
    let login = login_of(shows(browser, "device_heading"));
    browser.go(login.as_str()).await;
    let page = shows(browser, "choose_tenant_heading").clone();
    let tenant = format!("tenant={tenant}");
    let chosen = page.links.iter().find(|(_, href)| href.contains(&tenant));
    browser.follow(&chosen.expect("the employer").1).await;
    assert_eq!(browser.host(), "idporten.localhost");
}

/// Where the page with the device's app leads.
fn login_of(page: &Page) -> Url {
    let mut links = page.links.iter();
    let login = links.find(|(_, href)| href.starts_with("/authorize?"));
    let (_, login) = login.expect("a way to the login");
    page.url.join(login).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_a_device_keeps_to_its_pace_and_its_time() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let shown = asked(&hub, "clock", &[]).await;
    let device_code = text(&shown, "device_code");
    let pending = async || polled(&hub, "clock", device_code).await.json()["error"].clone();
    assert_eq!(pending().await, "authorization_pending");
    hub.pass(1);
    assert_eq!(pending().await, "slow_down");
    hub.pass(6);
    assert_eq!(pending().await, "slow_down", "ten seconds by now");
    hub.pass(15);
    assert_eq!(pending().await, "authorization_pending");
    hub.pass(900);
    assert_eq!(pending().await, "expired_token");
    let mut browser = english(&hub);
    browser.go(text(&shown, "verification_uri_complete")).await;
    shows(&browser, "device_code_heading");
    hub.pass(3600);
    assert_eq!(pending().await, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_a_devices_code_is_its_own_and_its_login_leads_nowhere_else() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    registered(&hub).await;
    RelyingParty::register(&hub, "other", clock).await;
    let person = hub.person("L1");
    let tenant = [("tenant", person.tenant.as_str())];
    let shown = asked(&hub, "clock", &tenant).await;
    let device_code = text(&shown, "device_code");
    for (client, code) in [
        ("other", device_code.to_owned()),
        ("clock", format!("{device_code}x")),
        ("clock", text(&shown, "user_code").to_owned()),
        ("clock", "x".repeat(3000)),
    ] {
        let said = polled(&hub, client, &code).await;
        refused(&said, StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let said = post(
        &hub,
        "/token",
        &[],
        &wire::encode(&[("grant_type", GRANT), ("client_id", "clock")]),
    )
    .await;
    refused(&said, StatusCode::BAD_REQUEST, "invalid_request");
    // An app is no device, nor a device an app.
    let basic = app.basic().unwrap();
    let basic = [("authorization", basic.as_str())];
    let said = post(&hub, "/device_authorization", &basic, "scope=openid").await;
    refused(&said, StatusCode::BAD_REQUEST, "unauthorized_client");
    let said = post(
        &hub,
        "/device_authorization",
        &[],
        "client_id=clock&scope=openid%20roster:all",
    )
    .await;
    assert_eq!(said.status, StatusCode::OK, "unknown words are left out");
    let said = post(
        &hub,
        "/device_authorization",
        &[],
        "client_id=clock&scope=email",
    )
    .await;
    refused(&said, StatusCode::BAD_REQUEST, "invalid_scope");
    let own = format!("{}device/allow", hub.url("/"));
    let form = [
        ("client_id", "clock"),
        ("response_type", "code"),
        ("redirect_uri", own.as_str()),
        ("scope", "openid"),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        ("code_challenge_method", "S256"),
    ];
    let pushed = post(&hub, "/par", &[], &wire::encode(&form)).await;
    assert_eq!(pushed.status, StatusCode::BAD_REQUEST, "{}", pushed.body);
    let mut browser = english(&hub);
    let mut url = hub.url("/authorize");
    url.query_pairs_mut().extend_pairs(form);
    browser.go(url.as_str()).await;
    shows(&browser, "unregistered_redirect");
    // The login for one device is none for another, and an app's none for a device.
    let other = asked(&hub, "clock", &tenant).await;
    typed(&mut browser, &person, &shown).await;
    shows(&browser, "device_allow_heading");
    let place = |shown: &Value| {
        text(shown, "device_code")
            .split_once('.')
            .unwrap()
            .0
            .to_owned()
    };
    // No page and no address carries a code, and what they carry is of no use without the browser.
    let page = browser.page().clone();
    assert!(!page.url.as_str().contains("code="), "{}", page.url);
    let form = &page.forms[0];
    assert_eq!(form.value("code"), None);
    let own = [
        ("request", form.value("request").unwrap()),
        ("csrf", form.value("csrf").unwrap()),
        ("action", "allow"),
    ];
    let taken = post(&hub, "/device/allow", &[], &wire::encode(&own)).await;
    assert_eq!(taken.status, StatusCode::GONE);
    let mut stops = app.browser(&hub);
    let begun = app.begin(&person.tenant, &[]);
    come(&mut stops, &person, &begun.url).await;
    let code = app.code(&begun, stops.url()).unwrap();
    let mut url: Url = hub.url("/device/allow");
    url.query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", &place(&other));
    browser.go(url.as_str()).await;
    shows(&browser, "device_denied");
    let said = polled(&hub, "clock", text(&other, "device_code")).await;
    refused(&said, StatusCode::BAD_REQUEST, "authorization_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_a_device_of_another_organisation_is_consented_to_and_then_allowed() {
    let hub = Hub::start().await;
    RelyingParty::register(&hub, "clock", |client| {
        clock(client);
        client.third_party = true;
    })
    .await;
    let person = hub.person("L1");
    let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
    let device_code = text(&shown, "device_code");
    let mut browser = english(&hub);
    typed(&mut browser, &person, &shown).await;
    assert_eq!(browser.url().path(), "/consent");
    browser.press("allow", &[]).await;
    shows(&browser, "device_allow_heading");
    let codes = browser
        .history
        .iter()
        .filter(|hop| hop.url.path() == "/device/allow");
    assert!(
        codes
            .into_iter()
            .all(|hop| hop.url.query().is_none_or(|query| !query.contains("code=")))
    );
    let said = polled(&hub, "clock", device_code).await;
    refused(&said, StatusCode::BAD_REQUEST, "authorization_pending");
    browser.press("allow", &[]).await;
    shows(&browser, "device_allowed");
    hub.pass(10);
    granted(&polled(&hub, "clock", device_code).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_who_comes_back_to_the_question_hears_what_was_answered() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    for (action, said) in [("allow", "device_allowed"), ("deny", "device_denied")] {
        let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
        let mut browser = english(&hub);
        typed(&mut browser, &person, &shown).await;
        let page = shows(&browser, "device_allow_heading").clone();
        let mut twin = browser.clone();
        let form = page.form_with("action", action).unwrap().clone();
        let pressed = Some(("action", action));
        // Pressed twice at once.
        tokio::join!(
            browser.submit(&page, &form, pressed, &[]),
            twin.submit(&page, &form, pressed, &[]),
        );
        shows(&browser, said);
        browser.go(page.url.as_str()).await;
        shows(&browser, said);
        browser.close();
        twin.close();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_two_who_type_one_code_get_one_answer_between_them() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
    let (mut one, mut other) = (english(&hub), english(&hub));
    typed(&mut one, &person, &shown).await;
    typed(&mut other, &person, &shown).await;
    one.press("allow", &[]).await;
    shows(&one, "device_allowed");
    other.press("allow", &[]).await;
    shows(&other, "device_gone");
    other.go("/device/allow?error=access_denied").await;
    shows(&other, "device_denied");
    let device_code = text(&shown, "device_code");
    let (first, second) = tokio::join!(
        polled(&hub, "clock", device_code),
        polled(&hub, "clock", device_code)
    );
    let given = [&first, &second]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    assert_eq!(given, 1, "{} {}", first.body, second.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_whoever_comes_to_the_question_first_is_the_one_who_answers() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = &hub.person("L1");
    let colleague = &hub.person_at("L7", &person.tenant);
    let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
    let (mut one, mut other) = (english(&hub), english(&hub));
    typed(&mut one, person, &shown).await;
    shows(&one, "device_allow_heading");
    typed(&mut other, colleague, &shown).await;
    by_code(&hub, &mut other, colleague, false).await;
    shows(&other, "device_gone");
    // The first page is still good, also loaded anew.
    one.reload().await;
    shows(&one, "device_allow_heading");
    one.press("allow", &[]).await;
    shows(&one, "device_allowed");
    let tokens = granted(&polled(&hub, "clock", text(&shown, "device_code")).await);
    let bearer = format!("Bearer {}", text(&tokens, "access_token"));
    let headers = [("authorization", bearer.as_str())];
    let told = hub.request(http::Method::GET, "/userinfo", &headers, "");
    let user = hub
        .directory_user(&person.tenant, person.email.as_deref().unwrap())
        .await;
    let account = hub.account_of(&user).await;
    assert_eq!(granted(&told.await)["sub"], account.id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_the_address_of_the_question_is_of_no_use_in_another_browser() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
    let mut browser = english(&hub);
    typed(&mut browser, &person, &shown).await;
    let page = shows(&browser, "device_allow_heading").clone();
    let address = page.url.clone();
    let user = hub
        .directory_user(&person.tenant, person.email.as_deref().unwrap())
        .await;
    // Neither without a login nor with another one, of the same person even.
    let with_another = crate::walk::arrived(&hub, &person).await;
    for mut stranger in [english(&hub), with_another] {
        stranger.go(address.as_str()).await;
        let gone = shows(&stranger, "request_gone");
        assert!(!gone.text.contains(&user.family_name));
        let form = page.form_with("action", "allow").unwrap().clone();
        let pressed = Some(("action", "allow"));
        stranger.submit(&page, &form, pressed, &[]).await;
        shows(&stranger, "request_gone");
    }
    let said = polled(&hub, "clock", text(&shown, "device_code")).await;
    refused(&said, StatusCode::BAD_REQUEST, "authorization_pending");
    browser.press("allow", &[]).await;
    shows(&browser, "device_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_a_link_past_the_first_page_leads_back_to_it() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let person = hub.person("L1");
    let shown = asked(&hub, "clock", &[("tenant", person.tenant.as_str())]).await;
    let mut sender = english(&hub);
    sender.go(text(&shown, "verification_uri_complete")).await;
    let login = login_of(shows(&sender, "device_heading"));
    let mut sent_to = crate::walk::arrived(&hub, &person).await;
    for _ in 0..2 {
        sent_to.go(login.as_str()).await;
        shows(&sent_to, "device_code_heading");
    }
    come(&mut sender, &person, &login).await;
    shows(&sender, "device_allow_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_whoever_has_several_employers_chooses_for_the_device_too() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let shown = asked(&hub, "clock", &[]).await;
    let mut browser = english(&hub);
    let login = {
        browser.go(text(&shown, "verification_uri_complete")).await;
        let page = shows(&browser, "device_heading");
        let found = page
            .links
            .iter()
            .find(|(_, href)| href.starts_with("/authorize?"));
        page.url.join(&found.unwrap().1).unwrap()
    };
    browser.go(login.as_str()).await;
    shows(&browser, "choose_tenant_heading");
    // Whoever looks for their employer for a while still gets on.
    hub.pass(300);
    let person = hub.person("L1");
    let page = browser.page().clone();
    let tenant = format!("tenant={}", person.tenant);
    let (_, chosen) = page
        .links
        .iter()
        .find(|(_, href)| href.contains(&tenant))
        .unwrap();
    browser.follow(chosen).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    shows(&browser, "device_allow_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_guessing_codes_ends_soon() {
    let hub = Hub::start().await;
    registered(&hub).await;
    let shown = asked(&hub, "clock", &[]).await;
    let mut browser = english(&hub);
    for _ in 0..60 {
        browser.go("/device?user_code=BCDF-GHJK").await;
        shows(&browser, "device_code_heading");
    }
    browser.go(text(&shown, "verification_uri_complete")).await;
    assert_eq!(browser.page().status, StatusCode::TOO_MANY_REQUESTS);
    hub.pass(600);
    browser.go(text(&shown, "verification_uri_complete")).await;
    shows(&browser, "device_heading");
}

#[tokio::test(flavor = "multi_thread")]
async fn c8_the_demo_time_clock_clocks_someone_in() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let screen = format!("http://clock.localhost:{}/", hub.port());
    let mut clock = english(&hub);
    clock.go(&screen).await;
    clock.press_button(("", ""), &[]).await;
    let page = clock.page().clone();
    let (_, complete) = page
        .links
        .iter()
        .find(|(_, href)| href.contains("user_code="))
        .unwrap_or_else(|| panic!("no code on the screen: {}", page.text));
    let shown = serde_json::json!({"verification_uri_complete": complete});
    let mut browser = english(&hub);
    typed_to_eid_at(&mut browser, &shown, &person.tenant).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    browser.press("allow", &[]).await;
    let mut name = None;
    for _ in 0..40 {
        clock.go(&screen).await;
        name = clock.page().by_id("name").map(str::to_owned);
        if name.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    let email = person.email.as_deref().unwrap();
    let user = hub.directory_user(&person.tenant, email).await;
    let expected = format!("{} {}", user.given_name, user.family_name);
    assert_eq!(name, Some(expected), "{}", clock.page().text);
    clock.press_button(("", ""), &[]).await;
    assert!(clock.page().text.contains("Nobody is logged in"));
}
