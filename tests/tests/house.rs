//! The rules of the house as tests: what may depend on what, where keys and SDKs may be named,
//! how long a file may be, what logs may carry. Reads the sources as tokens, so that neither
//! comments nor line breaks can hide anything; what stands under `#[cfg(test)]` is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    str::FromStr,
};

use kobling_shared::{accounts::EmailAddress, secret::Secret};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The longest a file may be, tests left out.
const MOST_LINES: usize = 400;
/// The longest that a file may be which is named in `LONG_FILES`.
const HARD_LIMIT: usize = 700;

/// Longer than `MOST_LINES` for a reason; none may join without one.
const LONG_FILES: &[(&str, &str)] = &[
    (
        "shared/src/login/changes.rs",
        "what each row of the first-login table writes, side by side",
    ),
    (
        "shared/src/login/code.rs",
        "one mailed code from sending to spending, with its limits",
    ),
    (
        "shared/src/store/transaction.rs",
        "conditions, updates and transactions are one small language",
    ),
    (
        "infra/local/src/stack.rs",
        "everything that runs on a laptop, in the order it starts",
    ),
    (
        "infra/local/src/seed/rows.rs",
        "one person of interest for each row of the first-login table",
    ),
    (
        "infra/local/src/template.rs",
        "all that is read of template.yaml",
    ),
];

/// Names that say nothing of what a file holds.
const BANNED_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "service", "services", "misc",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_path_buf()
}

/// A source file of the product.
struct Source {
    /// From the workspace's root, with slashes.
    path: String,
    text: String,
    tokens: TokenStream,
}

impl Source {
    fn read(root: &Path, path: &Path) -> Self {
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
    fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        let name = parts.last().copied().unwrap_or_default();
        self.path.starts_with("tests/tests/")
            || (parts.contains(&"tests") && parts.first() != Some(&"tests"))
            || parts.contains(&"examples")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
            // The samples that only tests see.
            || self.path == "shared/src/oidc/samples.rs"
    }

