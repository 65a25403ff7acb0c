//! H1: neither the order of files nor how often they are delivered changes what comes of them.

use kobling_model::hr::ImportTask;
use kobling_tests::{
    Hub,
    hr::{DELTA, FULL, Line, file},
};
use serde_json::Value;

/// Two deltas that say different things of the same people, one employment in each alone.
fn deltas() -> [(&'static str, String); 3] {
    let mut first = vec![Line::of(1), Line::of(2)];
    first[0].department = "Renhold".to_owned();
    first[1].phone = "+4790000001".to_owned();
    // A second place of work, of someone whom the other file speaks of as well.
    let mut place = Line::of(3);
    place.employment = "E3b".to_owned();
    place.phone = "+4790000003".to_owned();
    first.push(place);
    let mut second = vec![Line::of(1), Line::of(2), Line::of(3)];
    second[0].department = "Kultur".to_owned();
    second[1].phone = "+4790000002".to_owned();
    second[2].family = "Navarstø".to_owned();
    let mut third = vec![Line::of(2)];
    third[0].to = "2026-02-01".to_owned();
    [
        ("11.csv", file(&first)),
        ("12.csv", file(&second)),
        ("13.csv", file(&third)),
    ]
}

async fn after(order: &[usize], times: usize) -> Vec<Value> {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let known: Vec<Line> = (0..5).map(Line::of).collect();
    hub.import("nyvik", DELTA, "10.csv", &file(&known)).await;
    let files = deltas();
    for at in order {
        let (name, text) = &files[*at];
        for _ in 0..times {
            let import = hub.import("nyvik", DELTA, name, text).await;
            let task = ImportTask::Finish {
                tenant: import.tenant.clone(),
                import: import.id.clone(),
            };
            hub.ask_import(&task).await;
        }
    }
    hub.directory_of("nyvik").await
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_every_order_of_files_and_every_redelivery_gives_the_same_directory() {
    let expected = after(&[0, 1, 2], 1).await;
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert!(after(&order, 1).await == expected, "{order:?}");
    }
    assert!(after(&[2, 0, 1], 2).await == expected, "each twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_files_that_come_at_once_end_as_if_one_had_come_after_the_other() {
    let expected = after(&[0, 1, 2], 1).await;
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let known: Vec<Line> = (0..5).map(Line::of).collect();
    hub.import("nyvik", DELTA, "10.csv", &file(&known)).await;
    let files = deltas();
    for (name, text) in files.iter().rev() {
        hub.store_file(&format!("nyvik/{DELTA}/{name}"), text).await;
    }
    for (name, _) in &files {
        hub.imported("nyvik", name).await;
    }
    assert!(hub.directory_of("nyvik").await == expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_what_a_full_file_left_out_does_not_come_back_by_an_older_one() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let lines: Vec<Line> = (0..20).map(Line::of).collect();
    hub.import("nyvik", FULL, "1.csv", &file(&lines)).await;
    hub.import("nyvik", FULL, "3.csv", &file(&lines[1..])).await;
    let directory = hub.directory_of("nyvik").await;
    let mut old = lines.clone();
    old[1].department = "Renhold".to_owned();
    hub.import("nyvik", FULL, "2.csv", &file(&old)).await;
    assert_eq!(hub.directory_of("nyvik").await, directory);
    // Hired again by a newer one: the same person.
    let before = hub.employed("nyvik", "E0").await;
    hub.import("nyvik", FULL, "4.csv", &file(&lines)).await;
    let again = hub.employed("nyvik", "E0").await;
    assert_eq!(again.id, before.id);
    assert_eq!(again.employments[0].to, None);
}
