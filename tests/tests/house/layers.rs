//! What may depend on what, and which crates have one user.

use std::collections::BTreeSet;

use crate::sources::{is_below, product, root};

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
        modules: &[
            "accounts",
            "clock",
            "digest",
            "lifetimes",
            "store",
            "time_zone",
        ],
        crates: Some(&["uuid", "idna", "time", "serde_json"]),
    },
    May {
        folder: "shared/src/oidc/",
        modules: &[
            "oidc",
            "accounts",
            "clock",
            "keys",
            "lifetimes",
            "store",
            "digest",
            "random",
            "secret",
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
            "national_id",
            "store",
            "texts",
            "time_zone",
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
        modules: &["store", "accounts", "failure", "hr", "item"],
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
        modules: &["texts", "time_zone"],
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
            "mail", "pages", "texts", "accounts", "app", "clock", "config", "failure", "hr",
            "keys", "store", "digest", "secret", "random", "queue",
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
            "time_zone",
            "app",
            "failure",
            "keys",
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
            &["shared/src/http_event.rs", "shared/src/web/visit.rs"],
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