    /// All paths that are named, `use` trees unfolded: `a::b::c`.
    fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        paths(self.tokens.clone(), "", &mut found);
        found
    }

    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words_of(self.tokens.clone(), &mut words);
        words
    }

    /// The contents of all string literals.
    fn strings(&self) -> Vec<String> {
        self.words()
            .into_iter()
            .filter(|word| {
                word.starts_with('"') || word.starts_with("r#") || word.starts_with("r\"")
            })
            .collect()
    }

    /// The lines that are no test: everything before a `#[cfg(test)] mod … {`.
    fn lines(&self) -> usize {
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

fn paths(tokens: TokenStream, prefix: &str, found: &mut BTreeSet<String>) {
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

fn words_of(tokens: TokenStream, words: &mut Vec<String>) {
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
fn all_sources() -> Vec<Source> {
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
fn product() -> Vec<Source> {
    all_sources()
        .into_iter()
        .filter(|source| !source.is_test() && !source.path.starts_with("tests/"))
        .collect()
}

fn is_below(path: &str, folder: &str) -> bool {
    path.starts_with(folder) || path == format!("{}.rs", folder.trim_end_matches('/'))
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

/// What a part of `shared` may name of the others, and of other crates.
struct May {
    folder: &'static str,
    /// Modules of `shared`.
    modules: &'static [&'static str],
    /// Crates beside `std` and `serde`; none means any.
    crates: Option<&'static [&'static str]>,
}

const MAY: &[May] = &[
    May {
        folder: "shared/src/accounts/",
        modules: &["accounts", "clock", "digest", "keys", "store"],
        crates: Some(&["uuid", "idna", "time", "serde_json"]),
    },
    May {
        folder: "shared/src/oidc/",
        modules: &[
            "oidc", "accounts", "clock", "keys", "store", "digest", "random", "secret",
        ],
        crates: Some(&[
            "base64",
            "jsonwebtoken",
            "subtle",
            "url",
            "uuid",
            "serde_json",
            "serde_urlencoded",
            "thiserror",
            "time",
        ]),
    },
    May {
        folder: "shared/src/hr/",
        modules: &[
            "hr",
            "accounts",
            "clock",
            "keys",
            "national_id",
            "store",
            "texts",
        ],
        crates: Some(&["thiserror", "time"]),
    },
    May {
        folder: "shared/src/national_id/",
        modules: &["national_id", "secret"],
        crates: Some(&["subtle", "time", "thiserror", "url"]),
    },
    May {
        folder: "shared/src/store/",
        modules: &["store", "accounts", "config", "hr", "keys"],
        crates: Some(&[
            "aws_sdk_dynamodb",
            "aws_types",
            "serde_dynamo",
            "thiserror",
            "tokio",
        ]),
    },
    May {
        folder: "shared/src/texts/",
        modules: &["texts"],
        crates: None,
    },
    May {
        folder: "shared/src/pages/",
        modules: &["pages", "texts", "accounts", "oidc", "clock"],
        crates: Some(&["askama", "aws_lc_rs", "time", "url", "tracing", "base64"]),
    },
    May {
        folder: "shared/src/mail/",
        modules: &[
            "mail", "pages", "texts", "accounts", "app", "clock", "config", "failure", "keys",
            "store", "digest", "secret", "random", "queue",
        ],
        crates: None,
    },
    May {
        folder: "shared/src/upstream/",
        modules: &[
            "upstream",
            "oidc",
            "accounts",
            "clock",
            "random",
            "secret",
            "national_id",
            "digest",
        ],
        crates: None,
    },
];

fn modules_of_shared() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("shared/src/lib.rs")).unwrap();
    text.lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .map(|name| name.trim_end_matches(';').to_owned())
        .collect()
}

#[test]
fn each_part_of_shared_depends_only_on_what_it_may() {
    let modules = modules_of_shared();
    assert!(modules.contains("accounts") && modules.contains("web"));
    let mut wrong = Vec::new();
    for source in product() {
        let Some(may) = MAY.iter().find(|may| is_below(&source.path, may.folder)) else {
            continue;
        };
        for path in source.paths() {
            let mut parts = path.split("::");
            let first = parts.next().unwrap_or_default();
            if first == "crate"
                && let Some(module) = parts.next().filter(|module| modules.contains(*module))
                && !may.modules.contains(&module)
            {
                wrong.push(format!("{} names {path}", source.path));
            }
            let is_crate = CRATES_WITH_EFFECTS.contains(&first);
            if let Some(crates) = may.crates
                && is_crate
                && path.contains("::")
                && !crates.contains(&first)
            {
                wrong.push(format!("{} names {path}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Crates that do I/O, speak HTTP, or log.
const CRATES_WITH_EFFECTS: &[&str] = &[
    "aws_config",
    "aws_credential_types",
    "aws_lambda_events",
    "aws_sdk_dynamodb",
    "aws_sdk_kms",
    "aws_sdk_s3",
    "aws_sdk_sesv2",
    "aws_sdk_sqs",
    "aws_smithy_http_client",
    "aws_smithy_runtime_api",
    "aws_smithy_types",
    "aws_types",
    "axum",
    "askama",
    "fluent_bundle",
    "http",
    "http_body_util",
    "hyper",
    "hyper_rustls",
    "hyper_util",
    "lambda_http",
    "lambda_runtime",
    "openidconnect",
    "tokio",
    "tower",
    "tracing",
    "tracing_subscriber",
];

#[test]
fn decisions_are_pure() {
    let pure = [
        "shared/src/accounts/",
        "shared/src/oidc/",
        "shared/src/national_id/",
        "shared/src/login/binding.rs",
        "shared/src/login/changes.rs",
        "shared/src/login/facts.rs",
    ];
    let mut wrong = Vec::new();
    for source in product() {
        if !pure.iter().any(|folder| source.path.starts_with(folder)) {
            continue;
        }
        let words = source.words();
        for word in ["async", "await", "unsafe"] {
            if words.iter().any(|found| found == word) {
                wrong.push(format!("{}: {word}", source.path));
            }
        }
        for path in source.paths() {
            let first = path.split("::").next().unwrap_or_default();
            let is_io = path.starts_with("std::fs")
                || path.starts_with("std::net")
                || path.starts_with("std::env")
                || path.starts_with("std::process")
                || path.starts_with("std::thread");
            if is_io || (CRATES_WITH_EFFECTS.contains(&first) && path.contains("::")) {
                wrong.push(format!("{}: {path}", source.path));
            }
            // Of the store only what makes a type an item, and where it lies.
            let of_store = path.strip_prefix("crate::store::");
            if let Some(name) = of_store
                && !matches!(
                    name.split("::").next(),
                    Some("Entity" | "Key" | "keys" | "self")
                )
            {
                wrong.push(format!("{}: {path}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_sdk_has_one_user() {
    let owners: &[(&str, &[&str])] = &[
        ("aws_sdk_dynamodb", &["shared/src/store/"]),
        ("serde_dynamo", &["shared/src/store/"]),
        ("aws_sdk_kms", &["shared/src/keys/"]),
        ("aws_sdk_sesv2", &["shared/src/mail/"]),
        ("aws_sdk_sqs", &["shared/src/queue.rs"]),
        ("aws_sdk_s3", &["shared/src/objects.rs"]),
        ("aws_credential_types", &["shared/src/aws.rs"]),
        ("aws_smithy_http_client", &["shared/src/aws.rs"]),
        ("aws_smithy_runtime_api", &["shared/src/aws.rs"]),
        ("aws_smithy_types", &["shared/src/aws.rs"]),
        ("lambda_runtime", &["shared/src/lambda.rs"]),
        (
            "lambda_http",
            &["shared/src/lambda.rs", "shared/src/web/visit.rs"],
        ),
        ("openidconnect", &["shared/src/upstream/"]),
        ("hyper", &["shared/src/upstream/"]),
        ("hyper_util", &["shared/src/upstream/"]),
        ("hyper_rustls", &["shared/src/upstream/"]),
        ("fluent_bundle", &["shared/src/texts/"]),
        ("tracing_subscriber", &["shared/src/log.rs"]),
    ];
    let mut wrong = Vec::new();
    for source in product() {
        // The laptop's gateway speaks these wires from the other side.
        if source.path.starts_with("infra/") {
            continue;
        }
        for path in source.paths() {
            let first = path.split("::").next().unwrap_or_default();
            let Some((_, allowed)) = owners.iter().find(|(name, _)| *name == first) else {
                continue;
            };
            if path.contains("::") && !allowed.iter().any(|place| source.path.starts_with(place)) {
                wrong.push(format!("{} names {path}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn clock_randomness_and_environment_come_in_through_one_file_each() {
    let places: &[(&str, &str)] = &[
        ("SystemTime::now", "shared/src/clock.rs"),
        ("Instant::now", "shared/src/clock.rs"),
        ("OffsetDateTime::now_utc", "shared/src/clock.rs"),
        ("SystemRandom::new", "shared/src/random.rs"),
        ("Uuid::new_v4", "shared/src/random.rs"),
        ("env::var", "shared/src/config.rs"),
        ("env::vars", "shared/src/config.rs"),
    ];
    let mut wrong = Vec::new();
    for source in product() {
        if source.path.starts_with("infra/") {
            continue;
        }
        for path in source.paths() {
            for (name, place) in places {
                if path.ends_with(name) && source.path != *place {
                    wrong.push(format!("{} names {path}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn functions_depend_on_shared_and_never_on_another() {
    let root = root();
    let mut seen = 0;
    for entry in std::fs::read_dir(root.join("functions")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let kobling: Vec<&str> = manifest
            .lines()
            .filter(|line| line.starts_with("kobling-") || line.contains("path ="))
            .collect();
        assert_eq!(
            kobling
                .iter()
                .filter(|line| !line.starts_with("path = \"src/"))
                .collect::<Vec<_>>(),
            [&"kobling-shared.workspace = true"],
            "{name}"
        );
        for forbidden in ["aws-sdk", "aws-config", "hyper", "dynoxide"] {
            assert!(!manifest.contains(forbidden), "{name} names {forbidden}");
        }
        assert!(
            manifest.contains(&format!("name = \"kobling-{name}\"")),
            "{name}"
        );
        seen += 1;
    }
    assert!(seen >= 8, "the functions were not found");
    for source in product() {
        if !source.path.starts_with("functions/") {
            continue;
        }
        for path in source.paths() {
            let first = path.split("::").next().unwrap_or_default();
            let own = source
                .path
                .split('/')
                .nth(1)
                .unwrap_or_default()
                .replace('-', "_");
            assert!(
                !first.starts_with("kobling_")
                    || first == "kobling_shared"
                    || first == format!("kobling_{own}"),
                "{} names {path}",
                source.path
            );
        }
    }
}

/// The kinds of keys, out of the table at the head of `store/keys.rs`.
fn key_table() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("shared/src/store/keys.rs")).unwrap();
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
        if source.path == "shared/src/store/keys.rs" {
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

    let keys = Source::read(&root(), &root().join("shared/src/store/keys.rs"));
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
fn files_are_of_a_readable_length() {
    let mut wrong = Vec::new();
    for source in all_sources() {
        let lines = source.lines();
        let limit = if LONG_FILES.iter().any(|(path, _)| *path == source.path) || source.is_test() {
            HARD_LIMIT
        } else {
            MOST_LINES
        };
        // Tests of one thing may be as long as that thing has cases.
        let is_test = source.is_test() || source.path.starts_with("tests/tests/");
        if lines > limit && !is_test {
            wrong.push(format!("{}: {lines} lines, {limit} at most", source.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (path, _) in LONG_FILES {
        let file = root().join(path);
        if file.exists() {
            let source = Source::read(&root(), &file);
            assert!(
                source.lines() > MOST_LINES,
                "{path} has become short: take it off the list"
            );
        }
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
        let is_table = source.path == "shared/src/store/keys.rs";
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
                && !(source.path == "shared/src/random.rs" && word == "expect")
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

#[test]
fn logs_name_nothing_that_is_secret_or_a_person() {
    let secret = [
        "address",
        "email",
        "to",
        "code",
        "token",
        "access_token",
        "refresh_token",
        "id_token",
        "secret",
        "number",
        "pid",
        "national_id",
        "cookie",
        "browser",
        "handle",
        "state",
        "nonce",
        "verifier",
        "body",
        "form",
        "query",
        "uri",
        "url",
        "letter",
        "person",
        "user",
        "account",
        "visit",
        "request",
        "loaded",
        "eid",
        "facts",
        "progress",
        "phone",
        "name",
        "birth_date",
    ];
    let macros = [
        "error",
        "warn",
        "info",
        "debug",
        "trace",
        "info_span",
        "debug_span",
        "span",
    ];
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in product() {
        if source.path.starts_with("infra/") {
            continue;
        }
        let mut calls = Vec::new();
        log_calls(source.tokens.clone(), &macros, &mut calls);
        for call in calls {
            seen += 1;
            for path in ["expose", "into_inner", "as_str"] {
                if call.contains(path) {
                    wrong.push(format!("{}: {call}", source.path));
                }
            }
            for field in call.split(',') {
                let Some(at) = field.find(['%', '?']) else {
                    continue;
                };
                let value = field[at + 1..].trim();
                let name = value.split(['.', ' ', '(']).next().unwrap_or_default();
                let last = value.rsplit('.').next().unwrap_or_default().trim();
                // What hangs on these is named by its last part: `client.id`, `mail.reference`.
                let shown = if value.contains('.') { last } else { name };
                if secret.contains(&shown) {
                    wrong.push(format!("{}: {field}", source.path));
                }
            }
        }
    }
    assert!(seen >= 10, "the log statements were not found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The arguments of `tracing::…!(…)` without spaces round dots.
fn log_calls(tokens: TokenStream, macros: &[&str], found: &mut Vec<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        let word = |back: usize| {
            at.checked_sub(back)
                .and_then(|at| trees.get(at))
                .map(ToString::to_string)
                .unwrap_or_default()
        };
        if word(1) == "!" && macros.contains(&word(2).as_str()) && word(5) == "tracing" {
            found.push(group.stream().to_string().replace(" . ", "."));
        }
        log_calls(group.stream(), macros, found);
    }
}

#[test]
fn what_must_not_be_logged_shows_nothing_by_debug() {
    let address = EmailAddress::parse("vinda.ostehovel@example.com").unwrap();
    assert!(!format!("{address:?}").contains("vinda"));
    assert!(!format!("{:?}", Some(vec![address])).contains("example"));
    let secret = Secret::new("7c2b".to_owned());
    assert!(!format!("{secret:?}").contains("7c2b"));
    assert!(!format!("{:#?}", [secret]).contains("7c2b"));
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
