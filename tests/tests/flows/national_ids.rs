//! The key that makes digests of national ids, rolled over with people linked under it: nobody
//! notices, nobody is linked twice, and what is left under the old key can be counted.

use kobling_local::Instances;
use kobling_tests::{Browser, Hub, Person};

use crate::walk::{account, arrived, by_code, email, english, in_app, log_in, send_code, type_code};

const OLD: &str = "national-id-key~";
const NEW: &str = "national-id-key-b~";

async fn start() -> Hub {
    Hub::with(|options| {
        options.instances = Instances::Warm(2);
        options.schedules = false;
    })
    .await
}

fn step(hub: &Hub, phase: &str) {
    hub.stack
        .redeploy(&[("NationalIdKeys", phase)])
        .unwrap_or_else(|error| panic!("{phase}: {error}"));
}

/// Guards of a kind under a key, and whether anything of one account names the key.
async fn guards(hub: &Hub, kind: &str, key: &str) -> usize {
    let items = hub.identity_items().await;
    let wanted = format!("{kind}#{key}");
    items.keys().filter(|pk| pk.contains(&wanted)).count()
}

/// What of a person's own items names a key.
async fn named_by(hub: &Hub, account: &str, key: &str) -> usize {
    let items = hub.identity_items().await;
    let own = format!("\"account#{account}\"");
    items
        .iter()
        .filter(|(at, item)| {
            at.starts_with(&own) || item["account"]["S"].as_str() == Some(account)
        })
        .filter(|(at, item)| at.contains(key) || item.to_string().contains(&format!("\"{key}")))
        .count()
}

/// Straight through, as whom.
async fn goes_through(hub: &Hub, person: &Person) -> String {
    account(&arrived(hub, person).await)
}

fn linked(hub: &Hub) -> Vec<Person> {
    hub.people("L1")
}

#[tokio::test(flavor = "multi_thread")]
async fn national_ids_roll_over_and_everyone_goes_straight_through() {
    let hub = start().await;
    let people = linked(&hub);
    let mut accounts = Vec::new();
    for person in &people {
        accounts.push(goes_through(&hub, person).await);
    }
    let (eids, numbers) = (
        guards(&hub, "eid", OLD).await,
        guards(&hub, "number", OLD).await,
    );
    assert!(eids >= people.len() && numbers >= people.len());

    // Both are known, the old one writes: nothing moves.
    step(&hub, "a-with-b");
    for (person, account) in people.iter().zip(&accounts) {
        assert_eq!(goes_through(&hub, person).await, *account);
    }
    assert_eq!(guards(&hub, "eid", NEW).await, 0);
    assert_eq!(guards(&hub, "eid", OLD).await, eids);

    // The new one writes: each login moves what it touches, and only that.
    step(&hub, "b-with-a");
    for (index, (person, account)) in people.iter().zip(&accounts).enumerate() {
        assert_eq!(goes_through(&hub, person).await, *account);
        assert_eq!(guards(&hub, "eid", NEW).await, index + 1);
        assert_eq!(guards(&hub, "eid", OLD).await, eids - index - 1);
        assert_eq!(named_by(&hub, account, OLD).await, 0, "{}", person.name);
        assert!(named_by(&hub, account, NEW).await >= 3);
        // Moved already: the next login moves nothing.
        let before = hub.identity_items().await;
        assert_eq!(goes_through(&hub, person).await, *account);
        assert!(hub.changed_since(&before).await.is_empty());
    }
    assert_eq!(guards(&hub, "number", NEW).await, people.len());

    // Someone new, while both are known.
    let newcomer = hub.person("L7");
    let mut browser = arrived(&hub, &newcomer).await;
    by_code(&hub, &mut browser, &newcomer, false).await;
    let born = account(&browser);
    assert_eq!(guards(&hub, "eid", NEW).await, people.len() + 1);

    // The old one is retired: nobody whose links were moved is locked out.
    step(&hub, "b");
    for (person, account) in people.iter().zip(&accounts) {
        assert_eq!(goes_through(&hub, person).await, *account);
    }
    assert_eq!(goes_through(&hub, &newcomer).await, born);
}

