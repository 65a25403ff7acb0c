//! Writes every page and mail in every language to a folder, with the assets, to be opened in a
//! browser: `cargo run -p kobling-pages --example pages -- FOLDER [#rrggbb]`.

use std::{env, error::Error, fs, path::Path};

use kobling_pages::{self as pages, mail, texts::Language};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("name the folder to write to")?;
    let colour = arguments.next().unwrap_or_else(|| "#7a1f3d".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets/tenant"))?;
    for asset in pages::assets() {
        fs::write(folder.join(&asset.path[1..]), asset.bytes)?;
    }
    let mut brand = pages::sample_brand();
    brand.logo = None;
    fs::write(
        folder.join("assets/tenant/granvik.css"),
        pages::tenant_stylesheet(&colour)?,
    )?;
    for language in Language::ALL {
        let write = |name: &str, content: &str| {
            let path = folder.join(language.code()).join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, content)
        };
        for sample in pages::samples() {
            // Relative, so that the pages open from the folder as they do from a server.
            let html = sample
                .render(language, Some(&brand))
                .replace("\"/assets/", "\"../assets/");
            write(&format!("{}.html", sample.name.replace('/', "--")), &html)?;
        }
        for sample in mail::samples() {
            let mail = sample.render(language, &brand);
            write(&format!("mail--{}.html", sample.name), &mail.html)?;
            write(
                &format!("mail--{}.txt", sample.name),
                &format!("{}\n\n{}", mail.subject, mail.text),
            )?;
        }
    }
    Ok(())
}
