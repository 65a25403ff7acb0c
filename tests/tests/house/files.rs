//! How long a file may be, what it is called, and what must not stand in the product.

use crate::sources::{Source, all_sources, product, root};

/// The longest a file may be, tests left out.
const MOST_LINES: usize = 400;
/// The longest that a test may be, or a file that is named in `LONG_FILES`.
const HARD_LIMIT: usize = 700;

/// Longer than `MOST_LINES` for a reason; none may join without one.
const LONG_FILES: &[(&str, &str)] = &[
    (
        "shared/flow/src/changes.rs",
        "what each row of the first-login table writes, side by side",
    ),
    (
        "shared/flow/src/code.rs",
        "one mailed code from sending to spending, with its limits",
    ),
];

/// Names that say nothing of what a file holds.
const BANNED_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "service", "services", "misc",
];

#[test]
fn files_are_of_a_readable_length() {
    let mut wrong = Vec::new();
    for source in all_sources() {
        let lines = source.lines();
        // Tests of one thing may have as many cases as that thing has, within bounds.
        let is_test = source.is_test() || source.path.starts_with("tests/tests/");
        let is_named = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        let limit = if is_test || is_named {
            HARD_LIMIT
        } else {
            MOST_LINES
        };
        if lines > limit {
            wrong.push(format!("{}: {lines} lines, {limit} at most", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (path, _) in LONG_FILES {
        let file = root().join(path);
        assert!(file.exists(), "{path} is gone: take it off the list");
        let source = Source::read(&root(), &file);
        assert!(
            source.lines() > MOST_LINES,
            "{path} has become short: take it off the list"
        );
    }
}

#[test]
fn each_file_says_what_it_holds_and_has_a_name_that_says_it_too() {
    let mut wrong = Vec::new();
    for source in all_sources() {
        let head = source
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .count();
        // The table of access patterns is the one head that may be long.
        let is_table = source.path == "shared/model/src/keys.rs";
        if head == 0 || (head > 8 && !is_table) {
            wrong.push(format!("{}: {head} lines of `//!`", source.path));
        }
        let stem = source
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .trim_end_matches(".rs");
        if BANNED_NAMES.contains(&stem)
            || stem
                .split('_')
                .any(|part| BANNED_NAMES.contains(&part) && part != "service")
        {
            wrong.push(format!("{}: a name that says nothing", source.path));
        }
        for folder in source.path.split('/') {
            if BANNED_NAMES.contains(&folder) {
                wrong.push(format!("{}: a folder that says nothing", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_in_the_product_ends_the_process_or_waits_to_be_written() {
    let banned_methods = ["unwrap", "expect", "unwrap_err", "expect_err"];
    let banned_macros = ["panic", "todo", "unimplemented", "unreachable", "dbg"];
    let mut wrong = Vec::new();
    for source in product() {
        if source.path.starts_with("infra/") {
            continue;
        }
        let words = source.words();
        for (at, word) in words.iter().enumerate() {
            let after = |n: usize| words.get(at + n).map_or("", String::as_str);
            let is_method =
                at > 0 && words[at - 1] == "." && banned_methods.contains(&word.as_str());
            let is_macro =
                after(1) == "!" && banned_macros.contains(&word.as_str()) && after(2) != "=";
            if (is_method || is_macro)
                && !(source.path == "shared/base/src/random.rs" && word == "expect")
            {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
        if words.iter().any(|word| word == "allow") {
            let text = source.tokens.to_string();
            if text.contains("# [allow") || text.contains("# ! [allow") {
                wrong.push(format!("{}: #[allow]", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
