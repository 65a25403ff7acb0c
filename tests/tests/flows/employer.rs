//! A13: someone with several employers chooses one, where the app names none.

use kobling_model::{ClientId, TenantId, apps::ClientAtTenant, tenants::TenantName};
use kobling_tests::{Browser, Hub, Person, RelyingParty};

use crate::walk::{SUBSTANTIAL, in_app, pid, shows, tenant_name};

/// The tenants that the page offers.
fn offered(browser: &Browser) -> Vec<String> {
    let html = &browser.page().html;
    html.split("data-tenant=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// A browser logged in as someone who works in two municipalities, last used at the second.
async fn with_two(hub: &Hub, app: &RelyingParty) -> (Browser, Person) {
    let person = hub.person("L2");
    let mut browser = app.browser(hub);
    browser.plant_cookie("localhost", "__Host-kobling-language", "en");
    browser.go(&format!("/t/{}", person.tenant)).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    browser.press("use", &[]).await;
    in_app(&browser);
    (browser, person)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a13_the_employer_is_remembered_and_can_be_chosen_anew() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let (mut browser, person) = with_two(&hub, &app).await;

    // Remembered: the one last used, without a page.
    let begun = app.begin_with(&["email"], &[]);
    browser.go(begun.url.as_str()).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], person.tenant.as_str());

    // Chosen anew: their own employers and no others; the eID is not asked again.
    let begun = app.begin_with(&["email"], &[("prompt", "select_account")]);
    browser.go(begun.url.as_str()).await;
    let page = shows(&browser, "choose_tenant_heading").clone();
    let mut tenants = offered(&browser);
    tenants.sort();
    assert_eq!(tenants, ["asnes", "fjellvik"]);
    let other = tenant_name(&hub, "asnes");
    let (_, href) = page.links.iter().find(|(text, _)| *text == other).unwrap();
    browser.follow(href).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], "asnes");

    // That is remembered now.
    let begun = app.begin_with(&["email"], &[]);
    browser.go(begun.url.as_str()).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], "asnes");

    // Someone else at this browser: not the employers of the one logged in, and the eID anew.
    let begun = app.begin_with(&["email"], &[("prompt", "select_account")]);
    browser.go(begun.url.as_str()).await;
    let other = crate::walk::say("choose_tenant_someone_else", &[]);
    let page = browser.page().clone();
    let (_, href) = page.links.iter().find(|(text, _)| *text == other).unwrap();
    browser.follow(href).await;
    shows(&browser, "choose_tenant_heading");
    assert_eq!(offered(&browser).len(), 5);
    let page = browser.page().clone();
    let name = tenant_name(&hub, "asnes");
    let (_, href) = page.links.iter().find(|(text, _)| *text == name).unwrap();
    browser.follow(href).await;
    let someone = hub.person("L1");
    browser.log_in_at_idporten(pid(&someone), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let sub = login.claims["sub"].as_str().unwrap();
    let user = hub
        .directory_user("asnes", someone.email.as_deref().unwrap())
        .await;
    assert_eq!(sub, hub.account_of(&user).await.id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_an_employer_where_the_app_is_not_in_use_is_not_offered() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let (mut browser, person) = with_two(&hub, &app).await;
    // The app is taken away from the one last used: the other is the only one left, and no page.
    hub.put(&ClientAtTenant {
        tenant: TenantId::parse(&person.tenant).unwrap(),
        client: ClientId::parse(&app.client_id).unwrap(),
        enabled: false,
        scopes: Vec::new(),
    })
    .await;
    let begun = app.begin_with(&["email"], &[]);
    let mark = browser.mark();
    browser.go(begun.url.as_str()).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], "asnes");
    assert_eq!(browser.hub_pages_since(mark), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_a_forged_employer_opens_nothing() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let (mut browser, _) = with_two(&hub, &app).await;
    // Known to the hub, but not this person's.
    let begun = app.begin_with(&["email"], &[("tenant", "kodevik")]);
    browser.go(begun.url.as_str()).await;
    if browser.host() == "idporten.localhost" {
        let person = hub.person("L2");
        browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    }
    assert_eq!(browser.host(), "localhost");
    shows(&browser, "no_access_heading");
    // Where the app is not in use, and where nothing is.
    hub.put(&ClientAtTenant {
        tenant: TenantId::parse("postvik").unwrap(),
        client: ClientId::parse(&app.client_id).unwrap(),
        enabled: false,
        scopes: Vec::new(),
    })
    .await;
    for forged in ["postvik", "nosuch"] {
        let begun = app.begin_with(&["email"], &[("tenant", forged)]);
        browser.go(begun.url.as_str()).await;
        assert_eq!(browser.host(), "localhost", "{forged}");
        assert!(browser.page().status.is_client_error(), "{forged}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_a_long_list_is_searched_without_script() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    for number in 0..20 {
        let id = TenantId::parse(&format!("bygd{number}")).unwrap();
        let name = format!("Øvre bygd {number}");
        let provider = None;
        hub.put(&ClientAtTenant {
            tenant: id.clone(),
            client: ClientId::parse(&app.client_id).unwrap(),
            enabled: true,
            scopes: Vec::new(),
        })
        .await;
        hub.put(&TenantName { id, name, provider }).await;
    }
    let mut browser = app.browser(&hub);
    browser.plant_cookie("localhost", "__Host-kobling-language", "en");
    let begun = app.begin_with(&["email"], &[]);
    browser.go(begun.url.as_str()).await;
    assert_eq!(offered(&browser).len(), 25);
    let page = browser.page().clone();
    let form = page
        .forms
        .iter()
        .find(|form| form.value("employer").is_some());
    let form = form.expect("a search").clone();
    browser
        .submit(&page, &form, None, &[("employer", "ÅSNES")])
        .await;
    assert_eq!(offered(&browser), ["asnes"]);
    // What is typed is shown as text and nothing else.
    let page = browser.page().clone();
    browser
        .submit(&page, &form, None, &[("employer", "<b>\"x")])
        .await;
    assert!(offered(&browser).is_empty());
    assert!(!browser.page().html.contains("<b>\"x"));
    assert!(
        browser
            .page()
            .text
            .contains(&crate::walk::say("choose_tenant_none", &[]))
    );
    browser
        .submit(&page, &form, None, &[("employer", "asnes ")])
        .await;
    browser
        .submit(&page, &form, None, &[("employer", "åsnes ")])
        .await;
    let page = browser.page().clone();
    let name = tenant_name(&hub, "asnes");
    let (_, href) = page.links.iter().find(|(text, _)| *text == name).unwrap();
    browser.follow(href).await;
    assert_eq!(browser.host(), "idporten.localhost");
    let person = hub.person("L1");
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    assert_eq!(login.claims["tenant"], "asnes");
}
