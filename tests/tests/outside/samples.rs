//! Every page in every registered state and language, seen by axe-core in Chromium at the width of
//! a phone, and measured for overflow down to 320 px (WCAG 1.4.10).

use std::{fs, path::Path};

use kobling_pages::{self as pages, mail, texts::Language};

use crate::{node, root, shared_machine};

/// Writes pages and mails of a language, with what they load, to be served.
pub(crate) fn write(folder: &Path, language: Language) {
    let brand = pages::sample_brand();
    for asset in pages::assets() {
        let path = folder.join(&asset.path[1..]);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, asset.bytes).unwrap();
    }
    let colour = pages::tenant_stylesheet("#7a1f3d").unwrap();
    let tenant = folder.join("assets/tenant");
    fs::create_dir_all(&tenant).unwrap();
    fs::write(tenant.join("granvik.css"), colour).unwrap();
    let logo = root().join("infra/local/assets/logos/asnes.png");
    fs::copy(logo, tenant.join("granvik.png")).unwrap();
    for sample in pages::samples() {
        let html = sample.render(language, Some(&brand));
        let name = format!("{}.html", sample.name.replace('/', "--"));
        fs::write(folder.join(name), html).unwrap();
    }
    for sample in mail::samples() {
        let html = sample.render(language, &brand).html;
        fs::write(folder.join(format!("mail--{}.html", sample.name)), html).unwrap();
    }
}

async fn look_at(language: Language) {
    let _machine = shared_machine().await;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), language);
    // Colours and wide screens are looked at in one language: they are the same in all.
    let what = if language == Language::Nb {
        "all"
    } else {
        "words"
    };
    node::run("samples.mjs", &[folder.path().to_str().unwrap(), what]).await;
}

macro_rules! languages {
    ($($name:ident: $language:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            look_at(Language::$language).await;
        })*

        #[test]
        fn no_language_is_left_out() {
            let looked_at = [$(Language::$language),*];
            assert!(Language::ALL.iter().all(|language| looked_at.contains(language)));
        }
    };
}

languages! {
    every_page_in_bokmaal_can_be_used: Nb,
    every_page_in_nynorsk_can_be_used: Nn,
    every_page_in_swedish_can_be_used: Sv,
    every_page_in_danish_can_be_used: Da,
    every_page_in_english_can_be_used: En,
}
