//! The pages' one script: what `tsc` makes of its source is what is served, it stays small, and it
//! does in Chromium what its marks say.

use std::fs;

use kobling_pages::texts::Language;

use crate::{node, root, samples, shared_machine};

/// The most that the script may have, in bytes.
const MOST: usize = 5 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn the_script_is_what_its_source_compiles_to_and_it_is_small() {
    let folder = tempfile::tempdir().unwrap();
    node::compile("tsconfig.json", folder.path()).await;
    let compiled = fs::read_to_string(folder.path().join("kobling.js")).unwrap();
    let served = fs::read_to_string(root().join("shared/pages/assets/kobling.js")).unwrap();
    assert_eq!(
        compiled, served,
        "compile it anew, in tests/node: npx tsc --project tsconfig.json"
    );
    assert!(served.len() <= MOST, "{} bytes", served.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_does_what_its_marks_say_and_no_page_needs_it() {
    let _machine = shared_machine().await;
    let folder = tempfile::tempdir().unwrap();
    samples::write(folder.path(), Language::En);
    node::run("script.mjs", &[folder.path().to_str().unwrap()]).await;
}
