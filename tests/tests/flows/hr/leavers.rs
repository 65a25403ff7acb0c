//! H2: whose last employment HR has ended is refused at once everywhere, and who is hired again
//! comes back by the same link.

use kobling_local::seed::CHANGES;
use kobling_tests::{
    Hub, RelyingParty,
    hr::{Line, file},
};

use crate::walk::{SUBSTANTIAL, account, arrived, email, pid, refuses};

#[tokio::test(flavor = "multi_thread")]
async fn h2_who_has_left_by_hrs_file_is_nobody_at_once_and_comes_back_by_the_same_link() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let begun = app.begin_with(
        &["profile", "email", "offline_access"],
        &[("tenant", &person.tenant)],
    );
    browser.go(begun.url.as_str()).await;
    browser.log_in_at_idporten(pid(&person), SUBSTANTIAL).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let sub = login.claims["sub"].as_str().unwrap();
    assert!(app.userinfo(&login.access_token, sub).await.is_ok());

    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let line = |to: &str| Line {
        employment: user.employments[0].number.clone(),
        given: user.given_name.clone(),
        family: user.family_name.clone(),
        number: pid(&person).to_owned(),
        email: email(&person).to_owned(),
        to: to.to_owned(),
        ..Line::default()
    };
    let gone = file(&[line("2026-03-01")]);
    let import = hub.import(&person.tenant, CHANGES, "1.csv", &gone).await;
    assert_eq!(import.counts.changed, 1);

    assert!(
        app.userinfo(&login.access_token, sub).await.is_err(),
        "userinfo"
    );
    let refresh = login.refresh_token.as_str();
    let renewed = app.token(&hub, &app.refresh_form(refresh)).await;
    assert_eq!(renewed.json()["error"], "invalid_grant", "{}", renewed.body);
    let silent = app.begin(&person.tenant, &[("prompt", "none")]);
    browser.go(silent.url.as_str()).await;
    assert!(app.code(&silent, browser.url()).is_err(), "authorize");
    refuses(&arrived(&hub, &person).await, "ended");

    // Hired again: straight through, by the link of before.
    let back = file(&[line("")]);
    hub.import(&person.tenant, CHANGES, "2.csv", &back).await;
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), sub_in_hrm(&hub, &person).await);
    assert_eq!(again.hub_pages_since(0), 0);
    let after = hub
        .employed(&person.tenant, &user.employments[0].number)
        .await;
    assert_eq!((after.id, after.account), (user.id, user.account));
}

async fn sub_in_hrm(hub: &Hub, person: &kobling_tests::Person) -> String {
    let user = hub.directory_user(&person.tenant, email(person)).await;
    user.account.unwrap().to_string()
}
