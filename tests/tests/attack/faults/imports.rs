//! A full file with everything in it: new people who are invited, rows that change something, a
//! second person number and a second employment, two refused rows, somebody who has left, an address
//! that waits, a number that HR and an earlier login disagree about.

use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_model::hr::{Counts, HrImport, ImportState};
use kobling_tests::{
    Hub,
    hr::{FULL, Line, file},
};

use super::{Case, How, Ran, dead_letters, dump, heal};
use crate::directory::Directory;

const QUEUES: [&str; 2] = ["import-queue", "provision-queue"];

fn line(tenant: &str, index: usize) -> Line {
    Line {
        email: format!("bris{index}@{tenant}.example.com"),
        ..Line::of(index)
    }
}

/// Ten people, two of them linked; the next new ones are invited.
async fn before(hub: &Hub, tenant: &str) {
    hub.municipality(tenant, |_| {}).await;
    let known: Vec<Line> = (0..10).map(|index| line(tenant, index)).collect();
    hub.import(tenant, FULL, "1.csv", &file(&known)).await;
    let directory = Directory { hub };
    for (employment, is_shown) in [("E3", false), ("E4", true)] {
        let mut user = hub.employed(tenant, employment).await;
        let account = directory.account(&[], &[]).await;
        let shown = is_shown.then(|| user.numbers[0].digest.clone());
        directory
            .link(&account, &mut user, shown.as_ref(), true, hub.now())
            .await;
        user.version += 1;
        hub.put(&user).await;
    }
    let mut changed = hub.tenant(tenant).await;
    changed.settings.activation_mail_on_import = true;
    hub.put(&changed).await;
}

fn text(tenant: &str) -> String {
    let of = |index| line(tenant, index);
    let mut lines: Vec<Line> = (0..9).map(of).collect();
    lines[0].department = "Renhold".to_owned();
    lines[1].person = "P1x".to_owned();
    lines[3].email = format!("heilt.ny@{tenant}.example.com");
    lines[4].number = of(40).number;
    lines[5].number = of(50).number;
    lines.push(Line {
        employment: "E6b".to_owned(),
        ..of(6)
    });
    lines.extend([of(10), of(11)]);
    lines.push(Line {
        employment: "E20".to_owned(),
        person: "P7".to_owned(),
        ..of(8)
    });
    lines.push(Line {
        number: "12345678901".to_owned(),
        ..of(12)
    });
    file(&lines)
}

pub async fn walk(hub: &Hub, case: Option<Case>, number: usize) -> Ran {
    let tenant = format!("by{number}x");
    let mut ran = Ran::default();
    before(hub, &tenant).await;
    super::settle(hub).await;
    if let Some(case) = case {
        hub.shim().add(case.rule(None));
    }
    hub.store_file(&format!("{tenant}/{FULL}/2.csv"), &text(&tenant))
        .await;
    let lasts = case.is_some_and(|case| case.how == How::Lasting);
    let dead = || QUEUES.iter().any(|queue| dead_letters(hub, queue) > 0);
    let sqs = &hub.stack.services().sqs;
    // The import goes on asking for what lies in the dead letters.
    hub.is_quiet_before(|| lasts && dead() && sqs.depth("provision-queue") == 0)
        .await;
    if !lasts && dead() {
        ran.wrong
            .push("dead letters of a fault that passed".to_owned());
    }
    if !dead() {
        super::settle(hub).await;
    }
    ran.end_fault(hub);
    ran.wrong.extend(heal(hub).await);
    let imports = hub.imports(&tenant).await;
    let is_done = |import: &HrImport| import.state == ImportState::Done;
    if imports.len() != 2 || !imports.iter().all(is_done) {
        ran.wrong.push(format!("{imports:?}"));
    }
    ran.kept = dump::kept(hub, &tenant).await;
    ran.kept.extend(dump::reports(hub, &tenant).await);
    ran.mails = dump::mails(hub, &tenant);
    ran
}

/// The queue has taken the rows and could not say so: they come three times, all at once.
#[tokio::test(flavor = "multi_thread")]
async fn rows_that_come_several_times_at_once_are_told_of_as_they_were_taken() {
    let hub = super::fresh().await;
    for round in 0..8 {
        let tenant = format!("nyvik{round}");
        before(&hub, &tenant).await;
        hub.is_quiet_before(|| false).await;
        let mut rule = Rule::new(Fault::AnswerLost, Occasion::Again(1, 3));
        rule.operation = Some("SendMessageBatch".to_owned());
        hub.shim().add(rule);
        hub.store_file(&format!("{tenant}/{FULL}/2.csv"), &text(&tenant))
            .await;
        hub.is_quiet_before(|| false).await;
        assert_eq!(hub.shim().strikes(), [3]);
        hub.shim().clear();
        let import = hub.imported(&tenant, "2.csv").await;
        let expected = Counts {
            taken: 3,
            changed: 5,
            unchanged: 4,
            older: 0,
            refused: 2,
            ended: 1,
        };
        assert_eq!(import.counts, expected, "{round}");
    }
}
