//! Keys are built in one place, and every kind of item has a frozen layout.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::sources::{Source, product, root};

/// The kinds of keys, out of the table at the head of `store/keys.rs`.
fn key_table() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("shared/model/src/keys.rs")).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("//! | "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[3].to_owned(), cells[4].to_owned())
        })
        .collect()
}

/// A key's pattern as letters and `*`: `tenant#T#user#U` and `tenant#{tenant}#user#{user}` alike.
fn pattern(text: &str) -> String {
    let mut out = String::new();
    let mut is_in_braces = false;
    for part in text.split_inclusive(['#', '{', '}']) {
        let word = part.trim_end_matches(['#', '{', '}']);
        if !is_in_braces && !word.is_empty() {
            let is_variable = word.chars().all(|c| c.is_ascii_uppercase());
            out.push_str(if is_variable { "*" } else { word });
        }
        match part.chars().last() {
            Some('#') => out.push('#'),
            Some('{') => is_in_braces = true,
            Some('}') => {
                is_in_braces = false;
                out.push('*');
            }
            _ => {}
        }
    }
    out
}

#[test]
fn keys_are_built_in_one_file_and_its_table_lists_them_all() {
    let table = key_table();
    assert!(table.len() >= 24, "the table was not found");
    let prefixes: BTreeSet<String> = table
        .iter()
        .flat_map(|(pk, sk)| [pk.clone(), sk.clone()])
        .flat_map(|cell| {
            cell.split('`')
                .filter(|part| part.contains('#'))
                .filter_map(|part| part.split_once('#'))
                .map(|(prefix, _)| prefix.to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|prefix| prefix.chars().all(|c| c.is_ascii_lowercase()))
        .map(|prefix| format!("{prefix}#"))
        .collect();
    assert!(
        prefixes.contains("tenant#") && prefixes.contains("applink#"),
        "{prefixes:?}"
    );
    let mut wrong = Vec::new();
    for source in product() {
        if source.path == "shared/model/src/keys.rs" {
            continue;
        }
        for string in source.strings() {
            let inside = string
                .trim_start_matches(['r', '#'])
                .trim_start_matches('"');
            if prefixes
                .iter()
                .any(|prefix| inside.starts_with(prefix.as_str()))
            {
                wrong.push(format!("{}: {string}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    let keys = Source::read(&root(), &root().join("shared/model/src/keys.rs"));
    let listed: BTreeSet<String> = table
        .iter()
        .flat_map(|(pk, sk)| [pk.clone(), sk.clone()])
        .flat_map(|cell| {
            cell.split('`')
                .skip(1)
                .step_by(2)
                .map(pattern)
                .collect::<Vec<_>>()
        })
        .collect();
    for string in keys.strings() {
        let inside = string.trim_matches('"');
        // The index of a digest and the stand-in for no tenant are no keys.
        if matches!(inside, "-" | "by_account" | "{at_milliseconds:015}#{id}")
            || inside.contains(' ')
        {
            continue;
        }
        let made = pattern(&inside.replace("{at:012}", "{at}"));
        let is_listed = listed.contains(&made)
            || listed
                .iter()
                .any(|known| known.starts_with(&made) && made.ends_with('#'))
            || made == "*#*"
            || made == "*";
        assert!(
            is_listed,
            "{string} ({made}) is not in the table: {listed:#?}"
        );
    }
}

#[test]
fn every_kind_of_item_has_a_frozen_layout() {
    let mut kinds = BTreeMap::new();
    for source in product() {
        let words = source.words();
        for (at, window) in words.windows(3).enumerate() {
            if window[0] == "impl" && window[1] == "Entity" && window[2] == "for" {
                let rest = &words[at..];
                let kind = rest
                    .iter()
                    .skip_while(|word| *word != "TYPE")
                    .find(|word| word.starts_with('"'))
                    .expect("a TYPE");
                kinds.insert(kind.trim_matches('"').to_owned(), source.path.clone());
            }
        }
    }
    assert!(kinds.len() >= 20, "the entities were not found: {kinds:?}");
    let folder = root().join("tests/fixtures/items");
    let frozen: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.split('.').next().map(str::to_owned))
        .collect();
    let missing: Vec<_> = kinds
        .iter()
        .filter(|(kind, _)| !frozen.contains(*kind))
        .collect();
    assert!(
        missing.is_empty(),
        "no frozen layout; run `cargo test -p kobling-tests --test attack -- --ignored freeze`: {missing:#?}"
    );
}
