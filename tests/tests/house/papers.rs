//! The papers say what the code says: every refusal, every row, every event, and every link.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{
    requirements::tests,
    sources::{product, root},
};

/// The variants of every enum of the product, by the enum's name. Where several have one name, each
/// of them.
fn enums() -> BTreeMap<String, Vec<BTreeSet<String>>> {
    let mut found: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    for source in product() {
        let mut tokens = source.tokens.clone().into_iter().peekable();
        while let Some(token) = tokens.next() {
            if !matches!(&token, TokenTree::Ident(ident) if ident == "enum") {
                continue;
            }
            let Some(TokenTree::Ident(name)) = tokens.next() else {
                continue;
            };
            for token in tokens.by_ref() {
                if let TokenTree::Group(group) = token
                    && group.delimiter() == Delimiter::Brace
                {
                    let variants = variants(group.stream());
                    found.entry(name.to_string()).or_default().push(variants);
                    break;
                }
            }
        }
    }
    found
}

/// The names at the beginning of each variant, attributes left out.
fn variants(body: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut is_begin = true;
    let mut tokens = body.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next();
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => is_begin = true,
            TokenTree::Ident(ident) if is_begin => {
                names.insert(ident.to_string());
                is_begin = false;
            }
            _ => {}
        }
    }
    names
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands in backticks at the begin of a table's row.
fn first_cell(line: &str) -> Option<&str> {
    line.strip_prefix("| `")?.split('`').next()
}

#[test]
fn every_refusal_is_in_the_table_of_errors() {
    let enums = enums();
    let text = read("docs/errors.md");
    let mut sections: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines() {
        if line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim();
            let name = heading
                .strip_prefix('`')
                .and_then(|it| it.strip_suffix('`'));
            let name = name.map(|path| path.rsplit("::").next().unwrap_or(path).to_owned());
            sections.push((name.unwrap_or_default(), BTreeSet::new()));
        } else if let (Some(cell), Some((_, cells))) = (first_cell(line), sections.last_mut()) {
            cells.insert(cell.to_owned());
        }
    }
    sections.retain(|(name, _)| !name.is_empty());
    assert!(sections.len() > 12, "{sections:?}");
    let mut wrong = Vec::new();
    for (name, cells) in sections {
        let known = enums.get(&name).map(Vec::as_slice).unwrap_or_default();
        // One whose tables say no more and no less.
        if !known.contains(&cells) {
            let nearest = known
                .iter()
                .min_by_key(|one| one.symmetric_difference(&cells).count());
            let differ = nearest.map(|one| one.symmetric_difference(&cells).collect::<Vec<_>>());
            wrong.push(format!("{name}: {differ:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_first_login_table_has_every_row_and_names_tests_that_exist() {
    let rows = enums().remove("Row").unwrap_or_default();
    let text = read("docs/first-login.md");
    let headings: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(str::to_owned)
        .collect();
    assert!(rows.contains(&headings), "{headings:?} and {rows:?}");
    let tests = tests();
    let mut wrong = Vec::new();
    for line in text.lines() {
        let Some(named) = line.strip_prefix("- **Tests:**") else {
            continue;
        };
        let named = named.split('`').skip(1).step_by(2);
        wrong.extend(named.filter(|name| !tests.contains(*name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_event_of_the_audit_is_in_the_paper_for_operators() {
    let source = read("shared/model/src/audit.rs");
    let (_, body) = source.split_once("pub enum Event {").expect("the events");
    let (body, _) = body.split_once("\n    }\n").expect("their end");
    let events: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
    assert!(events.len() > 50, "{events:?}");
    let text = read("docs/operate/debugging.md");
    let missing: Vec<&&str> = events
        .iter()
        .filter(|event| !text.contains(&format!("`{event}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Every paper.
fn papers() -> Vec<PathBuf> {
    let mut found = vec![
        root().join("README.md"),
        root().join("CONTRIBUTING.md"),
        root().join("tests/README.md"),
    ];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "md") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn every_link_of_the_papers_leads_somewhere() {
    let papers = papers();
    assert!(papers.len() > 20, "{papers:?}");
    let mut wrong = Vec::new();
    for paper in papers {
        let text = std::fs::read_to_string(&paper).unwrap();
        for target in text.split("](").skip(1) {
            let target = target.split(')').next().unwrap_or_default();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let place = if file.is_empty() {
                paper.clone()
            } else {
                paper.parent().unwrap_or(Path::new("")).join(file)
            };
            let is_there = place.exists() && (anchor.is_empty() || has_anchor(&place, anchor));
            if !is_there {
                wrong.push(format!("{}: {target}", paper.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a heading gets this anchor, as GitHub makes them.
fn has_anchor(paper: &Path, anchor: &str) -> bool {
    let text = std::fs::read_to_string(paper).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .any(|heading| {
            let slug: String = heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect();
            slug == anchor
        })
}
