//! What people meet who come without a login: the domain alone, an address where nothing is, a step
//! opened bare, a browser that takes no cookies.

use http::{Method, StatusCode};
use kobling_model::{
    TenantId,
    tenants::{Tenant, TenantName, TenantState},
};
use kobling_tests::{Browser, Hub};

use crate::walk::{SUBSTANTIAL, in_app, pid, say, say_in, shows, tenant_name};

/// Ids of the employers that a page offers, in its order.
fn offered(browser: &Browser) -> Vec<String> {
    let html = &browser.page().html;
    html.split("data-tenant=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_the_domain_alone_offers_the_employers_that_have_a_start_in_their_alphabet() {
    let hub = Hub::start().await;
    let mut browser = Browser::new(&hub);
    browser.go("/").await;
    let page = browser.page();
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading, say_in("nb", "choose_tenant_heading", &[]));
    // Å is last in Norwegian and the first of three in Swedish.
    assert_eq!(offered(&browser).len(), 5);
    assert_eq!(offered(&browser).last().unwrap(), "asnes");
    let asnes = page
        .links
        .iter()
        .find(|(text, _)| *text == tenant_name(&hub, "asnes"));
    let (_, href) = asnes.unwrap().clone();
    assert_eq!(href, "/t/asnes");
    // Who has closed, or opens no app, is not offered.
    let closed = Tenant {
        state: TenantState::Suspended,
        ..hub.tenant("asnes").await
    };
    hub.put(&closed).await;
    let without = Tenant {
        start_client: None,
        ..hub.tenant("kodevik").await
    };
    hub.put(&without).await;
    browser.go("/").await;
    let left = offered(&browser);
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.iter().any(|id| id == "asnes" || id == "kodevik"));
    // What HEAD says of it, it says without looking.
    let head = hub.request(Method::HEAD, "/", &[], "").await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a13_of_many_employers_none_is_shown_before_one_is_looked_for() {
    let hub = Hub::start().await;
    let model = hub.tenant("fjellvik").await;
    for number in 0..60 {
        let id = TenantId::parse(&format!("bygd{number}")).unwrap();
        let name = format!("Øvre bygd {number:02}");
        hub.put(&Tenant {
            id: id.clone(),
            name: name.clone(),
            ..model.clone()
        })
        .await;
        let provider = None;
        hub.put(&TenantName { id, name, provider }).await;
    }
    let mut browser = Browser::new(&hub);
    browser.go("/").await;
    assert!(offered(&browser).is_empty());
    let none = say_in("nb", "choose_tenant_none", &[]);
    assert!(!browser.page().text.contains(&none));
    browser.go("/?employer=%C3%98VRE+bygd+4").await;
    let ids: Vec<String> = (40..50).map(|number| format!("bygd{number}")).collect();
    assert_eq!(offered(&browser), ids);
    browser.go("/?employer=bygd").await;
    assert_eq!(offered(&browser).len(), 40);
    browser.go("/?employer=atlantis").await;
    assert!(browser.page().text.contains(&none));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_address_where_nothing_is_has_a_page_for_people_and_a_problem_for_programs() {
    let hub = Hub::start().await;
    let page = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "sv")];
    for path in ["/nope", "/t/asnes/x", "/.well-known/nosuch", "/token"] {
        let answer = hub.request(Method::GET, path, &page, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let heading = say_in("sv", "not_found", &[]);
        assert!(answer.body.contains(&heading), "{path}: {}", answer.body);
        assert!(answer.body.contains("href=\"/\""), "{path}: no way on");
        assert!(answer.header("content-security-policy").is_some());
        let head = hub.request(Method::HEAD, path, &page, "").await;
        assert_eq!((head.status, head.body.as_str()), (answer.status, ""));
    }
    for (path, accept) in [
        ("/nope", "application/json"),
        ("/nope", "*/*"),
        ("/api", "text/html"),
        ("/api/nope", "text/html"),
    ] {
        let answer = hub
            .request(Method::GET, path, &[("accept", accept)], "")
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["code"], "not_found");
    }
    // Half a start address.
    for path in ["/t", "/t/"] {
        let answer = hub.request(Method::GET, path, &page, "").await;
        assert_eq!(answer.header("location"), Some("/"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_step_that_is_opened_bare_leads_to_the_choice_of_employers_and_says_whom_to_ask() {
    let hub = Hub::start().await;
    for path in ["/link", "/verify-code", "/callback/idporten", "/consent"] {
        let mut browser = crate::walk::english(&hub);
        browser.go(path).await;
        let page = shows(&browser, "request_gone");
        assert!(page.html.contains("class=\"help\""), "{path}: no help");
        let (_, href) = page
            .links
            .iter()
            .find(|(text, _)| *text == say("to_start", &[]))
            .unwrap_or_else(|| panic!("{path}: {}", page.text))
            .clone();
        browser.follow(&href).await;
        shows(&browser, "choose_tenant_heading");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_browser_that_takes_no_cookies_is_told_so_by_the_employer() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let mut browser = Browser::new(&hub);
    browser.takes_cookies = false;
    browser.go("/t/asnes").await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let page = browser.page().clone();
    assert_eq!(page.heading, say_in("nb", "no_cookies", &[]));
    assert!(page.html.contains(&tenant_name(&hub, "asnes")));
    assert!(page.html.contains("hjelp@asnes.example.com"));
    assert!(page.links.iter().any(|(_, href)| href == "/t/asnes"));
    // As soon as it takes them, it goes on.
    browser.takes_cookies = true;
    browser.go("/t/asnes").await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    in_app(&browser);
    // Another browser, with a cookie of its own, learns nothing of somebody's login.
    let other = hub.person("L7");
    let mut one = crate::walk::arrived(&hub, &other).await;
    let step = one.url().clone();
    let mut another = crate::walk::english(&hub);
    another.go(step.as_str()).await;
    shows(&another, "request_gone");
    one.go(step.as_str()).await;
    shows(&one, "address_locked_heading");
}
