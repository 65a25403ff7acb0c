//! L5, L15, L24 and L25 by HR's files: a national number arrives, changes, disagrees, or stands
//! in another record; and what an import never does to whoever is linked.

use kobling_local::seed::CHANGES;
use kobling_model::{
    TenantId,
    hr::{HrImport, Note},
    item::Table,
    keys,
    people::{Conflict, ConflictKind, DirectoryUser, EmailAddress},
};
use kobling_tests::{
    Hub, Person,
    hr::{Line, file, number},
};

use crate::walk::{account, arrived, by_code, email, in_app, no_birth_date, pid, refuses, shows};

/// The row of someone of the seed, as HR has it.
fn row(user: &DirectoryUser, number: &str, email: &str) -> Line {
    Line {
        employment: user.employments[0].number.clone(),
        given: user.given_name.clone(),
        family: user.family_name.clone(),
        number: number.to_owned(),
        email: email.to_owned(),
        ..Line::default()
    }
}

async fn import(hub: &Hub, person: &Person, name: &str, line: &Line) -> HrImport {
    let text = file(std::slice::from_ref(line));
    hub.import(&person.tenant, CHANGES, name, &text).await
}

async fn disputed(hub: &Hub, tenant: &str) -> usize {
    let app = &hub.stack.operator().app;
    let partition = keys::conflicts(&TenantId::parse(tenant).unwrap());
    let store = app.store().unwrap();
    let found = store.partition(Table::Identity, &partition, "", app.now());
    let all: Vec<Conflict> = found.await.unwrap();
    let of_kind = all.iter().filter(|one| one.kind == ConflictKind::Disputed);
    of_kind.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn l4_a_number_that_arrives_and_is_the_one_that_was_shown_changes_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L4");
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let before = arrived(&hub, &person).await;
    let line = row(&user, pid(&person), email(&person));
    let done = import(&hub, &person, "1.csv", &line).await;
    assert_eq!(done.counts.changed, 1);
    let again = arrived(&hub, &person).await;
    assert_eq!(account(&again), account(&before));
    assert_eq!(again.hub_pages_since(0), 0);
    assert_eq!(disputed(&hub, &person.tenant).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn l5_a_number_that_arrives_and_differs_stops_the_link_and_is_told_in_the_report() {
    let hub = Hub::start().await;
    let person = hub.person("L4");
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    in_app(&arrived(&hub, &person).await);
    let line = row(&user, &number(1), email(&person));
    let done = import(&hub, &person, "1.csv", &line).await;
    assert_eq!(hub.outcomes(&done).await[0].notes, [Note::Disputed]);
    assert_eq!(disputed(&hub, &person.tenant).await, 1);
    refuses(&arrived(&hub, &person).await, "link_suspended");
    // The next file says the same: one item is enough.
    let items = disputed(&hub, &person.tenant).await;
    import(&hub, &person, "2.csv", &line).await;
    assert_eq!(disputed(&hub, &person.tenant).await, items);
}

#[tokio::test(flavor = "multi_thread")]
async fn l24_a_number_that_replaces_another_moves_the_link_and_the_old_eid_stays_out() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    // The made-up number is of somebody born on another day.
    no_birth_date(&hub, &person).await;
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let sub = account(&arrived(&hub, &person).await);
    let line = row(&user, &number(2), email(&person));
    import(&hub, &person, "1.csv", &line).await;
    // L15: HR and the earlier login disagree, until the new eID comes.
    let stopped = arrived(&hub, &person).await;
    assert_eq!(stopped.host(), "localhost", "the old number is let in");
    let renewed = Person {
        national_id: Some(number(2)),
        ..person.clone()
    };
    let mut browser = arrived(&hub, &renewed).await;
    shows(&browser, "existing_heading");
    by_code(&hub, &mut browser, &person, false).await;
    assert_eq!(account(&browser), sub, "the same account");
    let back = arrived(&hub, &person).await;
    assert_eq!(back.host(), "localhost", "the old number is let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn l25_a_second_record_with_the_number_is_the_one_that_counts() {
    let hub = Hub::start().await;
    // Linked where HR knew no number.
    let person = hub.person("L4");
    let before = hub.directory_user(&person.tenant, email(&person)).await;
    let sub = account(&arrived(&hub, &person).await);
    let record = Line {
        employment: "X-1".to_owned(),
        email: "annen@asnes.example.com".to_owned(),
        ..row(&before, pid(&person), "")
    };
    let done = import(&hub, &person, "1.csv", &record).await;
    assert_eq!(done.counts.taken, 1);
    let second = hub.employed(&person.tenant, "X-1").await;
    assert_ne!(second.id, before.id, "nobody is merged");
    assert_eq!(second.account, None, "and no link moves by itself");
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "record_moved_heading");
    browser.press("continue", &[]).await;
    assert_eq!(account(&browser), sub);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a6_a_linked_persons_address_waits_and_the_one_in_use_is_told_once() {
    let hub = Hub::start().await;
    let person = hub.person("L1");
    let user = hub.directory_user(&person.tenant, email(&person)).await;
    let new = "heilt.ny@example.com";
    let line = row(&user, pid(&person), new);
    for name in ["1.csv", "2.csv"] {
        let done = import(&hub, &person, name, &line).await;
        assert_eq!(hub.outcomes(&done).await[0].notes, [Note::PendingEmail]);
    }
    let after = hub.employed(&person.tenant, &line.employment).await;
    assert_eq!(after.employments[0].email, user.employments[0].email);
    assert_eq!(after.employments[0].pending_email, EmailAddress::parse(new));
    let again = arrived(&hub, &person).await;
    assert_eq!(in_app(&again).by_id("email"), Some(email(&person)));
    hub.mails_sent().await;
    assert_eq!(hub.mails(email(&person)).len(), 1);
    assert!(hub.mails(new).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_whom_a_file_brought_logs_in_by_the_number_and_the_mailed_code() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    hub.import(
        "nyvik",
        kobling_tests::hr::FULL,
        "1.csv",
        &file(&[Line::of(9)]),
    )
    .await;
    let person = Person {
        tenant: "nyvik".to_owned(),
        national_id: Some(number(9)),
        email: Some("bris9@ny.example.com".to_owned()),
        ..hub.person("L7")
    };
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_locked_heading");
    by_code(&hub, &mut browser, &person, false).await;
    let sub = account(&browser);
    assert_eq!(account(&arrived(&hub, &person).await), sub);
}
