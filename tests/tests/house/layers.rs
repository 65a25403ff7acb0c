//! What may depend on what, and which crates have one user.

use crate::sources::{product, root};

/// The crates of `shared`, from the ground up: each may depend on those before it.
const STOREYS: &[&str] = &[
    "base", "model", "keys", "protocol", "store", "outbound", "keyring", "aws", "runtime",
    "upstream", "pages", "letters", "web", "actions", "flow",
];

/// Decisions: no I/O, no HTTP, no clock.
const PURE: &[&str] = &["base", "model", "keys", "protocol"];

/// The name of the package in a folder of `shared`. What every function depends on first has the
/// name of the whole.
fn package(folder: &str) -> String {
    match folder {
        "runtime" => "kobling-shared".to_owned(),
        other => format!("kobling-{other}"),
    }
}

/// What a manifest names under `[dependencies]`.
fn dependencies(manifest: &str) -> Vec<String> {
    let of_product = manifest.split("\n[dev-dependencies]").next();
    let (_, listed) = of_product
        .unwrap_or_default()
        .split_once("[dependencies]")
        .unwrap_or_default();
    listed
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_crate_of_shared_depends_on_those_below_it() {
    let folder = root().join("shared");
    let mut found: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let mut known: Vec<String> = STOREYS.iter().map(ToString::to_string).collect();
    found.sort();
    known.sort();
    assert_eq!(found, known, "each crate has its place in the order");
    let mut wrong = Vec::new();
    for (index, storey) in STOREYS.iter().enumerate() {
        let path = folder.join(storey).join("Cargo.toml");
        let manifest = std::fs::read_to_string(path).unwrap();
        assert!(
            manifest.contains(&format!("name = \"{}\"", package(storey))),
            "{storey}"
        );
        let below: Vec<String> = STOREYS[..index].iter().map(|name| package(name)).collect();
        for name in dependencies(&manifest) {
            if name.starts_with("kobling-") && !below.contains(&name) {
                wrong.push(format!("{storey} depends on {name}"));
            }
            let has_effects = CRATES_WITH_EFFECTS.contains(&name.replace('-', "_").as_str());
            if PURE.contains(storey) && has_effects {
                wrong.push(format!("{storey} is pure and depends on {name}"));
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
    let crates = PURE.iter().map(|storey| format!("shared/{storey}/src/"));
    let files = [
        "shared/flow/src/binding.rs",
        "shared/flow/src/changes.rs",
        "shared/flow/src/facts.rs",
    ];
    let pure: Vec<String> = crates.chain(files.map(str::to_owned)).collect();
    // The only readers of the clock and of randomness.
    let readers = ["shared/base/src/clock.rs", "shared/base/src/random.rs"];
    let mut wrong = Vec::new();
    for source in product() {
        let is_pure = pure.iter().any(|folder| source.path.starts_with(folder));
        if !is_pure || readers.contains(&source.path.as_str()) {
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
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_sdk_has_one_user() {
    let owners: &[(&str, &[&str])] = &[
        ("aws_sdk_dynamodb", &["shared/store/"]),
        ("serde_dynamo", &["shared/store/"]),
        ("aws_sdk_kms", &["shared/keyring/"]),
        ("aws_sdk_sesv2", &["shared/aws/"]),
        ("aws_sdk_sqs", &["shared/aws/"]),
        ("aws_sdk_s3", &["shared/aws/"]),
        ("aws_credential_types", &["shared/aws/"]),
        ("aws_smithy_http_client", &["shared/aws/"]),
        ("aws_smithy_runtime_api", &["shared/aws/"]),
        ("aws_smithy_types", &["shared/aws/"]),
        ("lambda_runtime", &["shared/runtime/"]),
        (
            "lambda_http",
            &["shared/runtime/", "shared/web/src/visit.rs"],
        ),
        ("openidconnect", &["shared/upstream/"]),
        ("hyper", &["shared/outbound/"]),
        ("hyper_util", &["shared/outbound/"]),
        ("hyper_rustls", &["shared/outbound/"]),
        ("fluent_bundle", &["shared/pages/src/texts/"]),
        ("tracing_subscriber", &["shared/runtime/src/log.rs"]),
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
        ("SystemTime::now", "shared/base/src/clock.rs"),
        ("Instant::now", "shared/base/src/clock.rs"),
        ("OffsetDateTime::now_utc", "shared/base/src/clock.rs"),
        ("SystemRandom::new", "shared/base/src/random.rs"),
        ("Uuid::new_v4", "shared/base/src/random.rs"),
        ("env::var", "shared/runtime/src/config.rs"),
        ("env::vars", "shared/runtime/src/config.rs"),
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
        let shared: Vec<String> = STOREYS.iter().map(|name| package(name)).collect();
        let named = dependencies(&manifest);
        let others = named.iter().filter(|name| name.starts_with("kobling-"));
        let others: Vec<&String> = others.filter(|name| !shared.contains(name)).collect();
        assert!(others.is_empty(), "{name} depends on {others:?}");
        assert!(named.contains(&package("runtime")), "{name}");
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
}
