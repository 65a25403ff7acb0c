//! Who acts for the operator, and how names are written down.

use crate::sources::product;

#[test]
fn no_function_says_that_it_is_the_operators() {
    let mut places = Vec::new();
    for source in product() {
        let paths = source.paths();
        if paths.iter().any(|path| path.ends_with("Need::Operator")) {
            places.push(source.path);
        }
    }
    let expected = [
        "infra/local/src/stack/build.rs",
        "shared/runtime/src/app.rs",
    ];
    assert_eq!(places, expected);
}

/// What a later version renames must not change what is stored: an enumeration is written by its
/// `name`, never by how Rust calls it.
#[test]
fn no_detail_of_an_audit_event_is_how_rust_calls_it() {
    let mut wrong = Vec::new();
    for source in product() {
        let text: String = source.text.split_whitespace().collect();
        for (at, _) in text.match_indices(".detail(format!(") {
            let said = text[at..].split(')').next().unwrap_or_default();
            if said.contains(":?}") {
                wrong.push(format!("{}: {said}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
