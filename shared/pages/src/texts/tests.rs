//! Holds `words` and the five files against each other.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use super::{
    words::{TOLD, WORDS},
    *,
};
use crate::texts::words::{
    account::WORDS as ACCOUNT_WORDS,
    import::WORDS as IMPORT_WORDS,
    mail::WORDS as MAIL_WORDS,
    page::WORDS as PAGE_WORDS,
    parts::WORDS as PARTS_WORDS,
    steps::{TOLD as STEPS_TOLD, WORDS as STEPS_WORDS},
};

thread_local! {
    static SAID: RefCell<BTreeSet<(&'static str, Option<&'static str>)>> =
        const { RefCell::new(BTreeSet::new()) };
}

/// Called for every text said in a test, so that the pages' tests can tell which were.
pub(super) fn note(id: &'static str, part: Option<&'static str>) {
    SAID.with_borrow_mut(|said| said.insert((id, part)));
}

/// The texts that this thread has said since it was last asked.
pub(crate) fn said() -> BTreeSet<(&'static str, Option<&'static str>)> {
    SAID.take()
}

/// Every text there is.
pub(crate) fn all() -> BTreeSet<(&'static str, Option<&'static str>)> {
    let told = TOLD
        .iter()
        .chain(STEPS_TOLD)
        .flat_map(|&(id, ..)| [(id, None), (id, Some("what")), (id, Some("now"))]);
    WORDS
        .iter()
        .chain(IMPORT_WORDS)
        .chain(PAGE_WORDS)
        .chain(PARTS_WORDS)
        .chain(ACCOUNT_WORDS)
        .chain(STEPS_WORDS)
        .chain(MAIL_WORDS)
        .map(|&(id, part, _)| (id, part))
        .chain(told)
        .collect()
}

type Found = BTreeMap<(String, Option<String>), BTreeSet<String>>;

/// Messages and attributes of a file with the variables of each.
fn found(language: Language) -> Found {
    let resource = FluentResource::try_new(language.source().to_owned())
        .unwrap_or_else(|(_, errors)| panic!("{language:?}: {errors:?}"));
    let mut found = Found::new();
    for entry in resource.entries() {
        match entry {
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Message(message) => {
                let id = message.id.name.to_owned();
                let parts = message
                    .attributes
                    .iter()
                    .map(|attribute| (Some(attribute.id.name.to_owned()), &attribute.value));
                for (part, pattern) in message.value.iter().map(|value| (None, value)).chain(parts)
                {
                    let mut variables = BTreeSet::new();
                    of_pattern(pattern, &mut variables);
                    let before = found.insert((id.clone(), part), variables);
                    assert!(before.is_none(), "{id} is there twice in {language:?}");
                }
            }
            other => panic!("{language:?}: {other:?}"),
        }
    }
    found
}

fn of_pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, variables);
        }
    }
}

fn of_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, variables),
        Expression::Select { selector, variants } => {
            let mut counted = BTreeSet::new();
            of_inline(selector, &mut counted);
            for variant in variants {
                let mut shown = BTreeSet::new();
                of_pattern(&variant.value, &mut shown);
                // Many are counted, so the number is said; one may be a word.
                if matches!(variant.key, VariantKey::Identifier { name: "other" }) {
                    assert!(
                        shown.is_superset(&counted),
                        "{counted:?} is counted but not said"
                    );
                }
                variables.extend(shown);
            }
            variables.extend(counted);
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, variables),
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. },
            ..
        } => {
            for inline in positional {
                of_inline(inline, variables);
            }
        }
        _ => {}
    }
}

/// What the methods of `Words` need, in the same shape. The three parts of a told text share
/// their variables, so those are compared as one, under the message's own name.
fn needed() -> Found {
    WORDS
        .iter()
        .chain(IMPORT_WORDS)
        .chain(PAGE_WORDS)
        .chain(PARTS_WORDS)
        .chain(ACCOUNT_WORDS)
        .chain(STEPS_WORDS)
        .chain(MAIL_WORDS)
        .chain(TOLD)
        .chain(STEPS_TOLD)
        .map(|&(id, part, variables)| {
            let variables = variables
                .iter()
                .map(|&variable| variable.to_owned())
                .collect();
            ((id.to_owned(), part.map(str::to_owned)), variables)
        })
        .collect()
}

#[test]
fn every_text_is_in_every_language_with_the_same_variables_and_none_is_spare() {
    let needed = needed();
    for language in Language::ALL {
        let mut found = found(language);
        for &(id, ..) in TOLD.iter().chain(STEPS_TOLD) {
            for part in ["what", "now"] {
                let variables = found
                    .remove(&(id.to_owned(), Some(part.to_owned())))
                    .unwrap_or_else(|| panic!("{language:?}: {id}.{part} is missing"));
                found
                    .entry((id.to_owned(), None))
                    .or_default()
                    .extend(variables);
            }
        }
        for (name, variables) in &needed {
            assert_eq!(found.get(name), Some(variables), "{language:?}: {name:?}");
        }
        for name in found.keys() {
            assert!(
                needed.contains_key(name),
                "{language:?}: nothing says {name:?}"
            );
        }
    }
}

#[test]
fn languages_differ() {
    let texts: BTreeSet<String> = Language::ALL
        .map(|language| Words::in_language(language).address_locked_heading())
        .into();
    assert_eq!(texts.len(), 5);
}

#[test]
fn plurals_follow_the_language() {
    let say = |language, tries: u32| Words::in_language(language).error_code_wrong(tries);
    assert_eq!(
        say(Language::Nb, 1),
        "Koden er feil. Du har ett forsøk igjen."
    );
    assert_eq!(say(Language::Nn, 4), "Koden er feil. Du har 4 forsøk att.");
    assert_eq!(
        say(Language::En, 1),
        "The code is wrong. You have one try left."
    );
}

#[test]
fn values_stand_as_they_were_given() {
    let said = Words::in_language(Language::Sv).back_to_app("<b>{ $x } \u{202e}</b>");
    assert_eq!(said, "Tillbaka till <b>{ $x } \u{202e}</b>");
}

/// Texts that are written into mails, reports and files, or that are copied.
fn is_plain(id: &str) -> bool {
    let elsewhere = [
        "mail_", "admin_", "import_", "column_", "row_", "note_", "file_",
    ];
    id == "device_code_hint" || elsewhere.iter().any(|begin| id.starts_with(begin))
}

#[test]
fn no_line_of_a_page_ends_within_a_hyphenated_word_and_mails_have_plain_hyphens() {
    for language in Language::ALL {
        let mut id = "";
        for line in language.source().lines() {
            let rest = match line.split_once(" = ") {
                Some((name, rest)) if !line.starts_with([' ', '#']) => {
                    id = name;
                    rest
                }
                _ => line,
            };
            if line.starts_with('#') {
                continue;
            }
            if is_plain(id) {
                assert!(!rest.contains('\u{2011}'), "{language:?}: {line}");
            } else {
                assert_eq!(unbroken(rest), rest, "{language:?}: {id}");
            }
        }
    }
}

#[test]
fn a_name_is_kept_together_at_its_hyphen_and_a_date_and_a_dash_are_left() {
    assert_eq!(unbroken("ID-porten"), "ID\u{2011}porten");
    for kept in ["2026-03-31", "A - B", "-a", "a-", ""] {
        assert_eq!(unbroken(kept), kept);
    }
}
