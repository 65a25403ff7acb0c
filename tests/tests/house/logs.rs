//! What logs may carry.

use kobling_base::secret::Secret;
use kobling_model::people::EmailAddress;
use proc_macro2::{TokenStream, TokenTree};

use crate::sources::product;

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
