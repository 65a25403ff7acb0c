//! H1: what a file makes of the directory, and what its report says.

use http::Method;
use kobling_model::{
    hr::{
        Column, Counts, FileRefusal, HrImport, ImportState, ImportTask, Note, Outcome, RowRefusal,
    },
    people::DirectoryUserState,
};
use kobling_tests::{
    Hub,
    hr::{DELTA, FULL, Line, file, number},
    wire,
};

/// 5,000 rows, every 25th of them faulty in one of five ways.
fn five_thousand() -> Vec<Line> {
    let mut lines: Vec<Line> = (0..5_000).map(Line::of).collect();
    for (nth, index) in (0..5_000).step_by(25).enumerate() {
        let line = &mut lines[index];
        match nth % 5 {
            // A wrong check digit.
            0 => {
                let last = line.number.pop().unwrap();
                line.number.push(if last == '0' { '1' } else { '0' });
            }
            1 => line.employment.clear(),
            // Shared with the row before: both are refused.
            2 => line.employment = format!("E{}", index - 1),
            3 => line.from = "31.02.2020".to_owned(),
            // Taken, without the address.
            _ => line.email = "bris@@ny.example.com".to_owned(),
        }
    }
    lines
}

fn shuffled(lines: &[Line]) -> Vec<Line> {
    let mut shuffled = lines.to_vec();
    let mut state = 7_usize;
    for index in (1..shuffled.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        shuffled.swap(index, (state >> 33) % (index + 1));
    }
    shuffled
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_five_thousand_rows_with_two_hundred_bad_ones_come_in_again_and_shuffled() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let lines = five_thousand();
    let first = hub
        .import("nyvik", FULL, "people-2.csv", &file(&lines))
        .await;
    assert_eq!(first.state, ImportState::Done);
    assert_eq!(first.rows, 5_000);
    // Forty of each kind; the doubles take their neighbour with them.
    let refused = 40 + 40 + 80 + 40;
    let counts = Counts {
        taken: 5_000 - refused,
        refused,
        ..Counts::default()
    };
    assert_eq!(first.counts, counts);
    let directory = hub.directory_of("nyvik").await;
    assert_eq!(directory.len() as u64, 5_000 - refused + 1);
    let outcomes = hub.outcomes(&first).await;
    assert_eq!(outcomes.len(), 5_000);
    for (index, one) in outcomes.iter().enumerate() {
        assert_eq!(one.line, Some(index as u64 + 2), "each line once");
        let expected = match (index % 25, (index / 25) % 5) {
            (0, 0) => Outcome::Refused(RowRefusal::WrongNationalId),
            (0, 1) => Outcome::Refused(RowRefusal::NoEmploymentNumber),
            (0, 2) => Outcome::Refused(RowRefusal::EmploymentNumberTwice),
            (24, 1) => Outcome::Refused(RowRefusal::EmploymentNumberTwice),
            (0, 3) => Outcome::Refused(RowRefusal::WrongDate(Column::From)),
            _ => Outcome::Taken,
        };
        assert_eq!(one.outcome, expected, "line {}", index + 2);
        let is_noted = one.notes == [Note::InvalidEmail];
        assert_eq!(is_noted, index % 25 == 0 && (index / 25) % 5 == 4);
    }
    // The same file once more: its sequence has been.
    hub.pass(60);
    let again = hub
        .import("nyvik", FULL, "people-2.csv", &file(&lines))
        .await;
    assert_eq!(again.state, ImportState::Refused(FileRefusal::Older));
    assert!(hub.directory_of("nyvik").await == directory);
    // Another order, as a later file and as an earlier one.
    let mixed = file(&shuffled(&lines));
    let later = hub.import("nyvik", FULL, "people-3.csv", &mixed).await;
    assert_eq!(later.state, ImportState::Done);
    let counts = Counts {
        unchanged: 5_000 - refused,
        refused,
        ..Counts::default()
    };
    assert_eq!(later.counts, counts);
    assert!(hub.directory_of("nyvik").await == directory);
    let earlier = hub.import("nyvik", FULL, "people-1.csv", &mixed).await;
    assert_eq!(earlier.state, ImportState::Refused(FileRefusal::Older));
    assert!(hub.directory_of("nyvik").await == directory);
    assert!(
        hub.stack.inbox().to(None).is_empty(),
        "nobody is written to"
    );
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_who_is_not_in_a_full_file_ends_and_a_delta_ends_nobody() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let lines: Vec<Line> = (0..20).map(Line::of).collect();
    hub.import("nyvik", FULL, "1.csv", &file(&lines)).await;
    let mut one = lines[3].clone();
    one.department = "Renhold".to_owned();
    // The delta feed brings someone of its own, whom the full one has no say about.
    let delta = [one, Line::of(77)];
    let delta = hub.import("nyvik", DELTA, "1.csv", &file(&delta)).await;
    assert_eq!(
        hub.outcome(&delta, "E3").await,
        Outcome::Changed(vec![Column::Department])
    );
    let full = hub.import("nyvik", FULL, "2.csv", &file(&lines[1..])).await;
    assert_eq!(full.state, ImportState::Done);
    assert_eq!((full.people, full.people_ended), (19, 1));
    assert_eq!(full.counts.ended, 1);
    let gone = hub.employed("nyvik", "E0").await;
    assert_eq!(gone.employments[0].to, Some(full.id.stored_at()));
    for stays in ["E1", "E77"] {
        assert_eq!(hub.employed("nyvik", stays).await.employments[0].to, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_a_file_that_would_end_more_than_a_tenth_is_held() {
    let hub = Hub::start().await;
    hub.municipality("asnes-ny", |_| {}).await;
    let lines: Vec<Line> = (0..20).map(Line::of).collect();
    hub.import("asnes-ny", FULL, "1.csv", &file(&lines)).await;
    let directory = hub.directory_of("asnes-ny").await;
    let mut short = lines[3..].to_vec();
    short[0].department = "Renhold".to_owned();
    let held = hub.import("asnes-ny", FULL, "2.csv", &file(&short)).await;
    assert_eq!(held.state, ImportState::Held);
    assert_eq!((held.people, held.people_ended), (20, 3));
    assert_eq!(
        hub.directory_of("asnes-ny").await,
        directory,
        "nothing is taken"
    );
    // Someone says no: nothing of it is ever taken.
    decide(&hub, &held, "decline").await;
    let declined = hub.imported("asnes-ny", "2.csv").await;
    assert_eq!(declined.state, ImportState::Refused(FileRefusal::Declined));
    assert_eq!(hub.directory_of("asnes-ny").await, directory);
    // Dates in the rows count like rows that are missing.
    let mut ended = lines.clone();
    for line in &mut ended[..3] {
        line.to = "2026-02-01".to_owned();
    }
    let held = hub.import("asnes-ny", FULL, "3.csv", &file(&ended)).await;
    assert_eq!((&held.state, held.people_ended), (&ImportState::Held, 3));
    let held = hub.import("asnes-ny", FULL, "4.csv", &file(&short)).await;
    decide(&hub, &held, "approve").await;
    let done = hub.imported("asnes-ny", "4.csv").await;
    assert_eq!(done.state, ImportState::Done);
    assert_eq!((done.counts.ended, done.counts.changed), (3, 1));
    assert!(done.decided_by.is_some());
    // What was held before it is too old by now.
    let old = hub.imports("asnes-ny").await;
    let old = old.iter().find(|import| import.name == "3.csv").unwrap();
    decide(&hub, old, "approve").await;
    let old = hub.imported("asnes-ny", "3.csv").await;
    assert_eq!(old.state, ImportState::Refused(FileRefusal::Older));
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_a_held_file_that_is_gone_when_someone_lets_it_through_is_refused_as_gone() {
    let hub = Hub::start().await;
    hub.municipality("asnes-ny", |_| {}).await;
    let lines: Vec<Line> = (0..20).map(Line::of).collect();
    hub.import("asnes-ny", FULL, "1.csv", &file(&lines)).await;
    let held = hub
        .import("asnes-ny", FULL, "2.csv", &file(&lines[9..]))
        .await;
    assert_eq!(held.state, ImportState::Held);
    let directory = hub.directory_of("asnes-ny").await;
    hub.expire_file("asnes-ny/hr/2.csv");
    decide(&hub, &held, "approve").await;
    let gone = hub.imported("asnes-ny", "2.csv").await;
    assert_eq!(gone.state, ImportState::Refused(FileRefusal::Gone));
    assert_eq!(hub.directory_of("asnes-ny").await, directory);
}

pub async fn decide(hub: &Hub, import: &HrImport, decision: &str) {
    let answer = decided(hub, import, decision, &import.people_ended.to_string()).await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
}

pub async fn decided(hub: &Hub, import: &HrImport, decision: &str, ends: &str) -> wire::Answer {
    let form = wire::encode(&[
        ("tenant", import.tenant.as_str()),
        ("import", import.id.as_str()),
        ("decision", decision),
        ("ends", ends),
    ]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    hub.request(Method::POST, "/_local/hr-decision", &headers, &form)
        .await
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_several_employments_of_one_person_are_one_directory_user() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let second = |employment: &str, person: &str, number: &str| Line {
        employment: employment.to_owned(),
        person: person.to_owned(),
        number: number.to_owned(),
        email: "annet@ny.example.com".to_owned(),
        ..Line::of(1)
    };
    let lines = [
        Line::of(1),
        // Joined by HR's person number, and by the national number known from HR.
        second("E1b", "P1", ""),
        second("E1c", "", &number(1)),
        Line::of(2),
        // Whose number is another's, and whose person number is.
        second("E3", "P9", &number(2)),
        second("E4", "P2", &number(1)),
    ];
    let mut lines = lines.to_vec();
    lines[5].person = "P1".to_owned();
    lines[5].number = number(2);
    let import = hub.import("nyvik", DELTA, "1.csv", &file(&lines)).await;
    let user = hub.employed("nyvik", "E1").await;
    assert_eq!(user.state, DirectoryUserState::Imported);
    for same in ["E1b", "E1c"] {
        assert_eq!(hub.employed("nyvik", same).await.id, user.id, "{same}");
    }
    assert_eq!(user.employments.len(), 3);
    let refused = hub.outcome(&import, "E4").await;
    assert_eq!(refused, Outcome::Refused(RowRefusal::NumberOfAnother));
    assert!(hub.perhaps_employed("nyvik", "E4").await.is_none());
    // A later row that ties an employment to another person's numbers is refused, and moves nobody.
    let mut moved = Line::of(2);
    moved.person = "P1".to_owned();
    let mut taken = Line::of(1);
    taken.number = number(2);
    taken.employment = "E1b".to_owned();
    let import = hub
        .import("nyvik", DELTA, "2.csv", &file(&[moved, taken]))
        .await;
    assert_eq!(
        hub.outcome(&import, "E2").await,
        Outcome::Refused(RowRefusal::PersonNumberOfAnother)
    );
    assert_eq!(
        hub.outcome(&import, "E1b").await,
        Outcome::Refused(RowRefusal::NumberOfAnother)
    );
    assert_eq!(hub.employed("nyvik", "E1").await, user);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_who_is_new_is_written_to_only_where_the_tenant_wants_it() {
    let hub = Hub::start().await;
    hub.municipality("stille", |_| {}).await;
    hub.municipality("ringer", |tenant| {
        tenant.settings.activation_mail_on_import = true;
    })
    .await;
    for tenant in ["stille", "ringer"] {
        let import = hub
            .import(tenant, FULL, "1.csv", &file(&[Line::of(1)]))
            .await;
        assert_eq!(import.counts.taken, 1, "{:?}", hub.outcomes(&import).await);
        // Again as a later file: nobody is invited twice.
        hub.import(tenant, FULL, "2.csv", &file(&[Line::of(1)]))
            .await;
    }
    hub.stack.tick("mail").await;
    hub.mails_sent().await;
    let mails = hub.mails("bris1@ny.example.com");
    assert_eq!(mails.len(), 1, "one invitation, from one of the two");
    let link = hub.url("/t/ringer").to_string();
    assert_eq!(mails[0].links(), [link]);
    let invited = hub.employed("ringer", "E1").await;
    assert_eq!(invited.state, DirectoryUserState::Invited);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_an_object_of_nobody_is_left_and_a_feed_that_is_none_is_told() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let before = hub.identity_items().await;
    let text = file(&[Line::of(1)]);
    for key in [
        "nobody/hr/1.csv",
        "nyvik/1.csv",
        "nyvik/hr/a/1.csv",
        "1.csv",
    ] {
        hub.store_file(key, &text).await;
    }
    for (name, feed, refusal) in [
        ("1.csv", "other", FileRefusal::UnknownFeed),
        // More digits than a number holds.
        (
            "1234567890123456789012345.csv",
            FULL,
            FileRefusal::NoSequence,
        ),
    ] {
        let import = hub.import("nyvik", feed, name, &text).await;
        assert_eq!(import.state, ImportState::Refused(refusal));
    }
    hub.stack.queue_idle("import-queue").await;
    assert_eq!(hub.identity_items().await, before, "nothing is taken");
    assert_eq!(hub.imports("nyvik").await.len(), 2);
    let dead = hub.stack.services().sqs.dead_letters();
    assert!(dead.iter().all(|(_, count)| *count == 0), "{dead:?}");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_a_row_that_cannot_be_written_waits_alone_with_its_reason_and_can_be_replayed() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    hub.import("nyvik", DELTA, "1.csv", &file(&[Line::of(1)]))
        .await;
    // Something that this version cannot read stands where the person was.
    let user = hub.employed("nyvik", "E1").await;
    spoil(&hub, &user, "directory_user_of_tomorrow").await;
    let mut line = Line::of(1);
    line.phone = "+4790000000".to_owned();
    let import = hub
        .import("nyvik", DELTA, "2.csv", &file(&[line, Line::of(2)]))
        .await;
    assert_eq!(import.state, ImportState::Done);
    assert_eq!(
        hub.outcome(&import, "E1").await,
        Outcome::Refused(RowRefusal::DeadLetter)
    );
    assert_eq!(hub.outcome(&import, "E2").await, Outcome::Taken);
    let letters = hub.stack.services().sqs.letters_of("provision-queue");
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].attributes["reason"], "unreadable");
    spoil(&hub, &user, "directory_user").await;
    let form = wire::encode(&[("queue", "provision-queue")]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = hub
        .request(Method::POST, "/_local/dead-letters", &headers, &form)
        .await;
    assert_eq!(answer.json()["count"], 1);
    hub.stack.queue_idle("provision-queue").await;
    let task = ImportTask::Finish {
        tenant: import.tenant.clone(),
        import: import.id.clone(),
    };
    hub.ask_import(&task).await;
    hub.stack.queue_idle("import-queue").await;
    let after = hub.employed("nyvik", "E1").await;
    assert_eq!(after.phone.as_deref(), Some("+4790000000"));
    let import = hub.imported("nyvik", "2.csv").await;
    assert_eq!((import.counts.changed, import.counts.refused), (1, 0));
}

/// Gives an item another type, as a later version of the product might.
async fn spoil(hub: &Hub, user: &kobling_model::people::DirectoryUser, kind: &str) {
    let table = hub.stack.operator().app.config().tables.identity.clone();
    let request = serde_json::json!({
        "TableName": table,
        "Key": {
            "pk": { "S": format!("tenant#{}#user#{}", user.tenant, user.id) },
            "sk": { "S": "user" },
        },
        "UpdateExpression": "SET #t = :t",
        "ExpressionAttributeNames": { "#t": "type" },
        "ExpressionAttributeValues": { ":t": { "S": kind } },
    });
    let dynamodb = &hub.stack.services().dynamodb;
    let answer = dynamodb.call("UpdateItem", &request).await.unwrap();
    assert!(answer.status.is_success(), "{}", answer.body);
}
