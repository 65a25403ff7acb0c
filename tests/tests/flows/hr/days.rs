//! H2: the first and the last day of an employment begin and end by the clock of the country, and
//! pages name those days.

use kobling_local::seed::CHANGES;
use kobling_tests::{
    Hub,
    hr::{Line, file},
};

use crate::walk::{arrived, email, in_app, pid, refuses};

/// From nine in the morning, UTC, to 23:20: twenty past midnight in Oslo.
const TO_AFTER_MIDNIGHT: i64 = 14 * 3600 + 20 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn h2_a_day_begins_and_ends_at_midnight_where_people_live() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let line = |from: &str, to: &str| Line {
        employment: user.employments[0].number.clone(),
        given: user.given_name.clone(),
        family: user.family_name.clone(),
        number: pid(&person).to_owned(),
        email: email(&person).to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        ..Line::default()
    };
    for (nth, (from, to, after_midnight, heading)) in [
        // Late on 2 March.
        ("2020-01-01", "2026-03-02", false, None),
        ("2026-03-03", "", false, Some("not_begun")),
        // Early on 3 March, still the 2nd in UTC.
        ("2020-01-01", "2026-03-02", true, Some("ended")),
        ("2026-03-03", "", true, None),
        ("2026-03-04", "", true, Some("not_begun")),
    ]
    .into_iter()
    .enumerate()
    {
        let now = if after_midnight {
            TO_AFTER_MIDNIGHT
        } else {
            TO_AFTER_MIDNIGHT - 1800
        };
        hub.pass(kobling_tests::START + now - hub.now());
        let name = format!("{}.csv", nth + 1);
        hub.import(&person.tenant, CHANGES, &name, &file(&[line(from, to)]))
            .await;
        let browser = arrived(&hub, &person).await;
        match heading {
            None => drop(in_app(&browser)),
            Some(heading) => {
                let page = refuses(&browser, heading);
                let day = if heading == "ended" { to } else { from };
                let day = day.trim_start_matches("2026-03-0");
                assert!(
                    page.text.contains(&format!("{day} March 2026")),
                    "{}",
                    page.text
                );
            }
        }
    }
}