#[tokio::test(flavor = "multi_thread")]
async fn national_ids_roll_over_can_be_taken_back() {
    let hub = start().await;
    let person = hub.person("L1");
    let account = goes_through(&hub, &person).await;
    let before = guards(&hub, "eid", OLD).await;
    for phase in ["a-with-b", "b-with-a", "a-with-b", "a"] {
        step(&hub, phase);
        assert_eq!(goes_through(&hub, &person).await, account, "{phase}");
    }
    assert_eq!(guards(&hub, "eid", OLD).await, before);
    assert_eq!(guards(&hub, "eid", NEW).await, 0);
}

/// A session needs no eID and makes no digest, whatever the keys do.
#[tokio::test(flavor = "multi_thread")]
async fn national_ids_are_of_no_concern_to_a_session() {
    let hub = start().await;
    let person = hub.person("L1");
    let mut browser = arrived(&hub, &person).await;
    let account = account(&browser);
    for phase in ["a-with-b", "b-with-a"] {
        step(&hub, phase);
        hub.shim().reset_counters();
        browser.go(&format!("/t/{}", person.tenant)).await;
        assert_eq!(in_app(&browser).by_id("sub"), Some(account.as_str()));
        let calls = hub.shim().counters().0;
        assert!(calls.keys().all(|(_, operation)| operation != "GenerateMac"));
    }
}

/// The eID has answered, and the person takes their time: what is written then must be of today's
/// keys.
#[tokio::test(flavor = "multi_thread")]
async fn national_ids_of_a_login_begun_before_a_step_are_asked_for_again() {
    let hub = start().await;
    let person = hub.person("L7");
    let before = guards(&hub, "eid", OLD).await;
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    let code = hub.next_code(email(&person)).await;
    step(&hub, "a-with-b");
    step(&hub, "b-with-a");
    browser.press("verify", &[("code", &code)]).await;
    assert_eq!(guards(&hub, "eid", OLD).await, before);
    assert_eq!(guards(&hub, "eid", NEW).await, 0);
    // The same browser goes on by itself: at the eID, then at the code.
    log_in(&mut browser, &person).await;
    hub.pass(60);
    send_code(&mut browser, None).await;
    type_code(&hub, &mut browser, email(&person)).await;
    in_app(&browser);
    assert_eq!(guards(&hub, "eid", OLD).await, before);
    assert_eq!(guards(&hub, "eid", NEW).await, 1);
}

/// Several browsers with the same eID, some of which came before the step and write under the one
/// key, some after it under the other: one link, one account.
#[tokio::test(flavor = "multi_thread")]
async fn national_ids_in_a_race_across_a_step_are_linked_once() {
    let hub = start().await;
    let before = guards(&hub, "eid", "").await;
    step(&hub, "a-with-b");
    let person = hub.person("L7");
    let mut browsers: Vec<(Browser, String)> = Vec::new();
    for index in 0..4 {
        if index == 2 {
            step(&hub, "b-with-a");
        }
        let mut browser = arrived(&hub, &person).await;
        send_code(&mut browser, None).await;
        let code = hub.next_code(email(&person)).await;
        browsers.push((browser, code));
        hub.pass(31);
    }
    let mut tries = tokio::task::JoinSet::new();
    for (mut browser, code) in browsers {
        tries.spawn(async move {
            browser.press("verify", &[("code", &code)]).await;
            browser.history.last().map(|hop| hop.url.to_string())
        });
    }
    while let Some(tried) = tries.join_next().await {
        assert!(tried.is_ok());
    }
    assert_eq!(guards(&hub, "eid", "").await, before + 1);
    let mut again = english(&hub);
    log_in(&mut again, &person).await;
    in_app(&again);
    assert_eq!(guards(&hub, "eid", "").await, before + 1);
}
