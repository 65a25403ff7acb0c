//! The table of what the standards demand names tests that exist.

use std::collections::BTreeSet;

use crate::sources::root;

/// Every name of a test, in crates and in this one.
pub(crate) fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![
        root().join("shared"),
        root().join("functions"),
        root().join("tests"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["target", "node_modules"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(path).unwrap();
                let lines: Vec<&str> = text.lines().map(str::trim).collect();
                for pair in lines.windows(2) {
                    let is_test = pair[0] == "#[test]" || pair[0].starts_with("#[tokio::test");
                    if let (true, Some((_, rest))) = (is_test, pair[1].split_once("fn ")) {
                        let name = rest.split('(').next().unwrap_or_default();
                        names.insert(name.to_owned());
                    }
                }
            }
        }
    }
    names
}

#[test]
fn every_demand_of_the_standards_names_a_test_or_says_why_not() {
    let path = root().join("docs/develop/requirements.md");
    let text = std::fs::read_to_string(path).unwrap();
    let tests = tests();
    assert!(
        tests.len() > 400,
        "the tests were not found: {}",
        tests.len()
    );
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if cells[1] == "section" {
            continue;
        }
        rows += 1;
        let named = cells[3]
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'));
        let is_sound = match named {
            Some(test) => tests.contains(test),
            None => cells[3].starts_with("n/a: "),
        };
        if !is_sound {
            wrong.push(line.to_owned());
        }
    }
    assert!(rows > 80, "the table was not found: {rows}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
