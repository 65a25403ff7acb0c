//! The login page as a script or a person drives it: what it offers, takes and refuses.

use http::StatusCode;
use kobling_simulators::idporten::TestUser;

use crate::world::{Browser, OTHER_PID, PID, World, by_pid, fields};

#[tokio::test]
async fn the_page_says_that_it_is_a_simulator_and_needs_no_script() {
    let world = World::new();
    let page = Browser::new(&world).login_page(&World::request()).await;
    assert!(page.text("#simulator").contains("simulator"));
    assert!(!page.has("script"));
    assert_eq!(page.attribute("form", "method"), "post");
    assert_eq!(page.attribute("form", "action"), "/login");
    assert_eq!(page.attribute("html", "lang"), "nb");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_page_speaks_the_language_asked_for() {
    let world = World::new();
    for (ui_locales, lang, title) in [
        ("en", "en", "Log in with ID-porten"),
        ("nn", "nn", "Logg inn med ID-porten"),
        ("se", "nb", "Logg inn med ID-porten"),
        ("sv nn", "nn", "Logg inn med ID-porten"),
    ] {
        let request = World::request_but("ui_locales", ui_locales);
        let page = Browser::new(&world).login_page(&request).await;
        assert_eq!(page.attribute("html", "lang"), lang);
        assert_eq!(page.text("h1"), title);
    }
}

#[tokio::test]
async fn a_person_on_the_list_logs_in_by_one_button() {
    let world = World::with_users(vec![
        TestUser {
            pid: PID.to_owned(),
            label: "Granitt".to_owned(),
        },
        TestUser {
            pid: OTHER_PID.to_owned(),
            label: "Kvarts".to_owned(),
        },
    ]);
    let claims = world
        .claims_of_login(&World::request(), &fields([("person", OTHER_PID)]))
        .await;
    assert_eq!(claims["pid"], OTHER_PID);
    let both = fields([("person", OTHER_PID), ("pid", PID)]);
    let claims = world.claims_of_login(&World::request(), &both).await;
    assert_eq!(claims["pid"], OTHER_PID, "the button pressed goes first");
}

#[tokio::test]
async fn labels_are_text_and_not_markup() {
    let world = World::new();
    let page = Browser::new(&world).login_page(&World::request()).await;
    assert!(
        page.text("button[name=person]")
            .contains("Granitt <Testesen>")
    );
    assert!(!page.has("testesen"));
}

#[tokio::test]
async fn the_highest_level_asked_for_is_chosen_in_advance() {
    let world = World::new();
    for (acr_values, offered, chosen) in [
        ("", 3, "idporten-loa-substantial"),
        ("idporten-loa-low", 3, "idporten-loa-low"),
        ("idporten-loa-substantial", 2, "idporten-loa-substantial"),
        (
            "idporten-loa-substantial idporten-loa-high",
            2,
            "idporten-loa-high",
        ),
        ("idporten-loa-high", 1, "idporten-loa-high"),
    ] {
        let mut request = World::request();
        if !acr_values.is_empty() {
            request.insert("acr_values".to_owned(), acr_values.to_owned());
        }
        let page = Browser::new(&world).login_page(&request).await;
        assert_eq!(page.body.matches("name=\"level\"").count(), offered);
        let checked = page.attribute("input[name=level][checked]", "value");
        assert_eq!(checked, chosen);
        // And a script that leaves the field out gets the same.
        let claims = world.claims_of_login(&request, &by_pid()).await;
        assert_eq!(claims["acr"], chosen);
    }
}

#[tokio::test]
async fn a_level_below_the_one_asked_for_is_refused_on_the_page() {
    let world = World::new();
    let request = World::request_but("acr_values", "idporten-loa-high");
    for level in [
        "idporten-loa-substantial",
        "idporten-loa-low",
        "eidas-loa-high",
        "x",
    ] {
        let mut browser = Browser::new(&world);
        let page = browser.login_page(&request).await;
        let form = fields([("pid", PID), ("level", level), ("action", "login")]);
        let answer = browser.answer(&page, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text("#error").contains("høyere sikkerhetsnivå"));
        assert!(browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn only_synthetic_numbers_are_taken_and_the_page_stays_usable() {
    let world = World::new();
    for pid in ["01019012057", "01819012366", "123", "", "<b>01819012365"] {
        let mut browser = Browser::new(&world);
        let page = browser.login_page(&World::request()).await;
        let form = fields([("pid", pid), ("action", "login")]);
        let answer = browser.answer(&page, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pid}");
        assert!(answer.text("#error").contains("kontrollsiffer"));
        assert_eq!(answer.attribute("#pid", "value"), pid);
        assert!(!answer.has("b"));
        // The same request goes on from the page that was shown.
        let right = browser.answer(&answer, &by_pid()).await;
        assert!(right.response().contains_key("code"));
    }
}

#[tokio::test]
async fn spaces_in_a_number_do_not_matter() {
    let world = World::new();
    let form = fields([("pid", " 018190 12365 "), ("action", "login")]);
    let claims = world.claims_of_login(&World::request(), &form).await;
    assert_eq!(claims["pid"], PID);
}

#[tokio::test]
async fn cancel_tells_the_client_and_ends_the_page() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser.login_page(&World::request()).await;
    let cancel = fields([("action", "cancel")]);
    let answer = browser.answer(&page, &cancel).await;
    answer.assert_redirected_error("access_denied", "cancelled");
    assert_eq!(answer.response()["state"], "a state");
    browser
        .answer(&page, &by_pid())
        .await
        .assert_error_page("has ended");
}

#[tokio::test]
async fn other_ways_are_offered_only_where_they_were_asked_for() {
    let world = World::new();
    for (acr_values, eidas, email, number) in [
        ("idporten-loa-high", false, false, true),
        ("idporten-loa-high eidas-loa-high", true, false, true),
        ("selfregistered-email", false, true, false),
        ("eidas-loa-substantial", true, false, false),
    ] {
        let request = World::request_but("acr_values", acr_values);
        let mut browser = Browser::new(&world);
        let page = browser.login_page(&request).await;
        assert_eq!(page.has("button[value=eidas]"), eidas, "{acr_values}");
        assert_eq!(page.has("button[value=email]"), email, "{acr_values}");
        assert_eq!(page.has("input[name=pid]"), number, "{acr_values}");
        let forms = [
            (fields([("action", "eidas")]), eidas),
            (
                fields([("action", "email"), ("email", "a@example.com")]),
                email,
            ),
            (by_pid(), number),
            (fields([("action", "other")]), false),
        ];
        for (form, is_taken) in forms {
            let mut browser = Browser::new(&world);
            let page = browser.login_page(&request).await;
            let answer = browser.answer(&page, &form).await;
            let expected = if is_taken {
                StatusCode::SEE_OTHER
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            assert_eq!(answer.status, expected, "{acr_values} {form:?}");
        }
    }
}

#[tokio::test]
async fn eidas_is_offered_without_acr_values_and_its_fields_are_checked() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser.login_page(&World::request()).await;
    assert!(page.has("button[value=eidas]") && !page.has("button[value=email]"));
    for identifier in ["SE", "SE/DK/1", "SE/NO/", "SWE/NO/1"] {
        let form = fields([("action", "eidas"), ("eidas_identifier", identifier)]);
        let answer = browser.answer(&page, &form).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{identifier}"
        );
        assert_eq!(answer.attribute("#eidas_identifier", "value"), identifier);
    }
}

#[tokio::test]
async fn a_text_that_is_no_address_is_refused() {
    let world = World::new();
    let request = World::request_but("acr_values", "selfregistered-email");
    for email in ["", "granitt", "@example.com", "granitt@"] {
        let mut browser = Browser::new(&world);
        let page = browser.login_page(&request).await;
        let form = fields([("action", "email"), ("email", email)]);
        let answer = browser.answer(&page, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
    }
}

#[tokio::test]
async fn a_page_answers_once_and_not_after_half_an_hour() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    let page = browser.login_page(&World::request()).await;
    browser.answer(&page, &by_pid()).await.response();
    browser
        .answer(&page, &by_pid())
        .await
        .assert_error_page("has ended");

    let mut browser = Browser::new(&world);
    let page = browser.login_page(&World::request()).await;
    world.pass(30 * 60);
    browser
        .answer(&page, &by_pid())
        .await
        .assert_error_page("has ended");
    world
        .get("/login?request=no-such-handle")
        .await
        .assert_error_page("has ended");
}
