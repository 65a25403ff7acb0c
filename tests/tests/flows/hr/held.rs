//! H1: a full file that would end too many people is decided on with open eyes: who waits for it
//! hears so, sees whom it would end, and names the figure.

use http::Method;
use kobling_model::hr::{FileRefusal, HrImport, ImportState, ImportTask};
use kobling_tests::{
    Hub,
    hr::{FULL, Line, file},
};

use super::files::{decide, decided};
use crate::walk::{help_desk, say_in};

/// Twenty people, one of them with two employments, and a file that lacks three of them.
async fn held(hub: &Hub) -> (Vec<Line>, HrImport) {
    hub.municipality("asnes-ny", |_| {}).await;
    let mut lines: Vec<Line> = (0..20).map(Line::of).collect();
    lines.push(Line {
        employment: "E0b".to_owned(),
        ..Line::of(0)
    });
    hub.import("asnes-ny", FULL, "1.csv", &file(&lines)).await;
    let mut short = lines[3..20].to_vec();
    short[0].from = "31.02.2020".to_owned();
    let import = hub.import("asnes-ny", FULL, "20.csv", &file(&short)).await;
    assert_eq!(import.state, ImportState::Held);
    (lines, import)
}

/// What the help desk's mail about a held file is called.
fn subject(ended: &str, people: &str) -> String {
    let values = [("people_ended", ended), ("people", people)];
    say_in("nb", "mail_import_held", &values)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h1_who_decides_on_a_held_file_is_told_and_sees_whom_it_would_end() {
    let hub = Hub::start().await;
    let (_, import) = held(&hub).await;
    assert_eq!((import.people, import.people_ended), (20, 3));
    assert_eq!(import.employments_ended, 4);
    let report = hub.report(&import).await;
    for (employment, stands) in [("E0", true), ("E0b", true), ("E2", true), ("E4", false)] {
        let would_end = format!(";{employment};Ville blitt avsluttet;");
        assert_eq!(
            report.contains(&would_end),
            stands,
            "{employment}: {report}"
        );
    }
    assert!(report.contains(";E3;Avvist;«from»: "), "{report}");
    assert!(
        report.contains("avsluttet 3 av 20 ansatte, med 4 ansettelser"),
        "{report}"
    );
    // The help desk is told, once however often the file is announced.
    let desk = help_desk("asnes");
    let subject = subject("3", "20");
    let mail = hub.next_mail_with(&desk, &subject).await;
    let command = format!("kobling hr approve asnes-ny {}", import.id.as_str());
    assert!(mail.text.contains(&command), "{}", mail.text);
    assert!(!mail.text.contains("--ends"), "the figure is to be typed");
    assert!(mail.text.contains("20.csv"), "{}", mail.text);
    let task = ImportTask::Decided {
        tenant: import.tenant.clone(),
        import: import.id.clone(),
    };
    hub.ask_import(&task).await;
    hub.stack.queue_idle("import-queue").await;
    hub.mails_sent().await;
    let told = hub
        .mails(&desk)
        .into_iter()
        .filter(|mail| mail.subject == subject);
    assert_eq!(told.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_the_page_shows_the_figures_some_numbers_and_the_report_of_a_held_file() {
    let hub = Hub::start().await;
    let text = file(&[Line::of(900)]);
    let import = hub.import("asnes", FULL, "alle-1.csv", &text).await;
    assert_eq!(import.state, ImportState::Held);
    let page = hub.request(Method::GET, "/_local/hr", &[], "").await.body;
    let (ended, people) = (import.people_ended, import.people);
    let employments = import.employments_ended;
    assert!(ended == people && employments > 20, "{import:?}");
    for part in [
        format!("would end {ended} of {people} people, with {employments} employments"),
        "and others; the report lists all".to_owned(),
        format!(
            "/_local/hr-report?tenant=asnes&amp;import={}",
            import.id.as_str()
        ),
        "asnes-1, ".to_owned(),
    ] {
        assert!(page.contains(&part), "{part}: {page}");
    }
    let example = hub
        .request(Method::GET, "/_local/hr-example.csv", &[], "")
        .await;
    assert!(example.body.contains("ansattnummer;"), "{}", example.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_a_held_file_is_approved_by_who_names_how_many_it_ends() {
    let hub = Hub::start().await;
    let (_, import) = held(&hub).await;
    let directory = hub.directory_of("asnes-ny").await;
    for (ends, status) in [
        ("", 400),
        ("3 people", 400),
        ("2", 409),
        ("4", 409),
        ("20", 409),
    ] {
        let answer = decided(&hub, &import, "approve", ends).await;
        assert_eq!(answer.status, status, "{ends:?}: {}", answer.body);
    }
    let answer = decided(&hub, &import, "perhaps", "3").await;
    assert_eq!(answer.status, 400);
    let now = hub.imported("asnes-ny", "20.csv").await;
    assert_eq!((now.state, now.decided_by), (ImportState::Held, None));
    assert_eq!(hub.directory_of("asnes-ny").await, directory);
    // To reject it nobody has to count.
    let answer = decided(&hub, &import, "decline", "").await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
    let rejected = hub.imported("asnes-ny", "20.csv").await;
    assert_eq!(rejected.state, ImportState::Refused(FileRefusal::Declined));
    let report = hub.report(&rejected).await;
    assert!(!report.contains("Ville blitt avsluttet"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_an_approval_is_for_so_many_people_and_no_more() {
    let hub = Hub::start().await;
    let (lines, import) = held(&hub).await;
    // Two more come in by an earlier file of the feed that came late; the held one lacks them too.
    let mut more = lines.clone();
    more.extend([Line::of(21), Line::of(22)]);
    let late = hub.import("asnes-ny", FULL, "10.csv", &file(&more)).await;
    assert_eq!(late.state, ImportState::Done);
    decide(&hub, &import, "approve").await;
    hub.stack.queue_idle("import-queue").await;
    let again = hub.imported("asnes-ny", "20.csv").await;
    assert_eq!(again.state, ImportState::Held);
    assert_eq!((again.people, again.people_ended), (22, 5));
    let desk = help_desk("asnes");
    for ended in ["3", "5"] {
        let people = if ended == "3" { "20" } else { "22" };
        let subject = subject(ended, people);
        hub.next_mail_with(&desk, &subject).await;
    }
    // With the new figure it goes through.
    decide(&hub, &again, "approve").await;
    let done = hub.imported("asnes-ny", "20.csv").await;
    assert_eq!((done.state, done.counts.ended), (ImportState::Done, 6));
}
