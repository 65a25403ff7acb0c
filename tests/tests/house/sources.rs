//! Sources read as tokens, so that neither comments nor line breaks can hide anything; what stands
//! under `#[cfg(test)]` is left out.

use std::str::FromStr;

use proc_macro2::Delimiter;
use proc_macro2::TokenStream;
use proc_macro2::TokenTree;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_path_buf()
}

/// A source file of the product.
pub(crate) struct Source {
    /// From the workspace's root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) tokens: TokenStream,
}

impl Source {
    pub(crate) fn read(root: &Path, path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a readable source");
        let tokens = TokenStream::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.strip_prefix(root).expect("below the root");
        Self {
            path: path.to_string_lossy().replace('\\', "/"),
            text,
            tokens: without_tests(tokens),
        }
    }

    /// Whether the whole file is a test.
    pub(crate) fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let name = parts.last().copied().unwrap_or_default();
        self.path.starts_with("tests/tests/")
            || (parts.contains(&"tests") && parts.first() != Some(&"tests"))
            || parts.contains(&"examples")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            // The samples that only tests see.
            || self.path == "shared/protocol/src/samples.rs"
    }

    /// All paths that are named, `use` trees unfolded: `a::b::c`.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        paths(self.tokens.clone(), "", &mut found);
        found
    }

    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words_of(self.tokens.clone(), &mut words);
        words
    }

    /// The contents of all string literals.
    pub(crate) fn strings(&self) -> Vec<String> {
        self.words()
            .into_iter()
            .filter(|word| {
                word.starts_with('"') || word.starts_with("r#") || word.starts_with("r\"")
            })
            .collect()
    }

    /// The lines that are no test: everything before a `#[cfg(test)] mod … {`.
    pub(crate) fn lines(&self) -> usize {
        let mut count = 0;
        let mut lines = self.text.lines().peekable();
        while let Some(line) = lines.next() {
            let is_test_module = line == "#[cfg(test)]"
                && lines
                    .peek()
                    .is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
            if is_test_module {
                break;
            }
            count += 1;
        }
        count
    }
}

/// Cuts away items that stand under `#[cfg(test)]`, and doc comments.
fn without_tests(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        let is_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_hash {
            // `#![doc = "…"]` has a mark between.
            let mut ahead = tokens.clone();
            let mut next = ahead.next();
            if matches!(&next, Some(TokenTree::Punct(punct)) if punct.as_char() == '!') {
                next = ahead.next();
            }
            if matches!(&next, Some(TokenTree::Group(group))
                if group.stream().to_string().starts_with("doc ="))
            {
                tokens = ahead;
                continue;
            }
        }
        let is_attribute = is_hash
            && matches!(tokens.clone().next(), Some(TokenTree::Group(group))
                if group.stream().to_string().replace(' ', "") == "cfg(test)");
        if is_attribute {
            tokens.next();
            // The item ends with its body, or with a semicolon.
            for rest in tokens.by_ref() {
                match rest {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                    TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                    _ => {}
                }
            }
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => TokenTree::Group(proc_macro2::Group::new(
                group.delimiter(),
                without_tests(group.stream()),
            )),
            other => other,
        });
    }
    kept.into_iter().collect()
}

pub(crate) fn paths(tokens: TokenStream, prefix: &str, found: &mut BTreeSet<String>) {
    let mut path = prefix.to_owned();
    let mut is_open = !prefix.is_empty();
    let mut colons = 0;
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                is_open = colons == 2;
            }
            TokenTree::Ident(ident) => {
                if is_open && !path.is_empty() {
                    path = format!("{path}::{ident}");
                } else {
                    found.insert(std::mem::replace(&mut path, ident.to_string()));
                }
                is_open = false;
                colons = 0;
            }
            TokenTree::Group(group) => {
                let is_tree = is_open && group.delimiter() == Delimiter::Brace;
                paths(group.stream(), if is_tree { &path } else { "" }, found);
                found.insert(std::mem::take(&mut path));
                is_open = false;
                colons = 0;
            }
            TokenTree::Punct(punct) => {
                found.insert(std::mem::take(&mut path));
                colons = 0;
                // Within a tree every branch begins at the prefix.
                is_open = punct.as_char() == ',' && !prefix.is_empty();
                if is_open {
                    path = prefix.to_owned();
                }
            }
            TokenTree::Literal(_) => {
                found.insert(std::mem::take(&mut path));
                is_open = false;
                colons = 0;
            }
        }
    }
    found.insert(path);
    found.remove("");
}

pub(crate) fn words_of(tokens: TokenStream, words: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => words_of(group.stream(), words),
            other => words.push(other.to_string()),
        }
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("a folder");
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                files(&path, found);
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// Every Rust source of the workspace, in order.
pub(crate) fn all_sources() -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    for folder in ["functions", "shared", "infra", "tests"] {
        files(&root.join(folder), &mut found);
    }
    found.sort();
    let sources: Vec<Source> = found.iter().map(|path| Source::read(&root, path)).collect();
    assert!(sources.len() > 100, "the sources were not found");
    sources
}

/// The sources that become the product.
pub(crate) fn product() -> Vec<Source> {
    all_sources()
        .into_iter()
        .filter(|source| !source.is_test() && !source.path.starts_with("tests/"))
        .collect()
}

#[test]
fn the_reader_of_sources_sees_what_is_there() {
    let text = "//! x\nuse crate::{a::{self, b}, web};\nfn f() { crate::mail::send(); g::<T>(\"tenant#\") }\n\
                #[cfg(test)]\nmod tests {\n use crate::hidden;\n}\n";
    let source = Source {
        path: String::new(),
        text: text.to_owned(),
        tokens: without_tests(TokenStream::from_str(text).unwrap()),
    };
    let paths = source.paths();
    for path in ["crate::a::b", "crate::web", "crate::mail::send"] {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
    assert!(!paths.iter().any(|path| path.contains("hidden")));
    assert_eq!(source.strings(), ["\"tenant#\""]);
    assert_eq!(source.lines(), 3);
}
