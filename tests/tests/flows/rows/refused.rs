//! Logins that end on a page, and logins that are left in the middle.

use crate::walk::{
    HIGH, LOW, NOTHING, SUBSTANTIAL, arrived, by_code, desk_gets, email, english, help_desk,
    in_app, log_in, pid, refuses, send_code, shows,
};
use http::StatusCode;
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::Hub;

#[tokio::test(flavor = "multi_thread")]
pub async fn l15_where_hr_and_an_earlier_login_disagree_nothing_is_changed() {
    let hub = Hub::start().await;
    let person = hub.person("L15");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    let page = refuses(&browser, "disputed");
    assert!(
        page.html.contains(&help_desk(&person.tenant)),
        "whom to ask"
    );
    desk_gets(&hub, &person.tenant, "admin_disputed").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
    // The same matter again is one item.
    let again = arrived(&hub, &person).await;
    refuses(&again, "disputed");
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
}

/// T3: a number that HR mistyped may be somebody's, but is seldom of somebody born that day.
#[tokio::test(flavor = "multi_thread")]
async fn l15_t3_a_birth_date_that_contradicts_hrs_binds_nobody() {
    let hub = Hub::start().await;
    let people = hub.people("L15");
    let find = |hint: &str| people.iter().find(|person| person.hint.starts_with(hint));
    let known = find("HR has another birth date").expect("someone");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, known).await;
    let page = refuses(&browser, "birth_date_differs");
    assert!(page.html.contains(&help_desk(&known.tenant)), "whom to ask");
    assert!(
        !page.text.contains("1949"),
        "HR's birth date: {}",
        page.text
    );
    desk_gets(&hub, &known.tenant, "admin_birth_date").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);

    // Who types an address is told only after the code: others learn nothing from the page.
    let unknown = find("type the address").expect("someone");
    let mut browser = arrived(&hub, unknown).await;
    shows(&browser, "address_type_heading");
    let before = hub.identity_items().await;
    by_code(&hub, &mut browser, unknown, true).await;
    refuses(&browser, "birth_date_differs");
    desk_gets(&hub, &unknown.tenant, "admin_birth_date").await;
    assert_eq!(hub.made_since(&before).await, ["conflict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn l16_who_is_not_employed_now_is_refused_with_the_date_and_whom_to_ask() {
    let hub = Hub::start().await;
    for (hint, heading) in [
        ("has ended", "ended"),
        ("not begun", "not_begun"),
        ("suspended", "suspended"),
    ] {
        let people = hub.people("L16");
        let person = people.iter().find(|p| p.hint.contains(hint)).unwrap();
        let before = hub.identity_items().await;
        let browser = arrived(&hub, person).await;
        let page = refuses(&browser, heading);
        assert!(page.html.contains(&help_desk(&person.tenant)));
        // The test begins on 2 March 2026; the seed goes ten days either way.
        match heading {
            "ended" => assert!(page.text.contains("20 February 2026"), "{}", page.text),
            "not_begun" => assert!(page.text.contains("12 March 2026"), "{}", page.text),
            _ => {}
        }
        assert!(hub.made_since(&before).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn l17_a_level_below_the_tenants_minimum_is_asked_for_again_and_then_refused() {
    let hub = Hub::start().await;
    let person = hub.person("L17");
    let before = hub.identity_items().await;
    let mut browser = english(&hub);
    // ID-porten is asked for the level, so it takes a careless one to answer below.
    let idporten = hub.stack.idporten();
    idporten.set_fault(Fault::LowerAcr, Scope::UntilCleared);
    log_in(&mut browser, &person).await;
    assert_eq!(browser.host(), "idporten.localhost", "asked again");
    browser.log_in_at_idporten(pid(&person), HIGH).await;
    refuses(&browser, "level_too_low");
    idporten.clear_faults();
    assert_eq!(hub.changed_since(&before).await, NOTHING, "nothing is made");
    // The simulator itself offers no level below what was asked for.
    let mut browser = english(&hub);
    browser.go(&format!("/t/{}", person.tenant)).await;
    assert!(!browser.page().html.contains(LOW));
}

#[tokio::test(flavor = "multi_thread")]
async fn l18_a_disabled_account_is_refused_with_a_way_to_the_help_desk() {
    let hub = Hub::start().await;
    let person = hub.person("L18");
    let before = hub.identity_items().await;
    let browser = arrived(&hub, &person).await;
    let page = refuses(&browser, "account_disabled");
    assert!(page.html.contains(&help_desk(&person.tenant)));
    assert_eq!(hub.changed_since(&before).await, NOTHING);
}

#[tokio::test(flavor = "multi_thread")]
async fn l21_a3_abandoned_at_any_step_nothing_is_left_and_the_start_address_begins_anew() {
    let hub = Hub::start().await;
    let person = hub.person("L21");
    let before = hub.identity_items().await;
    for steps in 0..4 {
        let mut browser = english(&hub);
        browser.go(&format!("/t/{}", person.tenant)).await;
        if steps > 0 {
            browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
        }
        if steps > 1 {
            send_code(&mut browser, None).await;
            let _never_typed = hub.next_code(email(&person)).await;
        }
        if steps > 2 {
            browser.press("verify", &[("code", "000000")]).await;
        }
        let here = browser.page().url.clone();
        assert_eq!(
            hub.changed_since(&before).await,
            NOTHING,
            "after {steps} steps"
        );
        assert!(hub.transient_items_all_expire().await);
        if here.host_str() == Some("localhost") {
            // Cookie gone, and another browser: neither goes on, both are told where to begin.
            browser.close();
            for mut later in [browser, english(&hub)] {
                later.plant_cookie("localhost", "__Host-kobling-language", "en");
                later.go(here.as_str()).await;
                let page = shows(&later, "request_gone");
                assert_eq!(page.status, StatusCode::GONE);
                assert!(!page.html.contains(email(&person)));
                let start = page.button().unwrap();
                assert_eq!(start, format!("/t/{}", person.tenant));
                later.follow(&start).await;
                assert_eq!(later.host(), "idporten.localhost");
            }
        }
    }
    hub.pass(24 * 3600);
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
}
