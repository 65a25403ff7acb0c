//! The key that makes digests of national ids, rolled over with people linked under it: nobody
//! notices, nobody is linked twice, and what is left under the old key can be counted.

use kobling_keyring::message;
use kobling_local::{Instances, key_tasks};
use kobling_model::{
    Digest, TenantId,
    people::{DirectoryAddress, DirectoryNumber, EmailAddress},
};
use kobling_tests::{Hub, Person};

use crate::walk::{
    account, arrived, by_code, email, english, in_app, log_in, pid, send_code, type_code,
};

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
        .filter(|(at, item)| at.starts_with(&own) || item["account"]["S"].as_str() == Some(account))
        .filter(|(at, item)| at.contains(key) || item.to_string().contains(&format!("\"{key}")))
        .count()
}

/// Straight through, as whom.
async fn goes_through(hub: &Hub, person: &Person) -> String {
    account(&arrived(hub, person).await)
}

/// Everyone who is linked, by a number that HR knows.
fn linked(hub: &Hub) -> Vec<Person> {
    let mut people = hub.people("L1");
    people.retain(|person| person.tenant != "lingonbygden");
    // Linked at one municipality, known at another.
    people.push(Person {
        tenant: people[0].tenant.clone(),
        ..hub.person("L2")
    });
    people
}

#[tokio::test(flavor = "multi_thread")]
pub async fn national_ids_roll_over_and_everyone_goes_straight_through() {
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

    // What the operator counts before the old one is retired.
    let left = key_tasks::count_left(hub.stack.operator(), "national-id-key").await;
    let left = left.unwrap();
    assert_eq!(usize::try_from(left.eid_links), Ok(eids - people.len()));
    assert_eq!(
        usize::try_from(left.directory_numbers),
        Ok(guards(&hub, "number", OLD).await)
    );

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
        assert!(
            calls
                .keys()
                .all(|(_, operation)| operation != "kms:GenerateMac")
        );
    }
}

/// The eID has answered, and the person takes their time: what is written then must be of today's
/// keys.
#[tokio::test(flavor = "multi_thread")]
pub async fn national_ids_of_a_login_begun_before_a_step_are_asked_for_again() {
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

/// The same person at two municipalities that both know the number, in two browsers. One login is
/// of the step before and would link the eID under the one key, the other under the other key.
#[tokio::test(flavor = "multi_thread")]
pub async fn national_ids_in_a_race_across_a_step_are_linked_once() {
    let hub = start().await;
    let before = guards(&hub, "eid", "").await;
    step(&hub, "a-with-b");
    let person = hub.person("L7");
    let there = known_elsewhere(&hub, &person).await;

    let mut first = arrived(&hub, &person).await;
    send_code(&mut first, None).await;
    let first_code = hub.next_code(email(&person)).await;
    step(&hub, "b-with-a");
    let mut second = arrived(&hub, &there).await;
    send_code(&mut second, None).await;
    let second_code = hub.next_code(email(&there)).await;

    // The second one's look at the store was before the first one's link.
    first.press("verify", &[("code", &first_code)]).await;
    let account = account(&first);
    second.press("verify", &[("code", &second_code)]).await;
    assert_eq!(guards(&hub, "eid", "").await, before + 1);
    assert_eq!(guards(&hub, "eid", OLD).await, before + 1);
    // It goes on as someone who has an account.
    let mut again = english(&hub);
    log_in(&mut again, &person).await;
    assert_eq!(in_app(&again).by_id("sub"), Some(account.as_str()));
    assert_eq!(guards(&hub, "eid", "").await, before + 1);
    assert_eq!(guards(&hub, "eid", NEW).await, 1);
}

/// The same person in the directory of another tenant, with another address.
async fn known_elsewhere(hub: &Hub, person: &Person) -> Person {
    let mut user = hub.directory_user(&person.tenant, email(person)).await;
    let tenants = &hub.stack.registered().tenants;
    let other = tenants.iter().find(|tenant| tenant.id != person.tenant);
    let tenant = TenantId::parse(&other.expect("another tenant").id).unwrap();
    let address = EmailAddress::parse("annetsteds@example.com").unwrap();
    let message = message("directory", tenant.as_str(), "no.fnr", pid(person));
    let arn = &hub.stack.operator().app.config().keys.national_id;
    let mac = hub.stack.services().kms.mac(arn, &message).unwrap();
    user.tenant = tenant.clone();
    user.numbers[0].digest = Digest::new(OLD.trim_end_matches('~'), &mac);
    user.employments.truncate(1);
    user.employments[0].email = Some(address.clone());
    hub.put(&DirectoryNumber {
        tenant: tenant.clone(),
        digest: user.numbers[0].digest.clone(),
        directory_user: user.id,
    })
    .await;
    let index = hub.stack.operator().app.index().await.unwrap();
    hub.put(&DirectoryAddress {
        tenant: tenant.clone(),
        digest: index.digest("address", address.as_str()),
        directory_user: user.id,
    })
    .await;
    hub.put(&user).await;
    Person {
        tenant: tenant.to_string(),
        email: Some(address.to_string()),
        ..person.clone()
    }
}
